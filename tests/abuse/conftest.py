"""A town with the whole application, in which much has been said, and marks that must not be found where they do not belong."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio
from sqlalchemy import update

from models.people import Account, Youth, YouthProtected
from models.supply import Site, SiteAddress
from service import clock
from service.accounts import actions as accounts
from service.app import create_app
from service.database import transaction
from service.messages.to_her import write_to_her
from service.record import vault_of
from service.record.vault import seal_address
from service.support.actions import choose_somebody
from service.youths.actions import make_statement, make_wish, name_own_person
from tests.given import given_request
from tests.web.people import Town, given_a_town

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
HER_ADDRESS = "Kanariegatan 4711 Gömda Byn"
HOME_ADDRESS = "Värdkanarievägen 12 Undanby"
HER_WORDS = "Kanarieord: jag vill sova en hel natt"
HER_WISH = "Kanarieönskan: tyst på morgonen"
WORDS = "båten lampan musen katten"


@dataclass
class Told:
    """The town, and what its youth has said and where she lives."""

    town: Town
    support_id: UUID
    support_account: UUID

    @property
    def youth(self) -> Youth:
        return self.town.given.youth


@pytest.fixture(autouse=True)
def it_is_a_monday() -> Any:
    with clock.at(NOW):
        yield


@pytest_asyncio.fixture(scope="module")
async def told(module_database: Any) -> Told:
    with clock.at(NOW - timedelta(hours=1)):
        town = await given_a_town(module_database)
        here, settings = town.given, module_database.settings
        async with transaction(module_database.sessions, town.municipality_id) as session:
            await session.execute(update(Youth).where(Youth.id == here.youth.id).values(careful_at=NOW))
            await make_wish(session, here.as_youth, here.youth.id, subject="where", strength="must", words=HER_WISH)
            await make_statement(session, here.as_youth, here.youth.id, kind="message", words=HER_WORDS)
            await name_own_person(session, here.as_youth, here.youth.id, words="Kanariemormor i Gömda Byn")
            await write_to_her(session, here.as_caseworker, here.youth.id, "Kanariesvar från Sara")
            await given_request(session, here.youth, here.grant)
            vault = await vault_of(session, town.municipality_id, here.youth.id)
            session.add(
                YouthProtected(
                    youth_id=here.youth.id,
                    municipality_id=town.municipality_id,
                    grade="protected_registration",
                    address=vault.seal(HER_ADDRESS, here.youth.id, "address"),
                )
            )
            session.add(
                SiteAddress(
                    site_id=here.host.id,
                    municipality_id=town.municipality_id,
                    address=seal_address(settings.master_key, HOME_ADDRESS, here.host.id),
                )
            )
            await session.execute(update(Site).where(Site.id == here.host.id).values(rev=Site.rev))
            beside = await choose_somebody(
                session, here.as_youth, called="Moa", shares=["breaks", "wishes"], months=3, is_named=False
            )
            await session.execute(update(Account).where(Account.id == beside.account_id).values(called="Moa"))
        async with transaction(module_database.sessions, town.municipality_id) as session:
            card = await accounts.make_card(session, here.as_caseworker, settings.secret_key, here.youth.account_id)
        await accounts.use_card(
            module_database.sessions, settings.secret_key, code=card.code, name="alva.hemlig", phrase=WORDS, address="a"
        )
    return Told(town, beside.id, beside.account_id)


@pytest_asyncio.fixture(scope="module")
async def app(module_database: Any) -> Any:
    return create_app(module_database.settings, engine=module_database.engine)
