"""A break is made shorter at once, longer when everybody says yes; nobody is double-booked by it, and nothing is counted."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from models.breaks import Claim, ContactReminder, Occurrence, Stay, StayChange, StayRequest
from models.words import Statement
from service import clock
from service.consents.actions import rules_of_today
from service.errors import Changed, Forbidden, Invalid, NotFound
from service.planning import judge
from service.record import Event, read_words
from service.stays.actions import cancel_stay
from service.stays.again import wish_again
from service.stays.change_answers import answer_longer
from service.stays.change_queries import latest_change
from service.stays.change_rules import Times
from service.stays.changing import ask_for_longer, shorten_stay, take_back
from service.stays.duty import has_helped, see, what_waits, who_answers
from service.stays.errors import AlreadyAsked, CannotBeLonger, IsOver, StepImpossible
from service.stays.going_home import is_going_home, want_home
from service.youths.drafts import keep_draft, open_draft
from service.youths.queries import statements_of
from tests.given import FRIDAY, SUNDAY, events_of, given_municipality, given_request, given_youth
from tests.stays.given import claim_of, given_stay

A_WEEK_BEFORE = FRIDAY - timedelta(days=7)
A_NIGHT_LESS = Times(FRIDAY, SUNDAY - timedelta(days=1))
A_NIGHT_MORE = Times(FRIDAY, SUNDAY + timedelta(days=1))
SATURDAY_NIGHT = FRIDAY + timedelta(hours=26)


async def booked(session, **more):
    here = await given_municipality(session)
    session.add_all(rules_of_today(here.municipality))
    return here, await given_stay(session, here, **more)


async def said_yes(session, here):
    """The guardian's yes, so that the gate of consents is open."""
    from models.breaks import Consent

    session.add(
        Consent(
            youth_id=here.youth.id,
            guardian_id=here.guardian.id,
            kind="overnight",
            text_shown="Ja",
            manner="in_person",
            recorded_by=here.as_caseworker.account_id,
            given_at=A_WEEK_BEFORE,
        )
    )
    await session.flush()


# -- shorter: hers alone


async def test_shorter_happens_at_once_and_the_rest_of_the_bed_is_free(session):
    here, stay = await booked(session)
    old = stay.claim_id
    other, _, grant = await given_youth(session, here.zone, here.as_caseworker, called="Bo")
    with clock.at(A_WEEK_BEFORE):
        await shorten_stay(session, here.as_youth, stay.id, A_NIGHT_LESS)
    claim = await claim_of(session, stay)
    assert (claim.state, claim.span.lower, claim.span.upper) == ("booked", FRIDAY, A_NIGHT_LESS.departure)
    assert (stay.departure, stay.rev) == (A_NIGHT_LESS.departure, 2)
    assert (await session.get(Claim, old, populate_existing=True)).state == "released"
    later = await given_stay(session, here, youth=other, grant=grant, arrival=A_NIGHT_LESS.departure, departure=SUNDAY)
    assert later.status == "booked"
    assert await judge.violations(session, site_ids=[here.host.id], youth_ids=[here.youth.id]) == []


async def test_shorter_needs_no_answer_unless_she_wrote_something(session):
    here, stay = await booked(session)
    with clock.at(A_WEEK_BEFORE):
        await shorten_stay(session, here.as_youth, stay.id, A_NIGHT_LESS)
        silent = (await session.scalars(select(Statement))).one()
        assert (silent.kind, silent.cards, silent.answer_due, silent.regards_id) == (
            "cancellation",
            ["shorter"],
            None,
            stay.id,
        )
        to = Times(FRIDAY, A_NIGHT_LESS.departure - timedelta(hours=1))
        await shorten_stay(session, here.as_youth, stay.id, to, "Jag vill hinna till mormor.")
        said = (await session.scalars(select(Statement).where(Statement.content_id.is_not(None)))).one()
        assert said.answer_due is not None
        words = await read_words(session, here.as_youth, [said.content_id], purpose="support")
    assert list(words.values()) == ["Jag vill hinna till mormor."]


async def test_what_happened_stands_in_her_file(session):
    here, stay = await booked(session)
    with clock.at(A_WEEK_BEFORE):
        await shorten_stay(session, here.as_youth, stay.id, A_NIGHT_LESS)
    assert await events_of(session, here.youth.id) == [Event.STATEMENT_MADE, Event.STAY_CHANGED]


@pytest.mark.parametrize(
    "to",
    [
        Times(FRIDAY, SUNDAY),
        A_NIGHT_MORE,
        Times(FRIDAY - timedelta(hours=1), SUNDAY),
        Times(FRIDAY, FRIDAY + timedelta(minutes=10)),
    ],
    ids=["the same", "longer", "earlier", "nothing is left"],
)
async def test_what_is_not_shorter_is_refused(session, to):
    here, stay = await booked(session)
    with clock.at(A_WEEK_BEFORE), pytest.raises(Invalid):
        await shorten_stay(session, here.as_youth, stay.id, to)


async def test_during_a_stay_what_is_past_stays_as_it_was(session):
    here, stay = await booked(session)
    with clock.at(SATURDAY_NIGHT):
        with pytest.raises(Invalid):
            await shorten_stay(session, here.as_youth, stay.id, Times(FRIDAY, SATURDAY_NIGHT - timedelta(hours=1)))
        await shorten_stay(session, here.as_youth, stay.id, Times(FRIDAY, SATURDAY_NIGHT + timedelta(hours=2)))
    assert stay.status == "booked"


async def test_two_who_change_at_once_are_told(session):
    here, stay = await booked(session)
    with clock.at(A_WEEK_BEFORE), pytest.raises(Changed):
        await shorten_stay(session, here.as_youth, stay.id, A_NIGHT_LESS, rev=7)


async def test_a_host_cannot_make_it_shorter_and_another_youth_does_not_find_it(session):
    here, stay = await booked(session)
    _, somebody, _ = await given_youth(session, here.zone, here.as_caseworker, called="Bo")
    with clock.at(A_WEEK_BEFORE):
        with pytest.raises(Forbidden):
            await shorten_stay(session, here.as_host, stay.id, A_NIGHT_LESS)
        with pytest.raises(NotFound):
            await shorten_stay(session, somebody, stay.id, A_NIGHT_LESS)


# -- longer: asked


async def test_longer_waits_for_two_yeses_in_any_order_and_then_is_done(session):
    here, stay = await booked(session)
    await said_yes(session, here)
    with clock.at(A_WEEK_BEFORE):
        change = await ask_for_longer(session, here.as_youth, stay.id, A_NIGHT_MORE)
        assert stay.departure == SUNDAY
        card = await latest_change(session, here.as_youth, stay.id)
        assert {gate.name: gate.is_open for gate in card.gates} == {
            "host": False, "approval": False, "consents": True, "grant": True, "checks": True, "mentor": True,
            "room": True,
        }  # fmt: skip
        assert card.answer_due is not None
        assert card.answer_due > A_WEEK_BEFORE
        await answer_longer(session, here.as_caseworker, change.id, True, "Så klart.")
        assert stay.departure == SUNDAY
        await answer_longer(session, here.as_host, change.id, True)
    await session.refresh(stay)
    assert (change.state, stay.departure) == ("done", A_NIGHT_MORE.departure)
    assert (await claim_of(session, stay)).span.upper == A_NIGHT_MORE.departure


async def test_a_no_leaves_the_break_as_it_was_booked(session):
    here, stay = await booked(session)
    with clock.at(A_WEEK_BEFORE):
        change = await ask_for_longer(session, here.as_youth, stay.id, A_NIGHT_MORE)
        await answer_longer(session, here.as_host, change.id, False)
        with pytest.raises(StepImpossible):
            await answer_longer(session, here.as_caseworker, change.id, True, "Ja")
    assert (change.state, stay.departure, stay.status) == ("not_possible", SUNDAY, "booked")


async def test_without_a_guardians_yes_it_is_not_done(session):
    here, stay = await booked(session)
    with clock.at(A_WEEK_BEFORE):
        change = await ask_for_longer(session, here.as_youth, stay.id, A_NIGHT_MORE)
        await answer_longer(session, here.as_host, change.id, True)
        with pytest.raises(CannotBeLonger):
            await answer_longer(session, here.as_caseworker, change.id, True, "Ja")
    assert stay.departure == SUNDAY


async def test_it_is_never_longer_into_somebody_elses_bed(session):
    here, stay = await booked(session, bed=0)
    await said_yes(session, here)
    for number, called in enumerate(("Bo", "Ciwan")):
        other, _, grant = await given_youth(session, here.zone, here.as_caseworker, called=called)
        await given_stay(
            session, here, youth=other, grant=grant, bed=number, arrival=SUNDAY, departure=SUNDAY + timedelta(days=1)
        )
    with clock.at(A_WEEK_BEFORE):
        change = await ask_for_longer(session, here.as_youth, stay.id, A_NIGHT_MORE)
        gates = {gate.name: gate for gate in (await latest_change(session, here.as_youth, stay.id)).gates}
        assert (gates["room"].is_open, gates["room"].waits_for) == (False, ("beds",))
        assert (stay.departure, (await claim_of(session, stay)).state) == (SUNDAY, "booked")  # only tried
        await answer_longer(session, here.as_host, change.id, True)
        with pytest.raises(CannotBeLonger):
            await answer_longer(session, here.as_caseworker, change.id, True, "Ja")


async def test_another_bed_of_the_house_is_taken_when_hers_is_not_free(session):
    here, stay = await booked(session, bed=0)
    await said_yes(session, here)
    other, _, grant = await given_youth(session, here.zone, here.as_caseworker, called="Bo")
    await given_stay(
        session, here, youth=other, grant=grant, bed=0, arrival=SUNDAY, departure=SUNDAY + timedelta(days=1)
    )
    with clock.at(A_WEEK_BEFORE):
        change = await ask_for_longer(session, here.as_youth, stay.id, A_NIGHT_MORE)
        await answer_longer(session, here.as_host, change.id, True)
        await answer_longer(session, here.as_caseworker, change.id, True, "Ja")
    assert (await claim_of(session, stay)).bed_id == here.beds[here.host.id][1].id


async def test_more_nights_than_decided_are_not_done(session):
    here, stay = await booked(session)
    here.grant.nights_per_month = 2
    await said_yes(session, here)
    with clock.at(A_WEEK_BEFORE):
        await ask_for_longer(session, here.as_youth, stay.id, A_NIGHT_MORE)
        card = await latest_change(session, here.as_youth, stay.id)
    assert not next(gate for gate in card.gates if gate.name == "grant").is_open


async def test_one_longer_time_at_a_time_and_hers_to_take_back(session):
    here, stay = await booked(session)
    with clock.at(A_WEEK_BEFORE):
        change = await ask_for_longer(session, here.as_youth, stay.id, A_NIGHT_MORE)
        with pytest.raises(AlreadyAsked):
            await ask_for_longer(session, here.as_youth, stay.id, A_NIGHT_MORE)
        await take_back(session, here.as_youth, change.id)
        assert change.state == "withdrawn"
        assert (await ask_for_longer(session, here.as_youth, stay.id, A_NIGHT_MORE)).state == "asked"


async def test_a_mentor_or_guardian_answers_nothing_of_it(session):
    here, stay = await booked(session)
    with clock.at(A_WEEK_BEFORE):
        change = await ask_for_longer(session, here.as_youth, stay.id, A_NIGHT_MORE)
        for actor in (here.as_mentor, here.as_guardian, here.as_coordinator):
            with pytest.raises((Forbidden, NotFound)):
                await answer_longer(session, actor, change.id, True)


# -- home now


async def test_she_wants_home_and_somebody_is_told_at_once(session):
    here, stay = await booked(session)
    with clock.at(SATURDAY_NIGHT):
        await want_home(session, here.as_youth, stay.id)
        await want_home(session, here.as_youth, stay.id)  # pressed again it is the same call
        reminder = (await session.scalars(select(ContactReminder))).one()
        assert (reminder.because, reminder.due) == ("go_home", SATURDAY_NIGHT)
        (waits,) = await what_waits(session, here.as_caseworker)
        assert (waits.youth_called, waits.because, waits.seen_at) == ("Alva", "go_home", None)
        await see(session, here.as_caseworker, waits.id)
    assert reminder.seen_by == here.as_caseworker.account_id
    assert stay.status == "booked"  # nothing ends before somebody says so


async def test_the_first_who_saw_it_stays_the_one(session):
    here, stay = await booked(session)
    with clock.at(SATURDAY_NIGHT):
        await want_home(session, here.as_youth, stay.id)
        reminder = (await session.scalars(select(ContactReminder))).one()
        await see(session, here.as_caseworker, reminder.id)
    with clock.at(SATURDAY_NIGHT + timedelta(minutes=5)):
        await see(session, here.as_coordinator, reminder.id)
        await has_helped(session, here.as_caseworker, reminder.id)
    assert (reminder.seen_at, reminder.seen_by) == (SATURDAY_NIGHT, here.as_caseworker.account_id)
    assert reminder.done_at == SATURDAY_NIGHT + timedelta(minutes=5)


async def test_she_says_that_she_goes_and_the_break_ends(session):
    here, stay = await booked(session)
    with clock.at(SATURDAY_NIGHT):
        await want_home(session, here.as_youth, stay.id)
        await is_going_home(session, here.as_youth, stay.id)
    assert (stay.status, stay.cancelled_role) == ("interrupted", "youth")
    assert [one.state for one in await session.scalars(select(StayChange))] == ["done"]


async def test_what_she_writes_when_she_presses_again_is_kept_too(session):
    here, stay = await booked(session)
    with clock.at(SATURDAY_NIGHT):
        for words in ("Jag vill hem.", "Snälla, nu.", None):
            await want_home(session, here.as_youth, stay.id, words)
        said = await statements_of(session, here.as_youth, here.youth.id)
        assert sorted(one.words for one in said) == ["Jag vill hem.", "Snälla, nu."]
        assert {one.answer_due.date() for one in said} == {said[0].answer_due.date()}
    assert len((await session.scalars(select(StayChange))).all()) == 1


async def test_before_it_begins_there_is_no_home_to_go_to(session):
    here, stay = await booked(session)
    with clock.at(A_WEEK_BEFORE), pytest.raises(StepImpossible):
        await want_home(session, here.as_youth, stay.id)
    with clock.at(SUNDAY + timedelta(hours=1)), pytest.raises(IsOver):
        await want_home(session, here.as_youth, stay.id)


async def test_whoever_is_on_duty_ends_it_only_when_she_has_called(session):
    from sqlalchemy.dialects.postgresql import Range

    from models.reaching import Duty

    here, stay = await booked(session)
    on_duty = here.as_coordinator
    session.add(
        Duty(
            account_id=on_duty.account_id,
            during=Range(SATURDAY_NIGHT - timedelta(hours=2), SATURDAY_NIGHT + timedelta(hours=9)),
            phone="090-00 00 01",
        )
    )
    await session.flush()
    with clock.at(SATURDAY_NIGHT):
        answers = await who_answers(session, here.youth.id, "Europe/Stockholm")
        assert (answers.called, answers.is_now, answers.phone) == ("Kim", True, "090-00 00 01")
        with pytest.raises(NotFound):
            await is_going_home(session, on_duty, stay.id)
        await want_home(session, here.as_youth, stay.id)
        await is_going_home(session, on_duty, stay.id)
    assert (stay.status, stay.cancelled_role) == ("interrupted", "coordinator")


async def test_at_night_without_a_duty_it_says_who_sees_it_next(session):
    here, _ = await booked(session)
    with clock.at(SATURDAY_NIGHT):
        answers = await who_answers(session, here.youth.id, "Europe/Stockholm")
    assert (answers.called, answers.is_now) == ("Sara", False)
    assert answers.since.isoformat() == "2027-01-18T08:00:00+01:00"  # Monday morning


# -- the way back


async def test_what_she_gave_up_is_the_beginning_of_a_new_wish(session):
    here, stay = await booked(session)
    request = (await session.scalars(select(StayRequest))).one()
    request.importance = 3
    with clock.at(A_WEEK_BEFORE):
        await cancel_stay(session, here.as_youth, stay.id)
        assert await wish_again(session, here.as_youth, request.id) == "/requests/new/check"
        draft = await open_draft(session, here.as_youth, "request")
    assert (draft["kind"], draft["days"], draft["importance"]) == ("weekend", ["2027-01-15"], "3")
    assert "words" not in draft
    requests = await session.scalars(select(StayRequest))
    assert len(requests.all()) == 1  # nothing is asked for until she sends it


async def test_past_days_are_left_out(session):
    here, stay = await booked(session)
    request = (await session.scalars(select(StayRequest))).one()
    with clock.at(SUNDAY + timedelta(days=9)):
        assert await wish_again(session, here.as_youth, request.id) == "/requests/new/when"
        assert "days" not in await open_draft(session, here.as_youth, "request")
    assert stay.status == "booked"


async def test_what_she_has_begun_meanwhile_is_not_written_over(session):
    here, stay = await booked(session)
    request = (await session.scalars(select(StayRequest))).one()
    with clock.at(A_WEEK_BEFORE):
        await keep_draft(session, here.as_youth, "request", {"kind": "night", "words": "Snälla."})
        await wish_again(session, here.as_youth, request.id)
        assert await open_draft(session, here.as_youth, "request") == {"kind": "night", "words": "Snälla."}
    assert stay.status == "booked"


async def test_nobody_begins_a_wish_from_anothers_break(session):
    here, _ = await booked(session)
    other, as_other, grant = await given_youth(session, here.zone, here.as_caseworker, called="Bo")
    request, _ = await given_request(session, here.youth, here.grant)
    with pytest.raises(NotFound):
        await wish_again(session, as_other, request.id)
    assert (other.called, grant.youth_id) == ("Bo", other.id)
    assert (await session.scalars(select(Occurrence.status))).all()
    assert (await session.scalars(select(Stay.status))).all() == ["booked"]
