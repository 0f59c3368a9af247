"""Lifts of what is counted: dates and nights, beds, rest, hours, heads and money; each as far as this one stay needs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from matching.horizon import Span, joined
from matching.lifts.facts import with_receiver, with_youth
from matching.nights import months_of_nights, most_nights
from matching.plan import Stay
from matching.problem import Grant, Kind, Problem, Site

DAY = 24 * 60


def notice(problem: Problem, stay: Stay, about: str | None, others: list[Stay]) -> Problem:
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

    return with_receiver(problem, stay.site, looser)


def _grant_dates(problem: Problem, stay: Stay) -> Problem:
    youth = problem.youth[stay.youth]
    grant = youth.grant or Grant(len(problem.calendar.nights), ())
    return with_youth(problem, replace(youth, grant=replace(grant, valid=joined((*grant.valid, stay.span)))))


def grant(problem: Problem, stay: Stay, about: str | None, others: list[Stay]) -> Problem:
    """Dates, if they are in the way; else nights."""
    youth = problem.youth[stay.youth]
    if about == "dates" or youth.grant is None:
        return _grant_dates(problem, stay)
    needed = _nights_needed(problem, stay, [each for each in others if each.youth == stay.youth])
    return with_youth(
        problem,
        replace(youth, grant=replace(youth.grant, nights_per_month=max(needed, youth.grant.nights_per_month))),
    )


def _nights_needed(problem: Problem, stay: Stay, others: Iterable[Stay]) -> int:
    """The most nights in any month that the stay touches, with it."""
    used = most_nights(problem, others)
    return max((n + used.get(month, 0) for month, n in months_of_nights(problem, stay.span).items()), default=0)


def nights(problem: Problem, stay: Stay, about: str | None, others: list[Stay]) -> Problem:
    limit = problem.site[stay.site].limits.nights_per_month or 0
    needed = max(limit, _nights_needed(problem, stay, [each for each in others if each.site == stay.site]))
    return with_receiver(problem, stay.site, lambda s: replace(s, limits=replace(s.limits, nights_per_month=needed)))


def stays(problem: Problem, stay: Stay, about: str | None, others: list[Stay]) -> Problem:
    month = problem.calendar.month_at(stay.span.start)
    there = {
        each.occurrence
        for each in others
        if each.site == stay.site and each.kind is Kind.STAY and problem.calendar.month_at(each.span.start) == month
    }
    return with_receiver(
        problem, stay.site, lambda s: replace(s, limits=replace(s.limits, stays_per_month=len(there) + 1))
    )


def rest(problem: Problem, stay: Stay, about: str | None, others: list[Stay]) -> Problem:
    gaps = [
        max(stay.span.start, each.span.start) - min(stay.span.end, each.span.end)
        for each in others
        if each.site == stay.site and not each.span.overlaps(stay.span) and len(problem.calendar.nights_of(each.span))
    ]
    days = min([gap // DAY for gap in gaps if gap >= 0] + [problem.site[stay.site].limits.rest_days])
    return with_receiver(problem, stay.site, lambda s: replace(s, limits=replace(s.limits, rest_days=days)))


def beds(problem: Problem, stay: Stay, about: str | None, others: list[Stay]) -> Problem:
    """As many beds as there would be guests at the fullest moment."""
    turnaround = problem.site[stay.site].turnaround
    there = [each for each in others if each.site == stay.site]
    moments = [stay.span.start, *(each.span.start for each in there)]
    fullest = max(
        len({each.occurrence for each in (*there, stay) if each.span.start <= moment < each.span.end + turnaround})
        for moment in moments
    )
    return with_receiver(problem, stay.site, lambda site: replace(site, beds=max(site.beds, fullest)))


def hours(problem: Problem, stay: Stay, about: str | None, others: list[Stay]) -> Problem:
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
    return with_receiver(
        problem,
        stay.mentor,
        as_mentor=lambda mentor: replace(mentor, minutes_per_week=max(needed, mentor.minutes_per_week or 0)),
    )


def head_count(problem: Problem, stay: Stay, about: str | None, others: list[Stay]) -> Problem:
    follows = {each.youth for each in others if each.mentor == stay.mentor} | {stay.youth}
    return with_receiver(problem, stay.mentor, as_mentor=lambda mentor: replace(mentor, most_youths=len(follows)))


def budget(problem: Problem, stay: Stay, about: str | None, others: list[Stay]) -> Problem:
    paid = [each for each in (*others, stay) if not each.fixed]
    cost = sum(problem.site[s.site].cost_per_night * len(problem.calendar.nights_of(s.span)) for s in paid)
    return replace(problem, budget=max(cost, problem.budget or 0))
