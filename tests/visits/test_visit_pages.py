"""Visit first, on pages and over the API: hers and theirs, without JavaScript."""

from datetime import UTC, datetime
from html import unescape
from uuid import uuid4

import pytest
from sqlalchemy import select

from models.breaks import Visit
from models.people import Role
from service.database import transaction
from tests.look.readability import ADULT, YOUTH, lix, words_of
from tests.youths.pressing import count, press
from tests.youths.test_youth_pages import NEVER_SAID_TO_YOUTHS

SECRET = "Jag vill se om det luktar rök."


async def _visit(town) -> Visit:
    async with transaction(town.database.sessions, town.municipality_id) as session:
        return (await session.scalars(select(Visit).order_by(Visit.id.desc()).limit(1))).one()


async def _ask(alva, town, **whom):
    whom = whom or {"site_id": str(town.given.host.id)}
    name, who = next(iter(whom.items()))
    sent = await press(alva, "/visits/new", on=f"/visits/new?{name}={who}", **whom, words=SECRET)
    assert sent.status_code == 303
    return sent.headers["location"]


async def test_from_wish_to_booked_in_few_presses_and_no_word_of_hers_reaches_them(signed_in, town):
    async with signed_in(Role.YOUTH) as alva, signed_in(Role.HOST) as maria:
        before = unescape((await alva.get(f"/visits/new?site_id={town.given.host.id}")).text)
        assert "Det här kan läsas av" in before
        assert "Innan du har varit där får du ingen paus där." in before
        at = await _ask(alva, town)
        assert at == f"/visits/{(await _visit(town)).id}"
        assert "Vi har frågat. Nu säger de en tid." in unescape((await alva.get(at)).text)
        again = await alva.get(f"/visits/new?site_id={town.given.host.id}")
        assert again.headers["location"] == at  # there is one on its way
        theirs = unescape((await maria.get("/visits")).text)
        assert "Någon, 15–17 år" in theirs
        assert town.given.youth.called not in theirs
        assert SECRET not in theirs
        said = await press(maria, f"{at}/time", on="/visits", arrival="2026-12-03T16:00", minutes="60", rev="1")
        assert said.headers["location"] == "/visits"
        shown = unescape((await alva.get(at)).text)
        assert "tors 3 dec 16:00" in shown
        await press(alva, f"{at}/steps", on=at, step="accept", rev="2")
        assert "Du får hälsa på" in unescape((await alva.get(at)).text)
        mine = unescape((await alva.get("/visits")).text)
        assert (town.given.host.called in mine, "Bokat" in mine) == (True, True)
        await press(alva, f"{at}/steps", on=at, step="say_no")
        assert "Du sa nej till att hälsa på" in unescape((await alva.get(at)).text)


BAD_TIMES = ["2026-12-03T23:00", "2020-01-01T12:00", "2028-12-03T12:00", "soon", ""]


@pytest.mark.parametrize("arrival", BAD_TIMES)
async def test_a_time_that_cannot_be_is_said_at_its_field_and_nothing_is_proposed(signed_in, town, arrival):
    async with signed_in(Role.YOUTH) as alva, signed_in(Role.HOST) as maria:
        at = await _ask(alva, town)
        refused = await press(maria, f"{at}/time", on="/visits", arrival=arrival, minutes="60")
        assert refused.status_code == 422
        assert 'href="#f-arrival"' in refused.text
        assert (await _visit(town)).status == "wished"
        await press(alva, f"{at}/steps", on=at, step="say_no")


async def test_an_old_page_does_not_say_yes_to_a_time_she_has_not_seen(signed_in, town):
    async with signed_in(Role.YOUTH) as alva, signed_in(Role.HOST) as maria:
        at = await _ask(alva, town)
        await press(maria, f"{at}/time", on="/visits", arrival="2026-12-03T16:00", minutes="60")
        await press(maria, f"{at}/time", on="/visits", arrival="2026-12-10T16:00", minutes="60")
        stale = await press(alva, f"{at}/steps", on=at, step="accept", rev="2")
        assert stale.status_code == 412
        assert "tors 10 dec 16:00" in unescape(stale.text)
        await press(alva, f"{at}/steps", on=at, step="say_no")


async def test_strangers_and_what_is_not_there(signed_in, town):
    async with signed_in(Role.YOUTH) as alva, signed_in(Role.MENTOR) as jo:
        at = await _ask(alva, town)
        assert (await press(jo, f"{at}/steps", on="/visits", step="cannot")).status_code == 404
        assert (await alva.get(f"/visits/{uuid4()}")).status_code == 404
        assert (await alva.get("/visits/new")).status_code == 404
        assert (await alva.get(f"/visits/new?site_id={uuid4()}")).status_code == 404
        assert (await press(alva, f"{at}/steps", on=at, step="dance")).status_code == 422
        await press(alva, f"{at}/steps", on=at, step="say_no")


async def test_every_page_of_hers_and_theirs_is_easy_to_read_and_calm(signed_in, town):
    async with signed_in(Role.YOUTH) as alva, signed_in(Role.HOST) as maria:
        hers, theirs = [(await alva.get(f"/visits/new?site_id={town.given.host.id}")).text], []
        at = await _ask(alva, town)
        theirs.append((await maria.get("/visits")).text)
        hers.append((await alva.get(at)).text)
        await press(maria, f"{at}/time", on="/visits", arrival="2026-12-03T16:00", minutes="60")
        hers += [(await alva.get(at)).text, (await alva.get("/visits")).text]
        await press(alva, f"{at}/steps", on=at, step="accept")
        hers.append((await alva.get(at)).text)
        theirs.append((await maria.get("/visits")).text)
        await press(maria, f"{at}/steps", on="/visits", step="cannot")
        hers.append((await alva.get(at)).text)
        theirs.append((await maria.get("/visits")).text)
    assert [round(lix(one)) for one in hers if lix(one) > YOUTH] == []
    assert [round(lix(one)) for one in theirs if lix(one) > ADULT] == []
    assert not any(NEVER_SAID_TO_YOUTHS.search(words_of(one)) for one in hers)
    assert "Det är inte ditt fel." in unescape(hers[-1])


async def test_the_api_says_the_same(api, town):
    async with api(Role.YOUTH) as alva, api(Role.MENTOR) as jo:
        path = f"/api/v1/youths/{town.given.youth.id}/visits"
        made = await alva.post(path, json={"mentor_id": str(town.given.mentor.id), "words": SECRET})
        assert made.status_code == 201
        visit = made.headers["location"]
        seen = (await jo.get("/api/v1/visits")).json()["visits"]
        assert [(one["who"], one["age_from"]) for one in seen] == [(None, 15)]
        told = await jo.post(f"{visit}/times", json={"arrival": "2026-12-04T16:00", "minutes": 60})
        assert (told.status_code, told.json()["status"]) == (200, "proposed")
        assert datetime.fromisoformat(told.json()["arrival"]) == datetime(2026, 12, 4, 15, 0, tzinfo=UTC)
        yes = await alva.post(f"{visit}/steps", json={"step": "accept"}, headers={"if-match": '"2"'})
        assert yes.json()["status"] == "booked"
        assert (await jo.get(visit)).json()["who"] == town.given.youth.called
        assert (await alva.post(f"{visit}/times", json={"arrival": "2026-12-05T16:00"})).status_code == 403
        assert (await alva.get(path)).json()["visits"][0]["status"] == "booked"
        assert await count(town, Visit) > 0
