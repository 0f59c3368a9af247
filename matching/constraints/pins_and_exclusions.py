"""What the coordinator has pinned happens so; what she has excluded does not.

for every pin on o:    sum over (w, s) that fit it of placed[o, w, s] = 1,  everything else of o = 0,
                       and if it names a mentor m:  along[o, w, m] = placed[o, w, .]
for every exclusion:   no placed (or along) that fits all it names;
                       if it names both site s and mentor m:  placed[o, w, s] + along[o, w, m] <= 1
"""

from __future__ import annotations

from collections.abc import Iterator

from matching.model import Variables
from matching.plan import Stays
from matching.problem import Exclusion, Mentor, Pin, Problem, Site, Window
from matching.programme import Programme
from matching.rule import Reason, Rule, Side, Violation


def _excluded(problem: Problem, exclusion: Exclusion, occurrence: str, window: str) -> bool:
    youth = problem.request_of[occurrence].youth
    return (
        exclusion.youth in (None, youth)
        and exclusion.occurrence in (None, occurrence)
        and exclusion.window in (None, window)
    )


def bars_option(problem: Problem, occurrence: str, window: Window, site: Site) -> bool:
    return any(
        exclusion.mentor is None
        and exclusion.site in (None, site.id)
        and _excluded(problem, exclusion, occurrence, window.id)
        for exclusion in problem.exclusions
    ) or any(
        pin.occurrence == occurrence and (pin.window not in (None, window.id) or pin.site not in (None, site.id))
        for pin in problem.pins
    )


def bars_company(problem: Problem, occurrence: str, window: Window, mentor: Mentor) -> bool:
    return any(
        exclusion.mentor == mentor.id
        and exclusion.site is None
        and _excluded(problem, exclusion, occurrence, window.id)
        for exclusion in problem.exclusions
    ) or any(pin.occurrence == occurrence and pin.mentor not in (None, mentor.id) for pin in problem.pins)


def constrain(programme: Programme, variables: Variables, problem: Problem) -> None:
    for pin in problem.pins:
        options = variables.by_occurrence.get(pin.occurrence, [])
        programme.count([each.column for each in options], least=1, most=1)
        if pin.mentor is not None:
            company = variables.along_by_occurrence.get(pin.occurrence, [])
            programme.count([each.column for each in company], least=1, most=1)
    for exclusion in problem.exclusions:
        if exclusion.site is None or exclusion.mentor is None:
            continue
        for along in variables.along_by_mentor.get(exclusion.mentor, []):
            occurrence, window = along.occurrence, along.window.id
            place = variables.at.get((occurrence, window, exclusion.site))
            if place is not None and _excluded(problem, exclusion, occurrence, window):
                programme.count([place.column, along.column], most=1)


def violations(stays: Stays, problem: Problem) -> Iterator[Violation]:
    for pin in problem.pins:
        options = [stay for stay in stays.by_occurrence.get(pin.occurrence, []) if not stay.fixed]
        if not options and stays.is_plan:
            yield Violation(RULE.code, f"{pin.occurrence} is pinned and not placed", ())
        for stay in options:
            window = None if pin.window is None else problem.window[pin.occurrence, pin.window]
            if (
                (pin.site is not None and stay.site != pin.site)
                or (pin.mentor is not None and stay.mentor != pin.mentor)
                or (window is not None and stay.window != window.id)
            ):
                yield Violation(RULE.code, f"{pin.occurrence} is pinned otherwise: {_words(pin)}", (stay,))
    for exclusion in problem.exclusions:
        for stay in stays.all:
            named = (
                (exclusion.youth, stay.youth),
                (exclusion.occurrence, stay.occurrence),
                (exclusion.window, stay.window),
                (exclusion.site, stay.site),
                (exclusion.mentor, stay.mentor),
            )
            if not stay.fixed and all(wanted == found for wanted, found in named if wanted is not None):
                yield Violation(RULE.code, f"{stay.occurrence} is excluded from {stay.site}", (stay,))


def _words(pin: Pin) -> str:
    return ", ".join(each for each in (pin.window, pin.site, pin.mentor) if each is not None)


RULE = Rule(
    Reason(
        "pins_and_exclusions",
        Side.SAFETY,
        "Your municipality has arranged it in another way. Ask your caseworker about it.",
        "Pinned or excluded by the coordinator.",
    ),
    violations,
    constrain,
    bars_option=bars_option,
    bars_company=bars_company,
)
