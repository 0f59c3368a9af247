"""One district with all that is in it: youths and whom they fit, the adults, the wishes, the pairs."""

from __future__ import annotations

from dataclasses import replace

from matching.generate.dice import Dice, Ground
from matching.generate.earlier import earlier, without_settled
from matching.generate.receivers import ZONES, host, mentor, place
from matching.generate.wishes import Wishes
from matching.problem import Grant, Mentor, Problem, SiblingRule, Siblings, Site, SiteKind, Span, Travel, Youth


def town(ground: Ground) -> Problem:
    knobs, dice = ground.knobs, ground.dice
    hosts = max(1, round(knobs.youths * knobs.hosts_per_youth / knobs.tightness))
    places = max(1, round(knobs.youths * knobs.places_per_youth / knobs.tightness))
    mentors = max(1, round(knobs.youths * knobs.mentors_per_youth))
    youths = [_youth(ground, n) for n in range(knobs.youths)]
    sites = [host(ground, n) for n in range(hosts)] + [place(ground, n) for n in range(places)]
    helpers = [mentor(ground, n) for n in range(mentors)]
    youths = [_acquainted(ground, youth, sites, helpers) for youth in youths]
    siblings = _siblings(ground, youths)
    wishes = Wishes(ground, sites, helpers)
    requests = tuple(request for youth in youths for request in wishes.of(youth))
    claims, told = earlier(ground, requests, sites)
    settled = {claim.occurrence for claim in claims}
    return Problem(
        calendar=ground.calendar,
        youths=tuple(youths),
        requests=without_settled(requests, claims),
        sites=tuple(sites),
        mentors=tuple(helpers),
        claims=claims,
        told=tuple(each for each in told if each.occurrence not in settled),
        siblings=siblings,
        kept_apart=_kept_apart(dice, youths),
        travel=tuple(
            Travel(ground.name(a), ground.name(b), 0 if a == b else dice.choice((15, 25, 40, 55)))
            for n, a in enumerate(ZONES)
            for b in ZONES[n:]
        ),
        budget=knobs.budget,
    )


def _youth(ground: Ground, n: int) -> Youth:
    dice, knobs = ground.dice, ground.knobs
    return Youth(
        id=ground.name(f"y{n}"),
        age=dice.choice((11, 12, 13, 14, 14, 15, 15, 15, 16, 16, 17, 17)),
        grant=Grant(dice.choice((4, 6, 8, 10, 12)), (Span(0, ground.calendar.minutes),)),
        zone=ground.name(dice.choice(ZONES)),
        needs=frozenset({"protected"} if dice.random() < knobs.protected_share else ()),
        traits=frozenset({"smokes"} if dice.random() < 0.1 else ()),
        group=dice.choice(("a", "b")),
        shortfall=dice.choice((0, 0, 0, 0, 10, 20)),
        urgency=1 if dice.random() < 0.05 else 0,
    )


def _acquainted(ground: Ground, youth: Youth, sites: list[Site], mentors: list[Mentor]) -> Youth:
    """Which hosts suit her (a few, as approved by a caseworker), whom she knows, whom she has said no to."""
    dice, knobs = ground.dice, ground.knobs
    hosts = [site.id for site in sites if site.kind is SiteKind.HOST]
    places = [site.id for site in sites if site.kind is SiteKind.PLACE]
    approved = set(dice.sample(hosts, min(len(hosts), knobs.suitable_hosts)))
    reached = _some(ground.later, places, knobs.suitable_places)
    company = _some(ground.later, [each.id for each in mentors], knobs.suitable_mentors)
    known = {id_: dice.choice((0, 1, 2, 4)) for id_ in sorted(approved) if dice.random() < 0.2}
    if mentors and dice.random() < 0.4:
        known[dice.choice(company)] = 0
    adults = [*sorted(approved), *reached]
    vetoes = {dice.choice(adults) for _ in range(int(dice.random() < knobs.vetoes))}
    within_reach = approved.union(reached, company)
    everybody = [*hosts, *places, *(each.id for each in mentors)]
    here = () if ground.district is None else (f"district-{ground.district}",)
    return replace(
        youth,
        needs=youth.needs.union(here),
        unsuitable=frozenset(everybody) - within_reach,
        known=known,
        own_people=frozenset(sorted(known)[:1]) - vetoes,
        vetoes=frozenset(vetoes),
    )


def _some(dice: Dice, ids: list[str], most: int | None) -> list[str]:
    """These many of them, in their order; all if there is no such limit."""
    if most is None or len(ids) <= most:
        return ids
    chosen = set(dice.sample(ids, most))
    return [each for each in ids if each in chosen]


def _siblings(ground: Ground, youths: list[Youth]) -> tuple[Siblings, ...]:
    dice, pairs = ground.dice, []
    order = dice.sample(youths, len(youths))
    for one, two in zip(order[::2], order[1::2], strict=False):
        if dice.random() < ground.knobs.sibling_share:
            pairs.append(Siblings(one.id, two.id, dice.choice(list(SiblingRule))))
    return tuple(pairs)


def _kept_apart(dice: Dice, youths: list[Youth]) -> tuple[tuple[str, str], ...]:
    if len(youths) < 4:
        return ()
    pairs = {tuple(sorted(each.id for each in dice.sample(youths, 2))) for _ in range(len(youths) // 15)}
    return tuple((one, two) for one, two in sorted(pairs))
