"""Reasons and repairs as lines to read in a terminal, for staff who try things out. Ids stand for names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from matching.answers import WhyNot
from matching.changes import Change
from matching.explain import Missed
from matching.plan import Placement
from matching.points import Points
from matching.replan import Repair, Repairs
from matching.rule import Side

SIDES = {
    Side.YOUTH: "she could change",
    Side.ADULT: "a host or mentor could be asked",
    Side.SAFETY: "only law or safety decides",
    Side.OTHERS: "would leave another youth without",
}


def option(placement: Placement | None) -> str:
    if placement is None:
        return "no place"
    along = f" with {placement.mentor}" if placement.mentor else ""
    return f"{placement.window} at {placement.site}{along}"


def why(placement: Placement | None, reasons: Iterable[Points]) -> Iterator[str]:
    yield f"placed: {option(placement)}"
    for each in reasons:
        yield f"  {'met  ' if each.met else 'unmet'} {each.reason} {each.wish or ''}: {each.points} of {each.most} points"


def why_not(answer: WhyNot) -> Iterator[str]:
    if answer.is_possible:
        yield f"  {option(answer.placement)}: possible, and less liked"
        return
    yield f"  {option(answer.placement)}:"
    for side, blockers in answer.by_side.items():
        said = dict.fromkeys(each.reason.staff + (f" ({each.about})" if each.about else "") for each in blockers)
        yield f"    {SIDES[side]}: {' '.join(said)}"


def missed(one: Missed) -> Iterator[str]:
    about = "any option" if one.about is None else f"{one.subject} {one.about}"
    yield f"{one.occurrence}, {about}:"
    yield from ["  no window, or nobody who receives"] if one.nearest is None else why_not(one.nearest)


def changes(found: Iterable[Change]) -> Iterator[str]:
    lines = [f"  {option(each.option)}: {' '.join(step.staff for step in each.steps) or 'free'}" for each in found]
    yield "what would make it possible:" if lines else "nothing was found that would make it possible"
    yield from lines


def repairs(ways: Repairs) -> Iterator[str]:
    """The choices side by side: who is helped, and what it costs whom."""
    for each in ways.all:
        others = "nobody else moves"
        if each.others:
            worse = f", {len(each.worse)} of them for fewer points" if each.worse else ""
            others = f"{len(each.others)} {'other moves' if len(each.others) == 1 else 'others move'}{worse}"
        proof = "; proven: nobody more can be placed, and not with fewer changes" if each.proven else ""
        lost = f"{len(each.moved)} moved, {len(each.lost)} without a place"
        yield f"{each.way}: {each.changes} changes, {lost}; {others}{proof}"
        for stage in each.stages if not each.proven else ():
            if not stage.proven:
                known = "not known" if stage.bound is None else f"{stage.bound}"
                yield f"  not proven: {stage.goal} {stage.value}, the best that could be is {known}"
    if not ways.helps_more:
        yield "letting others move helps nobody more"


def difference(repair: Repair) -> Iterator[str]:
    for each in repair.difference:
        yield f"{each.youth}, {each.occurrence}: {option(each.before)} -> {option(each.after)}"
