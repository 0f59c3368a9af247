"""The same acts over the API: words in, codes and sentences out, nothing written when something cannot be used."""

from uuid import uuid4

import pytest
from sqlalchemy import select

from models.breaks import IdempotencyKey
from models.people import Role
from models.words import Answer, OwnPerson, Statement, Wish
from service.database import transaction
from tests.youths.pressing import count

NOBODY = "00000000-0000-0000-0000-000000000000"


async def test_a_wish_is_made_answered_changed_and_taken_back(api, town):
    youth = f"/api/v1/youths/{town.given.youth.id}"
    async with api(Role.YOUTH) as alva, api(Role.CASEWORKER) as sara:
        made = await alva.post(f"{youth}/wishes", json={"subject": "who", "strength": "must", "trait": "no_animals"})
        assert made.status_code == 201
        statement = made.json()["statement_id"]
        answered = await sara.post(
            f"/api/v1/statements/{statement}/answers", json={"verdict": "followed", "words": "Vi letar utan djur."}
        )
        assert answered.status_code == 201
        said = (await alva.get(f"{youth}/statements")).json()["statements"][0]
        assert (said["wish"]["trait"], said["answers"][0]["words"]) == ("no_animals", "Vi letar utan djur.")
        changed = await alva.post(
            f"{youth}/wishes",
            json={"subject": "who", "strength": "nice", "trait": "no_animals", "supersedes": statement},
        )
        gone = await alva.delete(f"{youth}/wishes/{changed.json()['statement_id']}")
        assert gone.status_code == 200
        again = await alva.delete(f"{youth}/wishes/{changed.json()['statement_id']}")
        assert (again.status_code, again.json()["code"]) == (409, "youths.already_replaced")


async def test_the_same_key_makes_one_wish(api, town):
    youth = f"/api/v1/youths/{town.given.youth.id}"
    async with api(Role.YOUTH) as alva:
        before = await count(town, Wish)
        key = {"idempotency-key": uuid4().hex}
        wish = {"subject": "what", "strength": "nice", "trait": "music"}
        first, second = [await alva.post(f"{youth}/wishes", json=wish, headers=key) for _ in range(2)]
        assert first.json() == second.json()
        assert await count(town, Wish) == before + 1


async def test_whom_she_names_is_not_kept_a_second_time_for_a_repeated_call(api, town):
    people, key = f"/api/v1/youths/{town.given.youth.id}/own-people", {"idempotency-key": uuid4().hex}
    async with api(Role.YOUTH) as alva:
        first, again = [await alva.post(people, json={"words": "Moster Majken i Vik"}, headers=key) for _ in range(2)]
        assert (first.status_code, first.json()["words"]) == (201, "Moster Majken i Vik")
        assert (again.status_code, again.json()) == (201, first.json() | {"words": None})
        assert "Majken" in (await alva.get(people)).text
        assert (await alva.delete(f"{people}/{first.json()['id']}")).status_code == 204
    async with transaction(town.database.sessions, town.municipality_id) as session:
        kept = (await session.scalars(select(IdempotencyKey.body))).all()
        assert str(first.json()["id"]) in str(kept)
        assert "Majken" not in str(kept)


GOOD = {"subject": "where", "strength": "nice", "trait": "quiet"}


@pytest.mark.parametrize(
    "bad",
    [
        {"subject": None},
        {"subject": "why"},
        {"subject": 3},
        {"strength": "very"},
        {"trait": "rich"},
        {"trait": None},
        {"words": "x" * 10_001},
        {"words": ["a"]},
        {"site_id": "x"},
        {"site_id": NOBODY},
        {"mentor_id": NOBODY, "trait": None},
        {"audience": "world"},
        {"stay_request_id": NOBODY},
        {"supersedes": NOBODY},
        {"made_by": NOBODY},
    ],
)
async def test_a_wish_that_cannot_be_used_is_a_problem_with_a_field(api, town, bad):
    async with api(Role.YOUTH) as alva:
        before = await count(town, Statement)
        refused = await alva.post(f"/api/v1/youths/{town.given.youth.id}/wishes", json=GOOD | bad)
        assert refused.status_code == 422
        assert refused.headers["content-type"].startswith("application/problem+json")
        assert refused.json()["errors"], refused.json()
        assert await count(town, Statement) == before


async def test_a_wish_about_a_site_of_the_neighbours_is_refused(api, town):
    async with api(Role.YOUTH) as alva:
        wish = {"subject": "who", "strength": "nice", "site_id": str(town.other.given.host.id)}
        refused = await alva.post(f"/api/v1/youths/{town.given.youth.id}/wishes", json=wish)
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "site_id")


@pytest.mark.parametrize("where", ["wishes", "statements", "own-people", "requests"])
async def test_somebody_elses_youth_is_not_there(api, town, where):
    bodies = {
        "wishes": GOOD,
        "statements": {"words": "hej"},
        "own-people": {"words": "hej"},
        "requests": {
            "kind": "weekend",
            "occurrences": [[{"arrival": "2027-01-15T17:00", "departure": "2027-01-17T16:00"}]],
        },
    }
    async with api(Role.YOUTH) as alva, api(Role.CASEWORKER) as sara:
        for client in (alva, sara):
            path = f"/api/v1/youths/{town.other.given.youth.id}/{where}"
            assert (await client.post(path, json=bodies[where])).status_code == 404


@pytest.mark.parametrize(
    "bad", [{}, {"words": ""}, {"words": 1}, {"words": "hej", "kind": "wish"}, {"words": "a", "x": 1}]
)
async def test_a_statement_that_cannot_be_used_is_refused(api, town, bad):
    async with api(Role.YOUTH) as alva:
        before = await count(town, Statement)
        assert (await alva.post(f"/api/v1/youths/{town.given.youth.id}/statements", json=bad)).status_code == 422
        assert await count(town, Statement) == before


@pytest.mark.parametrize(
    "bad", [{}, {"verdict": "yes", "words": "a"}, {"verdict": "not"}, {"verdict": "not", "words": " "}]
)
async def test_an_answer_that_cannot_be_used_is_refused(api, town, bad):
    youth = f"/api/v1/youths/{town.given.youth.id}"
    async with api(Role.YOUTH) as alva, api(Role.CASEWORKER) as sara:
        said = (await alva.post(f"{youth}/statements", json={"words": "hej"})).json()
        before = await count(town, Answer)
        assert (await sara.post(f"/api/v1/statements/{said['id']}/answers", json=bad)).status_code == 422
        assert (
            await sara.post(f"/api/v1/statements/{NOBODY}/answers", json={"verdict": "not", "words": "a"})
        ).status_code == 404
        assert await count(town, Answer) == before


async def test_marks_are_set_as_asked(api, town):
    path = f"/api/v1/youths/{town.given.youth.id}/mentors/{town.given.mentor.id}/liking"
    async with api(Role.YOUTH) as alva:
        for marks in ({"heart": True, "veto": False}, {"heart": False, "veto": True}, {"heart": False, "veto": False}):
            assert (await alva.put(path, json=marks)).json() == marks
        assert (await alva.put(path, json={"heart": "maybe", "veto": False})).status_code == 422
        nobody = f"/api/v1/youths/{town.given.youth.id}/sites/{NOBODY}/liking"
        assert (await alva.put(nobody, json={"heart": True, "veto": False})).status_code == 422


async def test_own_people_over_the_api(api, town):
    people = f"/api/v1/youths/{town.given.youth.id}/own-people"
    async with api(Role.YOUTH) as alva:
        made = await alva.post(people, json={"words": "Mormor"})
        assert made.status_code == 201
        assert [one["words"] for one in (await alva.get(people)).json()["people"]] == ["Mormor"]
        assert (await alva.delete(f"{people}/{made.json()['id']}")).status_code == 204
        assert (await alva.delete(f"{people}/{NOBODY}")).status_code == 404
        before = await count(town, OwnPerson)
        assert (await alva.post(people, json={"words": ""})).status_code == 422
        assert await count(town, OwnPerson) == before


async def test_a_caseworker_lists_her_youths_and_a_youth_herself(api, town):
    async with api(Role.YOUTH) as alva, api(Role.CASEWORKER) as sara, api(Role.COORDINATOR) as kim:
        for client in (alva, sara):
            youths = (await client.get("/api/v1/youths")).json()["youths"]
            assert youths == [{"id": str(town.given.youth.id), "called": "Alva"}]
        assert (await kim.get("/api/v1/youths")).status_code == 403
