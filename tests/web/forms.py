"""Filling in a form as a browser without JavaScript does: open the page, keep its hidden fields, send it."""

import re
from html import unescape

import httpx


def hidden(page: str) -> dict[str, str]:
    """The token and the key of a page's first form."""
    found = dict(re.findall(r'<input type="hidden" name="(_\w+)" value="([^"]+)">', page))
    return {name: unescape(value) for name, value in found.items()}


async def send(client: httpx.AsyncClient, page: str, to: str | None = None, **typed: str) -> httpx.Response:
    shown = await client.get(page)
    assert shown.status_code == 200, shown.text
    return await client.post(to or page, data={**hidden(shown.text), **typed})
