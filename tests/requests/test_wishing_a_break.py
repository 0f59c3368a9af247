"""Wishing a break and taking the wish back, on the database itself."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select, text

from models.breaks import Claim, ContactReminder, Occurrence, StayRequest, StayWindow
from models.people import SupportGrant
from service import clock
from service.errors import Changed, Forbidden, Invalid, NotFound
from service.record import Event
from service.requests import actions
from service.requests.errors import BeyondGrant, NoGrant, NotWithdrawable
from service.requests.windows import Kind, windows_of_series, windows_of_weekend
from service.youths import queries as youth_queries
from tests.given import events_of, given_claim, given_municipality, given_request, given_youth

ZONE = "Europe/Stockholm"
NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
WEEKEND = [windows_of_weekend(date(2027, 1, 15), ZONE, shorter=True)]


@pytest.fixture(autouse=True)
def _today():
    with clock.at(NOW):
        yield


async def test_a_weekend_is_wished_with_its_windows_its_words_and_its_grant(session):
    here = await given_municipality(session)
    request = await actions.make_request(
        session, here.as_youth, here.youth.id, kind="weekend", occurrences=WEEKEND, words="Helst före provet"
    )
    assert (request.status, request.support_grant_id, request.is_series) == ("open", here.grant.id, False)
    windows = list(await session.scalars(select(StayWindow).order_by(StayWindow.preference.desc(), StayWindow.arrival)))
    assert [one.preference for one in windows] == [3, 1, 1]
    assert windows[0].arrival == datetime(2027, 1, 15, 16, tzinfo=UTC)
    (said,) = await youth_queries.statements_of(session, here.as_youth, here.youth.id)
    assert (said.kind, said.words, said.stay_request_id) == ("request", "Helst före provet", request.id)
    assert await events_of(session, here.youth.id) == [Event.STATEMENT_MADE, Event.REQUEST_MADE]


async def test_every_other_weekend_until_june_is_one_request_with_its_times_in_order(session):
    here = await given_municipality(session)
    series = windows_of_series(Kind.WEEKEND, date(2027, 1, 15), date(2027, 6, 30), 2, ZONE)
    request = await actions.make_request(
        session, here.as_youth, here.youth.id, kind="weekend", occurrences=list(reversed(series)), every_weeks=2
    )
    assert (request.is_series, request.every_weeks) == (True, 2)
    arrivals = await session.scalars(
        select(StayWindow.arrival)
        .join(Occurrence, Occurrence.id == StayWindow.occurrence_id)
        .order_by(Occurrence.number)
    )
    assert list(arrivals) == [windows[0].arrival for windows in series]


async def test_a_break_outside_her_grant_is_not_written(session):
    here = await given_municipality(session)
    too_late = [windows_of_weekend(date(2028, 1, 1), ZONE)]
    with pytest.raises(BeyondGrant):
        await actions.make_request(session, here.as_youth, here.youth.id, kind="weekend", occurrences=too_late)
    (await session.get(SupportGrant, here.grant.id)).kind = "mentor"
    await session.flush()
    with pytest.raises(NoGrant):
        await actions.make_request(session, here.as_youth, here.youth.id, kind="weekend", occurrences=WEEKEND)
    assert await session.scalar(select(StayRequest.id)) is None


async def test_somebody_elses_grant_does_not_carry_hers(session):
    here = await given_municipality(session)
    _, _, other_grant = await given_youth(session, here.zone, here.as_caseworker, called="Bo")
    with pytest.raises(Invalid) as refused:
        await actions.make_request(
            session,
            here.as_youth,
            here.youth.id,
            kind="weekend",
            occurrences=WEEKEND,
            support_grant_id=other_grant.id,
        )
    assert refused.value.field == "support_grant_id"


@pytest.mark.parametrize(
    ("bad", "field"),
    [
        ({"kind": "month"}, "kind"),
        ({"kind": "night"}, "occurrences"),
        ({"importance": 4}, "importance"),
        ({"mentor_along": "always"}, "mentor_along"),
        ({"every_weeks": 0}, "every_weeks"),
        ({"occurrences": []}, "occurrences"),
        ({"audience": "world"}, "audience"),
    ],
)
async def test_what_cannot_be_used_is_refused_and_nothing_is_written(session, bad, field):
    here = await given_municipality(session)
    with pytest.raises(Invalid) as refused:
        async with session.begin_nested():
            await actions.make_request(
                session, here.as_youth, here.youth.id, **({"kind": "weekend", "occurrences": WEEKEND} | bad)
            )
    assert refused.value.field == field
    assert await session.scalar(select(StayRequest.id)) is None
    assert await events_of(session, here.youth.id) == []


@pytest.mark.parametrize("who", ["as_coordinator", "as_guardian", "as_host", "as_mentor"])
async def test_only_she_and_her_caseworker_wish_a_break(session, who):
    here = await given_municipality(session)
    with pytest.raises(Forbidden):
        await actions.make_request(session, getattr(here, who), here.youth.id, kind="weekend", occurrences=WEEKEND)


async def test_taking_it_back_lets_go_of_what_was_held_and_asks_for_no_reason(session):
    here = await given_municipality(session)
    request, occurrence = await given_request(session, here.youth, here.grant)
    claim = await given_claim(session, occurrence, here.beds[here.host.id][0], state="held")
    request.status = "offered"
    await session.flush()
    await actions.withdraw_request(session, here.as_youth, request.id)
    await session.refresh(claim)
    await session.refresh(occurrence)
    assert (request.status, claim.state, occurrence.status) == ("withdrawn", "released", "cancelled")
    assert (await session.scalar(select(ContactReminder.because))) == "cancelled"
    assert await events_of(session, here.youth.id) == [Event.REQUEST_WITHDRAWN]


async def test_the_held_bed_is_free_for_somebody_else_at_once(session):
    here = await given_municipality(session)
    request, occurrence = await given_request(session, here.youth, here.grant)
    bed = here.beds[here.host.id][0]
    await given_claim(session, occurrence, bed, state="held")
    await actions.withdraw_request(session, here.as_youth, request.id)
    bo, _, grant = await given_youth(session, here.zone, here.as_caseworker, called="Bo")
    _, his = await given_request(session, bo, grant)
    await given_claim(session, his, bed, state="held")
    assert await session.scalar(select(text("count(*)")).select_from(Claim)) == 2


async def test_a_booked_break_is_cancelled_not_withdrawn(session):
    here = await given_municipality(session)
    request, _ = await given_request(session, here.youth, here.grant)
    request.status = "booked"
    await session.flush()
    with pytest.raises(NotWithdrawable):
        await actions.withdraw_request(session, here.as_youth, request.id)


async def test_taking_back_from_an_old_page_says_that_it_changed(session):
    here = await given_municipality(session)
    request, _ = await given_request(session, here.youth, here.grant)
    with pytest.raises(Changed):
        await actions.withdraw_request(session, here.as_youth, request.id, rev=request.rev + 1)


async def test_words_at_taking_back_are_kept_and_wait_for_an_answer(session):
    here = await given_municipality(session)
    request, _ = await given_request(session, here.youth, here.grant)
    await actions.withdraw_request(session, here.as_youth, request.id, words="Jag orkar inte nu")
    assert [one.kind for one in await youth_queries.unanswered(session, here.as_caseworker)] == ["cancellation"]


@pytest.mark.parametrize("who", ["as_coordinator", "as_guardian", "as_host", "as_mentor", "as_admin"])
async def test_nobody_else_takes_her_wish_back(session, who):
    here = await given_municipality(session)
    request, _ = await given_request(session, here.youth, here.grant)
    with pytest.raises(NotFound):
        await actions.withdraw_request(session, getattr(here, who), request.id)


async def test_another_youth_cannot_either(session):
    here = await given_municipality(session)
    request, _ = await given_request(session, here.youth, here.grant)
    _, as_bo, _ = await given_youth(session, here.zone, here.as_caseworker, called="Bo")
    with pytest.raises(NotFound):
        await actions.withdraw_request(session, as_bo, request.id)
