"""What is looked up: presentations for a youth, a month for its keeper, everything at a glance for the coordinator."""

from datetime import date, time, timedelta

import pytest
from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import Range

from models.municipality import SchoolBreak
from models.supply import HouseholdMember, Presentation, SiteCleared, Suitability
from models.words import Heart, Veto
from service.errors import NotFound
from service.supply.actions import close_now, open_hours, set_pattern
from service.supply.queries import (
    mentor_calendar,
    presentations_for,
    site_calendar,
    supply_detail,
    supply_overview,
)
from service.supply.rules import CheckState, PatternRow
from tests.given import given_municipality, given_site
from tests.supply.conftest import NOW
from tests.supply.test_availability import local
from tests.supply.world import FRIDAY, SATURDAY, SUNDAY, given_break, given_open_host


@pytest.fixture
async def here(session):
    return await given_municipality(session)


async def kept(session, row):
    session.add(row)
    await session.flush()


async def names(session, here, language="sv"):
    return [one.called for one in await presentations_for(session, here.as_youth, here.youth.id, language)]


async def test_a_youth_sees_who_could_receive_her_hearts_first_and_vetoed_last(session, here):
    await kept(session, Heart(youth_id=here.youth.id, site_id=here.place.id))
    await kept(session, Veto(youth_id=here.youth.id, site_id=here.host.id))
    cards = await presentations_for(session, here.as_youth, here.youth.id, "sv")
    assert [(one.called, one.has_heart, one.has_veto) for one in cards] == [
        ("Stugan", True, False),
        ("Jo", False, False),
        ("Familjen Lind", False, True),
    ]
    assert [one.site_id or one.mentor_id for one in cards] == [here.place.id, here.mentor.id, here.host.id]


async def test_neither_closed_nor_uncleared_nor_wrong_age_nor_unsuitable_are_offered(session, here):
    small = await given_site(session, here.zone, kind="host", called="För små barn", age_from=9, age_to=12)
    shut = await given_site(session, here.zone, kind="host", called="Stängt", closed_at=NOW)
    unchecked = await given_site(session, here.zone, kind="host", called="Okontrollerad")
    await session.execute(delete(SiteCleared).where(SiteCleared.site_id == unchecked.id))
    await kept(
        session,
        Suitability(
            youth_id=here.youth.id, site_id=here.host.id, verdict="unsuitable", made_by=here.as_caseworker.account_id
        ),
    )
    assert {small.called, shut.called, unchecked.called, "Familjen Lind"}.isdisjoint(await names(session, here))
    assert await names(session, here) == ["Stugan", "Jo"]


async def test_a_card_is_in_her_language_when_there_is_one_and_never_tells_a_protected_place(session, here):
    here.place.protected_address = True
    await kept(
        session, Presentation(site_id=here.place.id, language="en", headline="The cabin", about="-", picture="cabin")
    )
    await kept(session, HouseholdMember(site_id=here.host.id, relation="child", called="Tuva", birth_year=2018))
    cards = {one.called: one for one in await presentations_for(session, here.as_youth, here.youth.id, "en")}
    assert (cards["Stugan"].headline, cards["Stugan"].zone) == ("The cabin", None)
    assert (cards["Familjen Lind"].language, cards["Familjen Lind"].zone) == ("sv", "Mitten")
    assert [(one.called, one.age) for one in cards["Familjen Lind"].household] == [("Tuva", 8)]


async def test_nobody_else_looks_through_a_youths_eyes(session, here):
    elsewhere = await given_municipality(session, "Annanby")
    for actor in (elsewhere.as_youth, elsewhere.as_caseworker):
        with pytest.raises(NotFound):
            await presentations_for(session, actor, here.youth.id, "sv")


async def test_a_month_shows_nights_breaks_and_school_holidays(session, here):
    host = await given_open_host(session, here, nights=(FRIDAY, SATURDAY))
    await given_break(session, here, host, state="held")
    await kept(session, SchoolBreak(called="Jullov", days=Range(date(2026, 12, 21), date(2027, 1, 11))))
    month = await site_calendar(session, here.as_coordinator, host.id, FRIDAY)
    assert [day for day, cell in month.nights.items() if cell.is_open] == [FRIDAY, SATURDAY]
    assert [(cell.held, cell.booked) for day, cell in month.nights.items() if cell.in_use] == [(1, 0), (1, 0)]
    assert len(month.nights) == 42
    assert min(month.nights) == date(2026, 12, 28)  # the Monday of v. 53
    assert month.nights[date(2027, 1, 10)].school_break == "Jullov"
    assert month.nights[date(2027, 1, 11)].school_break is None


async def test_a_month_knows_the_pattern_and_what_was_closed_by_hand(session, here):
    host = await given_open_host(session, here, nights=())
    await set_pattern(session, here.as_coordinator, site_id=host.id, rows=[PatternRow(5)])
    await close_now(session, here.as_coordinator, site_id=host.id, reason="illness", until=local(FRIDAY, 0))
    month = await site_calendar(session, here.as_coordinator, host.id, FRIDAY)
    opens = {day: cell.is_open for day, cell in month.nights.items() if cell.by_pattern}
    assert opens[FRIDAY - timedelta(days=7)] is False
    assert opens[FRIDAY] is True
    assert (month.is_closed, month.closed_until) == (True, local(FRIDAY, 0))
    assert month.pattern == [PatternRow(5)]


async def test_hours_of_a_mentor_are_hours_and_her_nights_are_nights(session, here):
    jo = here.as_mentor
    await set_pattern(
        session, jo, mentor_id=here.mentor.id, rows=[PatternRow(5), PatternRow(7, "every", time(16), time(20))]
    )
    await open_hours(session, jo, SATURDAY, time(19), time(22), mentor_id=here.mentor.id)
    month = await mentor_calendar(session, jo, here.mentor.id, FRIDAY)
    assert month.nights[FRIDAY].is_open
    assert month.nights[FRIDAY].hours == ()
    assert month.nights[SATURDAY].hours == ((local(SATURDAY, 19), local(SATURDAY, 22)),)
    assert month.nights[SUNDAY].hours == ((local(SUNDAY, 16), local(SUNDAY, 20)),)


async def test_a_host_sees_her_own_month_only(session, here):
    with pytest.raises(NotFound):
        await site_calendar(session, here.as_host, here.place.id, FRIDAY)
    with pytest.raises(NotFound):
        await site_calendar(session, here.as_youth, here.host.id, FRIDAY)
    with pytest.raises(NotFound):
        await mentor_calendar(session, here.as_host, here.mentor.id, FRIDAY)


async def test_the_coordinator_sees_first_what_needs_a_check(session, here):
    host = await given_open_host(session, here, nights=(date(2026, 12, 4), date(2026, 12, 5), FRIDAY))
    rows = await supply_overview(session, here.as_coordinator)
    assert [row.is_cleared for row in rows] == [False, False, False, True]
    berg = rows[-1]
    assert (berg.id, berg.open_nights, berg.beds, berg.zone) == (host.id, 3, 1, "Mitten")
    assert berg.next_due == date(2027, 9, 30)
    assert [row.called for row in await supply_overview(session, here.as_host)] == ["Familjen Lind"]


async def test_the_detail_tells_what_was_checked_and_until_when(session, here):
    host = await given_open_host(session, here)
    detail = await supply_detail(session, here.as_coordinator, site_id=host.id)
    assert {one.state for one in detail.checks} == {CheckState.VALID}
    assert {one.last_day for one in detail.made} == {date(2027, 9, 30)}
    with pytest.raises(NotFound):
        await supply_detail(session, here.as_host, site_id=host.id)
