"""(f) Deferred acceptance, week by week: youths propose to sites from the top of their lists, sites keep the neediest.

Within a week nothing is settled until nobody proposes any more: a site that hears of somebody in greater need lets go
of whoever it had kept, who then proposes further down her list. A week once settled is not opened again.
"""

from __future__ import annotations

from collections import defaultdict
from random import Random
from typing import Any

from tests.benchmarks.facts import Options, facts_of
from tests.benchmarks.methods import Task
from tests.benchmarks.room import Room, pinned_first


def run(task: Task) -> dict[str, Any]:
    problem, lots = task.problem, Random(f"lots {task.seed}")
    lot = {youth.id: lots.random() for youth in problem.youths}

    def need(occurrence: str) -> tuple[float, ...]:
        youth = problem.youth_of(occurrence)
        return (-youth.urgency, -youth.shortfall, lot[youth.id])

    room = Room(problem, Options(facts_of(problem)))
    for pin in problem.pins:
        room.add_best(pin.occurrence)
    weeks: defaultdict[int, list[str]] = defaultdict(list)
    for occurrence in problem.occurrence.values():
        if occurrence.windows and occurrence.id not in room.placed:
            weeks[min(window.arrival for window in occurrence.windows) // (7 * 1440)].append(occurrence.id)
    for week in sorted(weeks):
        _settle(room, pinned_first(problem, sorted(weeks[week], key=need)), need)
        task.tell(room.plan(), None, None, "week by week")
    task.tell(room.plan(), None, None, "end")
    return {}


def _settle(room: Room, occurrences: list[str], need: Any) -> None:
    lists = {each: [option.placement for option in room.options.of(each)] for each in occurrences}
    proposing = list(occurrences)
    while proposing:
        occurrence = proposing.pop(0)
        while lists[occurrence] and occurrence not in room.placed:
            wanted = lists[occurrence].pop(0)
            if room.add(wanted):
                break
            # In the way may be others of this week in less need, at the same site or with the same mentor.
            rivals = [
                other
                for other in lists
                if other in room.placed
                and need(other) > need(occurrence)
                and (room.placed[other].site == wanted.site or room.placed[other].mentor == wanted.mentor is not None)
            ]
            let_go = [(other, room.placed[other]) for other in sorted(rivals, key=need, reverse=True)]
            removed = []
            for other, placement in let_go:
                room.remove(other)
                removed.append((other, placement))
                if room.add(wanted):
                    break
            # Whoever can stay beside her stays; the others go on down their lists.
            for other, placement in reversed(removed):
                if not room.add(placement):
                    proposing.append(other)
