"""Single times of a series, as a browser without JavaScript and a program meet them: picked, looked at, sent, and kept."""

from collections.abc import AsyncIterator
from html import unescape
from typing import Any

import pytest_asyncio
from sqlalchemy import select

from models.breaks import ChangedTime, Choice, Proposal, ProposalOption
from models.people import Role
from service.database import transaction
from service.proposals.menus import drop_option
from tests.look.readability import YOUTH, lix, words_of
from tests.proposals.conftest import House
from tests.proposals.series import Series, given_series, stays_of
from tests.web.forms import hidden
from tests.web.people import given_a_town

HOST, PLACE, SECOND = 0, 1, 2


@pytest_asyncio.fixture
async def street(database: Any) -> AsyncIterator[tuple[House, Series]]:
    """A series with three options, open."""
    from service.app import create_app

    town = await given_a_town(database)
    async with transaction(database.sessions, town.municipality_id) as session:
        series = await given_series(session, here=town.given)
    app = create_app(database.settings, engine=database.engine)
    made = House(town, app, series.proposal.id, series.proposal.stay_request_id, [one.id for one in series.options])
    yield made, series
    for client in made.clients:
        await client.aclose()


def picks(series: Series, wanted: dict[int, tuple[int, int] | None]) -> dict[str, str]:
    return {f"time_{of}": str(placement or "skip") for of, placement in series.changes(wanted).items()}


async def looks_at(youth: Any, house: House, picked: dict[str, str]) -> Any:
    asked = {"answer": "this", "option": str(house.options[HOST])} | picked
    return await youth.get(f"/proposals/{house.proposal_id}/answer", params=asked)


async def test_each_time_is_listed_with_what_else_the_menu_has_for_it(street):
    house, series = street
    youth = await house.browser(Role.YOUTH)
    menu = (await youth.get(f"/proposals/{house.proposal_id}")).text
    assert f"/proposals/{house.proposal_id}/times?option={house.options[HOST]}" in menu
    shown = (await youth.get(f"/proposals/{house.proposal_id}/times?option={house.options[HOST]}")).text
    for time, occurrence in enumerate(series.occurrences):
        assert shown.count(f'name="time_{occurrence.id}"') == 4, "as it is, two other houses, not this time"
        for option in (PLACE, SECOND):
            assert f'value="{series.of(option, time)}"' in shown


async def test_the_page_is_easy_to_read(street):
    house, series = street
    youth = await house.browser(Role.YOUTH)
    for shown in (
        await youth.get(f"/proposals/{house.proposal_id}/times?option={house.options[HOST]}"),
        await looks_at(youth, house, picks(series, {1: (SECOND, 1), 2: None})),
        await looks_at(youth, house, picks(series, dict.fromkeys(range(4)))),
    ):
        assert lix(words_of(shown.text)) <= YOUTH


async def test_what_she_picked_is_shown_before_it_is_sent_and_stands_on_her_menu_afterwards(street):
    house, series = street
    youth = await house.browser(Role.YOUTH)
    shown = await looks_at(youth, house, picks(series, {1: (SECOND, 1), 2: None}))
    said = unescape(shown.text)
    assert "Familjen Ek i stället för Familjen Lind" in said
    assert "Inte den här gången" in said
    async with house.session() as session:
        assert await session.scalar(select(Choice.id)) is None, "looking sends nothing"
    fields = hidden(shown.text) | picks(series, {1: (SECOND, 1), 2: None})
    sent = await youth.post(
        f"/proposals/{house.proposal_id}/answer",
        data=fields | {"answer": "this", "option_id": str(house.options[HOST]), "words": "Inte på lovet"},
    )
    assert sent.status_code == 303, sent.text
    menu = unescape((await youth.get(sent.headers["location"])).text)
    assert "Familjen Ek i stället för Familjen Lind" in menu
    assert ">Inte på lovet</blockquote>" in menu
    assert f"time_{series.occurrences[2].id}=skip" in menu, "to change it again she begins with what she picked"
    caseworker = await house.browser(Role.CASEWORKER)
    desk = unescape((await caseworker.get(f"/approvals/{house.proposal_id}")).text)
    assert "Familjen Ek i stället för Familjen Lind" in desk
    assert "Inte den här gången" in desk


async def test_when_no_time_is_left_a_no_is_offered_and_nothing_is_sent(street):
    house, series = street
    youth = await house.browser(Role.YOUTH)
    shown = await looks_at(youth, house, picks(series, dict.fromkeys(range(4))))
    assert shown.status_code == 200
    assert "Det är samma sak som ett nej" in unescape(shown.text)
    assert f"/proposals/{house.proposal_id}/answer?answer=no" in shown.text
    assert '<button class="button main"' not in shown.text
    refused = await youth.post(
        f"/proposals/{house.proposal_id}/answer",
        data=hidden((await looks_at(youth, house, {})).text)
        | {"answer": "this", "option_id": str(house.options[HOST]), "words": "Hej"}
        | picks(series, dict.fromkeys(range(4))),
    )
    assert refused.status_code == 422
    assert "Hej" in refused.text


async def test_what_has_gone_meanwhile_is_said_and_her_words_and_picks_are_kept(street):
    house, series = street
    youth = await house.browser(Role.YOUTH)
    picked = picks(series, {0: (SECOND, 0), 1: None})
    page = await looks_at(youth, house, picked)
    async with house.session() as session:
        proposal = await session.get_one(Proposal, house.proposal_id)
        await drop_option(session, proposal, house.options[SECOND], "closed")
    sent = await youth.post(
        f"/proposals/{house.proposal_id}/answer",
        data=hidden(page.text) | picked | {"answer": "this", "option_id": str(house.options[HOST]), "words": "Åh"},
    )
    assert sent.status_code == 409
    shown = unescape(sent.text)
    assert "Det beror på oss, inte på dig" in shown
    assert "Åh" in shown
    assert f"time_{series.occurrences[1].id}=skip" in shown
    async with house.session() as session:
        assert await session.scalar(select(Choice.id)) is None


async def test_addresses_that_make_no_sense_lead_to_the_menu_or_are_left_aside(street):
    house, series = street
    youth = await house.browser(Role.YOUTH)
    here = f"/proposals/{house.proposal_id}"
    assert (await youth.get(f"{here}/times?option={series.of(HOST, 0)}")).status_code == 303
    assert (await youth.get(f"{here}/times")).status_code == 303
    odd = {"time_": "skip", "time_x": "skip", f"time_{series.occurrences[0].id}": "skip me", "time_%00": "\u202e"}
    asked = {"option": str(house.options[HOST])} | odd
    assert (await youth.get(f"{here}/times", params=asked)).status_code == 200
    assert (await looks_at(youth, house, odd)).status_code == 200
    sent = await youth.post(
        f"{here}/answer",
        data=hidden((await looks_at(youth, house, {})).text)
        | {"answer": "this", "option_id": str(house.options[HOST])}
        | odd,
    )
    assert sent.status_code == 422


async def test_the_times_of_somebody_elses_menu_are_not_there(street):
    house, _ = street
    neighbour = await house.browser(Role.YOUTH, house.town.other)
    assert (await neighbour.get(f"/proposals/{house.proposal_id}/times?option={house.options[0]}")).status_code == 404


async def test_a_program_chooses_single_times_too(street):
    house, series = street
    youth, caseworker = await house.program(Role.YOUTH), await house.program(Role.CASEWORKER)
    menu = (await youth.get(f"/api/v1/proposals/{house.proposal_id}")).json()
    first, second = menu["options"][0]["times"], menu["options"][1]["times"]
    assert [one["occurrence_id"] for one in first] == [str(one.id) for one in series.occurrences]
    changes = [
        {"occurrence_id": first[0]["occurrence_id"], "placement_id": second[0]["placement_id"]},
        {"occurrence_id": first[1]["occurrence_id"], "placement_id": None},
    ]
    step = {"step": "choose", "option_id": menu["options"][0]["id"], "changes": changes}
    steps = f"/api/v1/proposals/{house.proposal_id}/steps"
    wrong = step | {"changes": [changes[0] | {"placement_id": second[1]["placement_id"]}]}
    refused = await youth.post(steps, json=wrong)
    assert (refused.status_code, refused.json()["code"]) == (422, "invalid")
    nothing = step | {"changes": [{"occurrence_id": one["occurrence_id"], "placement_id": None} for one in first]}
    refused = await youth.post(steps, json=nothing)
    assert (refused.status_code, refused.json()["code"]) == (422, "proposals.nothing_chosen")
    chosen = (await youth.post(steps, json=step)).json()
    assert chosen["choice"]["changes"] == changes
    assert [one["site_called"] for one in chosen["choice"]["times"]] == ["Stugan", "Familjen Lind", "Familjen Lind"]
    approved = await caseworker.post(steps, json={"step": "approve", "view_sought": "conversation"})
    assert [one["site_called"] for one in approved.json()["booked"]] == ["Stugan", "Familjen Lind", "Familjen Lind"]
    async with house.session() as session:
        assert set(await stays_of(session, series)) == {0, 2, 3}
        assert len((await session.scalars(select(ChangedTime))).all()) == 2
        assert set(await session.scalars(select(ProposalOption.state))) == {"chosen", "released"}
