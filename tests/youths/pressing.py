"""Filling in pages as a person without JavaScript does: open, type, press; count the presses."""

import re
from typing import Any

import httpx

from service.database import transaction
from tests.web.people import Town


def hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))


async def press(client: httpx.AsyncClient, path: str, on: str | None = None, **typed: Any) -> httpx.Response:
    """Open the page `on` (else `path`), type, press its button. Redirects are not followed."""
    shown = await client.get(on or path)
    assert shown.status_code == 200, (on or path, shown.status_code)
    keys = {name: value for name, value in hidden(shown.text).items() if name.startswith("_")}
    if not keys:  # a page without a form: take the token of another
        return await press(client, path, on="/look", **typed)
    return await client.post(path, data=keys | {name: value for name, value in typed.items() if value is not None})


async def count(town: Town, table: Any) -> int:
    from sqlalchemy import func, select

    async with transaction(town.database.sessions, town.municipality_id) as session:
        return await session.scalar(select(func.count()).select_from(table)) or 0
