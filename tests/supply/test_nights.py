"""Opening and closing on a real PostgreSQL: what was said becomes openings, and what is promised holds."""

from datetime import date, time, timedelta

import pytest
from sqlalchemy import delete, func, select, text
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.exc import IntegrityError

from models.supply import Closure, Opened, SiteOpening, WeeklyPattern
from service import clock
from service.errors import Forbidden, Invalid, NotFound
from service.supply.actions import (
    as_usual,
    change_limits,
    close_nights,
    open_hours,
    open_nights,
    refresh_openings,
    set_pattern,
)
from service.supply.availability import covers, night_span
from service.supply.errors import ClosedByCoordinator, NightBooked, NightHeld
from service.supply.jobs import keep_the_horizon
from service.supply.rules import PatternRow
from tests.given import events_of, given_municipality
from tests.supply.conftest import NOW
from tests.supply.test_availability import UMEA, local
from tests.supply.world import FRIDAY, SATURDAY, SUNDAY, given_break, given_open_host, openings_of

TODAY = NOW.date()


@pytest.fixture
async def here(session):
    return await given_municipality(session)


async def test_two_nights_opened_are_one_weekend(session, here):
    host = await given_open_host(session, here)
    assert await openings_of(session, site_id=host.id) == [Range(local(FRIDAY, 12), local(SUNDAY, 18))]


async def test_a_host_opens_her_own_nights_and_nobody_elses(session, here):
    other = await given_open_host(session, here, nights=())
    with pytest.raises(NotFound):
        await open_nights(session, here.as_host, other.id, [FRIDAY])
    with pytest.raises(Forbidden):
        await open_nights(session, here.as_youth, here.host.id, [FRIDAY])
    with pytest.raises(Forbidden):
        await open_nights(session, here.as_caseworker, here.host.id, [FRIDAY])
    await open_nights(session, here.as_host, here.host.id, [FRIDAY])
    await open_nights(session, here.as_place_keeper, here.place.id, [FRIDAY])
    await open_nights(session, here.as_mentor, nights=[FRIDAY], mentor_id=here.mentor.id)


async def test_tapping_twice_is_back_where_it_began(session, here):
    host = await given_open_host(session, here, nights=(FRIDAY,))
    await close_nights(session, here.as_coordinator, host.id, [FRIDAY])
    assert await openings_of(session, site_id=host.id) == []
    await open_nights(session, here.as_coordinator, host.id, [FRIDAY])
    await open_nights(session, here.as_coordinator, host.id, [FRIDAY])
    assert await openings_of(session, site_id=host.id) == [night_span(FRIDAY, UMEA)]
    assert await session.scalar(select(func.count()).select_from(Opened).where(Opened.site_id == host.id)) == 1
    assert await session.scalar(select(func.count()).select_from(Closure).where(Closure.site_id == host.id)) == 0


async def test_a_night_with_a_booked_break_is_not_closed(session, here):
    host = await given_open_host(session, here)
    await given_break(session, here, host)
    with pytest.raises(NightBooked) as refused:
        await close_nights(session, here.as_coordinator, host.id, [SATURDAY])
    assert refused.value.params["nights"] == "fre 15 jan, lör 16 jan"


async def test_a_night_that_is_only_held_is_not_closed_either(session, here):
    host = await given_open_host(session, here)
    await given_break(session, here, host, state="held")
    with pytest.raises(NightHeld):
        await close_nights(session, here.as_coordinator, host.id, [FRIDAY])


async def test_a_night_beside_a_booked_break_is_closed(session, here):
    host = await given_open_host(session, here, nights=(FRIDAY, SATURDAY, SUNDAY))
    await given_break(session, here, host)
    await close_nights(session, here.as_coordinator, host.id, [SUNDAY])
    assert await openings_of(session, site_id=host.id) == [Range(local(FRIDAY, 12), local(SUNDAY, 18))]


async def test_the_database_refuses_what_a_program_forgot_to_ask(session, here):
    host = await given_open_host(session, here)
    await given_break(session, here, host)
    with pytest.raises(IntegrityError, match="fk_claim_site_opening"):
        async with session.begin_nested():
            await session.execute(delete(SiteOpening).where(SiteOpening.site_id == host.id))


async def test_without_the_key_the_same_deletion_passes(database):
    """Negative control: it is the temporal foreign key that refuses, nothing else."""
    async with database.owner() as session, session.begin():
        here = await given_municipality(session)
        host = await given_open_host(session, here)
        await given_break(session, here, host)
        await session.execute(text("alter table claim drop constraint fk_claim_site_opening"))
        gone = await session.execute(delete(SiteOpening).where(SiteOpening.site_id == host.id))
        assert gone.rowcount == 1


async def test_a_pattern_opens_every_second_weekend_up_to_the_horizon(session, here):
    host = await given_open_host(session, here, nights=())
    rows = [PatternRow(5, "odd"), PatternRow(6, "odd")]
    await set_pattern(session, here.as_coordinator, site_id=host.id, rows=rows)
    spans = await openings_of(session, site_id=host.id)
    assert len(spans) == 29  # 400 days from v. 47 of 2026, where v. 53 and v. 1 are both odd
    first = spans[0].lower.astimezone(UMEA)
    assert (first.date(), first.time()) == (date(2026, 12, 4), time(12))
    assert {span.lower.astimezone(UMEA).isocalendar().week % 2 for span in spans} == {1}
    assert spans[-1].upper.astimezone(UMEA).date() <= TODAY + timedelta(days=402)


async def test_a_new_pattern_keeps_what_was_promised_under_the_old_one(session, here):
    host = await given_open_host(session, here, nights=())
    await set_pattern(session, here.as_coordinator, site_id=host.id, rows=[PatternRow(5), PatternRow(6)])
    await given_break(session, here, host)
    done = await set_pattern(session, here.as_coordinator, site_id=host.id, rows=[])
    assert done.kept_open == [FRIDAY, SATURDAY]
    assert await openings_of(session, site_id=host.id) == [Range(local(FRIDAY, 12), local(SUNDAY, 18))]


async def test_setting_the_pattern_twice_in_a_day_leaves_one(session, here):
    host = await given_open_host(session, here, nights=())
    for weekday in (1, 2, 3):
        await set_pattern(session, here.as_coordinator, site_id=host.id, rows=[PatternRow(weekday)])
    rows = (await session.scalars(select(WeeklyPattern).where(WeeklyPattern.site_id == host.id))).all()
    assert [row.weekday for row in rows] == [3]


async def test_yesterdays_pattern_is_kept_for_yesterday(session, here):
    host = await given_open_host(session, here, nights=())
    await set_pattern(session, here.as_coordinator, site_id=host.id, rows=[PatternRow(day) for day in range(1, 8)])
    with clock.at(NOW + timedelta(days=10)):
        await set_pattern(session, here.as_coordinator, site_id=host.id, rows=[])
        spans = await openings_of(session, site_id=host.id)
    assert spans == [Range(local(TODAY, 12), local(TODAY + timedelta(days=10), 18))]


async def test_a_mentor_opens_an_evening_and_weekly_hours(session, here):
    jo, mentor = here.as_mentor, here.mentor.id
    await set_pattern(session, jo, mentor_id=mentor, rows=[PatternRow(2, "every", time(16), time(20))])
    await open_hours(session, jo, FRIDAY, time(17), time(21), mentor_id=mentor)
    spans = await openings_of(session, mentor_id=mentor)
    assert covers(spans, Range(local(FRIDAY, 17), local(FRIDAY, 21)))
    assert covers(spans, Range(local(date(2026, 11, 24), 16), local(date(2026, 11, 24), 20)))
    assert not covers(spans, Range(local(FRIDAY, 16), local(FRIDAY, 21)))


async def test_a_mentor_keeps_an_evening_that_was_promised(session, here):
    host, jo = await given_open_host(session, here), here.mentor.id
    evening = {"arrival": local(FRIDAY, 17), "departure": local(FRIDAY, 20)}
    await set_pattern(session, here.as_mentor, mentor_id=jo, rows=[PatternRow(5, "every", time(16), time(21))])
    await given_break(session, here, host, mentor_id=jo, **evening)
    done = await set_pattern(session, here.as_mentor, mentor_id=jo, rows=[])
    assert done.kept_open == [FRIDAY]
    ahead = [span for span in await openings_of(session, mentor_id=jo) if span.lower > NOW]
    assert ahead == [Range(local(FRIDAY, 17), local(FRIDAY, 20))]


@pytest.mark.parametrize(
    ("nights", "field"),
    [([], "nights"), ([TODAY - timedelta(days=1)], "nights"), ([TODAY + timedelta(days=401)], "nights")],
)
async def test_nights_out_of_reach_are_refused_and_nothing_is_written(session, here, nights, field):
    host = await given_open_host(session, here, nights=())
    for act in (open_nights, close_nights):
        with pytest.raises(Invalid) as refused:
            await act(session, here.as_coordinator, host.id, nights)
        assert refused.value.field == field
    assert await openings_of(session, site_id=host.id) == []


async def test_a_site_closed_for_good_is_not_opened_by_its_calendar(session, here):
    host = await given_open_host(session, here, nights=())
    host.closed_at = NOW
    with pytest.raises(ClosedByCoordinator):
        await open_nights(session, here.as_coordinator, host.id, [FRIDAY])


async def test_refreshing_again_changes_nothing(session, here):
    host = await given_open_host(session, here)
    before = await openings_of(session, site_id=host.id)
    await refresh_openings(session, site_id=host.id)
    assert await openings_of(session, site_id=host.id) == before


async def test_the_horizon_moves_with_the_days(session, here):
    host = await given_open_host(session, here, nights=())
    await set_pattern(session, here.as_coordinator, site_id=host.id, rows=[PatternRow(5)])
    before = len(await openings_of(session, site_id=host.id))
    with clock.at(NOW + timedelta(days=28)):
        await refresh_openings(session, site_id=host.id)
    assert len(await openings_of(session, site_id=host.id)) == before + 4


async def test_the_clock_moves_every_horizon_and_records_nothing(session, here):
    host = await given_open_host(session, here, nights=())
    await set_pattern(session, here.as_coordinator, site_id=host.id, rows=[PatternRow(5)])
    before, known = len(await openings_of(session, site_id=host.id)), await events_of(session)
    with clock.at(NOW + timedelta(days=14)):
        await keep_the_horizon(session)
    assert len(await openings_of(session, site_id=host.id)) == before + 2
    assert await events_of(session) == known


async def test_every_act_is_recorded(session, here):
    host = await given_open_host(session, here)
    await close_nights(session, here.as_coordinator, host.id, [FRIDAY], "illness")
    await set_pattern(session, here.as_coordinator, site_id=host.id, rows=[PatternRow(5)])
    await change_limits(session, here.as_coordinator, host.id, rest_days=3)
    kinds = await events_of(session)
    assert kinds == ["site.made", *["check.made"] * 3, *["availability.changed"] * 3, "site.changed"]


async def test_a_change_rolled_back_leaves_no_event(session, here):
    host = await given_open_host(session, here)
    await given_break(session, here, host)
    before = await events_of(session)
    with pytest.raises(NightBooked):
        async with session.begin_nested():
            await close_nights(session, here.as_coordinator, host.id, [FRIDAY])
    assert await events_of(session) == before


async def test_hours_must_end_after_they_begin(session, here):
    with pytest.raises(Invalid):
        await open_hours(session, here.as_mentor, FRIDAY, time(17), time(16), mentor_id=here.mentor.id)
    with pytest.raises(Invalid):
        await open_hours(session, here.as_mentor, date(2027, 3, 28), time(2), time(3), mentor_id=here.mentor.id)


async def test_as_usual_forgets_what_was_done_by_hand(session, here):
    jo, mentor = here.as_mentor, here.mentor.id
    await set_pattern(session, jo, mentor_id=mentor, rows=[PatternRow(5, "every", time(16), time(20))])
    usual = await openings_of(session, mentor_id=mentor)
    await open_hours(session, jo, FRIDAY, time(21), time(22), mentor_id=mentor)
    await close_nights(session, jo, nights=[FRIDAY], mentor_id=mentor)
    assert len(await openings_of(session, mentor_id=mentor)) == len(usual) - 1
    await as_usual(session, jo, FRIDAY, mentor_id=mentor)
    assert await openings_of(session, mentor_id=mentor) == usual
