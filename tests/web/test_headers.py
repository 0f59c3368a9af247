"""Every answer has the headers, also where no route is."""

import pytest

from models.people import Role
from tests.web.conftest import browser
from tests.web.people import sign_in_as

ALWAYS = {
    "content-security-policy",
    "cross-origin-opener-policy",
    "permissions-policy",
    "referrer-policy",
    "x-content-type-options",
    "cache-control",
}


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/healthz", 200),
        ("GET", "/nowhere", 404),
        ("GET", "/api/v1/nowhere", 404),
        ("PATCH", "/healthz", 405),
        ("GET", "/api/v1/openapi.json", 200),
        ("GET", "/static/favicon.svg", 200),
        ("GET", "/static/nothing.css", 404),
        ("GET", "/healthz?x=%00", 400),
        ("GET", "/%ff", 400),
    ],
)
async def test_headers_are_on_every_answer(visitor, method, path, status):
    answer = await visitor.request(method, path, headers={"sec-fetch-site": "same-origin"})
    assert answer.status_code == status if method == "GET" else answer.status_code in (403, 405)
    assert set(answer.headers) >= ALWAYS
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy


@pytest.mark.asyncio
async def test_a_method_that_is_not_there_says_which_are(visitor):
    answer = await visitor.patch("/api/v1/openapi.json")
    assert answer.status_code == 405
    assert "GET" in answer.headers["allow"]
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.asyncio
async def test_a_mere_visitor_gets_no_cookie(visitor):
    assert "set-cookie" not in (await visitor.get("/nowhere")).headers


@pytest.mark.asyncio
async def test_a_page_that_is_not_there_says_so_in_her_language(visitor):
    swedish = await visitor.get("/nowhere")
    english = await visitor.get("/nowhere", headers={"accept-language": "en"})
    assert swedish.status_code == english.status_code == 404
    assert swedish.text != english.text


@pytest.mark.asyncio
async def test_production_adds_hsts_and_secure_cookie_names(production_app, town):
    async with browser(production_app, base_url="https://localhost") as client:
        answer = await client.get("/nowhere")
        assert "strict-transport-security" in answer.headers


@pytest.mark.asyncio
async def test_somebody_signed_in_gets_headers_too(visitor, town):
    await sign_in_as(visitor, town, Role.YOUTH)
    answer = await visitor.get("/nowhere")
    assert answer.status_code == 404
    assert answer.headers["cache-control"] == "no-store"
