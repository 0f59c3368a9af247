"""Hosts answer without knowing who, and the menu opens when they all have, or when it is time."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from models.breaks import ContactReminder, Proposal
from service import clock
from service.errors import Forbidden, NotFound
from service.proposals.actions import answer_ask, expire
from service.proposals.errors import AskIsAnswered
from tests.given import Given, events_of, given_municipality, given_request, given_site
from tests.proposals.menus import asks_of, at, claims_of, given_menu, options_of


async def given_question(session, *, other: bool = True) -> tuple[Given, Proposal]:
    """The host is asked; the place, when it is there, has its standing yes."""
    here = await given_municipality(session)
    here.host.ask_each_time = True
    request, occurrence = await given_request(session, here.youth, here.grant)
    ways = [[at(here.host, occurrence)], [at(here.place, occurrence)]]
    return here, await given_menu(session, here, request, *(ways if other else ways[:1]))


async def test_yes_opens_the_menu_with_everything_on_it(session):
    here, proposal = await given_question(session)
    ask, _ = await asks_of(session, proposal)
    await answer_ask(session, here.as_host, ask.id, True)
    assert (ask.state, ask.answered_by) == ("yes", here.as_host.account_id)
    assert (proposal.status, proposal.hold_until) == ("offered", proposal.opened_at + timedelta(hours=72))
    assert [one.state for one in await options_of(session, proposal)] == ["held", "held"]


async def test_no_drops_the_option_and_frees_its_bed(session):
    here, proposal = await given_question(session)
    ask, _ = await asks_of(session, proposal)
    await answer_ask(session, here.as_host, ask.id, False)
    assert proposal.status == "offered"
    assert [one.state for one in await options_of(session, proposal)] == ["dropped", "held"]
    assert {one.site_id for one in await claims_of(session, here.youth.id, "released")} == {here.host.id}


async def test_with_one_option_left_the_menu_is_filled_once_from_standing_yes(session):
    here, proposal = await given_question(session)
    new = await given_site(session, here.zone, kind="host", called="Familjen Ny", beds=1)
    asked_each = await given_site(session, here.zone, kind="host", called="Familjen Fråga", beds=1, ask_each_time=True)
    ask, _ = await asks_of(session, proposal)
    await answer_ask(session, here.as_host, ask.id, False)
    options = await options_of(session, proposal)
    assert [one.state for one in options] == ["dropped", "held", "held"]
    held = {one.site_id for one in await claims_of(session, here.youth.id, "held")}
    assert held == {here.place.id, new.id}
    assert asked_each.id not in held


async def test_when_nothing_else_is_free_there_is_one_and_that_is_said(session):
    here, proposal = await given_question(session)
    ask, _ = await asks_of(session, proposal)
    await answer_ask(session, here.as_host, ask.id, False)
    assert [one.state for one in await options_of(session, proposal)] == ["dropped", "held"]
    assert proposal.status == "offered"


async def test_a_full_house_is_not_offered_in_stead(session):
    """The refill asks the judge: a house that has used up its month is passed over."""
    here, proposal = await given_question(session)
    await given_site(session, here.zone, kind="host", called="Familjen Slut", beds=1, nights_per_month=1)
    ask, _ = await asks_of(session, proposal)
    await answer_ask(session, here.as_host, ask.id, False)
    assert [one.state for one in await options_of(session, proposal)] == ["dropped", "held"]


async def test_when_the_only_host_says_no_the_next_round_looks_again_and_her_caseworker_is_told(session):
    here = await given_municipality(session)
    here.host.ask_each_time = True
    here.place.closed_at = clock.now()
    request, occurrence = await given_request(session, here.youth, here.grant)
    proposal = await given_menu(session, here, request, [at(here.host, occurrence)])
    (ask,) = await asks_of(session, proposal)
    await answer_ask(session, here.as_host, ask.id, False)
    await session.refresh(request)
    await session.refresh(occurrence)
    assert (proposal.status, request.status, occurrence.status) == ("unmet", "open", "unmet")
    reminder = (await session.scalars(select(ContactReminder))).one()
    assert (reminder.because, reminder.youth_id) == ("no_host_left", here.youth.id)
    assert not await claims_of(session, here.youth.id, "held")
    assert await events_of(session, here.youth.id) == [
        "proposal.made", "ask.sent", "ask.answered", "option.dropped", "proposal.unmet",
    ]  # fmt: skip


async def test_nothing_happens_while_a_host_may_still_answer(session):
    _, proposal = await given_question(session)
    with clock.at(clock.now() + timedelta(hours=47)):
        assert await expire(session) == 0
    assert proposal.status == "asking"


async def test_silence_drops_the_option_and_opens_the_menu(session):
    _, proposal = await given_question(session)
    with clock.at(clock.now() + timedelta(hours=49)):
        assert await expire(session) == 1
    await session.refresh(proposal)
    assert proposal.status == "offered"
    assert (await asks_of(session, proposal))[0].state == "no_answer"
    assert [one.state for one in await options_of(session, proposal)][:2] == ["dropped", "held"]


async def test_an_answer_is_given_once(session):
    here, proposal = await given_question(session)
    ask, _ = await asks_of(session, proposal)
    await answer_ask(session, here.as_host, ask.id, True)
    with pytest.raises(AskIsAnswered):
        await answer_ask(session, here.as_host, ask.id, False)


async def test_only_the_house_that_was_asked_may_answer(session):
    here, proposal = await given_question(session)
    ask, _ = await asks_of(session, proposal)
    with pytest.raises(NotFound):
        await answer_ask(session, here.as_place_keeper, ask.id, True)
    for nobody in (here.as_youth, here.as_coordinator, here.as_mentor, here.as_guardian):
        with pytest.raises(Forbidden):
            await answer_ask(session, nobody, ask.id, True)
    assert ask.state == "open"
