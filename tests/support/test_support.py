"""Somebody beside her: chosen by her alone, for a time, seeing what she shares, and gone in one tap."""

import re
from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import select

from models.people import Account, Role, SupportPerson
from service import clock
from service.accounts.actions import invite_adult, make_card
from service.accounts.errors import NotYoursToInvite
from service.actor import Actor
from service.database import transaction
from service.errors import Forbidden, NotFound
from service.messages.to_her import write_to_her
from service.support import actions, queries, rules
from service.support.errors import SoundsLikeGuardian, TooMany
from service.youths import queries as youths_queries
from service.youths.actions import make_statement, make_wish
from tests.given import events_of, given_municipality, given_youth
from tests.support.conftest import NOW
from tests.web.conftest import browser
from tests.web.people import sign_in_as
from tests.youths.pressing import press

SECRET = "test-" + "s" * 32


async def beside(session, here, *shares, called="Moa", **more) -> tuple[SupportPerson, Actor]:
    chosen = await actions.choose_somebody(session, here.as_youth, called=called, shares=shares, months=3, **more)
    return chosen, Actor(chosen.account_id, here.municipality.id, Role.SUPPORT_PERSON, called)


# -- choosing


async def test_she_chooses_for_three_months_and_it_stands_in_her_record(session):
    here = await given_municipality(session)
    chosen, _ = await beside(session, here, "wishes", "breaks")
    assert chosen.ends_at == NOW + timedelta(days=91)
    assert chosen.shares == ["breaks", "wishes"]
    assert "support_person.chosen" in await events_of(session, here.youth.id)


@pytest.mark.parametrize("who", ["as_caseworker", "as_coordinator", "as_guardian", "as_admin", "as_host", "as_mentor"])
async def test_nobody_else_chooses_for_her(session, who):
    here = await given_municipality(session)
    with pytest.raises(Forbidden):
        await actions.choose_somebody(session, getattr(here, who), called="Moa", shares=["words"], months=3)
    with pytest.raises(NotYoursToInvite):
        await invite_adult(session, getattr(here, who), called="Moa", role=Role.SUPPORT_PERSON)


@pytest.mark.parametrize("called", ["Eva", "eva andersson", "Mamma Eva", "Anna-Eva"])
async def test_a_guardian_is_not_chosen_without_her_saying_so_twice(session, called):
    here = await given_municipality(session)
    with pytest.raises(SoundsLikeGuardian) as said:
        await beside(session, here, "words", called=called)
    assert said.value.params == {"who": "Eva"}
    chosen, _ = await beside(session, here, "words", called=called, sure=True)
    assert chosen.id


async def test_other_names_are_not_asked_about(session):
    here = await given_municipality(session)
    assert (await beside(session, here, called="Evalena"))[0].id


async def test_she_has_at_most_five_beside_her(session):
    here = await given_municipality(session)
    for number in range(actions.MOST_BESIDE):
        last, _ = await beside(session, here, called=f"Moa {number}")
    with pytest.raises(TooMany):
        await beside(session, here, called="Moa 6")
    await actions.end_sharing(session, here.as_youth, last.id)
    assert (await beside(session, here, called="Moa 6"))[0].id


def test_time_is_never_longer_than_a_year_however_often_it_is_prolonged():
    for months in rules.MONTHS:
        for days in (0, 1, 100, 300, 364):
            assert rules.ends(NOW, NOW + timedelta(days=days), months) <= NOW + timedelta(days=365)


async def test_only_she_makes_the_card_of_somebody_beside_her(session):
    here = await given_municipality(session)
    chosen, _ = await beside(session, here, "words")
    assert (await make_card(session, here.as_youth, SECRET, chosen.account_id)).called == "Moa"
    for who in ("as_caseworker", "as_admin", "as_guardian", "as_coordinator"):
        with pytest.raises(NotFound):
            await make_card(session, getattr(here, who), SECRET, chosen.account_id)
    _, as_bo, _ = await given_youth(session, here.zone, here.as_caseworker, called="Bo")
    with pytest.raises(NotFound):
        await make_card(session, as_bo, SECRET, chosen.account_id)
    with pytest.raises(NotFound):  # and for herself her caseworker does
        await make_card(session, here.as_youth, SECRET, here.as_youth.account_id)


# -- what is seen


async def test_nothing_is_shown_that_she_does_not_share(session):
    here = await given_municipality(session)
    _, moa = await beside(session, here)
    await make_wish(session, here.as_youth, here.youth.id, subject="where", strength="must", words="Hemligt önskemål")
    await make_statement(session, here.as_youth, here.youth.id, kind="message", words="Hemligt meddelande")
    shared = await queries.shared_with(session, moa, here.youth.id)
    assert (shared.wishes, shared.words, shared.breaks, shared.answers) == ((), (), (), ())


async def test_changing_what_is_shared_changes_what_is_seen(session):
    here = await given_municipality(session)
    chosen, moa = await beside(session, here, "wishes")
    await make_wish(session, here.as_youth, here.youth.id, subject="where", strength="must", words="Tyst")
    assert [one.words for one in (await queries.shared_with(session, moa, here.youth.id)).wishes] == ["Tyst"]
    await actions.change_sharing(session, here.as_youth, chosen.id, shares=["breaks"])
    assert (await queries.shared_with(session, moa, here.youth.id)).wishes == ()


async def test_answers_are_seen_without_the_words_they_answer(session):
    from service.youths.actions import answer_statement

    here = await given_municipality(session)
    _, moa = await beside(session, here, "answers")
    said = await make_statement(session, here.as_youth, here.youth.id, kind="message", words="Hemligt")
    await answer_statement(session, here.as_caseworker, said.id, verdict="heard", words="Jag ringer dig.")
    shared = await queries.shared_with(session, moa, here.youth.id)
    assert [(one.words, one.by) for one in shared.answers] == [("Jag ringer dig.", "Sara")]
    assert "Hemligt" not in repr(shared)


async def test_she_sees_when_it_was_last_read(session):
    here = await given_municipality(session)
    chosen, moa = await beside(session, here, "wishes")
    await make_wish(session, here.as_youth, here.youth.id, subject="where", strength="must", words="Tyst")
    assert (await queries.beside_her(session, here.as_youth))[0].last_read_at is None
    await queries.shared_with(session, moa, here.youth.id)
    await session.commit()
    (one,) = await queries.beside_her(session, here.as_youth)
    assert (one.id, one.last_read_at) == (chosen.id, NOW)


async def test_it_ends_by_itself(session):
    here = await given_municipality(session)
    _, moa = await beside(session, here, "wishes")
    with clock.at(NOW + timedelta(days=92)):
        with pytest.raises(NotFound):
            await queries.shared_with(session, moa, here.youth.id)
        with pytest.raises(NotFound):
            await write_to_her(session, moa, here.youth.id, "Hej")
        assert (await queries.beside_her(session, here.as_youth))[0].is_over


async def test_somebody_beside_one_youth_is_nothing_to_another(session):
    here = await given_municipality(session)
    _, moa = await beside(session, here, "wishes")
    bo, _, _ = await given_youth(session, here.zone, here.as_caseworker, called="Bo")
    with pytest.raises(NotFound):
        await queries.shared_with(session, moa, bo.id)
    with pytest.raises(NotFound):
        await youths_queries.statements_of(session, moa, bo.id)


async def test_another_youth_changes_and_ends_nothing_of_hers(session):
    here = await given_municipality(session)
    chosen, _ = await beside(session, here, "wishes")
    _, as_bo, _ = await given_youth(session, here.zone, here.as_caseworker, called="Bo")
    with pytest.raises(NotFound):
        await actions.end_sharing(session, as_bo, chosen.id)
    with pytest.raises(NotFound):
        await actions.change_sharing(session, as_bo, chosen.id, shares=["words"])


async def test_ended_twice_is_ended_once(session):
    here = await given_municipality(session)
    chosen, _ = await beside(session, here, "wishes")
    await actions.end_sharing(session, here.as_youth, chosen.id)
    await actions.end_sharing(session, here.as_youth, chosen.id)
    assert (await events_of(session, here.youth.id)).count("support_person.ended") == 1
    with pytest.raises(NotFound):
        await actions.change_sharing(session, here.as_youth, chosen.id, shares=["words"])


# -- as pages: two browsers


async def test_from_the_card_to_the_open_page_that_shows_nothing_any_more(app, town):
    async with browser(app) as alva, browser(app) as moa:
        await sign_in_as(alva, town, Role.YOUTH)
        chosen = await press(alva, "/with-me/new", called="Moa", shares=["wishes", "words"], months="3", is_named="yes")
        assert chosen.status_code == 303, chosen.text
        card = await press(alva, chosen.headers["location"])
        code = re.search(r"<strong>(\w{4}-\w{4})</strong>", card.text).group(1)
        await press(alva, "/words/new", kind="message", words="Jag vill att du vet.")

        looked = await press(moa, "/card", code=code)
        assert looked.status_code in (200, 422), looked.text
        entered = await press(
            moa, "/card/words", on="/card", code=code, sign_in_name="moa.kort", phrase="björk sol sten vattnet"
        )
        assert (entered.status_code, entered.headers["location"]) == (303, "/with")
        at = (await moa.get("/with")).headers["location"]
        shown = await moa.get(at)
        assert "Jag vill att du vet." in unescape(shown.text)

        page = unescape((await alva.get("/with-me")).text)
        assert "Läste senast" in page
        end = re.search(r'action="(/with-me/[^"]+/end)"', page).group(1)
        assert (await press(alva, end, on="/with-me")).status_code == 303  # one tap

        again = await moa.get(at)  # the page that lay open
        assert again.status_code == 303
        assert again.headers["location"].startswith("/sign-in")
        youth_id = at.rpartition("/")[2]
        late = await moa.get(f"/youths/{youth_id}/messages")
        assert late.headers.get("location", "").startswith("/sign-in")
        back = await press(moa, "/sign-in", sign_in_name="moa.kort", phrase="björk sol sten vattnet")
        assert back.status_code == 422
    async with transaction(town.database.sessions, town.municipality_id) as session:
        account = await session.scalar(select(Account).where(Account.called == "Moa"))
        assert account.closed_at is not None


async def test_a_guardians_name_is_asked_about_and_what_was_typed_is_kept(app, town):
    async with browser(app) as alva:
        await sign_in_as(alva, town, Role.YOUTH)
        asked = await press(alva, "/with-me/new", called="Eva", shares=["words"], months="6", is_named="no")
        assert asked.status_code == 409
        assert "Din vårdnadshavare heter Eva." in unescape(asked.text)
        assert 'name="sure"' in asked.text
        assert 'value="Eva"' in asked.text
        yes = await press(alva, "/with-me/new", called="Eva", shares=["words"], months="6", is_named="no", sure="yes")
        assert yes.status_code == 303


async def test_somebody_beside_nobody_sees_an_empty_page(app, town):
    async with browser(app) as somebody:
        await sign_in_as(somebody, town, Role.SUPPORT_PERSON)
        shown = await somebody.get("/with")
        assert shown.status_code == 200
        assert "Inget delas med dig nu." in shown.text
        assert (await somebody.get(f"/with/{town.given.youth.id}")).status_code == 404
