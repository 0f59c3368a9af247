"""What a youth says is kept as she said it, answered within its time, and never changed."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.exc import DBAPIError

from models.people import Account, CaseworkerAssignment, Role, SupportPerson
from models.words import Draft, Veto, Wish
from service import clock
from service.actor import Actor
from service.errors import Forbidden, Invalid, NotFound
from service.record import Event
from service.youths import actions, drafts, queries
from service.youths.errors import AlreadyReplaced, Vetoed
from tests.given import events_of, given_municipality, given_request, given_youth

FAR_AWAY = datetime.now(UTC) + timedelta(days=60)
TUESDAY = datetime(2026, 12, 1, 19, 30, tzinfo=UTC)


async def test_a_wish_in_her_own_words_comes_back_word_for_word_with_a_day_for_the_answer(session):
    here = await given_municipality(session)
    with clock.at(TUESDAY):
        await actions.make_wish(
            session, here.as_youth, here.youth.id, subject="where", strength="important", words="Tyst.  Ingen TV 🐟"
        )
    (said,) = await queries.statements_of(session, here.as_youth, here.youth.id)
    assert said.words == "Tyst.  Ingen TV 🐟"
    assert said.answer_due == datetime(2026, 12, 8, 16, 0, tzinfo=UTC)  # 17:00 in Umeå, a week later
    assert said.waits


async def test_a_changed_wish_is_a_new_one_and_both_stay(session):
    here = await given_municipality(session)
    first = await actions.make_wish(session, here.as_youth, here.youth.id, subject="who", strength="nice", trait="dog")
    second = await actions.make_wish(
        session,
        here.as_youth,
        here.youth.id,
        subject="who",
        strength="never",
        trait="dog",
        supersedes=first.statement_id,
    )
    every = await queries.statements_of(session, here.as_youth, here.youth.id)
    assert [one.is_replaced for one in every] == [False, True]
    current = await queries.statements_of(session, here.as_youth, here.youth.id, current_only=True)
    assert [one.wish.wish_id for one in current] == [second.id]
    assert await events_of(session, here.youth.id) == [Event.WISH_MADE, Event.WISH_CHANGED]


async def test_a_wish_is_replaced_once_only(session):
    here = await given_municipality(session)
    first = await actions.make_wish(session, here.as_youth, here.youth.id, subject="who", strength="nice", trait="cat")
    again = {"subject": "who", "strength": "must", "trait": "cat", "supersedes": first.statement_id}
    await actions.make_wish(session, here.as_youth, here.youth.id, **again)
    with pytest.raises(AlreadyReplaced):
        await actions.make_wish(session, here.as_youth, here.youth.id, **again)


async def test_a_wish_taken_back_stays_in_the_record_and_waits_for_nothing(session):
    here = await given_municipality(session)
    wish = await actions.make_wish(
        session, here.as_youth, here.youth.id, subject="what", strength="must", trait="music"
    )
    await actions.take_back_wish(session, here.as_youth, here.youth.id, wish.statement_id)
    assert await queries.unanswered(session, here.as_caseworker) == []
    every = await queries.statements_of(session, here.as_youth, here.youth.id)
    assert [one.takes_back for one in every] == [True, False]


@pytest.mark.parametrize(
    ("bad", "field"),
    [
        ({"subject": "why"}, "subject"),
        ({"strength": "very"}, "strength"),
        ({"trait": "rich"}, "trait"),
        ({"trait": None, "words": "  \n"}, "words"),
        ({"audience": "everybody"}, "audience"),
        ({"words": "x" * 10_001}, "words"),
    ],
)
async def test_a_wish_that_cannot_be_used_is_refused_and_nothing_is_written(session, bad, field):
    here = await given_municipality(session)
    good = {"subject": "where", "strength": "nice", "trait": "quiet"}
    with pytest.raises(Invalid) as refused:
        async with session.begin_nested():
            await actions.make_wish(session, here.as_youth, here.youth.id, **(good | bad))
    assert refused.value.field == field
    assert await session.scalar(select(Wish.id)) is None
    assert await events_of(session, here.youth.id) == []


async def test_a_wish_about_a_host_of_another_municipality_is_about_nobody(session):
    there = await given_municipality(session, "Grannköping")
    here = await given_municipality(session)
    with pytest.raises(Invalid) as refused:
        await actions.make_wish(
            session, here.as_youth, here.youth.id, subject="who", strength="nice", site_id=there.host.id
        )
    assert refused.value.field == "site_id"


async def test_never_about_a_host_is_a_veto_and_lifting_it_ends_the_wish(session):
    here = await given_municipality(session)
    await actions.make_wish(
        session, here.as_youth, here.youth.id, subject="who", strength="never", site_id=here.host.id
    )
    assert await session.scalar(select(Veto.site_id).where(Veto.lifted_at.is_(None))) == here.host.id
    with pytest.raises(Vetoed):
        await actions.give_heart(session, here.as_youth, here.youth.id, site_id=here.host.id)
    await actions.lift_veto(session, here.as_youth, here.youth.id, site_id=here.host.id)
    current = await queries.statements_of(session, here.as_youth, here.youth.id, current_only=True)
    assert [one.wish for one in current] == [None]
    await actions.give_heart(session, here.as_youth, here.youth.id, site_id=here.host.id)


async def test_a_veto_said_twice_is_one_and_takes_the_heart_along(session):
    here = await given_municipality(session)
    await actions.give_heart(session, here.as_youth, here.youth.id, mentor_id=here.mentor.id)
    await actions.give_heart(session, here.as_youth, here.youth.id, mentor_id=here.mentor.id)
    one = await actions.veto(session, here.as_youth, here.youth.id, mentor_id=here.mentor.id)
    two = await actions.veto(session, here.as_youth, here.youth.id, mentor_id=here.mentor.id)
    assert one.id == two.id
    assert await session.scalar(text("select count(*) from heart")) == 0
    assert await events_of(session, here.youth.id) == [Event.HEART_GIVEN, Event.VETO_MADE]


async def test_her_caseworker_answers_and_her_reading_shows_in_the_receipt(session):
    here = await given_municipality(session)
    wish = await actions.make_wish(
        session, here.as_youth, here.youth.id, subject="where", strength="important", words="Nära skogen"
    )
    await queries.statements_of(session, here.as_caseworker, here.youth.id)
    await session.commit()
    await actions.answer_statement(
        session, here.as_caseworker, wish.statement_id, verdict="partly", words="Halva vägen."
    )
    (said,) = await queries.statements_of(session, here.as_youth, here.youth.id)
    assert [(one.verdict, one.words, one.by) for one in said.answers] == [("partly", "Halva vägen.", "Sara")]
    assert [(one.called, one.role) for one in said.read_by] == [("Sara", Role.CASEWORKER)]
    assert not said.waits
    assert await queries.unanswered(session, here.as_caseworker) == []


async def test_an_answer_without_words_is_no_answer(session):
    here = await given_municipality(session)
    wish = await actions.make_wish(session, here.as_youth, here.youth.id, subject="who", strength="nice", trait="dog")
    with pytest.raises(Invalid):
        await actions.answer_statement(session, here.as_caseworker, wish.statement_id, verdict="not", words=" ")


@pytest.mark.parametrize("who", ["as_coordinator", "as_guardian", "as_host", "as_mentor", "as_youth", "as_admin"])
async def test_nobody_but_her_caseworker_answers(session, who):
    here = await given_municipality(session)
    wish = await actions.make_wish(session, here.as_youth, here.youth.id, subject="who", strength="nice", trait="dog")
    with pytest.raises((Forbidden, NotFound)):
        await actions.answer_statement(session, getattr(here, who), wish.statement_id, verdict="followed", words="Ja")


async def test_the_one_she_says_it_to_answers_that_and_nothing_else(session):
    here = await given_municipality(session)
    moa = Account(called="Moa")
    session.add(moa)
    await session.flush()
    session.add(SupportPerson(youth_id=here.youth.id, account_id=moa.id, shares=["words"], ends_at=FAR_AWAY))
    beside = Actor(moa.id, here.municipality.id, Role.SUPPORT_PERSON, "Moa")
    to_moa = await actions.make_statement(
        session, here.as_youth, here.youth.id, kind="message", words="Följer du med?", addressed_to=moa.id
    )
    to_sara = await actions.make_statement(session, here.as_youth, here.youth.id, kind="message", words="Hej Sara")
    await actions.answer_statement(session, beside, to_moa.id, verdict="heard", words="Ja.")
    with pytest.raises(Forbidden):  # she may read it, and it is not hers to answer
        await actions.answer_statement(session, beside, to_sara.id, verdict="heard", words="Jag svarar i stället.")
    (mine,) = await queries.statements_of(session, here.as_youth, here.youth.id, statement_id=to_moa.id)
    assert [(one.by, one.words) for one in mine.answers] == [("Moa", "Ja.")]


async def test_a_caseworker_of_before_finds_nobody(session):
    here = await given_municipality(session)
    wish = await actions.make_wish(session, here.as_youth, here.youth.id, subject="who", strength="nice", trait="dog")
    assignment = await session.scalar(select(CaseworkerAssignment))
    assignment.valid = Range(date(2026, 1, 1), date(2026, 2, 1))
    await session.flush()
    with pytest.raises(NotFound):
        await actions.answer_statement(session, here.as_caseworker, wish.statement_id, verdict="followed", words="Ja")
    with pytest.raises(NotFound):
        await queries.statements_of(session, here.as_caseworker, here.youth.id)


@pytest.mark.parametrize("who", ["as_coordinator", "as_guardian", "as_host", "as_place_keeper", "as_mentor"])
async def test_nobody_else_reads_her_words(session, who):
    here = await given_municipality(session)
    with pytest.raises(NotFound):
        await queries.statements_of(session, getattr(here, who), here.youth.id)
    assert await queries.unanswered(session, getattr(here, who)) == []


async def test_another_youth_finds_nothing_of_hers(session):
    here = await given_municipality(session)
    _, as_other, _ = await given_youth(session, here.zone, here.as_caseworker, called="Bo")
    with pytest.raises(NotFound):
        await queries.statements_of(session, as_other, here.youth.id)
    with pytest.raises(NotFound):
        await actions.veto(session, as_other, here.youth.id, site_id=here.host.id)


async def test_the_caseworker_may_write_down_what_she_was_told_and_the_record_says_so(session):
    here = await given_municipality(session)
    await actions.make_wish(
        session, here.as_caseworker, here.youth.id, subject="when", strength="important", words="Inte när pappa jobbar"
    )
    (said,) = await queries.statements_of(session, here.as_youth, here.youth.id)
    assert said.on_her_behalf
    await session.commit()
    told = await session.execute(text("select on_behalf_of, actor_id from record_event"))
    assert told.one() == (here.youth.account_id, here.as_caseworker.account_id)


async def test_what_waits_can_be_asked_for_one_request_and_before_a_moment(session):
    here = await given_municipality(session)
    request, _ = await given_request(session, here.youth, here.grant)
    with clock.at(TUESDAY):
        await actions.make_wish(
            session,
            here.as_youth,
            here.youth.id,
            subject="where",
            strength="nice",
            trait="quiet",
            stay_request_id=request.id,
        )
        await actions.make_statement(session, here.as_youth, here.youth.id, kind="message", words="Hej")
    waits = await queries.unanswered(session, here.as_caseworker, stay_request_id=request.id)
    assert [one.kind for one in waits] == ["wish"]
    assert len(await queries.unanswered(session, here.as_caseworker, youth_id=here.youth.id)) == 2
    assert await queries.unanswered(session, here.as_caseworker, made_before=TUESDAY) == []


async def test_a_choice_without_words_waits_for_no_answer_and_one_with_words_does(session):
    here = await given_municipality(session)
    await actions.make_statement(session, here.as_youth, here.youth.id, kind="choice", words=None)
    assert await queries.unanswered(session, here.as_caseworker) == []
    await actions.make_statement(session, here.as_youth, here.youth.id, kind="choice", words="Får jag ta med gitarren?")
    assert [one.in_words for one in await queries.unanswered(session, here.as_caseworker)] == [True]


async def test_a_request_of_cards_is_answered_by_what_is_offered(session):
    here = await given_municipality(session)
    request, _ = await given_request(session, here.youth, here.grant)
    await actions.make_statement(
        session, here.as_youth, here.youth.id, kind="request", words=None, stay_request_id=request.id
    )
    assert len(await queries.unanswered(session, here.as_caseworker)) == 1
    request.status = "offered"
    await session.flush()
    assert await queries.unanswered(session, here.as_caseworker) == []


async def test_a_statement_cannot_be_changed_in_the_database(session):
    here = await given_municipality(session)
    await actions.make_statement(session, here.as_youth, here.youth.id, kind="message", words="Hej")
    with pytest.raises(DBAPIError):
        await session.execute(text("update statement set audience = 'everyone_around'"))


async def test_her_own_people_are_named_read_and_taken_back(session):
    here = await given_municipality(session)
    person = await actions.name_own_person(session, here.as_youth, here.youth.id, words="Mormor i Vännäs")
    assert [one.words for one in await queries.own_people_of(session, here.as_caseworker, here.youth.id)] == [
        "Mormor i Vännäs"
    ]
    await session.commit()
    (seen,) = await queries.own_people_of(session, here.as_youth, here.youth.id)
    assert [one.called for one in seen.read_by] == ["Sara"]
    await actions.withdraw_own_person(session, here.as_youth, here.youth.id, person.id)
    assert await queries.own_people_of(session, here.as_youth, here.youth.id) == []


async def test_a_draft_is_hers_alone_sealed_and_gone_when_thrown(session):
    here = await given_municipality(session)
    await drafts.keep_draft(session, here.as_youth, "wish", {"words": "kanske mormor", "trait": ""})
    await drafts.keep_draft(session, here.as_youth, "wish", {"words": "kanske morfar é 🐟"})
    assert await drafts.open_draft(session, here.as_youth, "wish") == {"words": "kanske morfar é 🐟"}
    assert b"morfar" not in await session.scalar(select(Draft.sealed))
    with pytest.raises(Forbidden):
        await drafts.open_draft(session, here.as_caseworker, "wish")
    await drafts.throw_draft(session, here.as_youth, "wish")
    assert await drafts.open_draft(session, here.as_youth, "wish") == {}
    assert await events_of(session, here.youth.id) == []
