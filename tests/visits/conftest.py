"""The same town and the same ways in as for her words, with the pages of visits."""

from typing import Any

import pytest_asyncio

from service.consents.actions import rules_of_today
from service.database import transaction
from tests.youths.conftest import NOW, api, it_is_a_sunday_in_november, signed_in
from tests.youths.conftest import town as town_without_rules

__all__ = ["NOW", "api", "it_is_a_sunday_in_november", "signed_in", "town_without_rules"]


@pytest_asyncio.fixture(scope="module")
async def town(town_without_rules: Any) -> Any:
    made = town_without_rules
    async with transaction(made.database.sessions, made.municipality_id) as session:
        session.add_all(rules_of_today(made.given.municipality))
    return made


@pytest_asyncio.fixture(scope="module")
async def app(module_database: Any) -> Any:
    from service.app import create_app

    slices = ("web", "accounts", "youths", "supply", "consents", "visits")
    return create_app(module_database.settings, engine=module_database.engine, slices=slices)
