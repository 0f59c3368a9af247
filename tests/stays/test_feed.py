"""A leaked feed address shows times and her word, and nothing else in a single byte; turned off, it is dead at once."""

import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from icalendar import Calendar
from sqlalchemy import select, text

from models.people import Role, YouthProtected
from models.reaching import CalendarFeed
from service import clock
from service.errors import Forbidden, Invalid
from service.record import Event
from service.stays.actions import cancel_stay
from service.stays.errors import NoFeedForProtected
from service.stays.feed import Entry, bytes_of, end_feed, feed_state, open_feed, written
from tests.given import FRIDAY, SUNDAY, events_of, given_municipality
from tests.stays.given import given_stay
from tests.web.conftest import browser
from tests.web.forms import hidden

BEFORE = FRIDAY - timedelta(days=7)


async def opened(session, called="Upptagen"):
    here = await given_municipality(session, called="Markörköping")
    stay = await given_stay(session, here, mentor_id=here.mentor.id)
    return here, stay, await open_feed(session, here.as_youth, called)


async def test_it_is_off_until_she_turns_it_on(session):
    here = await given_municipality(session)
    await given_stay(session, here)
    assert not (await feed_state(session, here.as_youth)).is_on
    assert (await session.scalars(select(CalendarFeed))).all() == []


async def test_what_is_sent_is_times_and_her_word(session):
    with clock.at(BEFORE):
        here, stay, secret = await opened(session)
        sent = await bytes_of(session, secret)
    calendar = Calendar.from_ical(sent)
    (event,) = calendar.walk("VEVENT")
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (FRIDAY, SUNDAY)
    assert event["summary"] == "Upptagen"
    assert set(event) == {"UID", "DTSTAMP", "SEQUENCE", "DTSTART", "DTEND", "SUMMARY", "TRANSP"}
    assert set(calendar) == {"PRODID", "VERSION", "CALSCALE"}
    assert calendar.walk("VALARM") == []
    found = sent.decode().casefold()
    for telling in (
        "Alva", "Lind", "Jo", "Sara", "Markörköping", "mellanrum", "kommun", "stay", "break", "paus", str(stay.id),
        stay.id.hex, here.youth.id.hex, here.municipality.id.hex, secret, "http",
    ):  # fmt: skip
        assert not re.search(rf"\b{re.escape(telling.casefold())}\b", found), telling


async def test_the_same_is_sent_each_time_and_a_look_is_remembered_to_the_hour(session):
    with clock.at(BEFORE):
        here, _, secret = await opened(session)
        first = await bytes_of(session, secret)
    with clock.at(BEFORE + timedelta(hours=30, minutes=25)):
        assert await bytes_of(session, secret) == first
        looked = (await feed_state(session, here.as_youth)).fetched_at
    assert looked == (BEFORE + timedelta(hours=30)).replace(minute=0)


async def test_turned_off_it_is_dead_at_once(session):
    with clock.at(BEFORE):
        here, _, secret = await opened(session)
        await end_feed(session, here.as_youth)
        assert await bytes_of(session, secret) is None
    assert await events_of(session, here.youth.id) == [Event.FEED_OPENED, Event.FEED_ENDED]


async def test_a_new_address_ends_the_old_one_and_tells_others_apart(session):
    with clock.at(BEFORE):
        here, _, old = await opened(session)
        new = await open_feed(session, here.as_youth, "Träning")
        assert await bytes_of(session, old) is None
        sent = Calendar.from_ical(await bytes_of(session, new))
    assert [str(one["summary"]) for one in sent.walk("VEVENT")] == ["Träning"]


async def test_only_what_happens_stands_in_it(session):
    with clock.at(BEFORE):
        here, stay, secret = await opened(session)
        await cancel_stay(session, here.as_youth, stay.id)
        assert Calendar.from_ical(await bytes_of(session, secret)).walk("VEVENT") == []


async def test_protected_identity_has_none_also_when_it_came_later(session):
    with clock.at(BEFORE):
        here, _, secret = await opened(session)
        await session.execute(
            text(
                "insert into youth_protected (youth_id, municipality_id, grade, address)"
                " values (:youth, :here, 'protected_registration', 'x')"
            ),
            {"youth": here.youth.id, "here": here.municipality.id},
        )
        assert await bytes_of(session, secret) is None
        assert (await feed_state(session, here.as_youth)).is_refused
        with pytest.raises(NoFeedForProtected):
            await open_feed(session, here.as_youth, "Upptagen")
    assert (await session.scalars(select(YouthProtected.grade))).all() == ["protected_registration"]


@pytest.mark.parametrize("called", ["", "   ", "x" * 41, "två\r\nrader"])
async def test_a_word_that_is_none_is_refused(session, called):
    here = await given_municipality(session)
    with pytest.raises(Invalid):
        await open_feed(session, here.as_youth, called)


async def test_nobody_turns_it_on_for_her(session):
    here = await given_municipality(session)
    for actor in (here.as_caseworker, here.as_guardian, here.as_host):
        with pytest.raises(Forbidden):
            await open_feed(session, actor, "Upptagen")


async def test_the_key_that_is_kept_is_not_the_address(session):
    _, _, secret = await opened(session)
    (feed,) = await session.scalars(select(CalendarFeed))
    assert secret.encode() not in feed.key
    assert await bytes_of(session, feed.key.hex()) is None


def test_hours_are_right_on_both_sides_of_summer_time():
    winter, summer = datetime(2027, 3, 26, 16, tzinfo=UTC), datetime(2027, 3, 28, 14, tzinfo=UTC)
    entry = Entry(uuid4(), winter, summer, 1, datetime(2027, 1, 1, 8, 41, tzinfo=UTC))
    sent = written("s" * 43, "Upptagen", "Europe/Stockholm", [entry])
    text_of = sent.decode()
    assert "DTSTART;TZID=Europe/Stockholm:20270326T170000" in text_of
    assert "DTEND;TZID=Europe/Stockholm:20270328T160000" in text_of
    assert "DTSTAMP:20270101T080000Z" in text_of
    assert text_of.count("BEGIN:VTIMEZONE") == 1
    (event,) = Calendar.from_ical(sent).walk("VEVENT")
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (winter, summer)
    assert all(len(line) <= 75 for line in sent.split(b"\r\n"))


# -- a leaked address


async def test_a_leaked_address_opens_nothing_else(app, as_, world):
    with clock.at(BEFORE):
        youth = await as_(Role.YOUTH)
        page = (await youth.get("/calendar/phone")).text
        on = await youth.post("/calendar/phone", data={**hidden(page), "called": "Upptagen"})
        assert on.status_code == 200
        address = re.search(r'value="http://localhost(/feed/[^"]+\.ics)"', on.text)[1]
        async with browser(app) as stranger:
            got = await stranger.get(address)
            assert (got.status_code, got.headers["content-type"]) == (200, "text/calendar; charset=utf-8")
            assert "set-cookie" not in got.headers
            told = " ".join(f"{name}: {value}" for name, value in got.headers.items()) + got.text
            for telling in ("mellanrum", "alva", "lind", "umeå", "2480", "provköping"):
                assert telling not in told.casefold()
            assert (await stranger.get("/calendar")).status_code in (302, 303, 401)
            for wrong in (
                address[:-5] + ".ics",
                address.removesuffix(".ics"),
                "/feed/.ics",
                "/feed/x.ics",
                address.swapcase(),
            ):
                answer = await stranger.get(wrong)
                assert answer.status_code == 404
                assert "mellanrum" not in answer.text.casefold()
            assert (await stranger.post(address)).status_code in (403, 405)
        after = (await youth.get("/calendar/phone")).text
        assert address not in after  # shown once
        off = await youth.post("/calendar/phone/off", data=hidden(after))
        assert off.status_code == 303
        async with browser(app) as stranger:
            dead = await stranger.get(address)
            assert (dead.status_code, dead.content) == (404, b"")
