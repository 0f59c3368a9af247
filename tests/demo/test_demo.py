"""The synthetic municipality is alive: somebody at each step, every rule kept, and a record that verifies."""

import pytest_asyncio
from sqlalchemy import select, text

from models.breaks import Claim, Proposal, Stay, StayRequest
from models.people import Account, Youth
from models.words import Statement
from service import clock
from service.database import transaction
from service.demo.load import Life
from service.demo.young import YOUNG
from service.jobs.running import claim
from service.planning import judge
from service.planning.jobs import look_for_repairs as do_look
from service.planning.repair_actions import look_for_repairs
from service.planning.repair_view import repair_view
from service.youths.queries import waits_for_an_answer
from service.youths.way import Who
from service.youths.ways import late_for, ways_of
from tests.conftest import new_database


@pytest_asyncio.fixture(scope="module")
async def loaded():
    async with new_database() as database:
        life = Life(database.sessions, seed=1)
        await life.live(youths=18, hosts=9)
        yield database, life.world


async def test_one_youth_stands_at_each_step_of_the_way(loaded):
    database, world = loaded
    async with transaction(database.sessions, world.municipality_id) as session:
        query = select(Youth.id, StayRequest.status, Proposal.status).outerjoin(
            StayRequest, StayRequest.youth_id == Youth.id
        )
        rows = await session.execute(query.outerjoin(Proposal, Proposal.stay_request_id == StayRequest.id))
        stands = {youth: (request, proposal) for youth, request, proposal in rows}
    expected = {
        "welcome": (None, None),
        "wishes": (None, None),
        "open": ("open", None),
        "asking": ("planning", "asking"),
        "menu": ("offered", "offered"),
        "series": ("offered", "offered"),
        "chosen": ("chosen", "chosen"),
        "consent": ("chosen", "approved"),
        "booked": ("booked", "approved"),
        "after": ("closed", "approved"),
        "unmet": ("open", "unmet"),
        "lost": ("open", "approved"),
    }
    assert {one.slug: stands[world.youths[one.slug]] for one in YOUNG} == {
        one.slug: expected[one.step] for one in YOUNG
    }


async def test_nothing_held_or_booked_breaks_a_rule(loaded):
    database, world = loaded
    async with transaction(database.sessions, world.municipality_id) as session:
        assert await session.scalar(select(Claim.id).where(Claim.state == "held").limit(1)) is not None
        assert await judge.violations(session, site_ids=world.sites.values(), youth_ids=world.youths.values()) == []


async def test_the_record_is_whole_and_everything_said_is_in_it(loaded):
    database, world = loaded
    async with transaction(database.sessions, world.municipality_id) as session:
        assert await session.scalar(text("select first_broken_event()")) is None
        statements = list(await session.scalars(select(Statement)))
        assert len(statements) >= sum(len(one.wishes) for one in YOUNG)
        recorded = set(await session.scalars(text("select content_id from record_event where content_id is not null")))
        assert {one.content_id for one in statements if one.content_id} <= recorded
        assert all(one.answer_due for one in statements if one.kind in ("wish", "request"))


async def test_one_break_is_over_and_one_is_ahead(loaded):
    database, world = loaded
    async with transaction(database.sessions, world.municipality_id) as session:
        stays = list(await session.scalars(select(Stay)))
        assert {(stay.status, stay.departure < clock.now()) for stay in stays} == {
            ("ended", True),
            ("booked", False),
            ("cancelled", False),  # her host fell ill
        }


async def test_one_break_has_lost_its_place_and_there_is_another(loaded):
    database, world = loaded
    async with transaction(database.sessions, world.municipality_id) as session:
        job_id = await look_for_repairs(session, world.coordinator())
    await do_look(database.sessions, await claim(database.sessions, job_id, world.municipality_id))
    async with transaction(database.sessions, world.municipality_id) as session:
        view = await repair_view(session, world.coordinator())
        assert [one.called for one in view.hit] == ["Tuva"]
        assert (view.alone.placed, view.alone.proven) == (1, True)


async def test_only_the_hand_written_people_can_be_tried_out(loaded):
    database, world = loaded
    async with transaction(database.sessions, world.municipality_id) as session:
        personas = set(await session.scalars(select(Account.persona).where(Account.persona.is_not(None))))
    assert {one.slug for one in YOUNG} <= personas
    assert not any(slug.startswith(("young-", "host-")) for slug in personas)


async def test_one_answer_is_late_from_the_start_and_no_more(loaded):
    """Viktor's, so that it is seen what late looks like."""
    database, world = loaded
    async with transaction(database.sessions, world.municipality_id) as session:
        late = await session.execute(
            select(Youth.called, Statement.kind)
            .join(Youth, Youth.id == Statement.youth_id)
            .where(waits_for_an_answer(), Statement.answer_due < clock.now())
        )
        assert [tuple(one) for one in late] == [("Viktor", "question")]
        on_the_maps = {slug: await late_for(session, world.caseworker_of(slug)) for slug in ("tuva", "kajsa")}
        assert on_the_maps == {"tuva": [], "kajsa": []}
        (lost,) = await ways_of(session, world.actors["tuva"], world.youths["tuva"])
        assert (lost.here.now, lost.turn.who) == (
            "lost",
            Who.CASEWORKER,
        )  # who tells her more, and a day that is to come
        assert lost.turn.by is not None
        assert lost.turn.by > clock.now()
