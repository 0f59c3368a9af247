"""A refused look at somebody else's youth: answered as if there were nothing, kept once, told to her and to the auditor.

Over every route whose address names something of a youth: hers, somebody else's, and one that is made up.
"""

import re
from dataclasses import dataclass, replace
from datetime import timedelta
from html import unescape
from uuid import UUID, uuid4

import pytest
import pytest_asyncio
from sqlalchemy import func, select

from models.breaks import Consent, ContactReminder, HostAsk
from models.people import Account, AccountRole, Role
from models.record import RecordEvent
from models.supply import SitePerson
from service import clock
from service.actor import Actor
from service.app import create_app
from service.database import transaction
from service.messages.to_her import write_to_her
from service.record import Event
from service.stays.change_rules import Times
from service.stays.changing import ask_for_longer
from service.support.actions import choose_somebody
from service.trail import refused
from service.trail.copies import ask_for_copy
from service.visits.actions import wish_visit
from service.youths.actions import make_statement, name_own_person
from service.youths.notes import write_note
from tests.given import FRIDAY, SUNDAY, Given, beds_of, given_site, given_youth
from tests.stays.given import given_chosen, given_stay
from tests.web.conftest import browser
from tests.web.matrix import Matrix, Route, reviewed
from tests.web.people import Town, given_a_town, sign_in_as

WEEK = timedelta(days=7)
ADULTS = [role for role in Role if role is not Role.YOUTH]
# Parameters that name nothing of a youth's. A new one is put here or below, by somebody who has thought of it.
NOT_HERS = {
    "adult_id", "check_id", "duty_id", "key_id", "mentor_id", "owner_id", "round_id", "site_id",
    "day", "form", "language", "name", "number", "persona", "regards", "step", "thing", "code",
}  # fmt: skip


@dataclass
class Hers:
    """One young person, and a row of hers for every parameter that an address can have."""

    here: Given
    ids: dict[str, UUID]

    @property
    def youth_id(self) -> UUID:
        return self.here.youth.id


@dataclass
class Scene:
    """Alva, whom the town's people know; and Bo, of whom they know nothing."""

    town: Town
    app: object
    alva: Hers
    bo: Hers

    def transaction(self):
        return transaction(self.town.database.sessions, self.town.municipality_id)


@pytest_asyncio.fixture(scope="module")
async def scene(module_database) -> Scene:
    town = await given_a_town(module_database)
    async with transaction(module_database.sessions, town.municipality_id) as session:
        alva = await everything_of(session, town.given)
        bo = await everything_of(session, await strangers(session, town.given))
    return Scene(town, create_app(module_database.settings, engine=module_database.engine), alva, bo)


async def strangers(session, here: Given) -> Given:
    async def account(called: str, role: Role) -> Actor:
        made = Account(called=called)
        session.add(made)
        await session.flush()
        session.add(AccountRole(account_id=made.id, role=role.value, unit_id=here.unit.id))
        return Actor(made.id, here.municipality.id, role, called, None, here.unit.id)

    nils = await account("Nils", Role.CASEWORKER)
    bo, as_bo, grant = await given_youth(session, here.zone, nils, called="Bo")
    site = await given_site(session, here.zone, kind="host", called="Familjen Ek", beds=2)
    host = await account("Ulla", Role.HOST)
    session.add(SitePerson(site_id=site.id, account_id=host.account_id))
    await session.flush()
    return replace(
        here, youth=bo, as_youth=as_bo, grant=grant, host=site, as_caseworker=nils, as_host=host,
        beds=here.beds | {site.id: await beds_of(session, site)},
    )  # fmt: skip


async def everything_of(session, here: Given) -> Hers:
    her, worker, youth_id = here.as_youth, here.as_caseworker, here.youth.id
    said = await make_statement(session, her, youth_id, kind="message", words="lugn")
    note = await write_note(session, worker, youth_id, kind="phone", words="Vi pratade.")
    await write_to_her(session, worker, youth_id, "Hej")
    person = await name_own_person(session, her, youth_id, words="mormor")
    beside = await choose_somebody(session, her, called="Moa", shares=["breaks"], months=3, is_named=False)
    copy = await ask_for_copy(session, her)
    visit = await wish_visit(session, her, youth_id, site_id=here.host.id)
    proposal, placement = await given_chosen(session, here)
    ask = (await session.scalars(select(HostAsk).where(HostAsk.option_id == placement.option_id))).one()
    stay = await given_stay(session, here, arrival=FRIDAY + WEEK, departure=SUNDAY + WEEK)
    change = await ask_for_longer(session, her, stay.id, Times(stay.arrival, stay.departure + timedelta(days=1)))
    consent = Consent(
        youth_id=youth_id, kind="overnight", manner="in_person", recorded_by=worker.account_id, text_shown="…"
    )
    reminder = ContactReminder(youth_id=youth_id, because="hold_ends", due=clock.now())
    session.add_all([consent, reminder])
    await session.flush()
    ids = {
        "youth_id": youth_id, "account_id": here.youth.account_id, "statement_id": said.id, "note_id": note.id,
        "person_id": person.id, "support_id": beside.id, "copy_id": copy.id, "visit_id": visit.id,
        "proposal_id": proposal.id, "ask_id": ask.id, "stay_id": stay.id, "change_id": change.id,
        "request_id": proposal.stay_request_id, "occurrence_id": placement.occurrence_id,
        "consent_id": consent.id, "reminder_id": reminder.id, "regards_id": said.id,
    }  # fmt: skip
    return Hers(here, ids)


@pytest.fixture
def every_look_is_kept(monkeypatch):
    monkeypatch.setattr(refused, "ONE_EACH", -timedelta(days=365))


async def looks(scene: Scene, youth_id: UUID) -> list[RecordEvent]:
    async with scene.transaction() as session:
        rows = await session.scalars(
            select(RecordEvent)
            .where(RecordEvent.kind == Event.LOOK_REFUSED, RecordEvent.youth_id == youth_id)
            .order_by(RecordEvent.seq)
        )
        return list(rows)


async def how_many(scene: Scene) -> int:
    async with scene.transaction() as session:
        asked = select(func.count()).where(RecordEvent.kind == Event.LOOK_REFUSED)
        return await session.scalar(asked.select_from(RecordEvent)) or 0


def routes_to_hers() -> list[tuple[Route, frozenset[Role] | None]]:
    return [(route, roles) for route, roles in reviewed().items() if set(route.parameters) - NOT_HERS]


def without_what_differs(answer) -> str:
    """Ids, the reference and tokens are new in every answer."""
    plain = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "ID", answer.text)
    return re.sub(r'value="[^"]{20,}"|"reference":"\w+"|\b[0-9a-f]{8}\b', "…", plain)


# -- every route


def test_every_parameter_of_an_address_has_been_thought_of(scene):
    named = {name for route in reviewed() for name in route.parameters}
    assert not named - NOT_HERS - set(scene.bo.ids), (
        "is it something of a youth's? then refused.py keeps a refused look"
    )
    assert not set(scene.bo.ids) - named, "no address has it any more"


async def test_each_refused_look_is_kept_once_and_answered_as_nothing_is(scene, every_look_is_kept):
    matrix, kept, wrong = Matrix(scene.app, scene.town), 0, []
    for route, allowed in routes_to_hers():
        for role in sorted(ADULTS if allowed is None else set(ADULTS) & allowed):
            if role is Role.COORDINATOR:
                continue  # she sees every young person; what she does not see is asked below
            before = await how_many(scene)
            there = await matrix.call(route, role, scene.bo.ids)
            after = await how_many(scene)
            made_up = await matrix.call(route, role)
            alike = (there.status_code, without_what_differs(there)) == (
                made_up.status_code, without_what_differs(made_up)
            )  # fmt: skip
            expected = 1 if there.status_code in (403, 404) else 0
            kept += expected
            if not alike or after - before != expected or there.status_code not in (400, 403, 404, 409, 422):
                wrong.append(f"{route} as {role}: {there.status_code}/{made_up.status_code}, {after - before} kept")
            if await how_many(scene) != after:
                wrong.append(f"{route} as {role}: something made up was kept")
    assert not wrong
    assert kept > 40
    assert {one.youth_id for one in await looks(scene, scene.bo.youth_id)} == {scene.bo.youth_id}


async def test_pages_for_another_role_are_looks_as_well(scene, every_look_is_kept):
    """Her own pages, found in a phone's history by somebody who signs in as herself."""
    matrix, wrong, calls = Matrix(scene.app, scene.town), [], 0
    for route, allowed in routes_to_hers():
        if route.method == "GET" and allowed == frozenset({Role.YOUTH}):
            calls += 1
            before = await how_many(scene)
            answer = await matrix.call(route, Role.GUARDIAN, scene.bo.ids)
            if (answer.status_code, await how_many(scene) - before) != (403, 1):
                wrong.append(f"{route}: {answer.status_code}")
    assert calls > 15
    assert not wrong


async def test_her_own_caseworker_and_she_herself_leave_none(scene):
    """The negative control: the same routes, with what is hers."""
    matrix, before, opened = Matrix(scene.app, scene.town), await how_many(scene), 0
    for route, _ in routes_to_hers():
        for role in (Role.CASEWORKER, Role.YOUTH):
            if route.method == "GET":
                opened += (await matrix.call(route, role, scene.alva.ids)).status_code == 200
    assert opened > 20
    assert await how_many(scene) == before


@pytest.mark.parametrize(
    ("role", "parameter", "what"),
    [
        (Role.COORDINATOR, "account_id", "card"),
        (Role.COORDINATOR, "statement_id", "words"),
        (Role.COORDINATOR, "support_id", "people"),
        (Role.COORDINATOR, "youth_id", None),
        (Role.COORDINATOR, "stay_id", None),
        (Role.GUARDIAN, "support_id", "people"),
        (Role.GUARDIAN, "statement_id", "words"),
        (Role.GUARDIAN, "stay_id", None),
        (Role.HOST, "statement_id", "words"),
        (Role.HOST, "stay_id", None),
        (Role.HOST, "ask_id", None),
        (Role.MENTOR, "stay_id", "break"),
        (Role.AUDITOR, "youth_id", "page"),
        (Role.CASEWORKER, "reminder_id", None),
    ],
)
async def test_the_rule_of_the_slice_decides(scene, every_look_is_kept, role, parameter, what):
    """Alva's people, with what each of them may not see of hers."""
    actor = scene.town.actors[role]
    before = len(await looks(scene, scene.alva.youth_id))
    await refused.keep_refused_look(scene.town.database.sessions, actor, [scene.alva.ids[parameter]])
    new = (await looks(scene, scene.alva.youth_id))[before:]
    assert [f'"what":"{what}"' in one.details for one in new] == ([True] if what else [])


async def test_whoever_is_on_duty_opens_what_cannot_wait(scene, every_look_is_kept, monkeypatch):
    async def yes(*_):
        return True

    ids = [scene.bo.ids["reminder_id"]]
    sara, sessions = scene.town.actors[Role.CASEWORKER], scene.town.database.sessions
    async with scene.transaction() as session:
        soon = ContactReminder(youth_id=scene.bo.youth_id, because="soon", due=clock.now())
        session.add(soon)
        await session.flush()
    monkeypatch.setattr(refused, "is_on_duty", yes)
    before = await how_many(scene)
    await refused.keep_refused_look(sessions, sara, [soon.id])
    assert await how_many(scene) == before
    await refused.keep_refused_look(sessions, sara, ids)
    assert await how_many(scene) == before + 1


# -- how it is kept


async def test_many_tries_in_an_hour_are_one(scene):
    kim, sessions = scene.town.actors[Role.COORDINATOR], scene.town.database.sessions
    before, now = len(await looks(scene, scene.bo.youth_id)), clock.now() + timedelta(days=1)
    for minutes in (0, 1, 30, 59, 61):
        with clock.at(now + timedelta(minutes=minutes)):
            await refused.keep_refused_look(sessions, kim, [scene.bo.ids["account_id"]])
    new = (await looks(scene, scene.bo.youth_id))[before:]
    assert [one.at - now for one in new] == [timedelta(0), timedelta(minutes=61)]


async def test_another_person_or_another_thing_is_another_event(scene):
    sessions, before = scene.town.database.sessions, len(await looks(scene, scene.bo.youth_id))
    with clock.at(clock.now() + timedelta(days=2)):
        for role in (Role.AUDITOR, Role.ADMIN):
            for name in ("youth_id", "stay_id", "stay_id"):
                await refused.keep_refused_look(sessions, scene.town.actors[role], [scene.bo.ids[name]])
    new = (await looks(scene, scene.bo.youth_id))[before:]
    assert [(one.role, one.about) for one in new] == [
        ("auditor", "youth"), ("auditor", "stay"), ("admin", "youth"), ("admin", "stay")
    ]  # fmt: skip


async def test_no_words_and_no_address_are_kept(scene, every_look_is_kept):
    await refused.keep_refused_look(
        scene.town.database.sessions, scene.town.actors[Role.AUDITOR], [scene.bo.ids["statement_id"]]
    )
    look = (await looks(scene, scene.bo.youth_id))[-1]
    assert (look.content_id, look.purpose, look.details) == (None, None, '{"named":true,"what":"words"}')
    assert (look.about, look.about_id) == ("statement", scene.bo.ids["statement_id"])


async def test_the_answer_has_gone_out_before_anything_is_looked_for(scene, monkeypatch):
    """So its time is that of any other answer, whether there was something or not."""
    order: list[str] = []
    surrounding = scene.app.asgi_handler
    kept = surrounding.keep_refused

    async def watched(scope, receive, send):
        async def sending(message):
            await send(message)
            if message["type"] == "http.response.body" and not message.get("more_body"):
                order.append("answered")

        await scene.app(scope, receive, sending)

    async def keeping(*asked):
        order.append("looked for")
        await kept(*asked)

    monkeypatch.setattr(surrounding, "keep_refused", keeping)
    async with browser(watched) as client:
        await sign_in_as(client, scene.town, Role.CASEWORKER)
        for youth_id in (scene.bo.youth_id, uuid4()):
            assert (await client.get(f"/youths/{youth_id}")).status_code == 404
    assert order == ["answered", "looked for"] * 2


async def test_a_fault_while_keeping_it_does_not_reach_the_one_who_asked(scene, monkeypatch):
    async def broken(*_):
        raise RuntimeError("no room")

    monkeypatch.setattr(scene.app.asgi_handler, "keep_refused", broken)
    async with browser(scene.app) as client:
        await sign_in_as(client, scene.town, Role.CASEWORKER)
        assert (await client.get(f"/youths/{scene.bo.youth_id}")).status_code == 404


async def test_another_young_person_is_never_named(scene, every_look_is_kept):
    before = await how_many(scene)
    await refused.keep_refused_look(
        scene.town.database.sessions, scene.alva.here.as_youth, [scene.bo.youth_id, scene.bo.ids["stay_id"]]
    )
    assert await how_many(scene) == before


# -- who is told


async def test_she_reads_it_calmly_with_a_name_that_she_may_know(scene, every_look_is_kept):
    sessions, actors = scene.town.database.sessions, scene.town.actors
    for role in (Role.COORDINATOR, Role.GUARDIAN, Role.MENTOR):
        thing = "account_id" if role is Role.COORDINATOR else "youth_id"
        await refused.keep_refused_look(sessions, actors[role], [scene.bo.ids[thing]])
    async with browser(scene.app) as client, scene.transaction() as session:
        from service.web import sessions as web_sessions

        secret = await web_sessions.open_session(session, scene.bo.here.as_youth.account_id, Role.YOUTH)
        await session.commit()
        client.cookies.set("session", secret)
        page = unescape((await client.get("/my-file")).text)
        part = unescape((await client.get("/my-file?part=read")).text)
    assert "Kim försökte öppna något om dig, men kom inte in." in page
    assert "Någon försökte öppna något om dig, men kom inte in." in page
    assert "Kim försökte" in part
    for name in ("Eva", "Jo "):  # a guardian of somebody else, a mentor she has never met
        assert name not in page


async def test_those_she_knows_have_their_name(scene, every_look_is_kept):
    """Her guardian, and a mentor she has met, look at what is not theirs."""
    sessions, here = scene.town.database.sessions, scene.alva.here
    before = len(await looks(scene, scene.alva.youth_id))
    await refused.keep_refused_look(sessions, here.as_guardian, [scene.alva.ids["statement_id"]])
    await refused.keep_refused_look(sessions, here.as_host, [scene.alva.ids["statement_id"]])
    await refused.keep_refused_look(sessions, here.as_mentor, [scene.alva.ids["statement_id"]])
    new = (await looks(scene, scene.alva.youth_id))[before:]
    assert ['"named":true' in one.details for one in new] == [True, True, False]


async def test_the_auditor_sees_who_and_not_whom(scene, every_look_is_kept):
    await refused.keep_refused_look(
        scene.town.database.sessions, scene.town.actors[Role.COORDINATOR], [scene.bo.ids["account_id"]]
    )
    matrix = Matrix(scene.app, scene.town)
    page = unescape((await matrix.call(Route("GET", "/trail/verify"), Role.AUDITOR)).text)
    shown = (await matrix.call(Route("GET", "/api/v1/trail/verification"), Role.AUDITOR)).json()
    assert shown["is_whole"]
    first = shown["refused"][0]
    assert (first["who"], first["role"], first["what"]) == ("Kim", "coordinator", "card")
    assert first["file"] == scene.bo.youth_id.hex[-8:]
    assert first["file"] in page
    assert "Bo" not in {first["who"], first["file"]}
    assert str(scene.bo.youth_id) not in page
