"""A first page on a slow phone: at most 90 kB, of which at most 15 kB script and about 8 kB style, all compressed."""

import gzip
import re
from pathlib import Path

import httpx

from service.app import create_app
from tests.conftest import settings_for
from tests.look.gallery import render

STATIC = Path(__file__).resolve().parents[2] / "service" / "static"


def packed(content: bytes) -> int:
    return len(gzip.compress(content, 9))


def first_view(show: str) -> dict[str, int]:
    """What a browser asks for, and how much that is. Letters are packed already."""
    page = render(show)
    asked = {"page": packed(page.encode())}
    for address in sorted(set(re.findall(r'(?:href|src)="/static/([^"?]+)', page))):
        content = (STATIC / address).read_bytes()
        asked[address] = len(content) if address.endswith("woff2") else packed(content)
    asked["vendor/fonts/bricolage-grotesque.woff2"] = (STATIC / "vendor/fonts/bricolage-grotesque.woff2").stat().st_size
    return asked


def test_the_first_page_of_a_youth_is_light():
    asked = first_view("youth")
    assert "vendor/fonts/atkinson-hyperlegible-next.woff2" in asked  # it is counted
    assert sum(asked.values()) <= 90_000, asked


def test_the_script_of_a_youths_page_is_small_and_staff_pages_stay_small_too():
    assert first_view("youth")["js/site.js"] <= 2_000
    live = [STATIC / "js/site.js", STATIC / "vendor/htmx/htmx.min.js", STATIC / "vendor/htmx/hx-sse.min.js"]
    assert sum(packed(path.read_bytes()) for path in live) <= 17_500  # only a planning round in progress loads htmx


async def test_the_service_sends_style_and_script_compressed_and_letters_as_they_are():
    app = create_app(settings_for("not_asked"), slices=())
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://localhost") as browser:
        sent = {
            name: await browser.get(f"/static/{name}")
            for name in ("css/parts.css", "vendor/fonts/bricolage-grotesque.woff2")
        }
    assert [one.headers.get("content-encoding") for one in sent.values()] == ["br", None]


def test_the_style_of_a_youths_page_fits_in_nine_kilobytes():
    assert sum(size for name, size in first_view("youth").items() if name.endswith(".css")) <= 9_000
