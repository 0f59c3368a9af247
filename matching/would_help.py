"""What would make it possible: the smallest changes after which an occurrence has an option beside everything else.

For every house and time that comes near, the conflict is found (explain) and each blocker of it turned into a step that
somebody can be asked for: another day, a wish taken back, a longer opening, a night more, hours of a mentor, one more
guest, or that another stay moves to a place of its own. A change is a set of steps. It is offered only if

    the facts with all its steps done have a valid plan: everything else as it is, and this option,

asked of the independent checker each time; and since conflicts are minimal, no step of it is superfluous. Nobody is
asked to take back a no, a missing check, a mark of unsuitability or that people are kept apart: those are not offered.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from matching.answers import Answers, WhyNot
from matching.changes import Change, Step
from matching.check import check
from matching.lifting import Blocker
from matching.nearby import HERS_TO_TAKE_BACK, MOST_STEPS, Nearby
from matching.plan import Placement, stay_of
from matching.problem import Kind, Problem
from matching.rule import Side

TRIED = 24  # changes that are put to the checker before looking is given up
ASKABLE = {
    "openings", "vetoed", "must_wishes", "notice_and_length", "grant", "beds", "nights_per_month", "stays_per_month",
    "rest_between_stays", "mixing", "siblings", "visit_first", "mentor_presence", "mentor_hours", "mentor_head_count",
    "budget",
}  # fmt: skip


def changes_that_help(answers: Answers, occurrence: str, most: int) -> tuple[Change, ...]:
    """Changes that would give it an option, smallest first; () says that nothing was found."""
    near = Nearby(answers, occurrence)
    found: dict[frozenset[tuple[str, str | None]], Change] = {}
    tried = 0
    for change in sorted(_all_changes(answers, near), key=_order):
        key = frozenset((step.kind, step.whom) for step in change.steps)
        if any(had <= key for had in found):
            continue  # as much as that, or less, does it already
        if len(found) == most or tried == TRIED:
            break
        tried += 1
        if check(*near.facts_after(change)) == [] and not _has_a_step_too_many(near, change):
            found[key] = near.measured(change)
    return tuple(sorted(found.values(), key=_order))


def _has_a_step_too_many(near: Nearby, change: Change) -> bool:
    """Would less be enough? A conflict is minimal at one time; at the time she wished, less may do."""
    if len(change.steps) == 1:
        return False
    return any(check(*near.facts_after(change, but=step)) == [] for step in change.steps)


def _all_changes(answers: Answers, near: Nearby) -> Iterator[Change]:
    for answer in near.answers():
        yield from _changes(answers, near, answer)


def _changes(answers: Answers, near: Nearby, answer: WhyNot) -> Iterator[Change]:
    """The answer's conflict as steps: whoever has the room moves, or there is room for one more."""
    steps = near.window_steps(answer.placement.window)
    rest: list[Blocker] = []
    stays: list[Blocker] = []
    for blocker in answer.conflict:
        if blocker.stay is not None:
            stays.append(blocker)
        elif blocker.code not in ASKABLE or (blocker.code == "openings" and blocker.about in near.closed):
            return
        else:
            rest.append(blocker)
    if len(steps) + len(rest) + bool(stays) > MOST_STEPS:
        return
    steps += tuple(_step(blocker, near.occurrence) for blocker in rest)
    if not stays:
        yield Change(near.occurrence, answer.placement, steps, answer.also)
        return
    if all(stay.code == "beds" for stay in stays):  # room for one more, however many are there one after the other
        more = replace(stays[0], stay=None, side=Side.ADULT, about=answer.placement.site)
        yield Change(near.occurrence, answer.placement, (*steps, _step(more, near.occurrence)), answer.also)
    is_one_move = len(stays) == 1 and not steps and answer.also is None
    if is_one_move and (move := _move(answers, answer.placement, stays[0])) is not None:
        yield Change(near.occurrence, answer.placement, (move,))


def _move(answers: Answers, option: Placement, blocker: Blocker) -> Step | None:
    """The one who has the room gets the best other place that is free, if there is one."""
    problem, ledger = answers.problem, answers.ledger
    other = blocker.stay or ""
    was = answers.plan.by_occurrence.get(other)
    if was is None or problem.occurrence[other].together_with is not None or _is_settled(problem, other):
        return None
    own = ledger.remove(option.occurrence)
    gone = ledger.remove(other)
    try:
        mine = stay_of(problem, option)
        if not ledger.fits(mine):
            return None
        ledger.add(mine)
        to = next((each.placement for each in answers.table.fitting(ledger, other)), None)
        ledger.remove(option.occurrence)
    finally:
        for stay in (*own, *gone):
            ledger.add(stay)
    if to is None:
        return None
    is_hers = problem.request_of[other].youth == problem.request_of[option.occurrence].youth
    kind, side = ("own_stay", Side.YOUTH) if is_hers else ("move", Side.OTHERS)
    return Step(kind, side, None, 0, blocker, None, to)


def _step(blocker: Blocker, asked: str) -> Step:
    """Her own no to a mentor along is hers; of the rest whoever it is about is asked."""
    is_siblings = blocker.occurrence != asked
    if blocker.code == "mentor_presence":
        return Step(blocker.code, Side.YOUTH, None, 0, blocker, is_siblings=is_siblings)
    whom = blocker.about if blocker.side is Side.ADULT or blocker.code in HERS_TO_TAKE_BACK else None
    return Step(blocker.code, blocker.side, whom, 0, blocker, is_siblings=is_siblings)


def _order(change: Change) -> tuple[int, int]:
    return (change.size, sum(abs(step.amount) for step in change.steps))


def _is_settled(problem: Problem, occurrence: str) -> bool:
    is_pinned = any(pin.occurrence == occurrence for pin in problem.pins)
    return is_pinned or problem.request_of[occurrence].kind is Kind.VISIT
