"""The pages as a browser without JavaScript meets them: read, fill in, send, be told what happens next."""

from html import unescape

from sqlalchemy import select, text

from models.breaks import Approval, Choice, Proposal, Stay
from models.people import Role
from service.proposals.menus import drop_option
from service.youths.actions import make_wish
from tests.look.readability import ADULT, STAFF, YOUTH, lix, words_of
from tests.proposals.conftest import House
from tests.proposals.menus import given_consent
from tests.web.forms import hidden, send


def said(page: str) -> str:
    return unescape(page)


async def choose_the_place(house: House, words: str = "") -> str:
    youth = await house.browser(Role.YOUTH)
    address = f"/proposals/{house.proposal_id}/answer"
    page = await youth.get(f"{address}?answer=this&option={house.options[1]}")
    rev = page.text.split('name="rev" value="')[1].split('"')[0]
    typed = {"answer": "this", "option_id": str(house.options[1]), "rev": rev, "words": words}
    answer = await youth.post(address, data=hidden(page.text) | typed)
    assert answer.status_code == 303, answer.text
    return (await youth.get(answer.headers["location"])).text


async def test_her_menu_says_what_is_held_and_until_when(house: House):
    youth = await house.browser(Role.YOUTH)
    page = said((await youth.get(f"/proposals/{house.proposal_id}")).text)
    assert "Familjen Lind" in page
    assert "Stugan" in page
    assert page.index("Familjen Lind") < page.index("Stugan"), "recommended first"
    for option in house.options:
        assert f"/answer?answer=this&option={option}" in page
    for other in ("something_else", "no", "talk_first"):
        assert f"/answer?answer={other}" in page
    assert "fre 15 jan 17:00" in page


async def test_she_chooses_in_two_pages_and_sees_her_words_again(house: House):
    page = said(await choose_the_place(house, "För att det är tyst där 🌲"))
    assert ">För att det är tyst där 🌲</blockquote>" in page
    assert "Du har valt" in page
    async with house.session() as session:
        assert await session.scalar(select(Proposal.status)) == "chosen"


async def test_pressed_twice_it_is_said_once(house: House):
    youth = await house.browser(Role.YOUTH)
    address = f"/proposals/{house.proposal_id}/answer"
    page = await youth.get(f"{address}?answer=talk_first")
    typed = hidden(page.text) | {"answer": "talk_first", "rev": "1", "words": "Ring mig"}
    typed["rev"] = page.text.split('name="rev" value="')[1].split('"')[0]
    answers = [await youth.post(address, data=typed) for _ in range(2)]
    assert [one.status_code for one in answers] == [303, 303]
    async with house.session() as session:
        assert len((await session.scalars(select(Choice))).all()) == 1


async def test_a_menu_that_changed_meanwhile_shows_both_versions_and_keeps_her_words(house: House):
    youth = await house.browser(Role.YOUTH)
    address = f"/proposals/{house.proposal_id}/answer"
    page = await youth.get(f"{address}?answer=no")
    rev = page.text.split('name="rev" value="')[1].split('"')[0]
    await choose_the_place(house)
    answer = await youth.post(address, data=hidden(page.text) | {"answer": "no", "rev": rev, "words": "Jag orkar inte"})
    assert answer.status_code == 412
    shown = said(answer.text)
    assert "Du har valt Stugan" in shown
    assert shown.count("Jag orkar inte") == 2, "in the comparison, and in the box"
    async with house.session() as session:
        assert await session.scalar(select(Proposal.status)) == "chosen"


async def test_a_menu_of_somebody_else_is_not_there(house: House):
    neighbour = await house.browser(Role.YOUTH, house.town.other)
    assert (await neighbour.get(f"/proposals/{house.proposal_id}")).status_code == 404
    for role in (Role.CASEWORKER, Role.HOST, Role.GUARDIAN, Role.COORDINATOR):
        client = await house.browser(role)
        assert (await client.get(f"/proposals/{house.proposal_id}")).status_code == 403


async def test_the_host_answers_without_learning_who(asking_house: House):
    host = await asking_house.browser(Role.HOST)
    page = said((await host.get("/asks")).text)
    assert "15–17" in page
    youth = asking_house.town.given.youth
    for secret in (youth.called, str(youth.id), str(asking_house.proposal_id), str(youth.birth_date)):
        assert secret not in page
    action = page.split('action="/asks/')[1].split('"')[0]
    sent = await send(host, "/asks", f"/asks/{action}", answer="yes")
    assert (sent.status_code, sent.headers["location"]) == (303, "/asks")
    async with asking_house.session() as session:
        assert await session.scalar(select(Proposal.status)) == "offered"
    again = await host.post(f"/asks/{action}", data=hidden((await host.get("/availability")).text) | {"answer": "no"})
    assert again.status_code in (403, 409), "answered once"


async def test_the_queue_leads_with_what_she_has_said_and_shows_no_words(house: House):
    async with house.session() as session:
        here = house.town.given
        await make_wish(
            session, here.as_youth, here.youth.id, subject="what", strength="nice", words="Vill baka bullar",
            stay_request_id=house.request_id,
        )  # fmt: skip
    await choose_the_place(house, "För att")
    caseworker = await house.browser(Role.CASEWORKER)
    page = said((await caseworker.get("/queue")).text)
    assert page.index("Alva</bdi>: Önskan") < page.index("Alva</bdi>: En helg"), "what she said comes first"
    assert "bullar" not in page
    async with house.session() as session:
        reads = await session.scalar(text("select count(*) from record_event where kind = 'words.read'"))
    assert reads == 0, "a list opens nobody's words"


async def test_a_decision_waits_for_every_answer_and_keeps_what_was_typed(house: House):
    async with house.session() as session:
        here = house.town.given
        wish = await make_wish(
            session, here.as_youth, here.youth.id, subject="what", strength="nice", words="Vill baka bullar",
            stay_request_id=house.request_id,
        )  # fmt: skip
    await choose_the_place(house, "För att det är tyst")
    async with house.session() as session:
        await given_consent(session, house.town.given)
    caseworker = await house.browser(Role.CASEWORKER)
    address = f"/approvals/{house.proposal_id}"
    shown = await caseworker.get(address)
    page = said(shown.text)
    assert page.index(">För att det är tyst</blockquote>") < page.index("Ditt beslut"), "her words stand on top"
    assert ">Vill baka bullar</blockquote>" in page
    rev = page.split('name="rev" value="')[1].split('"')[0]
    typed = hidden(shown.text) | {
        "rev": rev,
        "decision": "approve",
        "view_sought": "conversation",
        "words": "Ja, så får det bli",
    }
    refused = await caseworker.post(address, data=typed)
    assert refused.status_code == 422
    assert "Ja, så får det bli" in said(refused.text)
    async with house.session() as session:
        assert await session.scalar(select(Approval.id)) is None
    full = typed | {
        f"verdict_{wish.statement_id}": "followed",
        f"because_{wish.statement_id}": "Stugan har ugn.",
    }
    done = await caseworker.post(address, data=full)
    assert (done.status_code, done.headers["location"]) == (303, address)
    assert "Bokat" in said((await caseworker.get(address)).text)
    async with house.session() as session:
        assert len((await session.scalars(select(Stay))).all()) == 1
    youth = await house.browser(Role.YOUTH)
    assert "Det är bokat" in said((await youth.get(f"/proposals/{house.proposal_id}")).text)


async def test_two_caseworkers_see_both_versions(house: House):
    await choose_the_place(house)
    caseworker = await house.browser(Role.CASEWORKER)
    address = f"/approvals/{house.proposal_id}"
    shown = await caseworker.get(address)
    rev = shown.text.split('name="rev" value="')[1].split('"')[0]
    async with house.session() as session:
        await session.execute(text("update proposal set rev = rev + 1"))
    late = await caseworker.post(
        address,
        data=hidden(shown.text)
        | {"rev": rev, "decision": "return", "view_sought": "conversation", "words": "Stugan är kall"},
    )
    assert late.status_code == 412
    assert "Stugan är kall" in said(late.text)
    assert "Valt: Stugan" in said(late.text)


async def test_every_page_of_this_slice_opens(house: House, asking_house: House):
    for role, address in (
        (Role.CASEWORKER, "/queue"),
        (Role.CASEWORKER, f"/approvals/{house.proposal_id}"),
        (Role.HOST, "/asks"),
        (Role.PLACE_KEEPER, "/asks"),
        (Role.MENTOR, "/asks"),
    ):
        client = await house.browser(role)
        assert (await client.get(address)).status_code == 200, address


async def test_the_pages_are_easy_to_read(house: House):
    youth, caseworker, host = [await house.browser(role) for role in (Role.YOUTH, Role.CASEWORKER, Role.HOST)]
    address = f"/proposals/{house.proposal_id}"
    for page in (address, f"{address}/answer?answer=no", f"{address}/answer?answer=talk_first"):
        assert lix(words_of((await youth.get(page)).text)) <= YOUTH, page
    await choose_the_place(house)
    assert lix(words_of((await youth.get(address)).text)) <= YOUTH
    for page in ("/queue", f"/approvals/{house.proposal_id}"):
        assert lix(words_of((await caseworker.get(page)).text)) <= STAFF, page
    assert lix(words_of((await host.get("/asks")).text)) <= ADULT


async def test_a_house_that_closed_after_her_choice_is_said_and_cannot_be_approved(house: House):
    await choose_the_place(house)
    async with house.session() as session:
        proposal = await session.get_one(Proposal, house.proposal_id)
        await drop_option(session, proposal, house.options[1], "closed")
    youth, caseworker = await house.browser(Role.YOUTH), await house.browser(Role.CASEWORKER)
    page = said((await youth.get(f"/proposals/{house.proposal_id}")).text)
    assert "finns inte kvar" in page
    assert f"option={house.options[0]}" in page, "the rest of her menu is still hers"
    address = f"/approvals/{house.proposal_id}"
    shown = await caseworker.get(address)
    rev = shown.text.split('name="rev" value="')[1].split('"')[0]
    typed = hidden(shown.text) | {"rev": rev, "decision": "approve", "view_sought": "conversation"}
    assert (await caseworker.post(address, data=typed)).status_code == 409
    async with house.session() as session:
        assert await session.scalar(select(Approval.id)) is None
