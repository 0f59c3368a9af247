"""A host is asked in time, and for as many nights as they take.

    placed[o, w, s] exists only if  arrival(w) >= now + notice(s)
                    and, if w has nights,  shortest_nights(s) <= nights(w) <= longest_nights(s)

An evening has no nights and no length limit. Nobody's window may begin before now.
"""

from __future__ import annotations

from collections.abc import Iterator

from matching.horizon import Flags, Times
from matching.plan import Stays
from matching.problem import Problem, Site, Window
from matching.rule import Reason, Rule, Side, Violation


def bars_time_at_site(problem: Problem, window: Window, site: Site) -> bool:
    limits = site.limits
    nights = len(problem.calendar.nights_of(window.span))
    too_long = limits.longest_nights is not None and nights > limits.longest_nights
    return window.arrival < problem.now + limits.notice or (nights > 0 and nights < limits.shortest_nights) or too_long


def bars_times_at_site(problem: Problem, times: Times, site: Site) -> Flags:
    limits, nights = site.limits, times.nights
    barred: Flags = (times.start < problem.now + limits.notice) | ((nights > 0) & (nights < limits.shortest_nights))
    return barred if limits.longest_nights is None else barred | (nights > limits.longest_nights)


def violations(stays: Stays, problem: Problem) -> Iterator[Violation]:
    for stay in stays.all:
        if stay.fixed:
            continue
        limits = problem.site[stay.site].limits
        ahead = stay.span.start - problem.now
        if ahead < limits.notice:
            text = f"{stay.site} wants {limits.notice} minutes of notice, {stay.occurrence} gives {ahead}"
            yield Violation(RULE.code, text, (stay,))
        nights = len(stays.months_slept(stay, problem.calendar))
        if nights == 0:
            continue
        if nights < limits.shortest_nights:
            yield Violation(RULE.code, f"{stay.site} takes {limits.shortest_nights} nights or more", (stay,))
        if limits.longest_nights is not None and nights > limits.longest_nights:
            yield Violation(RULE.code, f"{stay.site} takes {limits.longest_nights} nights or fewer", (stay,))


RULE = Rule(
    Reason(
        "notice_and_length",
        Side.ADULT,
        "They want to know earlier, or want shorter or longer stays.",
        "Notice or length is outside the limits.",
    ),
    violations,
    bars_time_at_site=bars_time_at_site,
    bars_times_at_site=bars_times_at_site,
)
