"""Every field of every form and API route of this slice: missing, wrong, too long, out of range, somebody else's.

A clear sentence and 4xx, what was typed is kept, nothing is written.
"""

from html import unescape
from typing import Any
from uuid import uuid4

import pytest
import pytest_asyncio
from sqlalchemy import text

from models.people import Role
from tests.conftest import Database
from tests.proposals.conftest import House, make_house
from tests.web.forms import hidden

TOO_LONG = "å" * 10_001
COUNT = text(
    "select (select count(*) from choice) + (select count(*) from approval) + (select count(*) from answer)"
    " + (select count(*) from statement) + (select count(*) from record_event)"
    " + (select count(*) from host_ask where state <> 'open') + (select count(*) from proposal where status <> 'asking')"
)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def bad(module_database: Database) -> House:
    """One house for all of them: none of these changes anything. A menu that is asking, so that both faces exist."""
    return await make_house(module_database, asked=True)


async def written(house: House) -> int:
    async with house.session() as session:
        return int(await session.scalar(COUNT) or 0)


STEP: list[tuple[str, Role, dict[str, Any], int]] = [
    ("nothing at all", Role.YOUTH, {}, 422),
    ("no such step", Role.YOUTH, {"step": "jump"}, 422),
    ("step of the wrong type", Role.YOUTH, {"step": 7}, 422),
    ("choose without an option", Role.YOUTH, {"step": "choose"}, 422),
    ("option that is no id", Role.YOUTH, {"step": "choose", "option_id": "den första"}, 422),
    ("option of nobody", Role.YOUTH, {"step": "choose", "option_id": str(uuid4())}, 409),
    ("words too long", Role.YOUTH, {"step": "decline", "words": TOO_LONG}, 422),
    ("words of the wrong type", Role.YOUTH, {"step": "decline", "words": ["nej"]}, 422),
    ("words a database cannot keep", Role.YOUTH, {"step": "decline", "words": "nej\x00"}, 422),
    ("a field nobody knows", Role.YOUTH, {"step": "decline", "because": "jag vill"}, 422),
    (
        "answers that are no list",
        Role.CASEWORKER,
        {"step": "approve", "view_sought": "conversation", "answers": 3},
        422,
    ),
    ("view not on the list", Role.CASEWORKER, {"step": "approve", "view_sought": "guessed"}, 422),
    ("view missing", Role.CASEWORKER, {"step": "approve"}, 422),
    ("return without a reason", Role.CASEWORKER, {"step": "return", "view_sought": "conversation"}, 422),
    (
        "answer without words",
        Role.CASEWORKER,
        {
            "step": "approve",
            "view_sought": "conversation",
            "answers": [{"statement_id": str(uuid4()), "verdict": "not"}],
        },
        422,
    ),
    (
        "answer with a verdict we do not have",
        Role.CASEWORKER,
        {
            "step": "approve",
            "view_sought": "conversation",
            "answers": [{"statement_id": str(uuid4()), "verdict": "maybe", "words": "Kanske"}],
        },
        422,
    ),
    (
        "too many answers",
        Role.CASEWORKER,
        {
            "step": "approve",
            "view_sought": "conversation",
            "answers": [{"statement_id": str(uuid4()), "verdict": "not", "words": "Nej"}] * 201,
        },
        422,
    ),
    (
        "delegation too long",
        Role.CASEWORKER,
        {"step": "approve", "view_sought": "conversation", "delegation_reference": "x" * 201},
        422,
    ),
]


@pytest.mark.parametrize(("called", "role", "body", "status"), STEP, ids=[one[0] for one in STEP])
async def test_a_step_that_cannot_be_used_is_told_in_a_sentence(
    bad: House, called: str, role: Role, body: dict[str, Any], status: int
):
    before = await written(bad)
    client = await bad.program(role)
    answer = await client.post(f"/api/v1/proposals/{bad.proposal_id}/steps", json=body)
    assert answer.status_code == status, answer.text
    problem = answer.json()
    assert problem["code"]
    assert " " in problem["detail"], "a sentence"
    assert TOO_LONG not in answer.text
    assert await written(bad) == before


@pytest.mark.parametrize("etag", ["abc", '"-1"', '"99999999999"', "W/*"])
async def test_a_revision_that_is_none_is_told(bad: House, etag: str):
    youth = await bad.program(Role.YOUTH)
    address = f"/api/v1/proposals/{bad.proposal_id}/steps"
    answer = await youth.post(address, json={"step": "decline"}, headers={"If-Match": etag})
    assert answer.status_code == 422


@pytest.mark.parametrize("body", [{}, {"answer": "perhaps"}, {"answer": True}, {"answer": "yes", "who": "Alva"}, []])
async def test_an_answer_to_a_question_that_is_none_is_told(bad: House, body: Any):
    before = await written(bad)
    host = await bad.program(Role.HOST)
    (ask,) = (await host.get("/api/v1/asks")).json()
    answer = await host.post(f"/api/v1/asks/{ask['id']}/answers", json=body)
    assert answer.status_code in (400, 422), answer.text
    assert await written(bad) == before


@pytest.mark.parametrize(
    "number", ["nej", "00000000-0000-0000-0000-00000000000", "7d3c2f5e-2f43-4a55-8b1c-0d6a3c1b9e77"]
)
async def test_an_address_that_names_nothing_is_not_there(bad: House, number: str):
    youth, host = await bad.program(Role.YOUTH), await bad.program(Role.HOST)
    coordinator, caseworker = await bad.program(Role.COORDINATOR), await bad.program(Role.CASEWORKER)
    for client, address, body in (
        (youth, f"/api/v1/proposals/{number}/steps", {"step": "decline"}),
        (host, f"/api/v1/asks/{number}/answers", {"answer": "yes"}),
        (coordinator, f"/api/v1/rounds/{number}/publish", {}),
        (caseworker, f"/api/v1/queue/reminders/{number}/done", {}),
    ):
        assert (await client.post(address, json=body)).status_code == 404, address


async def test_another_municipalitys_ids_are_not_there(bad: House):
    before = await written(bad)
    other = bad.town.other
    host_here = await bad.program(Role.HOST)
    (ask,) = (await host_here.get("/api/v1/asks")).json()
    for role, address, body in (
        (Role.YOUTH, f"/api/v1/proposals/{bad.proposal_id}/steps", {"step": "decline"}),
        (
            Role.CASEWORKER,
            f"/api/v1/proposals/{bad.proposal_id}/steps",
            {"step": "approve", "view_sought": "conversation"},
        ),
        (Role.HOST, f"/api/v1/asks/{ask['id']}/answers", {"answer": "yes"}),
    ):
        client = await bad.program(role, other)
        assert (await client.post(address, json=body)).status_code == 404
    assert await written(bad) == before


# -- forms

CHOICE: list[tuple[str, dict[str, str]]] = [
    ("no answer", {}),
    ("an answer we do not have", {"answer": "maybe"}),
    ("no option", {"answer": "this"}),
    ("an option that is no id", {"answer": "this", "option_id": "1"}),
    ("an option of nobody", {"answer": "this", "option_id": str(uuid4())}),
    ("a revision that is no number", {"answer": "no", "rev": "ett"}),
    ("a revision out of range", {"answer": "no", "rev": "0"}),
    ("words too long", {"answer": "no", "words": TOO_LONG}),
    ("a field nobody knows", {"answer": "no", "hemligt": "ja"}),
]


@pytest.mark.parametrize(("called", "typed"), CHOICE, ids=[one[0] for one in CHOICE])
async def test_her_form_keeps_what_she_wrote(bad: House, called: str, typed: dict[str, str]):
    before = await written(bad)
    youth = await bad.browser(Role.YOUTH)
    form = hidden((await youth.get("/look")).text)
    mine = {"words": "Så här tänker jag"} | typed
    answer = await youth.post(f"/proposals/{bad.proposal_id}/answer", data=form | mine)
    assert answer.status_code in (409, 412, 422), answer.text
    page = unescape(answer.text)
    assert "Traceback" not in page
    assert mine["words"][:40] in page, "what was typed is still there"
    assert await written(bad) == before


DECISION: list[tuple[str, dict[str, str]]] = [
    ("nothing", {}),
    ("no decision", {"view_sought": "conversation", "rev": "1"}),
    ("a decision we do not have", {"decision": "perhaps", "view_sought": "conversation", "rev": "1"}),
    ("no view", {"decision": "approve", "rev": "1"}),
    ("no revision", {"decision": "approve", "view_sought": "conversation"}),
    ("a revision that is no number", {"decision": "approve", "view_sought": "conversation", "rev": "x"}),
    ("a return without words", {"decision": "return", "view_sought": "conversation", "rev": "1", "words": ""}),
    (
        "an answer to no statement",
        {"decision": "approve", "view_sought": "conversation", "rev": "1", "verdict_x": "not"},
    ),
    (
        "a verdict without words",
        {"decision": "approve", "view_sought": "conversation", "rev": "1", f"verdict_{uuid4()}": "not"},
    ),
    (
        "a delegation too long",
        {"decision": "approve", "view_sought": "conversation", "rev": "1", "delegation_reference": "x" * 201},
    ),
    ("a field nobody knows", {"decision": "approve", "view_sought": "conversation", "rev": "1", "secret": "x"}),
]


@pytest.mark.parametrize(("called", "typed"), DECISION, ids=[one[0] for one in DECISION])
async def test_the_decision_form_writes_nothing_when_it_cannot_be_used(bad: House, called: str, typed: dict[str, str]):
    caseworker = await bad.browser(Role.CASEWORKER)
    form = hidden((await caseworker.get("/look")).text)
    before = await written(bad)
    answer = await caseworker.post(f"/approvals/{bad.proposal_id}", data=form | typed)
    assert answer.status_code == 422, answer.text
    assert await written(bad) == before


@pytest.mark.parametrize("typed", [{}, {"answer": "perhaps"}, {"answer": "yes", "who": "x"}])
async def test_the_hosts_form_writes_nothing_when_it_cannot_be_used(bad: House, typed: dict[str, str]):
    before = await written(bad)
    host = await bad.browser(Role.HOST)
    page = await host.get("/asks")
    ask = page.text.split('action="/asks/')[1].split("/")[0]
    answer = await host.post(f"/asks/{ask}/answers", data=hidden(page.text) | typed)
    assert answer.status_code == 422
    assert await written(bad) == before


@pytest.mark.parametrize(
    "query", ["?answer=this", "?answer=perhaps", "", "?answer=this&option=7d3c2f5e-2f43-4a55-8b1c-0d6a3c1b9e77"]
)
async def test_an_address_with_half_an_answer_leads_back_to_the_menu(bad: House, query: str):
    youth = await bad.browser(Role.YOUTH)
    answer = await youth.get(f"/proposals/{bad.proposal_id}/answer{query}")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/proposals/{bad.proposal_id}")


async def test_an_option_in_the_address_that_is_no_id_is_told(bad: House):
    youth = await bad.browser(Role.YOUTH)
    answer = await youth.get(f"/proposals/{bad.proposal_id}/answer?answer=this&option=ett")
    assert 400 <= answer.status_code < 500
