"""Checks make a host usable; withdrawing one, or closing at once, is never refused because somebody leans on it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.exc import IntegrityError

from models.breaks import Claim, Stay
from service import clock
from service.errors import Forbidden, Invalid, NotFound
from service.supply import safety
from service.supply.actions import (
    close_now,
    close_site_now,
    open_again,
    record_check,
    withdraw_check,
)
from service.supply.errors import AlreadyOpen, CheckAlreadyWithdrawn
from service.supply.rules import REQUIRED_CHECKS, CheckState, Kind, cleared_spans, standing_of
from tests.given import events_of, given_municipality
from tests.supply.conftest import NOW
from tests.supply.test_availability import UMEA, local
from tests.supply.world import (
    CHECKED,
    FRIDAY,
    SATURDAY,
    SUNDAY,
    UNTIL,
    cleared_of,
    given_break,
    given_open_host,
    openings_of,
)

TODAY = NOW.date()


@dataclass(frozen=True)
class Made:
    kind: str
    outcome: str
    made_on: date
    valid: Range[date]
    withdrawn_at: datetime | None = None


@pytest.fixture
async def here(session):
    return await given_municipality(session)


@pytest.fixture
def hooks():
    """The list of those who detach claims, as it was before the test."""
    before = list(safety.before_detaching)
    safety.before_detaching.clear()
    yield safety.before_detaching
    safety.before_detaching[:] = before


async def check_of(session, site, kind):
    from models.supply import BackgroundCheck

    return await session.scalar(
        select(BackgroundCheck).where(BackgroundCheck.site_id == site.id, BackgroundCheck.kind == kind)
    )


async def test_all_required_checks_clear_a_host(session, here):
    host = await given_open_host(session, here)
    assert await cleared_of(session, site_id=host.id) == [Range(local(CHECKED, 0), local(UNTIL + timedelta(days=1), 0))]


async def test_one_missing_check_clears_nothing_and_the_database_refuses_the_break(session, here):
    from tests.supply.world import make_site, open_nights

    site = await make_site(session, here.as_coordinator, kind="place", called="Huset", zone_id=here.zone.id)
    await open_nights(session, here.as_coordinator, site.id, [FRIDAY, SATURDAY])
    await record_check(
        session,
        here.as_coordinator,
        site_id=site.id,
        kind="safety",
        outcome="passed",
        made_on=CHECKED,
        valid_until=UNTIL,
    )
    assert await cleared_of(session, site_id=site.id) == []
    with pytest.raises(IntegrityError, match="fk_claim_site_cleared"):
        await given_break(session, here, site)


async def test_withdrawing_a_check_takes_back_what_leaned_on_it(session, here, hooks):
    host = await given_open_host(session, here)
    claim = await given_break(session, here, host)
    await withdraw_check(session, here.as_coordinator, (await check_of(session, host, "register")).id)
    assert claim.state == "released"
    assert await cleared_of(session, site_id=host.id) == [Range(local(CHECKED, 0), NOW)]
    assert "check.withdrawn" in await events_of(session)


async def test_whoever_registered_is_asked_first_and_may_take_care_of_it(session, here, hooks):
    host = await given_open_host(session, here)
    claim = await given_break(session, here, host)
    asked = []

    async def end_kindly(session, actor, detaching):
        asked.append((detaching.because, detaching.site_id, [one.id for one in detaching.claims]))
        for one in detaching.claims:
            one.state = "ended"

    hooks.append(end_kindly)
    await withdraw_check(session, here.as_coordinator, (await check_of(session, host, "home_visit")).id)
    assert asked == [("check_withdrawn", host.id, [claim.id])]
    assert claim.state == "ended"


async def test_a_break_that_goes_on_is_interrupted_and_its_stay_says_so(session, here, hooks):
    host = await given_open_host(session, here)
    claim = await given_break(session, here, host)
    stay = Stay(
        claim_id=claim.id,
        occurrence_id=claim.occurrence_id,
        youth_id=claim.youth_id,
        site_id=host.id,
        arrival=claim.span.lower,
        departure=claim.span.upper,
    )
    session.add(stay)
    await session.flush()
    with clock.at(local(SATURDAY, 10)):
        await close_site_now(session, here.as_coordinator, host.id, reason="illness")
    await session.refresh(stay)
    assert (claim.state, stay.status, stay.cancelled_role) == ("ended", "interrupted", "coordinator")
    assert await openings_of(session, site_id=host.id) == [Range(local(FRIDAY, 12), local(SATURDAY, 10))]
    assert "stay.interrupted" in await events_of(session, here.youth.id)


async def test_closing_until_a_day_leaves_later_breaks_alone(session, here, hooks):
    host = await given_open_host(session, here, nights=(date(2026, 12, 4), FRIDAY, SATURDAY))
    later = await given_break(session, here, host)
    sooner = await given_break(
        session, here, host, arrival=local(date(2026, 12, 4), 17), departure=local(date(2026, 12, 5), 12)
    )
    await close_now(session, here.as_coordinator, site_id=host.id, reason="repairs", until=local(date(2027, 1, 1), 0))
    assert (sooner.state, later.state) == ("released", "booked")
    await open_again(session, here.as_coordinator, site_id=host.id)
    assert len(await openings_of(session, site_id=host.id)) == 2
    with pytest.raises(AlreadyOpen):
        await open_again(session, here.as_coordinator, site_id=host.id)


async def test_a_host_closes_at_once_when_something_has_happened_but_not_for_good(session, here, hooks):
    await close_now(session, here.as_host, site_id=here.host.id, reason="illness", until=NOW + timedelta(days=3))
    with pytest.raises(Forbidden):
        await close_now(session, here.as_host, site_id=here.host.id, reason="illness")


async def test_a_check_that_was_not_passed_ends_the_ones_before_it(session, here, hooks):
    host = await given_open_host(session, here)
    claim = await given_break(session, here, host, state="held")
    await record_check(
        session, here.as_coordinator, site_id=host.id, kind="register", outcome="not_passed", made_on=TODAY
    )
    assert claim.state == "released"
    assert await cleared_of(session, site_id=host.id) == [Range(local(CHECKED, 0), local(TODAY, 0))]


async def test_a_check_is_withdrawn_once_by_the_coordinator_alone(session, here, hooks):
    host = await given_open_host(session, here)
    check = await check_of(session, host, "references")
    for actor in (here.as_host, here.as_caseworker, here.as_youth, here.as_admin):
        with pytest.raises(Forbidden):
            await withdraw_check(session, actor, check.id)
    await withdraw_check(session, here.as_coordinator, check.id)
    with pytest.raises(CheckAlreadyWithdrawn):
        await withdraw_check(session, here.as_coordinator, check.id)


async def test_a_check_of_another_municipality_does_not_exist(session, here, hooks):
    host = await given_open_host(session, here)
    check = await check_of(session, host, "register")
    elsewhere = await given_municipality(session, "Annanby")
    with pytest.raises(NotFound):
        await withdraw_check(session, elsewhere.as_coordinator, check.id)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"made_on": TODAY + timedelta(days=1)}, "made_on"),
        ({"valid_until": None}, "valid_until"),
        ({"valid_until": CHECKED}, "valid_until"),
        ({"valid_until": date(2036, 1, 1)}, "valid_until"),
        ({"kind": "horoscope"}, "kind"),
        ({"outcome": "maybe"}, "outcome"),
    ],
)
async def test_a_check_that_cannot_be_is_refused_at_its_field(session, here, changed, field):
    told = {"kind": "register", "outcome": "passed", "made_on": CHECKED, "valid_until": UNTIL} | changed
    with pytest.raises(Invalid) as refused:
        await record_check(session, here.as_coordinator, site_id=here.host.id, **told)
    assert refused.value.field == field


# -- the rule alone


def test_standing_names_what_is_missing_and_what_ends_soon():
    checks = [
        Made("register", "passed", CHECKED, Range(CHECKED, date(2026, 12, 11))),
        Made("references", "passed", date(2025, 1, 1), Range(date(2025, 1, 1), date(2026, 1, 1))),
    ]
    standing = {one.kind: (one.state, one.until) for one in standing_of(Kind.HOST, checks, TODAY)}
    assert standing == {
        "register": (CheckState.DUE_SOON, date(2026, 12, 10)),
        "home_visit": (CheckState.MISSING, None),
        "references": (CheckState.ENDED, date(2025, 12, 31)),
    }


days = st.integers(0, 60).map(lambda number: TODAY + timedelta(days=number))
checks = st.lists(
    st.builds(
        lambda kind, outcome, made_on, length: Made(
            kind, outcome, made_on, Range(made_on, made_on + timedelta(days=length))
        ),
        st.sampled_from(REQUIRED_CHECKS[Kind.HOST]),
        st.sampled_from(["passed", "passed", "not_passed"]),
        days,
        st.integers(1, 60),
    ),
    max_size=9,
)


@for_all(checks)
@settings(max_examples=200, deadline=None)
def test_cleared_is_when_each_required_check_was_passed_last_and_holds(made):
    spans = cleared_spans(Kind.HOST, made, UMEA)
    for number in range(-1, 125):
        day = TODAY + timedelta(days=number)
        noon = local(day, 12)
        said = any(span.lower <= noon < span.upper for span in spans)

        def holds(kind: str, day: date = day) -> bool:
            passed = [one for one in made if one.kind == kind and one.outcome == "passed" and one.valid.contains(day)]
            fell = [one.made_on for one in made if one.kind == kind and one.outcome == "not_passed"]
            return any(not any(one.made_on <= when <= day for when in fell) for one in passed)

        assert said == all(holds(kind) for kind in REQUIRED_CHECKS[Kind.HOST]), day


@for_all(checks)
@settings(max_examples=50, deadline=None)
def test_more_of_what_was_passed_never_clears_less(made):
    more = [*made, Made("register", "passed", TODAY, Range(TODAY, TODAY + timedelta(days=400)))]
    from service.supply.availability import without

    assert without(cleared_spans(Kind.HOST, made, UMEA), cleared_spans(Kind.HOST, more, UMEA)) == []


async def test_released_claims_free_the_bed_for_somebody_else(session, here, hooks):
    host = await given_open_host(session, here)
    await given_break(session, here, host, state="held")
    with pytest.raises(IntegrityError, match="ex_claim"):
        async with session.begin_nested():
            await given_break(session, here, host, state="held")
    await close_now(session, here.as_coordinator, site_id=host.id, until=local(SUNDAY, 20), reason="repairs")
    await open_again(session, here.as_coordinator, site_id=host.id)
    await given_break(session, here, host, state="held")
    states = await session.scalars(select(Claim.state).where(Claim.site_id == host.id).order_by(Claim.id))
    assert list(states) == ["released", "held"]
