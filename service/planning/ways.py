"""What a request can choose between as a whole, read off menus that hold one occurrence at a time.

Every combination from the menus holds, so each of these does. A series: the whole of it in one house or at other times,
then as recommended with one break changed, first where there is most to gain. Several breaks that are no series: the
second option of each, then the third. Never more than fit on a page.
"""

from collections.abc import Mapping, Sequence

import matching
from matching import problem as facts

MOST = 4
Way = tuple[matching.Placement, ...]


def ways(
    problem: facts.Problem,
    request: facts.Request,
    menus: Mapping[str, Sequence[matching.Placement]],
    series: Sequence[matching.SeriesChoice] = (),
) -> list[Way]:
    """The recommended one first."""
    placed = [menus[one.id] for one in request.occurrences if menus.get(one.id)]
    if not series:
        longest = max((len(menu) for menu in placed), default=0)
        return [tuple(menu[rank] if rank < len(menu) else menu[0] for menu in placed) for rank in range(longest)][:MOST]
    whole = [choice.placements for choice in series]
    changed = [(menu[0], other) for menu in placed for other in menu[1:]]
    changed.sort(key=lambda pair: _points(problem, pair[0]) - _points(problem, pair[1]))
    best: dict[str, Way] = {}
    for own, other in changed:
        best.setdefault(own.occurrence, tuple(other if one == own else one for one in whole[0]))
    whole += best.values()
    return list(dict.fromkeys(whole))[:MOST]


def _points(problem: facts.Problem, placement: matching.Placement) -> int:
    return sum(one.points for one in matching.why(problem, placement))
