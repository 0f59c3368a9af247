"""What earlier rounds have left: stays that are booked or held, and what people have only been told."""

from __future__ import annotations

from dataclasses import replace

from matching.generate.dice import DAY, Ground
from matching.problem import Claim, ClaimState, Request, Site, Span, Told


def earlier(
    ground: Ground, requests: tuple[Request, ...], sites: list[Site]
) -> tuple[tuple[Claim, ...], tuple[Told, ...]]:
    """Some occurrences settled by an earlier round, some only told."""
    dice = ground.dice
    claims: list[Claim] = []
    told: list[Told] = []
    taken: dict[str, list[Span]] = {}
    open_sites = [site for site in sites if site.beds]
    for request in requests:
        for occurrence in request.occurrences:
            window, site = dice.choice(occurrence.windows), dice.choice(open_sites)
            if dice.random() < ground.knobs.claims_share:
                near = Span(window.arrival - 3 * DAY, window.departure + 3 * DAY)
                if any(near.overlaps(span) for key in (site.id, request.youth) for span in taken.get(key, ())):
                    continue
                taken.setdefault(site.id, []).append(window.span)
                taken.setdefault(request.youth, []).append(window.span)
                claims.append(
                    Claim(
                        id=f"c-{occurrence.id}",
                        occurrence=occurrence.id,
                        youth=request.youth,
                        site=site.id,
                        arrival=window.arrival,
                        departure=window.departure,
                        state=dice.choice(list(ClaimState)),
                        kind=request.kind,
                        request=request.id,
                    )
                )
            elif dice.random() < ground.knobs.told_share:
                told.append(Told(occurrence.id, window.id, site.id))
    return tuple(claims), tuple(told)


def without_settled(requests: tuple[Request, ...], claims: tuple[Claim, ...]) -> tuple[Request, ...]:
    """What is still open: an occurrence is either asked for or claimed."""
    settled = {claim.occurrence for claim in claims}
    return tuple(
        replace(each, occurrences=left)
        for each in requests
        if (left := tuple(o for o in each.occurrences if o.id not in settled))
    )
