"""The same acts for programs: steps with revisions, repeated calls answered once, and only what each role may see."""

from uuid import uuid4

from sqlalchemy import select, text

from models.breaks import Choice, Round
from models.people import Role
from tests.proposals.conftest import House
from tests.proposals.menus import given_consent, given_round

STEPS = "/api/v1/proposals/{}/steps"


async def test_the_whole_way_from_menu_to_booking(house: House):
    youth, caseworker = await house.program(Role.YOUTH), await house.program(Role.CASEWORKER)
    shown = await youth.get(f"/api/v1/proposals/{house.proposal_id}")
    menu = shown.json()
    assert shown.headers["etag"] == f'"{menu["rev"]}"'
    assert (menu["status"], [one["site_called"] for one in menu["options"]]) == ("offered", ["Familjen Lind", "Stugan"])
    assert set(menu["steps"]) == {"choose", "want_else", "decline", "talk_first", "withdraw"}
    step = {"step": "choose", "option_id": menu["options"][1]["id"], "words": "Tyst där"}
    chosen = await youth.post(STEPS.format(house.proposal_id), json=step, headers={"If-Match": shown.headers["etag"]})
    assert (chosen.status_code, chosen.json()["status"]) == (200, "chosen")
    assert chosen.json()["choice"]["words"] == "Tyst där"
    queue = (await caseworker.get("/api/v1/queue")).json()
    assert [one["proposal_id"] for one in queue["to_decide"]] == [str(house.proposal_id)]
    assert "Tyst där" not in str(queue)
    decide = {"step": "approve", "view_sought": "conversation", "words": "Ja"}
    approved = (await caseworker.post(STEPS.format(house.proposal_id), json=decide)).json()
    assert [gate["name"] for gate in approved["gates"] if not gate["is_open"]] == ["consents"]
    assert approved["booked"] == []
    async with house.session() as session:
        await given_consent(session, house.town.given)
    guardian = await house.program(Role.GUARDIAN)
    assert (await guardian.get(f"/api/v1/proposals/{house.proposal_id}")).status_code == 403


async def test_a_coordinator_sees_the_menu_and_nobodys_words(house: House):
    youth, coordinator = await house.program(Role.YOUTH), await house.program(Role.COORDINATOR)
    step = {"step": "talk_first", "words": "Hemlig tanke"}
    assert (await youth.post(STEPS.format(house.proposal_id), json=step)).status_code == 200
    shown = await coordinator.get(f"/api/v1/proposals/{house.proposal_id}")
    assert shown.status_code == 200
    assert "Hemlig tanke" not in shown.text
    assert (await coordinator.post(STEPS.format(house.proposal_id), json={"step": "approve"})).status_code == 403


async def test_the_same_key_twice_is_one_choice(house: House):
    youth = await house.program(Role.YOUTH)
    step = {"step": "choose", "option_id": str(house.options[0])}
    answers = [
        await youth.post(STEPS.format(house.proposal_id), json=step, headers={"Idempotency-Key": "en-gang"})
        for _ in range(2)
    ]
    assert [one.status_code for one in answers] == [200, 200]
    assert answers[0].json() == answers[1].json()
    async with house.session() as session:
        assert len((await session.scalars(select(Choice))).all()) == 1


async def test_an_old_revision_is_told(house: House):
    youth = await house.program(Role.YOUTH)
    late = await youth.post(STEPS.format(house.proposal_id), json={"step": "decline"}, headers={"If-Match": '"99"'})
    assert (late.status_code, late.json()["code"]) == (412, "changed_meanwhile")


async def test_a_host_answers_and_hears_nothing_of_who(asking_house: House):
    host = await asking_house.program(Role.HOST)
    (ask,) = (await host.get("/api/v1/asks")).json()
    assert set(ask) == {
        "id", "site_called", "state", "due", "age_from", "age_to", "shared_needs", "times", "with_mentor",
    }  # fmt: skip
    answered = await host.post(f"/api/v1/asks/{ask['id']}/answers", json={"answer": "no"})
    assert (answered.status_code, answered.json()["state"]) == (200, "no")
    again = await host.post(f"/api/v1/asks/{ask['id']}/answers", json={"answer": "yes"})
    assert (again.status_code, again.json()["code"]) == (409, "asks.is_answered")
    keeper = await asking_house.program(Role.PLACE_KEEPER)
    assert (await keeper.post(f"/api/v1/asks/{ask['id']}/answers", json={"answer": "yes"})).status_code == 404


async def test_a_round_that_is_not_planned_cannot_be_published(house: House):
    coordinator = await house.program(Role.COORDINATOR)
    async with house.session() as session:
        found = await given_round(session, house.town.given)
        (await session.get_one(Round, found.id)).status = "published"
    refused = await coordinator.post(f"/api/v1/rounds/{found.id}/publish")
    assert (refused.status_code, refused.json()["code"]) == (409, "round.cannot")
    assert (await coordinator.post(f"/api/v1/rounds/{uuid4()}/publish")).status_code == 404


async def test_a_reminder_is_done_once_and_recorded(house: House):
    youth, caseworker = await house.program(Role.YOUTH), await house.program(Role.CASEWORKER)
    await youth.post(STEPS.format(house.proposal_id), json={"step": "talk_first"})
    (reminder,) = (await caseworker.get("/api/v1/queue")).json()["reminders"]
    for _ in range(2):
        done = await caseworker.post(f"/api/v1/queue/reminders/{reminder['id']}/done")
        assert done.status_code == 204
    async with house.session() as session:
        count = text("select count(*) from record_event where kind = 'reminder.done'")
        assert await session.scalar(count) == 1
    neighbour = await house.program(Role.CASEWORKER, house.town.other)
    assert (await neighbour.post(f"/api/v1/queue/reminders/{reminder['id']}/done")).status_code == 404
