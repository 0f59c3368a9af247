"""Wished breaks over the API."""

import pytest

from models.breaks import StayRequest
from models.people import Role
from tests.youths.pressing import count

WINDOW = {"arrival": "2027-01-15T17:00", "departure": "2027-01-17T16:00", "preference": 3}
GOOD = {"kind": "weekend", "occurrences": [[WINDOW]], "words": "Helst med havet nära"}


async def test_a_break_is_wished_seen_and_taken_back(api, town):
    async with api(Role.YOUTH) as alva, api(Role.CASEWORKER) as sara:
        made = await alva.post(f"/api/v1/youths/{town.given.youth.id}/requests", json=GOOD)
        assert made.status_code == 201
        one = made.headers["location"]
        assert made.json()["occurrences"][0]["windows"][0]["arrival"] == "2027-01-15T16:00:00Z"
        assert (await sara.get(one)).json()["status"] == "open"
        every = (await sara.get(f"/api/v1/youths/{town.given.youth.id}/requests")).json()["requests"]
        assert every[0]["id"] == made.json()["id"]
        stale = await alva.post(f"{one}/steps", json={"step": "withdraw"}, headers={"if-match": '"7"'})
        assert stale.status_code == 412
        gone = await alva.post(f"{one}/steps", json={"step": "withdraw", "words": "Ändrat mig"})
        assert (gone.status_code, gone.json()["status"]) == (200, "withdrawn")
        again = await alva.post(f"{one}/steps", json={"step": "withdraw"})
        assert (again.status_code, again.json()["code"]) == (409, "requests.not_withdrawable")


@pytest.mark.parametrize(
    ("bad", "status"),
    [
        ({"kind": None}, 422),
        ({"kind": "month"}, 422),
        ({"occurrences": []}, 422),
        ({"occurrences": [[]]}, 422),
        ({"occurrences": [[{"arrival": "soon", "departure": "2027-01-17T16:00"}]]}, 422),
        ({"occurrences": [[WINDOW | {"departure": "2027-01-15T16:00"}]]}, 422),
        ({"occurrences": [[WINDOW | {"arrival": "2020-01-15T16:00"}]]}, 422),
        ({"occurrences": [[WINDOW | {"arrival": "2027-03-28T02:30"}]]}, 422),
        ({"occurrences": [[WINDOW | {"preference": 9}]]}, 422),
        ({"occurrences": [[WINDOW | {"where": "there"}]]}, 422),
        ({"occurrences": [[WINDOW, WINDOW]]}, 422),
        ({"occurrences": [[WINDOW]] * 41}, 422),
        ({"occurrences": [[WINDOW | {"arrival": "2027-01-15T17:00:00+99:00"}]]}, 422),
        ({"occurrences": [[{"arrival": "0001-01-01T00:00:00+14:00", "departure": "9999-12-31T23:59:00-12:00"}]]}, 422),
        ({"kind": "evening"}, 422),
        ({"importance": 0}, 422),
        ({"importance": "much"}, 422),
        ({"mentor_along": "perhaps"}, 422),
        ({"visit_first": "maybe"}, 422),
        ({"every_weeks": 99}, 422),
        ({"words": "x" * 10_001}, 422),
        ({"support_grant_id": "00000000-0000-0000-0000-000000000000"}, 422),
        ({"audience": "all"}, 422),
        ({"youth": "me"}, 422),
    ],
)
async def test_a_break_that_cannot_be_wished_is_a_problem_and_nothing_is_written(api, town, bad, status):
    async with api(Role.YOUTH) as alva:
        before = await count(town, StayRequest)
        refused = await alva.post(f"/api/v1/youths/{town.given.youth.id}/requests", json=GOOD | bad)
        assert refused.status_code == status, refused.json()
        assert refused.json()["errors"], refused.json()
        assert await count(town, StayRequest) == before


async def test_a_break_after_the_grant_ends_is_told_with_its_days(api, town):
    late = {"arrival": "2027-12-30T17:00", "departure": "2028-01-01T16:00"}
    async with api(Role.YOUTH) as alva:
        refused = await alva.post(
            f"/api/v1/youths/{town.given.youth.id}/requests", json=GOOD | {"occurrences": [[late]]}
        )
        assert refused.status_code in (409, 422)


@pytest.mark.parametrize(
    "bad", [{}, {"step": "book"}, {"step": "withdraw", "words": "x" * 10_001}, {"step": "withdraw", "x": 1}]
)
async def test_a_step_that_is_none_is_refused(api, town, bad):
    async with api(Role.YOUTH) as alva:
        made = await alva.post(f"/api/v1/youths/{town.given.youth.id}/requests", json=GOOD)
        assert (await alva.post(f"{made.headers['location']}/steps", json=bad)).status_code == 422
        nowhere = "/api/v1/requests/00000000-0000-0000-0000-000000000000"
        assert (await alva.post(f"{nowhere}/steps", json={"step": "withdraw"})).status_code == 404
        assert (await alva.get(nowhere)).status_code == 404
