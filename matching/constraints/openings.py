"""A stay lies wholly within time that the host or place has opened; a mentor's company within the mentor's own.

    placed[o, w, s] exists only if   [arrival(w), departure(w))  is covered by the joined openings of s
    along[o, w, m]  exists only if   the mentor's part of w      is covered by the joined openings of m

Openings that touch are one: two open nights in a row make an open weekend. Unary, so it is a filter and no row.
"""

from __future__ import annotations

from collections.abc import Iterator

from matching.horizon import Flags, Span, Times
from matching.plan import Stays
from matching.problem import Mentor, Problem, Site, Window
from matching.rule import Reason, Rule, Side, Violation


def bars_time_at_site(problem: Problem, window: Window, site: Site) -> bool:
    return not any(opening.covers(window.span) for opening in site.open_time)


def bars_time_of_mentor(problem: Problem, window: Window, mentor: Mentor) -> bool:
    return not any(opening.covers(window.mentor_span) for opening in mentor.open_time)


def bars_times_at_site(problem: Problem, times: Times, site: Site) -> Flags:
    return ~times.within(site.open_time)


def bars_times_of_mentor(problem: Problem, times: Times, mentor: Mentor) -> Flags:
    return ~times.within(mentor.open_time)


def closed_minutes(span: Span, openings: tuple[Span, ...]) -> int:
    """Minutes of the span that no opening covers, counted opening by opening."""
    left, start, end = span.minutes, span.start, span.end
    for opening in openings:
        if opening.start < end and start < opening.end:
            left -= min(end, opening.end) - max(start, opening.start)
    return left


def violations(stays: Stays, problem: Problem) -> Iterator[Violation]:
    for stay in stays.all:
        if stay.fixed:
            continue
        if missing := closed_minutes(stay.span, problem.site[stay.site].openings):
            yield Violation(RULE.code, f"{stay.site} is closed for {missing} minutes of {stay.occurrence}", (stay,))
        if stay.mentor and (missing := closed_minutes(stay.mentor_span, problem.mentor[stay.mentor].openings)):
            yield Violation(RULE.code, f"{stay.mentor} is away for {missing} minutes of {stay.occurrence}", (stay,))


RULE = Rule(
    Reason(
        "openings",
        Side.ADULT,
        "It is not open then.",
        "Not open for the whole window.",
    ),
    violations,
    bars_time_at_site=bars_time_at_site,
    bars_time_of_mentor=bars_time_of_mentor,
    bars_times_at_site=bars_times_at_site,
    bars_times_of_mentor=bars_times_of_mentor,
)
