"""No statement without receipt, audience and deadline: the rule by property, the database by trying to get past it."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from models.people import CaseworkerAssignment, Role
from models.words import Statement
from service import clock
from service.errors import Invalid, NotFound
from service.youths import actions, queries, rules
from service.youths.late import late_answers
from service.youths.receipts import NO_ANSWER_NEEDED, Standing, receipt_of
from service.youths.said import Known
from tests.given import given_municipality, given_youth

SARA = rules.Reader(uuid4(), "Sara", Role.CASEWORKER)
JO = rules.Reader(uuid4(), "Jo", Role.MENTOR)
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

moments = some.datetimes(datetime(2026, 1, 1), datetime(2036, 1, 1), timezones=some.just(UTC))  # noqa: DTZ001


@given(
    kind=some.sampled_from(sorted(rules.STATEMENT_KINDS)),
    in_words=some.booleans(),
    said_at=moments,
    answer_days=some.integers(0, 30),
    needed_in=some.none() | some.timedeltas(timedelta(0), timedelta(days=90)),
    addressed_to=some.sampled_from([None, SARA.account_id, JO.account_id, uuid4()]),
    readers=some.lists(some.sampled_from([SARA, JO]), unique=True),
    flags=some.fixed_dictionaries({name: some.booleans() for name in ("is_answered", "is_replaced", "is_offered")}),
    later=some.timedeltas(timedelta(0), timedelta(days=400)),
)
def test_whatever_is_said_has_a_day_or_a_reason_why_it_needs_none(
    kind, in_words, said_at, answer_days, needed_in, addressed_to, readers, flags, later
):
    due = None
    if rules.needs_answer(kind, in_words):
        before = said_at + needed_in if needed_in is not None else None
        due = rules.answer_due(said_at, answer_days, "Europe/Stockholm", before=before)
        local = due.astimezone(ZoneInfo("Europe/Stockholm"))
        assert due > said_at
        assert (local.weekday() < 5, local.hour) == (True, 17)
    known = Known(kind, due, addressed_to, takes_back=False, **flags)
    receipt = receipt_of(known, readers, said_at + later)
    assert receipt.readers == tuple(readers)
    if receipt.is_open:
        assert receipt.due == due is not None
        assert (receipt.standing is Standing.LATE) == (due < said_at + later)
        assert (receipt.by is None) == (SARA not in readers and addressed_to not in [one.account_id for one in readers])
    elif receipt.standing is Standing.NEEDS_NONE:
        assert receipt.sentence == NO_ANSWER_NEEDED[receipt.because]
    else:
        assert flags["is_answered"]


def test_a_kind_nobody_thought_of_is_not_let_through():
    """The net itself: a statement that is always answered and has no day is a fault, not a silent receipt."""
    with pytest.raises(AssertionError):
        receipt_of(Known("message", None, None, False, False, False, False), [SARA], MONDAY)


@pytest.mark.parametrize("kind", sorted(rules.ALWAYS_ANSWERED))
async def test_the_database_refuses_what_is_always_answered_without_a_day(session, kind):
    here = await given_municipality(session)
    row = {"youth_id": here.youth.id, "kind": kind, "made_by": here.as_youth.account_id, "regards": "stay"}
    row |= {"regards_id": uuid4(), "made_at": MONDAY}
    with pytest.raises(IntegrityError, match="has_a_deadline"):
        async with session.begin_nested():
            await session.execute(insert(Statement).values(**row))
    with pytest.raises(IntegrityError, match="is_answered_afterwards"):
        async with session.begin_nested():
            await session.execute(insert(Statement).values(**row, answer_due=MONDAY))
    await session.execute(insert(Statement).values(**row, answer_due=MONDAY + timedelta(days=1)))


async def test_what_she_meant_stands_beside_what_she_said_and_both_stay(session):
    here = await given_municipality(session)
    said = await actions.make_statement(session, here.as_youth, here.youth.id, kind="message", words="Jag hatar det.")
    meant = await actions.make_statement(
        session,
        here.as_youth,
        here.youth.id,
        kind="correction",
        words="Jag var trött. Det är okej där.",
        regards="statement",
        regards_id=said.id,
    )
    newest, first = await queries.statements_of(session, here.as_caseworker, here.youth.id)
    assert (newest.id, newest.about.words, newest.about.by) == (meant.id, "Jag hatar det.", "")
    assert [one.words for one in first.versions] == ["Jag var trött. Det är okej där."]
    assert (first.words, first.waits, newest.waits) == ("Jag hatar det.", True, True)


async def test_her_version_of_an_answer_is_seen_with_the_answer(session):
    here = await given_municipality(session)
    said = await actions.make_statement(session, here.as_youth, here.youth.id, kind="question", words="När?")
    answer = await actions.answer_statement(session, here.as_caseworker, said.id, verdict="heard", words="Du vet ju.")
    await actions.make_statement(
        session,
        here.as_youth,
        here.youth.id,
        kind="correction",
        words="Nej, det vet jag inte.",
        regards="answer",
        regards_id=answer.id,
    )
    newest, asked = await queries.statements_of(session, here.as_caseworker, here.youth.id)
    assert (newest.about.words, newest.about.by) == ("Du vet ju.", "Sara")
    assert [one.words for one in asked.answers[0].versions] == ["Nej, det vet jag inte."]


@pytest.mark.parametrize("regards", ["answer", "statement", "note", "approval", "stay", "diary", "message"])
async def test_she_cannot_say_something_about_what_is_not_in_her_file(session, regards):
    here = await given_municipality(session)
    other, as_other, _ = await given_youth(session, here.zone, here.as_caseworker)
    theirs = await actions.make_statement(session, as_other, other.id, kind="message", words="Mitt.")
    for regards_id in (theirs.id, uuid4()):
        with pytest.raises(Invalid):
            await actions.make_statement(
                session,
                here.as_youth,
                here.youth.id,
                kind="correction",
                words="Nej.",
                regards=regards,
                regards_id=regards_id,
            )
        with pytest.raises(NotFound):
            await queries.regarded_by(session, here.as_youth, here.youth.id, regards, regards_id)


async def test_the_coordinator_sees_how_many_answers_are_late_and_nothing_else(session):
    here = await given_municipality(session)
    with clock.at(MONDAY):
        for words in ("ett", "två"):
            await actions.make_statement(session, here.as_youth, here.youth.id, kind="message", words=words)
        (row,) = await late_answers(session, here.as_coordinator)
        assert (row.called, row.waiting, row.late, row.since) == ("Sara", 2, 0, None)
    with clock.at(MONDAY + timedelta(days=8)):
        (row,) = await late_answers(session, here.as_coordinator)
        assert (row.called, row.waiting, row.late) == ("Sara", 2, 2)
        said = await queries.statements_of(session, here.as_youth, here.youth.id)
        assert [one.receipt.standing for one in said] == [Standing.LATE, Standing.LATE]
        assert said[0].receipt.by.called == "Sara"


async def test_with_no_caseworker_today_her_receipt_promises_no_name(session):
    here = await given_municipality(session)
    await actions.make_statement(session, here.as_youth, here.youth.id, kind="message", words="hej")
    for one in await session.scalars(select(CaseworkerAssignment)):
        await session.delete(one)
    (said,) = await queries.statements_of(session, here.as_youth, here.youth.id)
    assert (said.receipt.by, said.receipt.readers, said.receipt.due is not None) == (None, (), True)
