"""The pages of those who keep a calendar, sent as a browser without JavaScript sends them, in Swedish."""

import re
from datetime import date, timedelta
from uuid import uuid4

import pytest
import pytest_asyncio
from sqlalchemy import select, text

from models.people import Role
from models.supply import BackgroundCheck, Closure, Opened, Site, WeeklyPattern
from service.database import transaction
from service.supply.rules import Kind
from tests.look.readability import lix
from tests.supply.test_availability import local
from tests.supply.world import FRIDAY, given_break, given_checks
from tests.web.conftest import browser
from tests.web.forms import hidden, send
from tests.web.people import sign_in_as

OPENED_FAR = date(2027, 6, 4)


@pytest_asyncio.fixture
async def host(app, town):
    async with browser(app) as client:
        await sign_in_as(client, town, Role.HOST)
        yield client


@pytest_asyncio.fixture
async def mentor(app, town):
    async with browser(app) as client:
        await sign_in_as(client, town, Role.MENTOR)
        yield client


@pytest_asyncio.fixture
async def coordinator(app, town):
    async with browser(app) as client:
        await sign_in_as(client, town, Role.COORDINATOR)
        yield client


async def rows(town, table, **owner):
    """How many there are of it."""
    async with transaction(town.database.sessions, town.municipality_id) as session:
        return (await session.scalars(select(table).filter_by(**owner))).all()


async def events(town) -> int:
    async with transaction(town.database.sessions, town.municipality_id) as session:
        return await session.scalar(text("select count(*) from record_event"))


MONTH = "/availability?month=2027-06"


async def test_a_host_closes_a_night_by_one_tap_and_opens_it_by_another(host, town):
    shown = await host.get(MONTH)
    assert f'<button name="close" value="{OPENED_FAR}">' in shown.text
    done = await send(host, MONTH, "/availability/nights", close=str(OPENED_FAR))
    assert (done.status_code, done.headers["location"]) == (303, f"/availability?month=2027-06#d-{OPENED_FAR}")
    shown = await host.get(MONTH)
    assert f'<button name="open" value="{OPENED_FAR}">' in shown.text
    await send(host, MONTH, "/availability/nights", open=str(OPENED_FAR))
    assert f'<button name="close" value="{OPENED_FAR}">' in (await host.get(MONTH)).text


async def test_the_same_press_twice_is_done_once(host, town):
    sent = {**hidden((await host.get(MONTH)).text), "close": "2027-06-11"}
    before = await events(town)
    answers = [await host.post("/availability/nights", data=sent) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert await events(town) == before + 1


async def test_a_booked_night_has_no_button_and_a_forced_closing_is_refused_kindly(host, town):
    async with transaction(town.database.sessions, town.municipality_id) as session:
        await given_break(session, town.given, town.given.host)
    page = "/availability?month=2027-01"
    assert f'value="{FRIDAY}"' not in (await host.get(page)).text
    closed = len(await rows(town, Closure, site_id=town.given.host.id))
    refused = await send(host, page, "/availability/nights", close=str(FRIDAY))
    assert refused.status_code == 409
    assert "En paus är bokad här: fre 15 jan, lör 16 jan" in refused.text
    assert "Stäng genast" in refused.text
    assert len(await rows(town, Closure, site_id=town.given.host.id)) == closed


async def test_many_nights_are_closed_at_once_with_a_reason(host, town):
    typed = {"act": "close", "first": "2027-07-01", "last": "2027-07-14", "reason": "travel"}
    done = await send(host, "/availability/several", **typed)
    assert done.status_code == 303
    closures = await rows(town, Closure, reason="travel")
    assert [min(one.night for one in closures), max(one.night for one in closures)] == [
        date(2027, 7, 1),
        date(2027, 7, 14),
    ]


async def test_the_usual_week_is_saved_and_shown(host, town):
    typed = {f"day{day}_0_weeks": "odd" if day in (5, 6) else "never" for day in range(1, 8)}
    done = await send(host, "/availability/pattern", **typed)
    assert done.status_code == 303
    shown = (await host.get("/availability")).text
    assert "fredag, udda veckor" in shown
    assert "måndag, " not in shown
    await send(host, "/availability/pattern", **{f"day{day}_0_weeks": "every" for day in range(1, 8)})


async def test_a_promised_night_is_named_when_the_new_week_does_not_have_it(host, town):
    times = {"arrival": local(date(2027, 3, 5), 17), "departure": local(date(2027, 3, 7), 15)}
    async with transaction(town.database.sessions, town.municipality_id) as session:
        await given_break(session, town.given, town.given.host, state="held", **times)
    done = await send(host, "/availability/pattern", day1_0_weeks="every")
    shown = await host.get(done.headers["location"])
    assert "fre 5 mars, lör 6 mars" in re.sub(r"\s+", " ", shown.text)
    await send(host, "/availability/pattern", **{f"day{day}_0_weeks": "every" for day in range(1, 8)})


async def test_a_mentor_says_some_hours_of_a_day(mentor, town):
    page = "/availability/days/2027-06-08"
    closed = await send(mentor, page, how="closed")
    assert closed.status_code == 303
    missing = await send(mentor, page, how="hours", from_time="17:00")
    assert missing.status_code == 422
    assert 'value="17:00"' in missing.text
    backwards = await send(mentor, page, how="hours", from_time="20:00", to_time="17:00")
    assert "Slutet kommer före början" in backwards.text
    await send(mentor, "/availability/pattern", day1_0_weeks="every", day1_0_from="16:00", day1_0_to="20:00")
    done = await send(mentor, page, how="hours", from_time="17:00", to_time="20:30")
    assert done.status_code == 303
    assert "17–<wbr>20:30" in (await mentor.get(MONTH)).text


async def test_a_week_with_half_a_time_is_asked_about_and_kept(mentor, town):
    refused = await send(mentor, "/availability/pattern", day2_0_weeks="even", day2_0_from="15:00")
    assert refused.status_code == 422
    assert 'value="15:00"' in refused.text
    assert "Skriv både från och till" in refused.text


async def test_a_presentation_is_saved_and_bad_ones_keep_what_was_typed(host, town):
    typed = {"language": "sv", "headline": "Vid älven", "about": "Här är det lugnt.", "picture": "lake"}
    done = await send(host, "/presentation", **typed)
    assert done.headers["location"] == "/presentation?language=sv&saved=yes"
    assert 'value="Vid älven"' in (await host.get("/presentation")).text
    refused = await send(host, "/presentation", **(typed | {"headline": "x" * 81, "about": "Kvar å ä ö"}))
    assert refused.status_code == 422
    assert "Kvar å ä ö" in refused.text


async def test_limits_are_saved_and_two_at_once_do_not_overwrite(host, town):
    shown = (await host.get("/limits")).text
    rev = re.search(r'name="rev" value="(\d+)"', shown)[1]
    typed = {
        "youths_at_once": "2",
        "rest_days": "3",
        "notice_days": "2",
        "turnaround_minutes": "60",
        "age_from": "12",
        "age_to": "18",
        "ask_each_time": "yes",
        "traits": "quiet",
        "languages": "sv",
        "rev": rev,
    }
    assert (await send(host, "/limits", **typed)).status_code == 303
    site = (await rows(town, Site, id=town.given.host.id))[0]
    assert (site.rest_days, site.ask_each_time, site.mixes, site.nights_per_month) == (3, True, False, None)
    stale = await send(host, "/limits", **(typed | {"rest_days": "9"}))
    assert stale.status_code == 412
    assert 'value="9"' in stale.text


BAD = [
    ("/availability/several", {"act": "close"}, 422),
    ("/availability/several", {"act": "eat", "first": "2027-07-01", "last": "2027-07-02"}, 422),
    ("/availability/several", {"act": "open", "first": "2027-07-09", "last": "2027-07-02"}, 422),
    ("/availability/several", {"act": "open", "first": "2027-07-01", "last": "9999-12-31"}, 422),
    ("/availability/several", {"act": "open", "first": "0001-01-01", "last": "0001-01-02"}, 422),
    ("/availability/nights", {}, 422),
    ("/availability/nights", {"open": "yesterday"}, 422),
    ("/availability/nights", {"open": "2020-01-01"}, 422),
    ("/availability/nights", {"colour": "red"}, 422),
    ("/availability/pattern", {"day1_0_weeks": "sometimes"}, 422),
    ("/availability/pattern", {"day1_0_weeks": "every", "day1_0_from": "25:00", "day1_0_to": "26:00"}, 422),
    ("/availability/pattern", {"day1_0_weeks": "every", "day1_0_from": "16:00Z", "day1_0_to": "18:00"}, 422),
    ("/availability/close", {"how_long": "until"}, 422),
    ("/availability/close", {"how_long": "until", "until": "2020-01-01T10:00"}, 422),
    ("/availability/close", {"how_long": "until", "until": "0001-01-01T00:00"}, 422),
    ("/availability/close", {"how_long": "for_good"}, 403),
    ("/presentation", {"headline": "x"}, 422),
    ("/limits", {"rest_days": "many"}, 422),
    ("/limits", {"rest_days": "99999999999999999999"}, 422),
]


@pytest.mark.parametrize(("page", "typed", "status"), BAD)
async def test_what_cannot_be_used_gets_a_sentence_and_nothing_is_written(host, town, page, typed, status):
    before = await events(town)
    form_page = "/availability" if page.endswith("nights") else page
    refused = await send(host, form_page, page, **typed)
    assert refused.status_code == status
    assert 'id="error-summary"' in refused.text
    assert await events(town) == before


async def test_the_coordinator_makes_a_place_records_its_checks_and_withdraws_one(coordinator, town):
    zone = str(town.given.zone.id)
    done = await send(coordinator, "/supply/new", kind="place", called="Huset", zone_id=zone, beds="2")
    home = done.headers["location"]
    assert "Saknas" in (await coordinator.get(home)).text
    for kind in ("register", "safety"):
        typed = {"kind": kind, "outcome": "passed", "made_on": "2026-11-01", "valid_until": "2027-10-31"}
        assert (await send(coordinator, home, f"{home}/checks", **typed)).status_code == 303
    shown = (await coordinator.get(home)).text
    assert "Saknas" not in shown
    withdrawal = re.search(r'href="(/supply/checks/[^"]+)"', shown)[1]
    assert "Ingen är bokad" in (await coordinator.get(withdrawal)).text
    assert (await send(coordinator, withdrawal)).headers["location"] == home
    assert "återkallad" in (await coordinator.get(home)).text
    again = await send(coordinator, withdrawal)
    assert (again.status_code, "redan återkallad" in again.text) == (409, True)


async def test_closing_at_once_tells_whom_it_touches_and_opening_again_undoes_it(coordinator, town):
    async with transaction(town.database.sessions, town.municipality_id) as session:
        await given_checks(session, town.given, site_id=town.given.place.id, kind=Kind.PLACE)
        await given_break(
            session,
            town.given,
            town.given.place,
            state="held",
            **{"arrival": local(date(2027, 2, 5), 17), "departure": local(date(2027, 2, 7), 15)},
        )
    home = f"/supply/sites/{town.given.place.id}"
    assert "1 ung person väljer just nu" in (await coordinator.get(f"{home}/availability/close")).text
    done = await send(coordinator, f"{home}/availability/close", how_long="for_good", reason="repairs")
    assert done.status_code == 303
    assert "Stängt sedan" in (await coordinator.get(home)).text
    assert (await send(coordinator, home, f"{home}/opening")).status_code == 303
    assert "Stängt sedan" not in (await coordinator.get(home)).text


async def test_an_address_is_shown_for_a_purpose_and_that_is_recorded(coordinator, host, town):
    typed = {"kind": "host", "called": "Familjen Ek", "zone_id": str(town.given.zone.id), "beds": "1"}
    done = await send(coordinator, "/supply/new", address="Kustvägen 7", protected_address="yes", **typed)
    home = done.headers["location"]
    shown = (await coordinator.get(home)).text
    assert "Kustvägen" not in shown
    assert "Mitten" not in shown
    before = await events(town)
    assert "Kustvägen 7" in (await send(coordinator, home, f"{home}/address", purpose="safety")).text
    assert await events(town) == before + 1
    assert (await send(coordinator, home, f"{home}/address", purpose="curiosity")).status_code == 422
    assert (await host.post(f"{home}/address", data={"purpose": "stay"})).status_code == 403
    assert await events(town) == before + 1


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"kind": "horoscope", "outcome": "passed", "made_on": "2026-11-01"}, "kind"),
        ({"kind": "register", "outcome": "passed", "made_on": "2026-12-24", "valid_until": "2027-12-24"}, "made_on"),
        ({"kind": "register", "outcome": "passed", "made_on": "2026-11-01"}, "valid_until"),
        ({"kind": "register", "outcome": "passed", "made_on": "0001-01-01", "valid_until": "0002-01-01"}, "made_on"),
        (
            {"kind": "register", "outcome": "passed", "made_on": "2026-11-01", "valid_until": "9999-12-31"},
            "valid_until",
        ),
    ],
)
async def test_a_check_that_cannot_be_is_said_at_its_field(coordinator, town, typed, field):
    home = f"/supply/sites/{town.given.host.id}"
    before = len(await rows(town, BackgroundCheck))
    refused = await send(coordinator, home, f"{home}/checks", **typed)
    assert refused.status_code == 422
    assert f'href="#f-{field}"' in refused.text
    assert len(await rows(town, BackgroundCheck)) == before


async def test_what_is_elsewhere_does_not_exist(coordinator, host, town):
    other = town.other.given
    for page in (f"/supply/sites/{other.host.id}", f"/supply/mentors/{other.mentor.id}", f"/supply/sites/{uuid4()}"):
        assert (await coordinator.get(page)).status_code == 404
        assert (await coordinator.get(f"{page}/availability")).status_code == 404
    own = await coordinator.get("/supply/new")
    typed = {**hidden(own.text), "kind": "host", "called": "Vi", "zone_id": str(other.zone.id), "beds": "1"}
    refused = await coordinator.post("/supply/new", data=typed)
    assert (refused.status_code, 'href="#f-zone_id"' in refused.text) == (422, True)
    assert (await host.get("/availability/days/2020-01-01")).status_code == 404
    assert (await host.get("/availability?month=nonsense")).status_code == 200


KEEPERS_PAGES = (
    "/availability",
    "/availability/several",
    "/availability/pattern",
    "/availability/close",
    "/presentation",
    "/limits",
)


@pytest.mark.parametrize("page", KEEPERS_PAGES)
async def test_pages_for_hosts_and_mentors_read_easily(host, mentor, page):
    for client in (host, mentor):
        assert lix((await client.get(page)).text) <= 35


async def test_pages_say_nothing_in_english_by_mistake(host, coordinator, town):
    shown = [(await host.get(page)).text for page in KEEPERS_PAGES]
    home = f"/supply/sites/{town.given.host.id}"
    shown += [
        (await coordinator.get(page)).text for page in ("/supply", "/supply/new", home, f"{home}/availability/close")
    ]
    for text_of_page in shown:
        assert not re.search(r">\s*(Save|Close|Open|Checks|Nights|Change)\b", text_of_page)


async def test_the_horizon_ends_the_calendar(host):
    far = date(2026, 11, 22) + timedelta(days=400)
    shown = (await host.get(f"/availability?month={far:%Y-%m}")).text
    assert f"month={far.year + 1}-01" not in shown


async def test_nothing_is_left_from_a_refused_form(host, town):
    assert await rows(town, Opened, night=date(2020, 1, 1)) == []
    assert all(one.weekday in range(1, 8) for one in await rows(town, WeeklyPattern))
