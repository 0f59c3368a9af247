"""More options for one menu, beside everything that is held and booked: the engine's own way of growing menus.

Asked when a host has said no, and when something that was held has become free. What is on the menu stays on it.
"""

from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

import matching
from matching import problem as facts
from matching.menu_series import series_menus
from models.breaks import Placement, StayWindow
from service import clock
from service.planning.queries import PlannedOption, option_of
from service.planning.snapshot import snapshot
from service.planning.ways import Way, ways


async def more_options(
    session: AsyncSession,
    request_id: UUID,
    held: Sequence[Sequence[Placement]],
    *,
    at_sites: Collection[UUID],
    ranks: Sequence[int],
) -> list[PlannedOption]:
    """At most as many as there are ranks, each of which holds beside all others; only at these houses, without asking.

    `held` are the options that are on the menu, the recommended one first. The caller has locked the houses.
    """
    problem = await snapshot(session, now=clock.now(), of_request=request_id)
    if not problem.requests or not ranks:
        return []
    (request,) = problem.requests
    windows = {
        str(row.id): row
        for row in await session.scalars(
            select(StayWindow).where(StayWindow.occurrence_id.in_([UUID(one.id) for one in request.occurrences]))
        )
    }
    sites = {str(one) for one in at_sites}
    on = [_as_way(option, windows) for option in held]
    found = [way for way in _grown(problem, request, on, sites) if way not in on]
    return [option_of(problem, rank, way, windows) for rank, way in zip(ranks, found, strict=False)]


def _as_way(option: Iterable[Placement], windows: dict[str, StayWindow]) -> Way:
    """As the engine says it. A window is known by its times."""
    by_times = {(row.occurrence_id, row.arrival, row.departure): id for id, row in windows.items()}
    return tuple(
        matching.Placement(
            str(one.occurrence_id), window, str(one.site_id), str(one.mentor_id) if one.mentor_id else None
        )
        for one in option
        if (window := by_times.get((one.occurrence_id, one.arrival, one.departure))) is not None
    )


def _grown(problem: facts.Problem, request: facts.Request, on: Sequence[Way], sites: set[str]) -> list[Way]:
    own = matching.Plan(on[0]) if on else _recommended(problem, request, sites)
    if not own.placements:
        return []
    options: dict[str, list[matching.Placement]] = {one.occurrence: [one] for one in own.placements}
    for way in on[1:]:
        for one in way:
            if one.occurrence in options and one not in options[one.occurrence]:
                options[one.occurrence].append(one)
    before = [matching.Menu(each, tuple(many)) for each, many in options.items()]
    menus = matching.grow(problem, own, before, is_wanted=lambda one: one.site in sites)
    single = {menu.occurrence: menu.options for menu in menus}
    series = next((one.choices for one in series_menus(problem, own, single, single)), ())
    return ways(problem, request, single, series)


def _recommended(problem: facts.Problem, request: facts.Request, sites: set[str]) -> matching.Plan:
    """Nothing is left on the menu: the best for each of its breaks, in the house of the one before if that is possible."""
    plan = matching.Plan()
    houses: set[str] = set()
    for one in request.occurrences:
        found = [each for each in matching.options_now(problem, plan, one.id, most=100) if each.site in sites]
        if found:
            best = next((each for each in found if each.site in houses), found[0])
            houses.add(best.site)
            plan = plan.with_(best)
    return plan
