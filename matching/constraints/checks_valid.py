"""Every required check of host, place and mentor is valid during the whole stay. No valid check, no match.

placed[o, w, s] exists only if  [arrival(w), departure(w))  is covered by the joined cleared time of s
along[o, w, m]  exists only if  the mentor's part of w      is covered by the joined cleared time of m
"""

from __future__ import annotations

from collections.abc import Iterator

from matching.horizon import Flags, Times
from matching.plan import Stays
from matching.problem import Mentor, Problem, Site, Span, Window
from matching.rule import Reason, Rule, Side, Violation


def bars_time_at_site(problem: Problem, window: Window, site: Site) -> bool:
    return not any(cleared.covers(window.span) for cleared in site.cleared_time)


def bars_time_of_mentor(problem: Problem, window: Window, mentor: Mentor) -> bool:
    return not any(cleared.covers(window.mentor_span) for cleared in mentor.cleared_time)


def bars_times_at_site(problem: Problem, times: Times, site: Site) -> Flags:
    return ~times.within(site.cleared_time)


def bars_times_of_mentor(problem: Problem, times: Times, mentor: Mentor) -> Flags:
    return ~times.within(mentor.cleared_time)


def first_unchecked_minute(span: Span, cleared: tuple[Span, ...]) -> int | None:
    """Walk along the span from one valid check to the next; where none goes on, that minute is unchecked."""
    moment = span.start
    while moment < span.end:
        ahead = [each.end for each in cleared if each.start <= moment < each.end]
        if not ahead:
            return moment
        moment = max(ahead)
    return None


def violations(stays: Stays, problem: Problem) -> Iterator[Violation]:
    for stay in stays.all:
        if stay.fixed:
            continue
        if (minute := first_unchecked_minute(stay.span, problem.site[stay.site].cleared)) is not None:
            yield Violation(RULE.code, f"{stay.site} has no valid check at {minute} in {stay.occurrence}", (stay,))
        if stay.mentor:
            minute = first_unchecked_minute(stay.mentor_span, problem.mentor[stay.mentor].cleared)
            if minute is not None:
                yield Violation(
                    RULE.code, f"{stay.mentor} has no valid check at {minute} in {stay.occurrence}", (stay,)
                )


RULE = Rule(
    Reason(
        "checks_valid",
        Side.SAFETY,
        "All the safety checks are not in place for those days.",
        "A required check is missing or ends before the stay does.",
    ),
    violations,
    bars_time_at_site=bars_time_at_site,
    bars_time_of_mentor=bars_time_of_mentor,
    bars_times_at_site=bars_times_at_site,
    bars_times_of_mentor=bars_times_of_mentor,
)
