"""A small municipality that lives through planning rounds, with the real engine and the service's own actions.

Everybody asks for a weekend, is offered what there is, and says yes; or changes her mind, in one of the ways there are.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random
from uuid import UUID, uuid5

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

import matching
from models.breaks import Occurrence, Proposal, ProposalOption, Round, Stay, StayRequest, StayWindow
from models.people import SupportGrant, Youth
from service import clock
from service.actor import Actor
from service.consents.actions import rules_of_today
from service.planning.jobs import solve
from service.planning.snapshot import snapshot
from service.proposals import actions as proposals
from service.proposals.publish import publish_round
from service.requests.actions import make_request, withdraw_request
from service.requests.windows import WINDOWS_OF, Kind
from service.stays.actions import cancel_stay
from service.stays.change_rules import longer_times, shorter_times
from service.stays.changing import ask_for_longer, shorten_stay, take_back
from service.stays.jobs import let_time_pass
from service.youths.actions import make_wish
from service.youths.queries import unanswered
from tests.given import Given, given_municipality, given_site, given_youth

EFFORT = 0.2
ZONE = "Europe/Stockholm"
MONDAY = datetime(2026, 11, 30, 9, tzinfo=UTC)
OF_AGE = date(2008, 3, 1)  # so that no consent stands in the way of comparing
SAME = UUID("5e0c7a50-0000-4000-8000-000000000000")  # what she asks for now has the same ids in every world
MOST = {"break": 100, "window": 100, "wish": 60}  # what each can give, for importance 1 (matching/points.py)
CHANGES = ("withdraw", "decline", "something_else", "cancel", "shorten", "ask_longer", "talk_then_no")


@dataclass
class Someone:
    youth: Youth
    actor: Actor
    grant: SupportGrant


@dataclass
class Town:
    """`everybody` in the order they were made. Fewer beds than youths, so that there is something to lose."""

    here: Given
    everybody: list[Someone]
    chance: Random
    measured: dict[UUID, dict[UUID, "Offer"]] = field(default_factory=dict)  # by youth and wish
    changed: int = 0


@dataclass(frozen=True)
class Offer:
    """What was offered for one wish: what the recommended option gives of the most it could give, in per mille, and how many
    options there were. Nothing: 0 and 0."""

    share: int = 0
    options: int = 0


async def given_a_town(session: AsyncSession, youths: int, homes: int) -> Town:
    """Youths who wish different things of homes that differ. `homes` is how many families; the place has three beds."""
    here = await given_municipality(session)
    session.add_all(rules_of_today(here.municipality))
    traits = ("quiet", "dog", "own_room", "near_school")
    for number in range(homes):
        await given_site(
            session, here.zone, kind="host", called=f"Familj {number}", beds=1, traits=[traits[number % len(traits)]]
        )
    everybody = []
    for number in range(youths):
        youth, actor, grant = await given_youth(
            session, here.zone, here.as_caseworker, called=f"Ung {number}", born=OF_AGE
        )
        grant.nights_per_month = 20  # so that nights she has used stand in nobody's way
        with clock.at(MONDAY - timedelta(days=5)):
            await make_wish(
                session, actor, youth.id, subject="where", strength="important", trait=traits[number % len(traits)]
            )
        everybody.append(Someone(youth, actor, grant))
    return Town(here, everybody, Random(1))


async def asks(session: AsyncSession, one: Someone, weeks: int = 3) -> StayRequest:
    day = clock.today(ZONE) + timedelta(weeks=weeks)
    windows = WINDOWS_OF[Kind.WEEKEND](day, ZONE)
    return await make_request(session, one.actor, one.youth.id, kind="weekend", occurrences=[windows])


async def asks_as_always(session: AsyncSession, town: Town) -> None:
    """What everybody wishes now, under the same ids whatever has happened before."""
    day = clock.today(ZONE) + timedelta(weeks=6)
    (window,) = WINDOWS_OF[Kind.WEEKEND](day, ZONE)
    for number, one in enumerate(town.everybody):
        request, occurrence, times = (uuid5(SAME, f"{kind} {number}") for kind in ("request", "occurrence", "window"))
        session.add(
            StayRequest(
                id=request,
                youth_id=one.youth.id,
                support_grant_id=one.grant.id,
                kind="weekend",
                importance=2,
                made_at=clock.now(),
            )
        )
        await session.flush()
        session.add(Occurrence(id=occurrence, stay_request_id=request, youth_id=one.youth.id, number=1))
        await session.flush()
        session.add(
            StayWindow(
                id=times,
                occurrence_id=occurrence,
                arrival=window.arrival,
                departure=window.departure,
                preference=window.preference,
            )
        )
    await session.flush()


async def told_to_the_engine(session: AsyncSession) -> str:
    """The problem of the next round, as the bytes that are kept and hashed."""
    problem = await snapshot(session, now=clock.now())
    return matching.problem_hash(problem) + repr(matching.write_problem(problem))


async def plans(session: AsyncSession, town: Town, seed: int) -> None:
    """One round, published: the engine in this process, everything else as the service does it."""
    now = clock.now()
    problem = await snapshot(session, now=now)
    document = matching.write_problem(problem)
    outcome = solve({"problem": document, "seed": seed, "effort": EFFORT}, lambda _: None)
    row = Round(
        status="planned",
        made_by=town.here.as_coordinator.account_id,
        horizon_from=now,
        horizon_to=now + timedelta(days=200),
        made_at=now,
        planned_at=now,
        seed=seed,
        problem=document,
        outcome=outcome,
    )
    session.add(row)
    await session.flush()
    await publish_round(session, town.here.as_coordinator, row.id)


async def menu_of(session: AsyncSession, request: StayRequest) -> Proposal | None:
    asked = select(Proposal).where(Proposal.stay_request_id == request.id).order_by(Proposal.made_at.desc()).limit(1)
    found: Proposal | None = await session.scalar(asked.execution_options(populate_existing=True))
    return found


async def options_on(session: AsyncSession, proposal: Proposal) -> list[ProposalOption]:
    asked = select(ProposalOption).where(ProposalOption.proposal_id == proposal.id, ProposalOption.state == "held")
    return list(await session.scalars(asked.order_by(ProposalOption.rank)))


async def _measure(session: AsyncSession, town: Town) -> None:
    """What each wish of this round was offered."""
    rows = await session.execute(
        select(Proposal.youth_id, StayRequest, ProposalOption)
        .join(StayRequest, StayRequest.id == Proposal.stay_request_id)
        .join(ProposalOption, ProposalOption.proposal_id == Proposal.id)
        .where(Proposal.status == "offered", Proposal.opened_at == clock.now(), ProposalOption.state == "held")
        .order_by(ProposalOption.rank)
    )
    menus: dict[tuple[UUID, UUID], list[int]] = {}
    for youth_id, request, option in rows:
        most = request.importance * sum(MOST[one["reason"]] for one in option.why)
        share = 1000 * sum(one["points"] for one in option.why) // most
        menus.setdefault((youth_id, request.id), []).append(share)
    for (youth_id, request_id), shares in menus.items():
        town.measured[youth_id][request_id] = Offer(shares[0], len(shares))


async def says_yes(session: AsyncSession, town: Town, one: Someone, request: StayRequest) -> Stay | None:
    """She takes the first option, her caseworker approves; nothing is booked when there is nothing on offer."""
    proposal = await menu_of(session, request)
    if proposal is None or proposal.status != "offered":
        return None
    options = await options_on(session, proposal)
    if not options:
        return None
    await proposals.choose(session, one.actor, proposal.id, answer="this", option_id=options[0].id)
    caseworker = town.here.as_caseworker
    said = await unanswered(session, caseworker, youth_id=one.youth.id)
    await proposals.approve(
        session,
        caseworker,
        proposal.id,
        view_sought="said_in_service",
        answers={each.id: ("followed", "Ja.") for each in said},
    )
    stay: Stay | None = await session.scalar(
        select(Stay)
        .join(Occurrence, Occurrence.id == Stay.occurrence_id)
        .where(Occurrence.stay_request_id == request.id)
    )
    return stay


async def changes_her_mind(
    session: AsyncSession, town: Town, one: Someone, request: StayRequest, *, wholly: bool = False
) -> str:
    """One of the ways, by chance. `wholly`: afterwards nothing of it is left, whichever way it was."""
    town.changed += 1
    proposal = await menu_of(session, request)
    way = town.chance.choice(CHANGES)
    if proposal is None or proposal.status != "offered":
        way = "withdraw"
    if way == "withdraw":
        await withdraw_request(session, one.actor, request.id)
    elif way in ("decline", "something_else", "talk_then_no"):
        assert proposal is not None
        if way == "talk_then_no":
            await proposals.choose(session, one.actor, proposal.id, answer="talk_first")
        answer = "something_else" if way == "something_else" else "no"
        await proposals.choose(session, one.actor, proposal.id, answer=answer)
        if way == "something_else" and wholly:
            await withdraw_request(session, one.actor, request.id)
    else:
        stay = await says_yes(session, town, one, request)
        if stay is not None:
            await _changes_what_is_booked(session, one, stay, way)
            if wholly and way != "cancel":
                await cancel_stay(session, one.actor, stay.id)
    return way


async def _changes_what_is_booked(session: AsyncSession, one: Someone, stay: Stay, way: str) -> None:
    offered: Callable[..., list[object]] = shorter_times if way == "shorten" else longer_times  # type: ignore[assignment]
    times = offered(clock.now(), stay.arrival, stay.departure, ZONE)
    if way == "cancel":
        await cancel_stay(session, one.actor, stay.id)
    elif way == "shorten":
        await shorten_stay(session, one.actor, stay.id, times[0])  # type: ignore[arg-type]
    else:
        change = await ask_for_longer(session, one.actor, stay.id, times[0])  # type: ignore[arg-type]
        await take_back(session, one.actor, change.id)


async def live(
    session: AsyncSession,
    town: Town,
    rounds: int,
    changing: Collection[int],
    how_often: float = 0.7,
    first_seed: int = 1,
) -> None:
    """Week after week. Those at `changing` (their numbers) change their mind so often, the others never.

    Everybody wishes for the weekend that comes, so that one round looks at each wish. With more time, who waits may be offered
    something by a later round, and who has withdrawn what waits has given that up herself: another thing than what is asked here.
    """
    for number in range(rounds):
        with clock.at(MONDAY + timedelta(weeks=number)):
            await let_time_pass(session)
            requests = [await asks(session, one, weeks=0) for one in town.everybody]
            await plans(session, town, seed=first_seed + number)
            for one, request in zip(town.everybody, requests, strict=True):
                town.measured.setdefault(one.youth.id, {})[request.id] = Offer()
            await _measure(session, town)
            for at, (one, request) in enumerate(zip(town.everybody, requests, strict=True)):
                if at in changing and town.chance.random() < how_often:
                    await changes_her_mind(session, town, one, request)
                else:
                    await says_yes(session, town, one, request)
            await session.flush()
            session.expunge_all()
            await _again(session, town)


async def _again(session: AsyncSession, town: Town) -> None:
    """A round's rows are left behind; the people are read anew."""
    for one in town.everybody:
        one.youth = await session.get_one(Youth, one.youth.id)
        one.grant = await session.get_one(SupportGrant, one.grant.id)
