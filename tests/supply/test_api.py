"""The same acts over the API: tokens instead of cookies, problem+json instead of pages."""

from contextlib import asynccontextmanager
from uuid import uuid4

import pytest
from sqlalchemy import text

from models.people import Role
from service.database import transaction
from tests.supply.test_availability import local
from tests.supply.world import FRIDAY, SUNDAY, given_break
from tests.web.conftest import browser
from tests.web.people import token_for


@asynccontextmanager
async def calling(app, town, role):
    async with browser(app) as client:
        client.headers["authorization"] = f"Bearer {await token_for(town, role)}"
        yield client


@pytest.fixture
def api(app, town):
    return lambda role: calling(app, town, role)


async def events(town) -> int:
    async with transaction(town.database.sessions, town.municipality_id) as session:
        return await session.scalar(text("select count(*) from record_event"))


async def test_a_host_opens_and_closes_nights_and_sees_them_in_the_calendar(api, town):
    site = f"/api/v1/sites/{town.given.host.id}"
    async with api(Role.HOST) as host:
        assert (await host.post(f"{site}/nights", json={"close": ["2027-06-04"]})).status_code == 200
        nights = (await host.get(f"{site}/calendar?month=2027-06")).json()["nights"]
        assert {one["day"]: one["is_open"] for one in nights}["2027-06-04"] is False
        await host.post(f"{site}/nights", json={"open": ["2027-06-04"], "close": ["2027-06-05"]})
        nights = (await host.get(f"{site}/calendar?month=2027-06")).json()["nights"]
        assert [one["is_open"] for one in nights[3:5]] == [True, False]


async def test_a_mentor_sets_hours_and_pattern(api, town):
    mentor = f"/api/v1/mentors/{town.given.mentor.id}"
    async with api(Role.MENTOR) as jo:
        rows = [{"weekday": 2, "weeks": "odd", "from_time": "16:00", "to_time": "20:00"}]
        assert (await jo.put(f"{mentor}/pattern", json={"rows": rows})).json() == {"kept_open": []}
        typed = {"day": "2027-06-09", "from_time": "17:00", "to_time": "19:00"}
        assert (await jo.post(f"{mentor}/hours", json=typed)).status_code == 200
        shown = (await jo.get(f"{mentor}/calendar?month=2027-06")).json()
        assert shown["pattern"] == [{"weekday": 2, "weeks": "odd", "from_time": "16:00:00", "to_time": "20:00:00"}]
        assert shown["nights"][8]["hours"] == [["2027-06-09T15:00:00Z", "2027-06-09T17:00:00Z"]]


async def test_a_booked_night_is_refused_with_a_code_and_a_sentence(api, town):
    async with transaction(town.database.sessions, town.municipality_id) as session:
        await given_break(session, town.given, town.given.host, arrival=local(FRIDAY, 17), departure=local(SUNDAY, 15))
    before = await events(town)
    async with api(Role.HOST) as host:
        refused = await host.post(f"/api/v1/sites/{town.given.host.id}/nights", json={"close": [str(FRIDAY)]})
    assert refused.status_code == 409
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.json()["code"] == "supply.night_booked"
    assert await events(town) == before


async def test_the_coordinator_makes_checks_and_withdraws(api, town):
    async with api(Role.COORDINATOR) as kim:
        typed = {"kind": "place", "called": "Huset", "zone_id": str(town.given.zone.id), "beds": 2, "address": "Hit 1"}
        made = await kim.post("/api/v1/sites", json=typed, headers={"Idempotency-Key": "house"})
        again = await kim.post("/api/v1/sites", json=typed, headers={"Idempotency-Key": "house"})
        assert (made.status_code, again.json()["id"]) == (201, made.json()["id"])
        assert "address" not in made.text
        site = made.headers["location"]
        check = {"kind": "safety", "outcome": "passed", "made_on": "2026-11-01", "valid_until": "2027-10-31"}
        shown = (await kim.post(f"{site}/checks", json=check)).json()
        assert {one["kind"]: one["state"] for one in shown["checks"]} == {"register": "missing", "safety": "valid"}
        gone = await kim.post(f"/api/v1/checks/{shown['made'][0]['id']}/withdrawal")
        assert {one["state"] for one in gone.json()["checks"]} == {"missing"}
        assert (await kim.post(f"{site}/closing", json={"reason": "repairs"})).json()["is_closed"] is True
        assert (await kim.post(f"{site}/opening")).json()["is_closed"] is False
        assert {one["called"] for one in (await kim.get("/api/v1/sites")).json()} >= {"Huset", "Stugan"}


async def test_only_what_is_sent_changes_and_an_old_revision_is_refused(api, town):
    site = f"/api/v1/sites/{town.given.host.id}"
    async with api(Role.HOST) as host:
        rev = (await host.get(site)).json()["rev"]
        changed = await host.patch(f"{site}/limits", json={"rest_days": 4}, headers={"If-Match": f'"{rev}"'})
        assert (changed.json()["limits"]["rest_days"], changed.json()["limits"]["age_to"]) == (4, 21)
        stale = await host.patch(f"{site}/limits", json={"rest_days": 5}, headers={"If-Match": f'"{rev}"'})
        assert (stale.status_code, stale.json()["code"]) == (412, "changed_meanwhile")


async def test_a_caseworker_reads_and_does_not_write(api, town):
    site = f"/api/v1/sites/{town.given.host.id}"
    async with api(Role.CASEWORKER) as sara:
        assert (await sara.get(site)).status_code == 200
        assert (await sara.post(f"{site}/nights", json={"close": ["2027-06-04"]})).status_code == 403
        assert (await sara.post(f"{site}/checks", json={})).status_code in (403, 422)


async def test_a_host_sees_her_own_and_nothing_of_others(api, town):
    other = town.other.given
    async with api(Role.HOST) as host:
        for site in (town.given.place.id, other.host.id, uuid4()):
            assert (await host.get(f"/api/v1/sites/{site}")).status_code == 404
            assert (await host.get(f"/api/v1/sites/{site}/calendar")).status_code == 404
            assert (await host.post(f"/api/v1/sites/{site}/nights", json={"open": ["2027-06-04"]})).status_code == 404
        assert [one["called"] for one in (await host.get("/api/v1/sites")).json()] == ["Familjen Lind"]


@pytest.mark.parametrize(
    ("where", "method", "body"),
    [
        ("nights", "post", {"open": ["yesterday"]}),
        ("nights", "post", {"open": "2027-06-04"}),
        ("nights", "post", {"open": ["0001-01-01"]}),
        ("nights", "post", {"open": ["9999-12-31"]}),
        ("nights", "post", {"open": ["2027-06-04"] * 201}),
        ("nights", "post", {}),
        ("nights", "post", {"close": ["2027-06-04"], "reason": "bored"}),
        ("hours", "post", {"day": "2027-06-04", "from_time": "18:00", "to_time": "17:00"}),
        ("hours", "post", {"day": "2027-06-04", "from_time": "18:00Z", "to_time": "19:00Z"}),
        ("hours", "post", {"day": "9999-12-31", "from_time": "18:00", "to_time": "19:00"}),
        ("pattern", "put", {"rows": [{"weekday": 8}]}),
        ("pattern", "put", {"rows": [{"weekday": 1, "from_time": "10:00"}]}),
        ("pattern", "put", {"rows": [{"weekday": 1}] * 43}),
        ("pattern", "put", {"rows": None}),
        ("limits", "patch", {"rest_days": None}),
        ("limits", "patch", {"rest_days": -1}),
        ("limits", "patch", {"age_from": 18, "age_to": 12}),
        ("limits", "patch", {"traits": ["haunted"]}),
        ("limits", "patch", {"colour": "red"}),
        ("presentations/sv", "put", {"headline": "x", "about": "y", "picture": "../z"}),
        ("presentations/xx", "put", {"headline": "x", "about": "y", "picture": "house"}),
        ("presentations/sv", "put", {"headline": " ", "about": "y", "picture": "house"}),
        ("closing", "post", {"until": "2020-01-01T00:00"}),
        ("closing", "post", {"until": "9999-12-31T23:59"}),
        ("closing", "post", {"reason": "nothing"}),
    ],
)
async def test_what_cannot_be_used_is_a_problem_and_nothing_is_written(api, town, where, method, body):
    before = await events(town)
    async with api(Role.HOST) as host:
        answer = await host.request(method, f"/api/v1/sites/{town.given.host.id}/{where}", json=body)
    assert answer.status_code == 422, answer.text
    assert answer.json()["code"]
    assert await events(town) == before
