"""The facts as somebody reads them who knows the problem document and nothing of the engine.

Who may be where is worked out here again, on purpose without the engine's own filter: the other methods stand on this,
and a mistake in either would show as a plan that the checker refuses.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from matching.horizon import Span
from matching.plan import Placement
from matching.problem import Along, Mentor, Problem, Request, Site, Strength, Subject, Window, Youth

BREAK, WISH, COMPANY = 100, {Strength.IMPORTANT: 60, Strength.NICE: 25}, 40


@dataclass(frozen=True)
class Where:
    """One possible (occurrence, window, site), with what it is worth to her."""

    occurrence: str
    request: Request
    window: Window
    site: Site
    points: int


@dataclass(frozen=True)
class Who:
    """One possible (occurrence, window, mentor), with what the company is worth to her."""

    occurrence: str
    request: Request
    window: Window
    mentor: Mentor
    points: int


@dataclass(frozen=True)
class Facts:
    problem: Problem
    where: tuple[Where, ...]
    who: tuple[Who, ...]


def facts_of(problem: Problem) -> Facts:
    where: list[Where] = []
    who: list[Who] = []
    sites_with, mentors_with = _by_trait(problem.sites), _by_trait(problem.mentors)
    for request in problem.requests:
        youth = problem.youth[request.youth]
        musts = {w.about for w in request.wishes if w.strength is Strength.MUST and w.subject is Subject.MENTOR_TRAIT}
        # Only among those who have the rarest of what is needed: in many districts, those of one.
        near = min((sites_with.get(need, []) for need in sorted(youth.needs)), key=len, default=problem.sites)
        company_near = min((mentors_with.get(must, []) for must in sorted(musts)), key=len, default=problem.mentors)
        sites = [site for site in near if _suits(youth, request, site)]
        mentors = [each for each in company_near if _accompanies(problem, youth, request, each)]
        for occurrence in request.occurrences:
            for window in occurrence.windows:
                if request.needs_grant and not _covered(youth.grant.valid if youth.grant else (), window.span):
                    continue
                company = [each for each in mentors if _is_free(problem, occurrence.id, window, each)]
                here = [
                    site
                    for site in sites
                    if _is_open(problem, window, site)
                    and not _ruled_out(problem, occurrence.id, window, site)
                    and (company or not (site.needs_mentor or request.mentor is Along.MUST))
                ]
                where += [Where(occurrence.id, request, window, s, _worth_of_site(request, window, s)) for s in here]
                if here and (request.mentor is not Along.NO or any(site.needs_mentor for site in here)):
                    who += [Who(occurrence.id, request, window, m, _worth_of_mentor(request, m)) for m in company]
    return Facts(problem, tuple(where), tuple(who))


def _by_trait(adults: Sequence[Any]) -> dict[str, list[Any]]:
    having: dict[str, list[Any]] = {}
    for each in adults:
        for trait in each.traits | getattr(each, "languages", frozenset()):
            having.setdefault(trait, []).append(each)
    return having


def _suits(youth: Youth, request: Request, site: Site) -> bool:
    refused = site.id in youth.vetoes or site.id in youth.unsuitable or youth.id in site.declines_youths
    fits = site.youngest <= youth.age <= site.oldest and youth.needs <= site.traits
    return not refused and fits and not youth.traits & site.declines_traits and _as_said(request, site.id, site.traits)


def _accompanies(problem: Problem, youth: Youth, request: Request, mentor: Mentor) -> bool:
    refused = mentor.id in youth.vetoes or mentor.id in youth.unsuitable or youth.id in mentor.declines_youths
    apart = frozenset((youth.id, mentor.id)) in problem.apart
    return not refused and not apart and _as_said(request, mentor.id, mentor.traits | mentor.languages, mentor=True)


def _as_said(request: Request, id_: str, traits: frozenset[str], *, mentor: bool = False) -> bool:
    """Her musts and nevers."""
    one, trait = (Subject.MENTOR, Subject.MENTOR_TRAIT) if mentor else (Subject.SITE, Subject.TRAIT)
    named = {w.about for w in request.wishes if w.subject is one and w.strength is Strength.MUST}
    if named and id_ not in named:
        return False
    for wish in request.wishes:
        is_so = (wish.subject is one and wish.about == id_) or (wish.subject is trait and wish.about in traits)
        if wish.strength is Strength.NEVER and is_so:
            return False
        if wish.strength is Strength.MUST and wish.subject is trait and not is_so:
            return False
    return True


def _covered(spans: tuple[Span, ...], span: Span) -> bool:
    return any(each.covers(span) for each in spans)


def _is_open(problem: Problem, window: Window, site: Site) -> bool:
    limits, count = site.limits, len(problem.calendar.nights_of(window.span))
    if window.arrival < problem.now + limits.notice or (count and count < limits.shortest_nights):
        return False
    if limits.longest_nights is not None and count > limits.longest_nights:
        return False
    return _covered(site.open_time, window.span) and _covered(site.cleared_time, window.span)


def _is_free(problem: Problem, occurrence: str, window: Window, mentor: Mentor) -> bool:
    ruled_out = any(
        each.mentor == mentor.id and each.site is None and _speaks_of(problem, each, occurrence, window)
        for each in problem.exclusions
    ) or any(pin.occurrence == occurrence and pin.mentor not in (None, mentor.id) for pin in problem.pins)
    span = window.mentor_span
    return not ruled_out and _covered(mentor.open_time, span) and _covered(mentor.cleared_time, span)


def _ruled_out(problem: Problem, occurrence: str, window: Window, site: Site) -> bool:
    for each in problem.exclusions:
        about_site = each.mentor is None and each.site in (None, site.id)
        if about_site and _speaks_of(problem, each, occurrence, window):
            return True
    return any(
        pin.occurrence == occurrence and (pin.window not in (None, window.id) or pin.site not in (None, site.id))
        for pin in problem.pins
    )


def _speaks_of(problem: Problem, exclusion: object, occurrence: str, window: Window) -> bool:
    named = (("youth", problem.request_of[occurrence].youth), ("occurrence", occurrence), ("window", window.id))
    return all(getattr(exclusion, name) in (None, value) for name, value in named)


def _worth_of_site(request: Request, window: Window, site: Site) -> int:
    wishes = sum(
        WISH.get(wish.strength, 0)
        for wish in request.wishes
        if (wish.subject is Subject.SITE and wish.about == site.id)
        or (wish.subject is Subject.TRAIT and wish.about in site.traits)
    )
    return request.importance * (BREAK + window.preference + wishes)


def _worth_of_mentor(request: Request, mentor: Mentor) -> int:
    traits = mentor.traits | mentor.languages
    wishes = sum(
        WISH.get(wish.strength, 0)
        for wish in request.wishes
        if (wish.subject is Subject.MENTOR and wish.about == mentor.id)
        or (wish.subject is Subject.MENTOR_TRAIT and wish.about in traits)
    )
    return request.importance * (wishes + (COMPANY if request.mentor is Along.NICE else 0))


@dataclass(frozen=True)
class Option:
    """A whole placement with its points."""

    placement: Placement
    points: int


class Options:
    """The options of each occurrence, best first, mentors included: for methods that take one after another."""

    TRIED = 6  # mentors for each window and site; whoever comes later finds the first few busy

    def __init__(self, facts: Facts, tried: int = TRIED) -> None:
        self.facts = facts
        self.tried = tried
        self._where: dict[str, list[Where]] = {}
        self._who: dict[tuple[str, str], list[Who]] = {}
        for each in facts.where:
            self._where.setdefault(each.occurrence, []).append(each)
        for one in facts.who:
            self._who.setdefault((one.occurrence, one.window.id), []).append(one)

    def of(self, occurrence: str) -> list[Option]:
        return sorted(self._all(occurrence), key=lambda option: -option.points)

    def _all(self, occurrence: str) -> Iterator[Option]:
        for at in self._where.get(occurrence, ()):
            wants, company = at.request.mentor, self._who.get((occurrence, at.window.id), [])
            if wants is Along.NO and not at.site.needs_mentor:
                company = []
            # Not everybody asks the same mentor first: the order turns with the occurrence.
            turn = sum(map(ord, occurrence)) % max(1, len(company))
            best = sorted([*company[turn:], *company[:turn]], key=lambda one: -one.points)[: self.tried]
            for one in best:
                placement = Placement(occurrence, at.window.id, at.site.id, one.mentor.id)
                yield Option(placement, at.points + one.points)
            if wants is not Along.MUST and not at.site.needs_mentor:
                yield Option(Placement(occurrence, at.window.id, at.site.id), at.points)
