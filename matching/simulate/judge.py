"""What was promised and is not kept, found in the records of a year alone.

every plan passes the checker, and so do all menus and everything that is booked together
what is booked never moves, and goes only if its own host called off
nobody is in two places at once, no bed has two guests, worked out here once more from the bookings
whatever somebody asked for is given, still open, or counted in her shortfall: nothing is forgotten
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from matching.check import check, check_claims, check_reservations
from matching.problem import Claim
from matching.simulate.lived import WEEK, Round, Year

REMEMBERED = 26 * WEEK


def broken_promises(year: Year) -> list[str]:
    """A line for each; an empty list is a year in which everything held."""
    return [f"round {round_.number}: {text}" for round_, text in _all(year)]


def _all(year: Year) -> Iterator[tuple[Round, str]]:
    before: dict[str, Claim] = {}
    expired: dict[str, int] = {}
    for round_ in year.rounds:
        now = {claim.occurrence: claim for claim in round_.claims}
        for texts in (
            _rules(round_),
            _bookings(before, now, round_),
            _meetings(year, round_),
            _shortfalls(year, round_, expired),
        ):
            yield from ((round_, text) for text in texts)
        before = now
        for occurrence in round_.expired:
            if occurrence in expired or occurrence in now:
                yield round_, f"{occurrence} is given up although it was settled"
            expired[occurrence] = round_.problem.now
    yield from ((year.rounds[-1], text) for text in _forgotten(year, set(before) | set(expired)))


def _rules(round_: Round) -> Iterator[str]:
    problem = round_.problem
    for cancellation in round_.cancellations:
        for violation in check(cancellation.problem, cancellation.after):
            yield f"repair: {violation.rule}: {violation.text}"
    for violation in check(problem, round_.plan):
        yield f"plan: {violation.rule}: {violation.text}"
    for violation in check_reservations(problem, round_.menus):
        yield f"menus: {violation.rule}: {violation.text}"
    offered = {option for menu in round_.menus for option in menu.options}
    for option in round_.chosen:
        if option not in offered:
            yield f"{option.occurrence} is booked as nobody had offered it"
    settled = {claim.occurrence for claim in round_.claims}
    open_ = tuple(
        replace(request, occurrences=left)
        for request in problem.requests
        if (left := tuple(each for each in request.occurrences if each.id not in settled))
    )
    # Judged as at the beginning of the year: notice was judged when each was booked.
    for violation in check_claims(replace(problem, requests=open_, claims=round_.claims, told=(), now=0)):
        yield f"booked: {violation.rule}: {violation.text}"


def _bookings(before: dict[str, Claim], now: dict[str, Claim], round_: Round) -> Iterator[str]:
    hit = {occurrence for cancellation in round_.cancellations for occurrence in cancellation.hit}
    for occurrence, claim in before.items():
        if occurrence not in hit and now.get(occurrence) != claim:
            yield f"{occurrence} was booked and has moved, though {claim.site} did not call off"


def _meetings(year: Year, round_: Round) -> Iterator[str]:
    youths: defaultdict[str, list[Claim]] = defaultdict(list)
    nights: defaultdict[tuple[str, int], int] = defaultdict(int)
    for claim in round_.claims:
        youths[claim.youth].append(claim)
        for night in year.problem.calendar.nights_of(claim.span):
            nights[claim.site, night] += 1
    for youth, claims in youths.items():
        claims.sort(key=lambda claim: claim.arrival)
        for one, two in pairwise(claims):
            if two.arrival < one.departure:
                yield f"{youth} is at {one.site} and at {two.site} at once"
    for (site, night), guests in nights.items():
        if guests > year.problem.site[site].beds:
            yield f"{site} has {guests} guests in night {night}"


def _shortfalls(year: Year, round_: Round, expired: dict[str, int]) -> Iterator[str]:
    """Each youth's shortfall is what her own records say, when the round began."""
    since = round_.problem.now - REMEMBERED
    given: defaultdict[str, int] = defaultdict(int)
    lost: defaultdict[str, int] = defaultdict(int)
    for claim in round_.problem.claims:
        if claim.arrival >= since:
            given[claim.youth] += year.problem.request_of[claim.occurrence].importance
    for occurrence, moment in expired.items():
        request = year.problem.request_of[occurrence]
        if moment >= since:
            lost[request.youth] += request.importance
    for youth in round_.problem.youths:
        counted = 100 * lost[youth.id] // max(1, lost[youth.id] + given[youth.id])
        if youth.shortfall != counted:
            yield f"{youth.id} carries a shortfall of {youth.shortfall} per cent, not {counted}"


def _forgotten(year: Year, settled: set[str]) -> Iterator[str]:
    over = (year.rounds[-1].number + year.rules.every) * WEEK
    for occurrence in year.problem.occurrence.values():
        if occurrence.id not in settled and max(window.arrival for window in occurrence.windows) < over:
            yield f"{occurrence.id} was neither given nor counted"
