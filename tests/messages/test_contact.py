"""How she may be reached: nothing until she turns it on, neutral words at her hours, at most once a day, over a real mail server."""

import email
import socket
from datetime import UTC, datetime, time, timedelta
from html import unescape
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio
from aiosmtpd.controller import Controller
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text

from models.people import Role
from models.reaching import ContactPreference, Notice
from service import clock
from service.app import create_app
from service.database import transaction
from service.errors import Forbidden, Invalid
from service.messages import contact, notices
from service.messages import contact_rules as rules
from service.messages.contact_rules import Call
from service.messages.to_her import write_to_her
from service.record import Event, record
from service.youths.reach import reach_of
from tests.given import events_of, given_municipality
from tests.web.conftest import browser
from tests.web.forms import send
from tests.web.people import given_a_town, sign_in_as

UMEA = ZoneInfo("Europe/Stockholm")
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # 10:00 in Umeå
HERS = "hemlig.kanariefagel@example.se"


@pytest.fixture(autouse=True)
def it_is_a_monday():
    with clock.at(MONDAY):
        yield


class Letters:
    """A mail server that keeps what it is given."""

    def __init__(self) -> None:
        self.came: list[tuple[str, list[str], str]] = []
        self.closed = False

    async def handle_DATA(self, server, session, envelope):
        if self.closed:
            return "451 later"
        self.came.append((envelope.mail_from, envelope.rcpt_tos, envelope.content.decode()))
        return "250 kept"


@pytest_asyncio.fixture
async def letters(monkeypatch):
    kept = Letters()
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        port = line.getsockname()[1]
    server = Controller(kept, hostname="127.0.0.1", port=port)
    server.start()
    monkeypatch.setenv("SMTP_URL", f"smtp://127.0.0.1:{port}?from=kalender@exempel.se")
    yield kept
    server.stop()


async def by_mail(session, here, **more):
    chosen = {
        "channel": "mail", "address": HERS, "days": [1, 2, 3, 4, 5], "from_time": time(15), "to_time": time(18),
        "call": Call.NEVER,
    }  # fmt: skip
    await contact.set_contact(session, here.as_youth, **(chosen | more))


async def news(session, here):
    await write_to_her(session, here.as_caseworker, here.youth.id, "Hemlig kanariefågel")
    await session.commit()


# -- the rule


@settings(max_examples=200, deadline=None, derandomize=True, database=None)
@given(
    ahead=st.integers(0, 700 * 24 * 60),
    days=st.sets(st.integers(1, 7)),
    hours=st.tuples(st.integers(0, 22), st.integers(0, 23)).filter(lambda two: two[0] < two[1]),
    taken=st.sets(st.integers(0, 3)),
)
def test_the_next_moment_is_always_within_her_hours_and_never_on_a_day_that_had_one(ahead, days, hours, taken):
    now = MONDAY + timedelta(minutes=ahead)
    begins, ends = time(hours[0]), time(hours[1])
    told_on = {(now + timedelta(days=later)).astimezone(UMEA).date() for later in taken}
    moment = rules.next_moment(now, "Europe/Stockholm", days, begins, ends, not_on=told_on)
    if moment is None:
        assert not days
        return
    assert moment >= now
    assert moment.astimezone(UMEA).date() not in told_on
    local = moment.astimezone(UMEA)
    assert local.isoweekday() in days
    # The clock may jump over the hour she named; then it is the hour after.
    assert begins <= local.time() <= max(ends, time(3)) or local.date().month in (3, 10)


# -- hers alone, off until she turns it on


async def test_nothing_is_ever_sent_before_she_has_turned_it_on(session, letters):
    here = await given_municipality(session)
    await news(session, here)
    assert await notices.look_for_news(session) == 0
    assert await notices.tell(session, here.youth.id, "message.written") is None
    assert (await contact.contact_of(session, here.as_youth)).channel == "none"


@pytest.mark.parametrize("who", ["as_caseworker", "as_guardian", "as_coordinator"])
async def test_nobody_else_sets_it(session, letters, who):
    here = await given_municipality(session)
    with pytest.raises(Forbidden):
        await contact.set_contact(
            session, getattr(here, who), channel="mail", address=HERS, days=[1], from_time=time(1), to_time=time(2),
            call=Call.ANY_TIME,
        )  # fmt: skip


@pytest.mark.parametrize(
    "address", ["", "utan snabel-a", "a@b", "a b@example.se", "a@example.se,b@example.se", "<a@b.se>"]
)
async def test_what_is_no_address_is_refused(session, letters, address):
    here = await given_municipality(session)
    with pytest.raises(Invalid):
        await by_mail(session, here, address=address)


async def test_her_address_is_sealed_and_in_no_event(session, letters):
    here = await given_municipality(session)
    await by_mail(session, here)
    await session.commit()
    kept = await session.scalar(select(ContactPreference))
    assert HERS.encode() not in kept.address
    details = await session.scalars(text("select details from record_event"))
    assert not [one for one in details if "kanariefagel" in one]
    assert (await contact.contact_of(session, here.as_youth)).address == HERS


async def test_hours_of_another_zone_are_taken_as_hers(session, letters):
    here = await given_municipality(session)
    await by_mail(session, here, from_time=time(15, tzinfo=UTC), to_time=time(18))
    assert (await contact.contact_of(session, here.as_youth)).from_time == time(15)


# -- what is sent


async def test_the_mail_says_nothing_and_comes_at_her_hour(session, letters):
    here = await given_municipality(session)
    await by_mail(session, here)
    with clock.at(MONDAY + timedelta(minutes=1)):
        await news(session, here)
    with clock.at(MONDAY + timedelta(minutes=2)):
        assert await notices.look_for_news(session) == 1
        assert await notices.send_what_waits(session) == 0  # it is ten in the morning
        assert letters.came == []
    with clock.at(MONDAY + timedelta(hours=5, minutes=1)):  # 15:01 in Umeå
        assert await notices.send_what_waits(session) == 1
    ((sender, to, whole),) = letters.came
    assert (sender, to) == ("kalender@exempel.se", [HERS])
    letter = email.message_from_bytes(whole.encode(), policy=email.policy.default)
    assert letter["Subject"] == "Kalender"
    assert letter["From"] == "kalender@exempel.se"
    assert letter.get_content().strip() == "Det finns något nytt i kalendern."
    for telling in ("Alva", "Sara", "Björkby", "Provköping", "Mellanrummet", "http", "Hemlig", str(here.youth.id)):
        assert telling not in whole.replace(HERS, "")
    assert "contact.notice_sent" in await events_of(session, here.youth.id)


async def test_many_things_on_one_day_are_one_mail(session, letters):
    here = await given_municipality(session)
    await by_mail(session, here)
    for hour in range(1, 12):
        with clock.at(MONDAY + timedelta(hours=hour)):
            await news(session, here)
            await notices.look_for_news(session)
            await notices.send_what_waits(session)
    assert len(letters.came) == 1
    with clock.at(MONDAY + timedelta(days=1, hours=6)):
        await news(session, here)
        await notices.look_for_news(session)
        await notices.send_what_waits(session)
        await notices.send_what_waits(session)
    assert len(letters.came) == 2


async def test_what_she_does_herself_is_no_news(session, letters):
    from service.youths.actions import make_statement

    here = await given_municipality(session)
    await by_mail(session, here)
    with clock.at(MONDAY + timedelta(minutes=1)):
        await make_statement(session, here.as_youth, here.youth.id, kind="message", words="Hej")
        await session.commit()
        assert await notices.look_for_news(session) == 0


async def test_if_she_has_been_here_meanwhile_nothing_is_sent(session, letters):
    here = await given_municipality(session)
    await by_mail(session, here)
    with clock.at(MONDAY + timedelta(minutes=1)):
        await news(session, here)
        await notices.look_for_news(session)
    with clock.at(MONDAY + timedelta(hours=1)):
        record(session, here.as_youth, Event.SIGNED_IN, youth_id=here.youth.id)
        await session.commit()
    with clock.at(MONDAY + timedelta(hours=6)):
        assert await notices.send_what_waits(session) == 0
    assert (await session.scalar(select(Notice))).state == "dropped"


async def test_turned_off_drops_what_waits(session, letters):
    here = await given_municipality(session)
    await by_mail(session, here)
    with clock.at(MONDAY + timedelta(minutes=1)):
        await news(session, here)
        await notices.look_for_news(session)
        await by_mail(session, here, channel="none")
    with clock.at(MONDAY + timedelta(hours=6)):
        assert await notices.send_what_waits(session) == 0
    assert letters.came == []


async def test_a_server_that_says_no_is_asked_again(session, letters):
    here = await given_municipality(session)
    await by_mail(session, here)
    await notices.tell(session, here.youth.id, "message.written")
    letters.closed = True
    with clock.at(MONDAY + timedelta(hours=5, minutes=1)):
        assert await notices.send_what_waits(session) == 0
        letters.closed = False
        assert await notices.send_what_waits(session) == 1
    assert len(letters.came) == 1


async def test_her_caseworker_sees_whether_she_may_be_rung_and_no_address(session, letters):
    here = await given_municipality(session)
    assert (await reach_of(session, here.as_caseworker, here.youth.id)).call == "never"
    await by_mail(session, here, call=Call.AT_HER_HOURS)
    reach = await reach_of(session, here.as_caseworker, here.youth.id)
    assert (reach.call, reach.from_time) == ("at_her_hours", time(15))
    assert HERS not in repr(reach)


# -- as pages


async def test_the_page_shows_the_very_words_and_a_test_sends_them(module_database, letters):
    town = await given_a_town(module_database)
    app = create_app(module_database.settings, engine=module_database.engine)
    async with browser(app) as alva:
        await sign_in_as(alva, town, Role.YOUTH)
        shown = unescape((await alva.get("/contact")).text)
        assert "Inget skickas till dig nu." in shown
        assert "Det finns något nytt i kalendern." in shown
        kept = await send(
            alva, "/contact", channel="mail", address=HERS, days=["1", "2"], from_time="15:00", to_time="18:00",
            call="never",
        )  # fmt: skip
        assert kept.status_code == 303, kept.text
        assert (await send(alva, "/contact", "/contact/test")).status_code == 200
        assert (await send(alva, "/contact", "/contact/test")).status_code == 409  # not twice
        async with transaction(module_database.sessions, town.municipality_id) as session:
            assert await notices.send_what_waits(session) == 1
        assert (
            "Det finns"
            in email.message_from_bytes(letters.came[0][2].encode(), policy=email.policy.default).get_content()
        )
    async with browser(app) as sara:
        await sign_in_as(sara, town, Role.CASEWORKER)
        page = unescape((await sara.get(f"/youths/{town.given.youth.id}")).text)
        assert "Får ringas" in page
        assert HERS not in page


async def test_without_a_server_the_page_says_so_and_takes_no_address(module_database, monkeypatch):
    monkeypatch.delenv("SMTP_URL", raising=False)
    town = await given_a_town(module_database)
    app = create_app(module_database.settings, engine=module_database.engine)
    async with browser(app) as alva:
        await sign_in_as(alva, town, Role.YOUTH)
        shown = unescape((await alva.get("/contact")).text)
        assert "Vi kan inte skicka mejl här än." in shown
        assert "@" not in shown
        assert "sms" not in shown.lower()
        refused = await send(
            alva, "/contact", channel="mail", address=HERS, days=["1"], from_time="15:00", to_time="18:00", call="never"
        )
        assert refused.status_code == 409
