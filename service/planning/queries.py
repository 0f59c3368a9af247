"""What a round found, in the words of the tables: menus to publish, and the outcome a coordinator looks at."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

import matching
from matching import problem as facts
from models.breaks import Round, StayRequest, StayWindow
from models.people import Youth
from models.supply import Mentor, Site
from service.errors import NotFound
from service.planning.reached import Reached, code_of, reached
from service.planning.reasons import RoundReasons
from service.planning.unmet import UnmetRow, unmet_rows
from service.planning.ways import Way, ways


@dataclass(frozen=True)
class PlannedPlacement:
    """One occurrence of an option: when, where, with which mentor."""

    occurrence_id: UUID
    site_id: UUID
    mentor_id: UUID | None
    arrival: datetime
    departure: datetime


@dataclass(frozen=True)
class PlannedOption:
    """`why`: for each placement's wishes {"occurrence", "reason", "wish", "points", "met"}."""

    rank: int
    placements: list[PlannedPlacement]
    why: list[dict[str, Any]]


@dataclass(frozen=True)
class PlannedMenu:
    """A request's menu; without options it is unmet, and `why_not` says why.

    `why_not`: {"site_id" | "mentor_id": …, "reasons": [{"code", "side"}]} for whom she wished and did not get, and
    {"occurrence_id": …, "helps": [kind]} for what would give an unmet request an option.
    """

    stay_request_id: UUID
    youth_id: UUID
    options: list[PlannedOption]
    why_not: list[dict[str, Any]]
    unmet_occurrences: list[UUID] = field(default_factory=list)


async def menus_of(session: AsyncSession, round_id: UUID) -> list[PlannedMenu]:
    """Every request of the round with its menu, in the round's own order of requests."""
    found = await session.get(Round, round_id)
    if found is None or found.outcome is None or found.problem is None:
        raise NotFound()
    problem = matching.read_problem(found.problem)
    outcome = matching.read_outcome(found.outcome, problem)
    windows = {
        str(row.id): row
        for row in await session.scalars(
            select(StayWindow).where(StayWindow.occurrence_id.in_([UUID(one) for one in problem.occurrence]))
        )
    }
    series = {one.request: one.choices for one in outcome.series}
    single = {menu.occurrence: menu.options for menu in outcome.menus}
    reasons = RoundReasons(problem, outcome.plan)
    menus = []
    for request in problem.requests:
        possible = ways(problem, request, single, series.get(request.id, ()))
        if any(placement.window not in windows for way in possible for placement in way):
            continue  # she changed the request since the snapshot: it waits for the next round
        placed = {placement.occurrence for way in possible for placement in way}
        menus.append(
            PlannedMenu(
                UUID(request.id),
                UUID(request.youth),
                [option_of(problem, rank, way, windows) for rank, way in enumerate(possible, start=1)],
                reasons.of(request, possible),
                [UUID(one.id) for one in request.occurrences if one.id not in placed],
            )
        )
    return menus


def option_of(problem: facts.Problem, rank: int, way: Way, windows: dict[str, StayWindow]) -> PlannedOption:
    return PlannedOption(
        rank,
        [
            PlannedPlacement(
                UUID(one.occurrence),
                UUID(one.site),
                UUID(one.mentor) if one.mentor else None,
                windows[one.window].arrival,
                windows[one.window].departure,
            )
            for one in way
        ],
        [
            {
                "occurrence": said.occurrence,
                "reason": said.reason,
                "wish": said.wish,
                "points": said.points,
                "met": said.met,
            }
            for one in way
            for said in matching.why(problem, one)
        ],
    )


@dataclass(frozen=True)
class RoundLine:
    """A line of the list of rounds."""

    id: UUID
    status: str
    made_at: datetime
    effort: str
    asked: int
    placed: int


@dataclass(frozen=True)
class OutcomeRow:
    """One youth in the outcome: who she is, and in how much of what she asked for she got. No needs, no reasons."""

    youth_id: UUID
    called: str
    utility_percent: float | None
    asked: int
    placed: int
    choices: int
    where: list[str]


@dataclass(frozen=True)
class RoundView:
    """Everything the page of a round shows."""

    id: UUID
    status: str
    rev_of_problem: str | None
    made_at: datetime
    planned_at: datetime | None
    published_at: datetime | None
    effort: str
    seed: int
    job_id: UUID | None
    stages: list[dict[str, Any]]
    reached: list[Reached]
    stopped_by: str | None
    rows: list[OutcomeRow]
    unmet: list[UnmetRow]
    asked: int
    placed: int
    with_choice: int
    left_out: int


async def rounds(session: AsyncSession, most: int = 20) -> list[RoundLine]:
    """The latest rounds, newest first."""
    rows = await session.scalars(select(Round).order_by(Round.made_at.desc()).limit(most))
    return [
        RoundLine(
            row.id,
            row.status,
            row.made_at,
            row.effort,
            sum(one["asked"] for one in (row.outcome or {}).get("youths", [])),
            sum(one["placed"] for one in (row.outcome or {}).get("youths", [])),
        )
        for row in rows
    ]


async def round_view(session: AsyncSession, round_id: UUID) -> RoundView:
    found = await session.get(Round, round_id)
    if found is None:
        raise NotFound()
    stages: list[dict[str, Any]] = []
    good: list[Reached] = []
    stopped_by: str | None = None
    rows: list[OutcomeRow] = []
    unmet: list[UnmetRow] = []
    if found.outcome is not None and found.problem is not None:
        problem = matching.read_problem(found.problem)
        outcome = matching.read_outcome(found.outcome, problem)
        good, stopped_by = reached(problem, outcome), outcome.stopped_by
        stages = _stages(outcome, good)
        rows = await _rows(session, problem, outcome)
        unmet = await unmet_rows(session, problem, [one.occurrence for one in outcome.unplaced])
    return RoundView(
        found.id,
        found.status,
        found.problem_hash,
        found.made_at,
        found.planned_at,
        found.published_at,
        found.effort,
        found.seed,
        found.job_id,
        stages,
        good,
        stopped_by,
        rows,
        unmet,
        asked=sum(row.asked for row in rows),
        placed=sum(row.placed for row in rows),
        with_choice=sum(row.choices >= 2 for row in rows),
        left_out=sum(row.asked > 0 and row.placed == 0 for row in rows),
    )


def _stages(outcome: matching.Outcome, good: list[Reached]) -> list[dict[str, Any]]:
    """Every goal for programs: what the engine counted, and the figures that people are told."""
    figures = {one.code: dict(one.figures) for one in good}
    return [
        {
            "name": one.name,
            "goal": code_of(one.name, one.goal) or one.goal,
            "value": one.value,
            "bound": one.bound,
            "gap": one.gap,
            "proven": one.proven,
            "figures": figures.get(code_of(one.name, one.goal) or "", {}),
        }
        for one in outcome.stages
    ]


async def _rows(session: AsyncSession, problem: facts.Problem, outcome: matching.Outcome) -> list[OutcomeRow]:
    names = dict((await session.execute(select(Youth.id, Youth.called))).all())
    sites = dict((await session.execute(select(Site.id, Site.called))).all())
    mentors = dict((await session.execute(select(Mentor.id, Mentor.called))).all())
    where: dict[str, list[str]] = {}
    for one in outcome.plan.placements:
        place = sites.get(UUID(one.site), "–")
        if one.mentor:
            place += f" + {mentors.get(UUID(one.mentor), '–')}"
        places = where.setdefault(problem.request_of[one.occurrence].youth, [])
        if place not in places:
            places.append(place)
    choices: dict[str, int] = {}
    for menu in outcome.menus:
        youth = problem.request_of[menu.occurrence].youth
        choices[youth] = max(choices.get(youth, 0), len(menu.options))
    rows = [
        OutcomeRow(
            UUID(one.youth),
            names.get(UUID(one.youth), "–"),
            None if one.utility is None else one.utility / 10,
            one.asked,
            one.placed,
            choices.get(one.youth, 0),
            where.get(one.youth, []),
        )
        for one in outcome.youths
        if one.asked
    ]
    return sorted(rows, key=lambda row: (row.utility_percent or 0, row.called))


async def waiting(session: AsyncSession) -> int:
    """How many requests are open, for the start page of a round."""
    rows = await session.scalars(select(StayRequest.id).where(StayRequest.status == "open"))
    return len(rows.all())
