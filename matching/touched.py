"""Which stays have to be looked at again when facts have changed: only those that the changed facts are about.

Compared fact by fact, so that a cancelled month of one host costs a look at that host's stays and not at the whole
municipality. Facts about one adult or youth alone (openings, checks, a no) leave the book as it is; numbers that are
shared (beds, limits, hours) mean a new one. Of those touched, `hit_by` says whom the new facts really are in the way of.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from matching.check import check
from matching.lifting import hanging
from matching.part import part_of
from matching.plan import Plan
from matching.problem import Mentor, Problem, Site, Youth

Fact = TypeVar("Fact", Site, Mentor, Youth)

# Facts that no other stay hangs on: a change of these leaves the book as it is.
ALONE_OF_SITE = ("openings", "cleared", "youngest", "oldest", "traits", "declines_traits", "declines_youths")
ALONE_OF_MENTOR = ("openings", "cleared", "languages", "traits", "declines_youths")
ALONE_OF_YOUTH = ("needs", "vetoes", "unsuitable")


@dataclass(frozen=True)
class Touched:
    """Occurrences to look at again, houses and mentors of whom something has changed, and whether the book still holds."""

    occurrences: frozenset[str]
    sites: frozenset[str]
    mentors: frozenset[str]
    keeps_the_book: bool


def everything(problem: Problem, plan: Plan) -> Touched:
    """Nothing is known of the facts before."""
    occurrences = frozenset(each.occurrence for each in plan.placements)
    return Touched(occurrences, frozenset(problem.site), frozenset(problem.mentor), False)


def touched(before: Problem, now: Problem, plan: Plan) -> Touched:
    if (before.calendar, before.now, before.budget) != (now.calendar, now.now, now.budget):
        return everything(now, plan)
    sites = changed(before.site, now.site)
    mentors = changed(before.mentor, now.mentor)
    youths = changed(before.youth, now.youth)
    keeps_the_book = (
        all(_same_book(before.site.get(each), now.site.get(each), ALONE_OF_SITE) for each in sites)
        and all(_same_book(before.mentor.get(each), now.mentor.get(each), ALONE_OF_MENTOR) for each in mentors)
        and all(_same_book(before.youth.get(each), now.youth.get(each), ALONE_OF_YOUTH) for each in youths)
        and [each.id for each in before.mentors] == [each.id for each in now.mentors]
        and before.claims == now.claims
        and before.siblings == now.siblings
        and before.kept_apart == now.kept_apart
        and before.exclusions == now.exclusions
        and before.requests == now.requests
    )
    around = {*sites, *mentors, *youths, *_parties(before, now)}
    was = {each.id: each for each in before.requests}
    pinned = {pin.occurrence for pin in set(now.pins) ^ set(before.pins)}
    asked_anew = {
        one.id
        for each in now.requests
        if each is not was.get(each.id) and each != was.get(each.id)
        for one in each.occurrences
    }
    hers = {one.id for each in now.requests if each.youth in around for one in each.occurrences}
    again = {*pinned, *asked_anew, *hers}
    found = {
        each.occurrence
        for each in plan.placements
        if each.occurrence in again
        or each.site in around
        or each.mentor in around
        or each.occurrence not in now.occurrence
    }
    if before.exclusions != now.exclusions:
        found = {each.occurrence for each in plan.placements}
    for occurrence in list(found):
        found |= hanging(now, plan, occurrence) if occurrence in now.occurrence else set()
    return Touched(frozenset(found), frozenset(sites), frozenset(mentors), keeps_the_book)


def hit_by(problem: Problem, plan: Plan, facts: Touched) -> set[str]:
    """Whoever the facts of now are in the way of, as they were told, and what hangs on them."""
    told = [each for each in plan.placements if each.occurrence in problem.occurrence]
    unknown = {
        each.occurrence
        for each in told
        if (each.occurrence, each.window) not in problem.window
        or each.site not in problem.site
        or (each.mentor is not None and each.mentor not in problem.mentor)
    }
    known = Plan(tuple(each for each in told if each.occurrence not in unknown))
    again = [each for each in known.placements if each.occurrence in facts.occurrences]
    there = part_of(
        problem,
        known,
        sites={each.site for each in again} | facts.sites,
        mentors={each.mentor for each in again if each.mentor} | facts.mentors,
        youths={problem.request_of[each.occurrence].youth for each in again},
    )
    found = {each for broken in check(*there) for each in broken.occurrences if each in known.by_occurrence}
    for each in sorted(found):
        found |= hanging(problem, known, each)
    return found | unknown


def changed(before: Mapping[str, Fact], now: Mapping[str, Fact]) -> set[str]:
    return {id_ for id_ in (*before, *now) if before.get(id_) is not now.get(id_) and before.get(id_) != now.get(id_)}


def _parties(before: Problem, now: Problem) -> Iterable[str]:
    """Everybody whom a new or ended booking, sibling's wish or separation names."""
    for claim in set(before.claims) ^ set(now.claims):
        yield from (claim.site, claim.youth, *([claim.mentor] if claim.mentor else []))
    for pair in set(before.kept_apart) ^ set(now.kept_apart):
        yield from pair
    for siblings in set(before.siblings) ^ set(now.siblings):
        yield from (siblings.first, siblings.second)


def _same_book(before: Fact | None, now: Fact | None, alone: tuple[str, ...]) -> bool:
    """Whether nothing has changed but what is about her, him or the house alone."""
    if before is None or now is None:
        return False
    return before == replace(now, **{name: getattr(before, name) for name in alone})
