"""A page keeps what was typed, says what is wrong at each field, and does nothing twice."""

import asyncio
import inspect
import re
from importlib import import_module
from pathlib import Path
from typing import get_args, get_type_hints

import pytest
import pytest_asyncio
from pydantic import BaseModel

from models.people import Role
from service.app import SLICES
from service.database import transaction
from service.web import texts
from service.web.once import without_words
from service.web.sentences import FIELD
from tests.web.conftest import browser
from tests.web.people import sign_in_as, token_for
from tests.web.sample import units_called

ROOT = Path(__file__).parents[2]


def inputs(page: str) -> dict[str, str]:
    return dict(re.findall(r'name="(_\w+)" value="([^"]+)"', page))


@pytest_asyncio.fixture
async def coordinator(app, town):
    async with browser(app) as client:
        await sign_in_as(client, town, Role.COORDINATOR)
        yield client


async def count(town, called: str) -> int:
    async with transaction(town.database.sessions, town.municipality_id) as session:
        return await units_called(session, called)


@pytest.mark.asyncio
async def test_a_good_form_is_done_and_leads_on(coordinator, town):
    hidden = inputs((await coordinator.get("/sample")).text)
    answer = await coordinator.post("/sample", data={**hidden, "words": "hej", "called": "Gott"})
    assert (answer.status_code, answer.headers["location"][:8]) == (303, "/sample/")
    assert await count(town, "Gott") == 1


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("field", "typed", "kind"),
    [
        ("words", "", "missing"),
        ("words", "x" * 10_001, "too_long"),
        ("words", "a\x00b", "not_text"),
        ("nights", "många", "not_a_number"),
        ("nights", "32", "too_big"),
        ("nights", "-1", "too_small"),
        ("first", "igår", "not_a_day"),
        ("arrival", "2027-03-28T02:30", "no_such_hour"),
        ("arrival", "snart", "not_a_moment"),
        ("kind", "for ever", "not_a_choice"),
        ("traits", ["a", "b", "c", "d"], "too_many"),
        ("site", "not-an-id", "gone"),
        ("role", "admin", "unknown_field"),
    ],
)
async def test_each_kind_of_wrong_field_gets_its_sentence_and_nothing_is_lost(coordinator, town, field, typed, kind):
    hidden = inputs((await coordinator.get("/sample")).text)
    sent = {**hidden, "words": "mina ord", "called": "Fel"} | {field: typed}
    answer = await coordinator.post("/sample", data=sent)
    assert answer.status_code == 422
    said = dict(re.findall(r"<p class=error id=(\w*)>(.*?)</p>", answer.text))
    with texts.speaking("sv"):
        begins = texts.gettext(FIELD[kind]).partition("%(")[0]
    assert list(said) == [field]
    assert said[field].startswith(begins)
    assert "%(" not in said[field]
    assert field == "words" or "<b>words=mina ord</b>" in answer.text
    assert await count(town, "Fel") == 0


@pytest.mark.asyncio
async def test_what_a_rule_refuses_is_undone_and_said_at_the_field(coordinator, town):
    hidden = inputs((await coordinator.get("/sample")).text)
    answer = await coordinator.post("/sample", data={**hidden, "words": "hej", "called": "nej"})
    assert answer.status_code == 409
    assert "<p class=error id=called>" in answer.text
    assert "<b>called=nej</b>" in answer.text
    assert await count(town, "nej") == 0


@pytest.mark.asyncio
async def test_what_the_database_refuses_is_undone_and_said(coordinator, town):
    hidden = inputs((await coordinator.get("/sample")).text)
    answer = await coordinator.post("/sample", data={**hidden, "words": "hej", "called": "dubbel"})
    assert answer.status_code == 409
    assert await count(town, "dubbel") == 0


@pytest.mark.asyncio
async def test_pressing_twice_does_it_once_and_answers_the_same(coordinator, town):
    hidden = inputs((await coordinator.get("/sample")).text)
    sent = {**hidden, "words": "hej", "called": "En gång"}
    both = await asyncio.gather(*(coordinator.post("/sample", data=sent) for _ in range(4)))
    assert {one.status_code for one in both} == {303}
    assert len({one.headers["location"] for one in both}) == 1
    assert await count(town, "En gång") == 1


@pytest.mark.asyncio
async def test_going_back_and_writing_something_else_is_a_new_act(coordinator, town):
    hidden = inputs((await coordinator.get("/sample")).text)
    for called in ("Först", "Sedan"):
        assert (await coordinator.post("/sample", data={**hidden, "words": "hej", "called": called})).status_code == 303
    assert (await count(town, "Först"), await count(town, "Sedan")) == (1, 1)


@pytest.mark.asyncio
async def test_without_a_key_it_would_be_done_twice(coordinator, town):
    """The negative control: the key is what stops the second one."""
    hidden = inputs((await coordinator.get("/sample")).text)
    del hidden["_key"]
    for _ in range(2):
        await coordinator.post("/sample", data={**hidden, "words": "hej", "called": "Två gånger"})
    assert await count(town, "Två gånger") == 2


# -- the API


@pytest_asyncio.fixture
async def api(app, town):
    async with browser(app) as client:
        client.headers["authorization"] = f"Bearer {await token_for(town, Role.COORDINATOR)}"
        yield client


@pytest.mark.asyncio
async def test_the_api_answers_a_repeated_key_with_the_first_answer(api, town):
    sent = {"words": "hej", "called": "Api"}
    answers = [await api.post("/api/v1/sample", json=sent, headers={"idempotency-key": "k-1"}) for _ in range(2)]
    assert [one.status_code for one in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert answers[1].headers["idempotency-replayed"] == "true"
    assert await count(town, "Api") == 1
    other = await api.post("/api/v1/sample", json=sent | {"called": "x"}, headers={"idempotency-key": "k-1"})
    assert (other.status_code, other.json()["code"]) == (422, "request.key_used_otherwise")


def test_what_people_write_is_not_kept_a_second_time_beside_the_act():
    answer = {"id": "1", "words": "hej", "choice": {"words": "dig", "answer": "no"}, "notes": [{"words": "x"}, 2, None]}
    kept = {"id": "1", "words": None, "choice": {"words": None, "answer": "no"}, "notes": [{"words": None}, 2, None]}
    assert without_words(answer) == kept


def answered_once() -> dict[str, set[type[BaseModel]]]:
    """Every route of the API whose answer is kept for a repeated call, and the models that answer is made of."""
    found = {}
    for name in SLICES:
        for module in sorted((ROOT / "service" / name).glob("*api.py")):
            for controller in getattr(import_module(f"service.{name}.{module.stem}"), "controllers", ()):
                for called, handler in vars(controller).items():
                    act = getattr(handler, "fn", None)
                    if act is not None and ".answer(" in inspect.getsource(act):
                        found[f"{name} {controller.__name__}.{called}"] = models_in(get_type_hints(act)["return"])
    return found


def models_in(annotation: object) -> set[type[BaseModel]]:
    found: set[type[BaseModel]] = set().union(*map(models_in, get_args(annotation)))
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        found |= {annotation}.union(*(models_in(one.annotation) for one in annotation.model_fields.values()))
    return found


def test_words_may_be_missing_wherever_an_answer_can_be_repeated():
    """Else a repeated answer would not be what the API's description promises."""
    routes = answered_once()
    words = {
        (route, model): model.model_fields["words"].annotation
        for route, models in routes.items()
        for model in models
        if "words" in model.model_fields
    }
    assert len(routes) > 40
    assert len(words) > 2
    assert set(words.values()) == {str | None}


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({}, 422, "words"),
        ({"words": "hej", "nights": "x"}, 422, "nights"),
        ({"words": "hej", "extra": 1}, 422, "extra"),
        ({"words": "a\x00b"}, 422, None),
        ({"words": "hej", "nights": 10**30}, 422, "nights"),
        ({"words": "hej", "traits": "quiet"}, 422, "traits"),
        ([], 422, None),
    ],
)
async def test_the_api_names_each_wrong_field(api, body, status, field):
    answer = await api.post("/api/v1/sample", json=body)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["code"] == "request.fields"
    if field:
        assert [one["field"] for one in problem["errors"]] == [field]


@pytest.mark.asyncio
@pytest.mark.parametrize("content", [b"{", b"\xff\xfe", b'{"words": "\\ud800"}', b"", b"null", b'"x"'])
async def test_what_is_not_json_is_a_clear_no(api, content):
    answer = await api.post("/api/v1/sample", content=content, headers={"content-type": "application/json"})
    assert answer.status_code in (400, 422)
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.asyncio
async def test_a_secret_that_was_typed_is_never_echoed(api):
    answer = await api.post("/api/v1/sample", json={"words": ["fyra hemliga ord"], "nights": "lösenord"})
    assert "hemliga" not in answer.text
    assert "lösenord" not in answer.text


@pytest.mark.asyncio
async def test_too_much_is_refused_before_it_is_read(api):
    answer = await api.post("/api/v1/sample", content=b"x" * 600_000)
    assert (answer.status_code, answer.json()["code"]) == (413, "request.too_large")


@pytest.mark.asyncio
@pytest.mark.parametrize("path", ["/api/v1/sample/not-a-uuid", "/api/v1/sample/00000000-0000-0000-0000-00000000000g"])
async def test_an_id_that_is_none_is_not_found(api, path):
    assert (await api.get(path)).status_code == 404


@pytest.mark.asyncio
async def test_a_fault_of_ours_says_a_reference_and_nothing_else(coordinator, capsys):
    answer = await coordinator.get("/sample/broken")
    assert answer.status_code == 500
    logged = capsys.readouterr().out
    reference = re.search(r"reference=\S*?([0-9a-f]{8})", re.sub(r"\x1b\[[0-9;]*m", "", logged))
    assert reference, logged
    assert reference[1] in answer.text
    assert "hemligt" not in logged + answer.text


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("state", "status"),
    [("23P01", 409), ("23503", 409), ("23505", 409), ("23514", 422), ("22003", 422), ("40P01", 409), ("XX000", 500)],
)
async def test_what_the_database_says_becomes_a_sentence(coordinator, state, status):
    assert (await coordinator.get(f"/sample/refused?what={state}")).status_code == status
