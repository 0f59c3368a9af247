"""No double booking: 32 clients on 20 beds by the constraints alone, the same without them, and a race through HTTP."""

import asyncio
from collections import Counter
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, text

from models.breaks import HostAsk, Proposal, ProposalOption
from models.people import Role, Youth
from service.actor import Actor
from service.app import create_app
from service.database import transaction
from service.proposals.actions import choose
from tests.conftest import Database, url_of
from tests.given import given_municipality, given_request, given_site, given_youth
from tests.proposals.conftest import House
from tests.proposals.menus import at, given_consent_rule, menu, published
from tests.proposals.race import OVERLAPS, Outcome, Rivals, given_rivals, race
from tests.web.people import Town, given_a_town

CLIENTS, ATTEMPTS = 32, 5_000


async def given_twenty_beds(database: Database) -> Rivals:
    async with database.sessions() as session, session.begin():
        given = await given_municipality(session)
        return await given_rivals(session, given.municipality.id, given.zone.id, ATTEMPTS)


@pytest.fixture
def show(record_property: Callable[[str, object], None], capsys: pytest.CaptureFixture[str]) -> Callable:
    def said(called: str, outcome: Outcome) -> None:
        line = (
            f"{called}: {outcome.attempts} attempts, {outcome.hits} hits, refused {dict(outcome.refused)},"
            f" {outcome.attempts / outcome.seconds:.0f}/s, {outcome.overlaps} overlaps"
        )
        record_property(called, line)
        with capsys.disabled():
            print(f"\n  {line}")

    return said


async def test_thirty_two_clients_on_twenty_beds_never_share_one(database: Database, show: Callable) -> None:
    rivals = await given_twenty_beds(database)
    outcome = await race(url_of(database.name), rivals, clients=CLIENTS, attempts=ATTEMPTS)
    show("with the constraints", outcome)
    assert len(rivals.beds) == 20
    assert outcome.attempts == ATTEMPTS
    assert outcome.hits > 100
    assert set(outcome.refused) == {"23P01"}, "an attempt hits, or overlaps; nothing else happens"
    assert outcome.overlaps == 0


async def test_the_same_race_without_the_constraints_books_twice(database: Database, show: Callable) -> None:
    """Negative control: looking first and inserting then is not enough."""
    rivals = await given_twenty_beds(database)
    async with database.owner() as session, session.begin():
        names = await session.scalars(
            text("select conname from pg_constraint where conrelid = 'claim'::regclass and contype = 'x'")
        )
        dropped = [await session.execute(text(f"alter table claim drop constraint {name}")) for name in names]
    assert len(dropped) == 6
    outcome = await race(url_of(database.name), rivals, clients=CLIENTS, attempts=ATTEMPTS, look_first=True)
    show("without them, looking first", outcome)
    assert set(outcome.refused) == {"looked"}
    assert outcome.overlaps > 0


YOUTHS, BEDS_LEFT, PROGRAMS = 20, 3, 12


async def given_many_who_want_the_same(database: Database) -> House:
    """Twenty menus that wait for one host; the only other house has three beds and a standing yes."""
    town: Town = await given_a_town(database)
    async with transaction(database.sessions, town.municipality_id) as session:
        here = town.given
        await given_consent_rule(session, needs="nobody_more")
        await session.execute(text("update municipality set open_asks_per_host = 99"))
        await session.execute(text("update site set closed_at = now() where id = :host"), {"host": here.host.id})
        asked = await given_site(
            session, here.zone, kind="host", called="Familjen Många", beds=YOUTHS, ask_each_time=True
        )
        await session.execute(
            text("insert into site_person (site_id, account_id) values (:site, :account)"),
            {"site": asked.id, "account": here.as_host.account_id},
        )
        menus = []
        for number in range(YOUTHS):
            youth, _, grant = await given_youth(session, here.zone, here.as_caseworker, called=f"Ung {number}")
            request, occurrence = await given_request(session, youth, grant)
            menus.append(menu(request, [at(asked, occurrence)]))
        made = await published(session, here, *menus)
        assert len(made.asking) == YOUTHS
    return House(town, create_app(database.settings, engine=database.engine), UUID(int=0), UUID(int=0), [])


async def pressed(house: House, role: Role, acts: list[tuple[str, dict[str, Any]]]) -> Counter[int]:
    """Every act is pressed twice, by programs that all go at once."""
    waiting = iter([act for act in acts for _ in range(2)])
    answers: Counter[int] = Counter()

    async def program() -> None:
        client = await house.program(role)
        for address, body in waiting:
            answers[(await client.post(address, json=body)).status_code] += 1

    await asyncio.gather(*(program() for _ in range(PROGRAMS)))
    return answers


async def test_through_http_nobody_shares_and_each_success_is_recorded_once(database: Database) -> None:
    """All hosts' answers arrive at once; twenty menus look for one of three beds; all choices are approved at once."""
    house = await given_many_who_want_the_same(database)
    async with house.session() as session:
        asks = [str(one) for one in await session.scalars(select(HostAsk.id).where(HostAsk.state == "open"))]
    answers = await pressed(house, Role.HOST, [(f"/api/v1/asks/{one}/answers", {"answer": "no"}) for one in asks])
    assert answers == {200: YOUTHS, 409: YOUTHS}, "each question is answered once, the second press is told"

    async with house.session() as session:
        offered = (
            await session.execute(
                select(Proposal.id, Proposal.youth_id, ProposalOption.id)
                .join(ProposalOption, ProposalOption.proposal_id == Proposal.id)
                .where(Proposal.status == "offered", ProposalOption.state == "held")
            )
        ).all()
        assert len(offered) == BEDS_LEFT
        assert await session.scalar(text(OVERLAPS)) == 0
        for proposal_id, youth_id, option_id in offered:
            await _choose_for(session, house, proposal_id, youth_id, option_id)
    steps = [
        (f"/api/v1/proposals/{proposal_id}/steps", {"step": "approve", "view_sought": "conversation"})
        for proposal_id, _, _ in offered
    ]
    approved = await pressed(house, Role.CASEWORKER, steps * 4)
    assert approved == {200: BEDS_LEFT, 409: BEDS_LEFT * 7}

    async with house.session() as session:
        assert await session.scalar(text(OVERLAPS)) == 0
        assert (
            await session.scalar(text("select count(distinct bed_id) from claim where state = 'booked'")) == BEDS_LEFT
        )
        rows = await session.execute(text("select kind, count(*) from record_event group by kind"))
        events = dict(map(tuple, rows))
        assert events["ask.answered"] == answers[200]
        assert events["option.added"] == BEDS_LEFT
        assert events["proposal.approved"] == events["stay.booked"] == approved[200]
        assert await session.scalar(text("select first_broken_event()")) is None


async def _choose_for(session: Any, house: House, proposal_id: UUID, youth_id: UUID, option_id: UUID) -> None:
    youth = await session.get_one(Youth, youth_id)
    actor = Actor(youth.account_id, house.town.municipality_id, Role.YOUTH, youth.called, youth.id)
    await choose(session, actor, proposal_id, answer="this", option_id=option_id)
