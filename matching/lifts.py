"""One function for each rule: the same problem in which it no longer stands in the way of one stay.

Each changes as little as lets the stay through: an opening as long as its time, as many nights more as are missing. The
rules themselves are not read here, only the facts that they speak of; whether a lift does what it says is tested with
the independent checker.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from matching.horizon import Span, joined
from matching.nights import months_of_nights, most_nights
from matching.plan import Stay
from matching.problem import (
    Along,
    Grant,
    Kind,
    Mentor,
    Mixing,
    Problem,
    Request,
    SiblingRule,
    Site,
    Strength,
    Subject,
    Wish,
    Youth,
)

DAY = 24 * 60
# The facts, the stay, whose rule it is (see Blocker.about), and what else is planned or booked with hers, the house's or
# the mentor's name on it.
Lift = Callable[[Problem, Stay, "str | None", list[Stay]], Problem]


def _openings(problem: Problem, stay: Stay, about: str | None, others: list[Stay]) -> Problem:
    return _receiver(
        problem,
        about,
        lambda site: replace(site, openings=joined((*site.openings, stay.span))),
        lambda mentor: replace(mentor, openings=joined((*mentor.openings, stay.mentor_span))),
    )


def _checks(problem: Problem, stay: Stay, about: str | None, others: list[Stay]) -> Problem:
    return _receiver(
        problem,
        about,
        lambda site: replace(site, cleared=joined((*site.cleared, stay.span))),
        lambda mentor: replace(mentor, cleared=joined((*mentor.cleared, stay.mentor_span))),
    )


def _ages(problem: Problem, stay: Stay, about: str | None, others: list[Stay]) -> Problem:
    youth, site = problem.youth[stay.youth], problem.site[stay.site]
    wider = replace(
        site,
        youngest=min(site.youngest, youth.age),
        oldest=max(site.oldest, youth.age),
        declines_traits=site.declines_traits - youth.traits,
    )
    return _youth(_receiver(problem, site.id, lambda _: wider), replace(youth, needs=youth.needs & site.traits))


def _vetoed(problem: Problem, stay: Stay, about: str | None, others: list[Stay]) -> Problem:
    youth = problem.youth[stay.youth]
    return _youth(problem, replace(youth, vetoes=youth.vetoes - {about}))


def _unsuitable(problem: Problem, stay: Stay, about: str | None, others: list[Stay]) -> Problem:
    youth = problem.youth[stay.youth]
    return _youth(problem, replace(youth, unsuitable=youth.unsuitable - {about}))


def _declined(problem: Problem, stay: Stay, about: str | None, others: list[Stay]) -> Problem:
    return _receiver(
        problem,
        about,
        lambda site: replace(site, declines_youths=site.declines_youths - {stay.youth}),
        lambda mentor: replace(mentor, declines_youths=mentor.declines_youths - {stay.youth}),
    )


def broken_wishes(problem: Problem, occurrence: str, about: str) -> tuple[Wish, ...]:
    """Her musts and nevers that keep this host, place or mentor out."""
    if about in problem.site:
        whom, trait, traits = Subject.SITE, Subject.TRAIT, problem.site[about].traits
    else:
        mentor = problem.mentor[about]
        whom, trait, traits = Subject.MENTOR, Subject.MENTOR_TRAIT, mentor.traits | mentor.languages
    wishes = [each for each in problem.request_of[occurrence].wishes if each.subject in (whom, trait)]
    named = {each.about for each in wishes if each.subject is whom and each.strength is Strength.MUST}

    def breaks(wish: Wish) -> bool:
        if wish.strength is Strength.NEVER:
            return wish.about == about if wish.subject is whom else wish.about in traits
        if wish.strength is Strength.MUST:
            return about not in named if wish.subject is whom else wish.about not in traits
        return False

    return tuple(wish for wish in wishes if breaks(wish))


def _musts(problem: Problem, stay: Stay, about: str | None, others: list[Stay]) -> Problem:
    broken = broken_wishes(problem, stay.occurrence, about or "")
    request = problem.request_of[stay.occurrence]
    return _request(problem, replace(request, wishes=tuple(each for each in request.wishes if each not in broken)))


def _notice(problem: Problem, stay: Stay, about: str | None, others: list[Stay]) -> Problem:
    def looser(site: Site) -> Site:
        limits, nights = site.limits, len(problem.calendar.nights_of(stay.span))
        longest = limits.longest_nights
        return replace(
            site,
            limits=replace(
                limits,
                notice=min(limits.notice, stay.span.start - problem.now),
                shortest_nights=min(limits.shortest_nights, nights) if nights else limits.shortest_nights,
                longest_nights=None if longest is None else max(longest, nights),
            ),
        )

    return _receiver(problem, stay.site, looser)


def _grant_dates(problem: Problem, stay: Stay) -> Problem:
    youth = problem.youth[stay.youth]
    grant = youth.grant or Grant(len(problem.calendar.nights), ())
    return _youth(problem, replace(youth, grant=replace(grant, valid=joined((*grant.valid, stay.span)))))


def _grant(problem: Problem, stay: Stay, about: str | None, others: list[Stay]) -> Problem:
    """Dates, if they are in the way; else nights."""
    youth = problem.youth[stay.youth]
    if about == "dates" or youth.grant is None:
        return _grant_dates(problem, stay)
    needed = _nights_needed(problem, stay, [each for each in others if each.youth == stay.youth])
    return _youth(
        problem,
        replace(youth, grant=replace(youth.grant, nights_per_month=max(needed, youth.grant.nights_per_month))),
    )


def _nights_needed(problem: Problem, stay: Stay, others: Iterable[Stay]) -> int:
    """The most nights in any month that the stay touches, with it."""
    used = most_nights(problem, others)
    return max((n + used.get(month, 0) for month, n in months_of_nights(problem, stay.span).items()), default=0)


def _nights(problem: Problem, stay: Stay, about: str | None, others: list[Stay]) -> Problem:
    limit = problem.site[stay.site].limits.nights_per_month or 0
    needed = max(limit, _nights_needed(problem, stay, [each for each in others if each.site == stay.site]))
    return _receiver(problem, stay.site, lambda s: replace(s, limits=replace(s.limits, nights_per_month=needed)))


def _stays(problem: Problem, stay: Stay, about: str | None, others: list[Stay]) -> Problem:
    month = problem.calendar.month_at(stay.span.start)
    there = {
        each.occurrence
        for each in others
        if each.site == stay.site and each.kind is Kind.STAY and problem.calendar.month_at(each.span.start) == month
    }
    return _receiver(problem, stay.site, lambda s: replace(s, limits=replace(s.limits, stays_per_month=len(there) + 1)))


def _rest(problem: Problem, stay: Stay, about: str | None, others: list[Stay]) -> Problem:
    gaps = [
        max(stay.span.start, each.span.start) - min(stay.span.end, each.span.end)
        for each in others
        if each.site == stay.site and not each.span.overlaps(stay.span) and len(problem.calendar.nights_of(each.span))
    ]
    days = min([gap // DAY for gap in gaps if gap >= 0] + [problem.site[stay.site].limits.rest_days])
    return _receiver(problem, stay.site, lambda s: replace(s, limits=replace(s.limits, rest_days=days)))


def _mixing(problem: Problem, stay: Stay, about: str | None, others: list[Stay]) -> Problem:
    return _receiver(problem, stay.site, lambda site: replace(site, mixing=Mixing()))


def _beds(problem: Problem, stay: Stay, about: str | None, others: list[Stay]) -> Problem:
    """As many beds as there would be guests at the fullest moment."""
    turnaround = problem.site[stay.site].turnaround
    there = [each for each in others if each.site == stay.site]
    moments = [stay.span.start, *(each.span.start for each in there)]
    fullest = max(
        len({each.occurrence for each in (*there, stay) if each.span.start <= moment < each.span.end + turnaround})
        for moment in moments
    )
    return _receiver(problem, stay.site, lambda site: replace(site, beds=max(site.beds, fullest)))


def _apart(problem: Problem, stay: Stay, about: str | None, others: list[Stay]) -> Problem:
    """Nobody kept apart from her, or from who comes along; if a mentor is named, only that mentor and she."""

    def is_lifted(pair: Iterable[str]) -> bool:
        both = set(pair)
        if about is not None:
            return both == {stay.youth, about}
        return both != {stay.youth, stay.mentor} and bool(both & {stay.youth, stay.mentor})

    return replace(
        problem,
        kept_apart=tuple(pair for pair in problem.kept_apart if not is_lifted(pair)),
        siblings=tuple(
            each
            for each in problem.siblings
            if each.rule is not SiblingRule.APART or not is_lifted((each.first, each.second))
        ),
    )


def _siblings(problem: Problem, stay: Stay, about: str | None, others: list[Stay]) -> Problem:
    together = tuple(
        replace(each, rule=SiblingRule.ANY)
        if each.rule is SiblingRule.TOGETHER and stay.youth in (each.first, each.second)
        else each
        for each in problem.siblings
    )
    linked = {stay.occurrence, problem.occurrence[stay.occurrence].together_with}
    requests = tuple(
        replace(
            request,
            occurrences=tuple(replace(o, together_with=None) if o.id in linked else o for o in request.occurrences),
        )
        if any(o.id in linked and o.together_with for o in request.occurrences)
        else request
        for request in problem.requests
    )
    return replace(problem, siblings=together, requests=requests)


def _visit_first(problem: Problem, stay: Stay, about: str | None, others: list[Stay]) -> Problem:
    return replace(
        problem,
        requests=tuple(
            replace(each, visit_first=False) if each.youth == stay.youth and each.visit_first else each
            for each in problem.requests
        ),
    )


def _presence(problem: Problem, stay: Stay, about: str | None, others: list[Stay]) -> Problem:
    """A mentor may come along and need not, for her; or, if the house asks for one, for everybody there."""
    if stay.mentor is None and problem.site[stay.site].needs_mentor:
        problem = _receiver(problem, stay.site, lambda site: replace(site, needs_mentor=False))
        there = {each.request for each in others if each.site == stay.site} | {stay.request}
        return replace(
            problem,
            requests=tuple(replace(r, mentor=Along.NICE) if r.id in there else r for r in problem.requests),
        )
    return _request(problem, replace(problem.request_of[stay.occurrence], mentor=Along.NICE))


def _hours(problem: Problem, stay: Stay, about: str | None, others: list[Stay]) -> Problem:
    company = [each for each in (*others, stay) if each.mentor == stay.mentor]
    needed = 0
    for week in problem.calendar.weeks:
        if not week.span.overlaps(stay.mentor_span):
            continue
        minutes: dict[tuple[str, Span] | str, int] = {}
        for each in company:
            alternatives = sum(other.occurrence == each.occurrence for other in company)
            key = each.occurrence if alternatives > 1 else (each.site, each.mentor_span)
            shared = min(each.mentor_span.end, week.end) - max(each.mentor_span.start, week.start)
            minutes[key] = max(minutes.get(key, 0), shared)
        needed = max(needed, sum(minutes.values()))
    return _receiver(
        problem,
        stay.mentor,
        as_mentor=lambda mentor: replace(mentor, minutes_per_week=max(needed, mentor.minutes_per_week or 0)),
    )


def _head_count(problem: Problem, stay: Stay, about: str | None, others: list[Stay]) -> Problem:
    follows = {each.youth for each in others if each.mentor == stay.mentor} | {stay.youth}
    return _receiver(problem, stay.mentor, as_mentor=lambda mentor: replace(mentor, most_youths=len(follows)))


def _words_of_adults(problem: Problem, stay: Stay, about: str | None, others: list[Stay]) -> Problem:
    def is_lifted(youth: str | None, occurrence: str | None, window: str | None) -> bool:
        named = ((youth, stay.youth), (occurrence, stay.occurrence), (window, stay.window))
        return all(a in (None, b) for a, b in named)

    pair = about == "pair"  # the host and the mentor together, which no filter can see
    return replace(
        problem,
        exclusions=tuple(
            each
            for each in problem.exclusions
            if not is_lifted(each.youth, each.occurrence, each.window)
            or each.site not in (None, stay.site)
            or each.mentor not in (None, stay.mentor)
            or (each.site is not None and each.mentor is not None) != pair
        ),
        pins=tuple(each for each in problem.pins if pair or each.occurrence != stay.occurrence),
    )


def _budget(problem: Problem, stay: Stay, about: str | None, others: list[Stay]) -> Problem:
    paid = [each for each in (*others, stay) if not each.fixed]
    cost = sum(problem.site[s.site].cost_per_night * len(problem.calendar.nights_of(s.span)) for s in paid)
    return replace(problem, budget=max(cost, problem.budget or 0))


def _receiver(
    problem: Problem,
    id_: str | None,
    as_site: Callable[[Site], Site] = lambda site: site,
    as_mentor: Callable[[Mentor], Mentor] = lambda mentor: mentor,
) -> Problem:
    if id_ in problem.site:
        return replace(problem, sites=tuple(as_site(each) if each.id == id_ else each for each in problem.sites))
    return replace(problem, mentors=tuple(as_mentor(each) if each.id == id_ else each for each in problem.mentors))


def _youth(problem: Problem, youth: Youth) -> Problem:
    return replace(problem, youths=tuple(youth if each.id == youth.id else each for each in problem.youths))


def _request(problem: Problem, request: Request) -> Problem:
    return replace(problem, requests=tuple(request if each.id == request.id else each for each in problem.requests))


LIFTS: dict[str, Lift] = {
    "openings": _openings,
    "checks_valid": _checks,
    "ages_and_needs": _ages,
    "vetoed": _vetoed,
    "unsuitable": _unsuitable,
    "declined": _declined,
    "must_wishes": _musts,
    "notice_and_length": _notice,
    "grant": _grant,
    "beds": _beds,
    "nights_per_month": _nights,
    "stays_per_month": _stays,
    "rest_between_stays": _rest,
    "mixing": _mixing,
    "siblings": _siblings,
    "kept_apart": _apart,
    "visit_first": _visit_first,
    "mentor_presence": _presence,
    "mentor_hours": _hours,
    "mentor_head_count": _head_count,
    "pins_and_exclusions": _words_of_adults,
    "budget": _budget,
}
