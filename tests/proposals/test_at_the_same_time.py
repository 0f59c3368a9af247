"""Two people press at once, on a real database with commits: one of them is told, and nothing is done twice."""

import asyncio
from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, select, text

from models.breaks import Approval, Claim, Proposal, ProposalOption, Stay, StayRequest
from service import clock
from service.actor import Actor
from service.database import transaction
from service.proposals.actions import answer_ask, approve, choose, expire
from service.proposals.errors import AskIsAnswered, StepNotPossible
from service.proposals.publish import publish_menus
from tests.conftest import Database
from tests.given import Given, given_municipality, given_request, given_site, given_youth
from tests.proposals.menus import (
    asks_of,
    at,
    given_consent,
    given_consent_rule,
    given_menu,
    given_round,
    menu,
)


async def committed(database: Database, here: Given, query: object) -> list:
    async with transaction(database.sessions, here.municipality.id) as session:
        return list((await session.execute(query)).all())


async def test_two_rounds_want_the_last_bed_and_one_of_them_gets_it(database: Database):
    menus, rounds = [], []
    async with transaction(database.sessions) as session:
        here = await given_municipality(session)
        one_bed = await given_site(session, here.zone, kind="host", called="Familjen Säng", beds=1)
        for name in ("Alva", "Bo"):
            youth, _, grant = await given_youth(session, here.zone, here.as_caseworker, called=name)
            request, occurrence = await given_request(session, youth, grant)
            menus.append(menu(request, [at(one_bed, occurrence)]))
            rounds.append(await given_round(session, here))

    async def publish(number: int) -> list[UUID]:
        async with transaction(database.sessions, here.municipality.id) as session:
            found = await session.merge(rounds[number])
            return (await publish_menus(session, here.as_coordinator, found, [menus[number]])).offered

    offered = await asyncio.gather(publish(0), publish(1))
    assert sorted(len(each) for each in offered) == [0, 1]
    assert len(await committed(database, here, select(Claim.id).where(Claim.state == "held"))) == 1


async def given_chosen(database: Database) -> tuple[Given, UUID, list[UUID]]:
    async with transaction(database.sessions) as session:
        here = await given_municipality(session)
        await given_consent_rule(session)
        await given_consent(session, here)
        request, occurrence = await given_request(session, here.youth, here.grant)
        proposal = await given_menu(session, here, request, [at(here.host, occurrence)], [at(here.place, occurrence)])
        asked = select(ProposalOption.id).where(ProposalOption.proposal_id == proposal.id).order_by(ProposalOption.rank)
        return here, proposal.id, list(await session.scalars(asked))


async def test_two_caseworkers_press_at_once_and_it_is_approved_once(database: Database):
    here, proposal_id, options = await given_chosen(database)
    async with transaction(database.sessions, here.municipality.id) as session:
        await choose(session, here.as_youth, proposal_id, answer="this", option_id=options[0])

    async def press() -> str:
        try:
            async with transaction(database.sessions, here.municipality.id) as session:
                await approve(session, here.as_caseworker, proposal_id, view_sought="conversation", answers={})
        except StepNotPossible:
            return "told"
        return "approved"

    assert sorted(await asyncio.gather(*(press() for _ in range(6)))) == ["approved", *["told"] * 5]
    assert len(await committed(database, here, select(Approval.id))) == 1
    assert len(await committed(database, here, select(Stay.id))) == 1
    events = text(
        "select kind, count(*) from record_event where kind in ('proposal.approved', 'stay.booked') group by kind"
    )
    assert dict(map(tuple, await committed(database, here, events))) == {"proposal.approved": 1, "stay.booked": 1}


async def test_a_choice_at_the_moment_a_hold_ends_is_either_valid_or_told(database: Database):
    """Whoever comes first wins wholly: chosen with everything held, or run out with nothing held."""
    for turn in range(12):
        here, proposal_id, options = await given_chosen(database)
        late = clock.now() + timedelta(hours=80)

        async def she(
            here: Given = here, proposal_id: UUID = proposal_id, option: UUID = options[0], turn: int = turn
        ) -> str:
            await asyncio.sleep(0.004 * (turn % 4))
            try:
                async with transaction(database.sessions, here.municipality.id) as session:
                    await choose(session, here.as_youth, proposal_id, answer="this", option_id=option)
            except StepNotPossible:
                return "told"
            return "chosen"

        async def the_clock(here: Given = here) -> int:
            async with transaction(database.sessions, here.municipality.id) as session:
                return await expire(session)

        with clock.at(late):
            said, _ = await asyncio.gather(she(), the_clock())
        state = select(Proposal.status, select(func.count()).where(Claim.state == "held").scalar_subquery())
        ((status, held),) = await committed(database, here, state)
        assert (said, status, held) in {("chosen", "chosen", 2), ("told", "expired", 0)}
        requests = await committed(database, here, select(StayRequest.status))
        assert requests == [("chosen",)] if said == "chosen" else requests == [("open",)]


async def test_two_adults_of_one_house_answer_at_once_and_one_is_told(database: Database):
    async with transaction(database.sessions) as session:
        here = await given_municipality(session)
        here.host.ask_each_time = True
        request, occurrence = await given_request(session, here.youth, here.grant)
        proposal = await given_menu(session, here, request, [at(here.host, occurrence)])
        (ask,) = await asks_of(session, proposal)

    async def answer(yes: bool, actor: Actor = here.as_host) -> str:
        try:
            async with transaction(database.sessions, here.municipality.id) as session:
                await answer_ask(session, actor, ask.id, yes)
        except AskIsAnswered:
            return "told"
        return "yes" if yes else "no"

    answers = await asyncio.gather(answer(True), answer(False))
    assert sorted(answers)[-1] in ("told", "yes")
    assert answers.count("told") == 1
    events = text("select count(*) from record_event where kind = 'ask.answered'")
    assert await committed(database, here, events) == [(1,)]
