"""She chooses, changes her mind, wants something else, says no, or wants to talk; every answer is hers and is kept."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from models.breaks import Choice, ContactReminder, Proposal, StayRequest
from models.words import Statement
from service import clock
from service.errors import Changed, Invalid, NotFound
from service.proposals.actions import choose, expire
from service.proposals.errors import OptionGone, StepNotPossible
from service.record import read_words
from tests.given import Given, events_of, given_municipality, given_request, given_youth
from tests.proposals.menus import at, claims_of, given_menu, options_of


async def given_offer(session) -> tuple[Given, Proposal]:
    here = await given_municipality(session)
    request, occurrence = await given_request(session, here.youth, here.grant)
    return here, await given_menu(session, here, request, [at(here.host, occurrence)], [at(here.place, occurrence)])


async def reminders(session) -> list[str]:
    return list(await session.scalars(select(ContactReminder.because).order_by(ContactReminder.id)))


async def request_of(session, proposal: Proposal) -> StayRequest:
    return await session.get_one(StayRequest, proposal.stay_request_id, populate_existing=True)


async def test_she_may_choose_another_than_the_recommended_and_her_words_are_kept_as_she_wrote_them(session):
    here, proposal = await given_offer(session)
    _, other = await options_of(session, proposal)
    words = "  Stugan!! 🐕 för att…\r\n\tdet är tyst dä\u0308r  "
    choice = await choose(
        session, here.as_youth, proposal.id, answer="this", option_id=other.id, words=words, rev=proposal.rev
    )
    assert (proposal.status, choice.option_id) == ("chosen", other.id)
    statement = await session.get_one(Statement, choice.statement_id)
    texts = await read_words(session, here.as_youth, [statement.content_id], purpose="own")
    assert texts == {statement.content_id: words}
    assert statement.answer_due is not None
    assert (await request_of(session, proposal)).status == "chosen"
    assert await events_of(session, here.youth.id) == [
        "proposal.made", "proposal.opened", "statement.made", "choice.made",
    ]  # fmt: skip


async def test_when_she_has_chosen_her_holds_stop_running_out_and_all_of_them_stay(session):
    here, proposal = await given_offer(session)
    first, _ = await options_of(session, proposal)
    await choose(session, here.as_youth, proposal.id, answer="this", option_id=first.id, rev=proposal.rev)
    with clock.at(clock.now() + timedelta(days=20)):
        assert await expire(session) == 0
    assert proposal.status == "chosen"
    assert len(await claims_of(session, here.youth.id, "held")) == 2


async def test_she_may_change_her_choice_until_it_is_approved(session):
    here, proposal = await given_offer(session)
    first, other = await options_of(session, proposal)
    await choose(session, here.as_youth, proposal.id, answer="this", option_id=first.id, rev=proposal.rev)
    await choose(session, here.as_youth, proposal.id, answer="this", option_id=other.id, rev=proposal.rev)
    said = list(await session.scalars(select(Choice.option_id).order_by(Choice.id)))
    assert said == [first.id, other.id], "both are kept; the last counts"


async def test_no_lets_go_of_everything_and_her_caseworker_is_reminded_kindly(session):
    here, proposal = await given_offer(session)
    await choose(session, here.as_youth, proposal.id, answer="no", rev=proposal.rev)
    assert proposal.status == "declined"
    assert not await claims_of(session, here.youth.id, "held")
    assert (await request_of(session, proposal)).status == "closed"
    assert await reminders(session) == ["declined"]


async def test_something_else_opens_her_request_for_the_next_round(session):
    here, proposal = await given_offer(session)
    await choose(session, here.as_youth, proposal.id, answer="something_else", words="Hos mormor", rev=proposal.rev)
    assert proposal.status == "wants_else"
    assert (await request_of(session, proposal)).status == "open"
    assert not await claims_of(session, here.youth.id, "held")
    assert await reminders(session) == ["something_else"]


async def test_talking_first_keeps_everything_and_gives_time_to_talk(session):
    here, proposal = await given_offer(session)
    first, _ = await options_of(session, proposal)
    later = clock.now() + timedelta(hours=70)
    with clock.at(later):
        await choose(session, here.as_youth, proposal.id, answer="talk_first", rev=proposal.rev)
    assert (proposal.status, proposal.hold_until) == ("wants_talk", later + timedelta(hours=72))
    assert len(await claims_of(session, here.youth.id, "held")) == 2
    assert await reminders(session) == ["wants_talk"]
    await choose(session, here.as_youth, proposal.id, answer="this", option_id=first.id, rev=proposal.rev)
    assert proposal.status == "chosen"


async def test_no_answer_books_nothing_and_her_caseworker_is_told_before_it_ends(session):
    here, proposal = await given_offer(session)
    with clock.at(clock.now() + timedelta(hours=47)):
        await expire(session)
        assert await reminders(session) == []
    with clock.at(clock.now() + timedelta(hours=50)):
        assert await expire(session) == 0
        await expire(session)
    assert await reminders(session) == ["hold_ends"], "once"
    assert proposal.status == "offered"
    with clock.at(clock.now() + timedelta(hours=73)):
        assert await expire(session) == 1
    await session.refresh(proposal)
    assert proposal.status == "expired"
    assert not await claims_of(session, here.youth.id, "held")
    assert not await claims_of(session, here.youth.id, "booked")
    assert (await request_of(session, proposal)).status == "open"


async def test_a_choice_is_valid_while_its_row_is_held_whatever_the_clock_says(session):
    here, proposal = await given_offer(session)
    first, _ = await options_of(session, proposal)
    with clock.at(clock.now() + timedelta(hours=100)):  # the job has not come by
        await choose(session, here.as_youth, proposal.id, answer="this", option_id=first.id, rev=proposal.rev)
    assert proposal.status == "chosen"


async def test_what_has_run_out_cannot_be_chosen(session):
    here, proposal = await given_offer(session)
    first, _ = await options_of(session, proposal)
    with clock.at(clock.now() + timedelta(hours=100)):
        await expire(session)
        with pytest.raises(StepNotPossible):
            await choose(session, here.as_youth, proposal.id, answer="this", option_id=first.id)


async def test_a_page_that_is_out_of_date_is_told_so(session):
    here, proposal = await given_offer(session)
    first, _ = await options_of(session, proposal)
    with pytest.raises(Changed):
        await choose(session, here.as_youth, proposal.id, answer="this", option_id=first.id, rev=proposal.rev + 1)
    assert proposal.status == "offered"


async def test_an_option_of_somebody_else_or_of_nobody_is_refused(session):
    here, proposal = await given_offer(session)
    bo, as_bo, grant = await given_youth(session, here.zone, here.as_caseworker, called="Bo")
    request, occurrence = await given_request(session, bo, grant)
    bos = await given_menu(session, here, request, [at(here.place, occurrence)])
    (bos_option,) = await options_of(session, bos)
    with pytest.raises(Invalid):
        await choose(session, here.as_youth, proposal.id, answer="this", option_id=bos_option.id)
    with pytest.raises(NotFound):
        await choose(session, as_bo, proposal.id, answer="this", option_id=bos_option.id)


async def test_a_dropped_option_is_gone(session):
    here, proposal = await given_offer(session)
    first, _ = await options_of(session, proposal)
    first.state = "dropped"
    await session.flush()
    with pytest.raises(OptionGone):
        await choose(session, here.as_youth, proposal.id, answer="this", option_id=first.id)


@pytest.mark.parametrize(("answer", "with_option"), [("this", False), ("no", True), ("maybe", False)])
async def test_an_answer_that_does_not_hang_together_is_refused(session, answer: str, with_option: bool):
    here, proposal = await given_offer(session)
    first, _ = await options_of(session, proposal)
    with pytest.raises(Invalid):
        await choose(session, here.as_youth, proposal.id, answer=answer, option_id=first.id if with_option else None)


async def test_nobody_chooses_for_her(session):
    here, proposal = await given_offer(session)
    first, _ = await options_of(session, proposal)
    with pytest.raises(StepNotPossible):
        await choose(session, here.as_caseworker, proposal.id, answer="this", option_id=first.id)
    for stranger in (here.as_host, here.as_guardian, here.as_mentor):
        with pytest.raises(NotFound):
            await choose(session, stranger, proposal.id, answer="this", option_id=first.id)
