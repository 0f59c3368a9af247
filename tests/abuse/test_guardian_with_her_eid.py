"""A guardian has the child's e-ID, passport and post. None of it opens her account: only a card from her caseworker's hand does,
and that shows."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from models.people import Role
from service import clock
from service.accounts import actions, queries
from service.accounts.errors import CardForSomebodyElse
from service.database import transaction
from service.errors import NotFound
from tests.abuse.conftest import HER_WISH, HER_WORDS, NOW, WORDS
from tests.web.conftest import browser
from tests.web.crawl import walk
from tests.web.forms import send
from tests.web.people import sign_in_as, token_for


async def test_no_way_in_asks_for_an_e_id_a_birth_date_or_a_phone_number(app, told):
    async with browser(app) as guardian:
        pages = await walk(guardian, "/sign-in")
    fields = {name for page in pages for form in page.forms for name in form.fields if not name.startswith("_")}
    assert {"sign_in_name", "phrase", "code"} <= fields
    assert not {
        one for one in fields if any(part in one for part in ("birth", "person", "bankid", "freja", "phone", "mail"))
    }


@pytest.mark.parametrize("what", ["accounts/{account}/card", "youths/{youth}/card"])
async def test_a_guardian_gets_no_card_of_hers(app, told, what):
    path = "/" + what.format(account=told.youth.account_id, youth=told.youth.id)
    async with browser(app) as guardian:
        await sign_in_as(guardian, told.town, Role.GUARDIAN)
        token = (await send(guardian, "/look", theme="auto")).status_code
        assert token in (303, 422)
        assert (await guardian.get(path)).status_code == 403
        assert (await send(guardian, "/look", path)).status_code == 403
        guardian.headers["authorization"] = f"Bearer {await token_for(told.town, Role.GUARDIAN)}"
        api = f"/api/v1/accounts/{told.youth.account_id}/cards"
        assert (await guardian.post(api)).status_code == 403


async def test_her_own_account_sees_when_and_where_and_never_a_word(app, told):
    async with browser(app) as guardian:
        await sign_in_as(guardian, told.town, Role.GUARDIAN)
        pages = await walk(guardian, "/consents")
        addresses = [f"/youths/{told.youth.id}", f"/youths/{told.youth.id}/messages", "/with-me", "/my-file", "/words",
                     f"/with/{told.youth.id}", "/settings", "/contact", f"/youths/{told.youth.id}/copy"]  # fmt: skip
        direct = [await guardian.get(one) for one in addresses]
    assert len(pages) >= 2
    assert {one.status_code for one in direct} <= {403, 404}
    for page in [*(one.answer for one in pages), *direct]:
        for mark in (HER_WISH, HER_WORDS, "Kanarie", "Moa"):
            assert mark not in page.text


async def test_what_a_guardian_cannot_see_her_caseworker_can(app, told):
    """Negative control: the marks are there to be found."""
    async with browser(app) as sara:
        await sign_in_as(sara, told.town, Role.CASEWORKER)
        text_of = (await sara.get(f"/youths/{told.youth.id}")).text
    assert HER_WISH in text_of
    assert HER_WORDS in text_of


async def test_a_new_card_in_other_hands_signs_everybody_out_and_she_sees_it(app, told):
    """Her caseworker was fooled and gave the guardian a card. She notices at once: her words do not work, and her file says so."""
    settings, sessions = told.town.database.settings, told.town.database.sessions
    here = told.town.given
    async with browser(app) as alva:
        await sign_in_as(alva, told.town, Role.YOUTH)
        with clock.at(NOW + timedelta(minutes=1)):
            async with transaction(sessions, told.town.municipality_id) as session:
                card = await actions.make_card(session, here.as_caseworker, settings.secret_key, told.youth.account_id)
            await actions.use_card(
                sessions,
                settings.secret_key,
                code=card.code,
                name="alva.hemlig",
                phrase="en två tretton fjortonde",
                address="b",
            )
            assert (await alva.get("/wishes")).status_code == 303  # out
            failed = await send(alva, "/sign-in", sign_in_name="alva.hemlig", phrase=WORDS)
            assert failed.status_code == 422
    with clock.at(NOW + timedelta(minutes=5)):  # she gets a card herself
        async with transaction(sessions, told.town.municipality_id) as session:
            card = await actions.make_card(session, here.as_caseworker, settings.secret_key, told.youth.account_id)
        await actions.use_card(
            sessions, settings.secret_key, code=card.code, name="alva.hemlig", phrase=WORDS, address="a"
        )
        async with transaction(sessions, told.town.municipality_id) as session:
            entrance = await queries.entrance_of(session, here.as_youth)
            kinds = list(
                await session.scalars(text("select kind from record_event where youth_id = :id"), {"id": told.youth.id})
            )
    assert (entrance.before_by, entrance.before_at) == ("card", NOW + timedelta(minutes=1))  # and that was not she
    assert kinds.count("account.card_used") == 3


async def test_a_guardian_does_not_take_the_card_of_the_one_she_chose(app, told):
    settings, sessions, here = told.town.database.settings, told.town.database.sessions, told.town.given
    async with transaction(sessions, told.town.municipality_id) as session:
        card = await actions.make_card(session, here.as_youth, settings.secret_key, told.support_account)
    using = {"code": card.code, "name": "moa.hemlig", "phrase": WORDS, "address": "a"}
    with pytest.raises(CardForSomebodyElse):
        await actions.use_card(sessions, settings.secret_key, **using, while_signed_in=here.as_guardian)
    entered = await actions.use_card(sessions, settings.secret_key, **using)
    assert entered.actor.role is Role.SUPPORT_PERSON


async def test_a_guardian_makes_no_card_for_the_one_she_chose(told):
    async with transaction(told.town.database.sessions, told.town.municipality_id) as session:
        for who in (told.town.given.as_guardian, told.town.given.as_caseworker, told.town.given.as_admin):
            with pytest.raises(NotFound):
                await actions.make_card(session, who, told.town.database.settings.secret_key, told.support_account)
