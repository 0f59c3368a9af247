"""The application put together: every slice's pages and API, and what surrounds them.

A slice joins by having `pages.py` or `api.py` with a list `controllers`. A route that does not say who may call it stops
the start.
"""

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from litestar import Litestar, Router, get
from litestar.config.compression import CompressionConfig
from litestar.config.response_cache import ResponseCacheConfig
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.openapi import OpenAPIConfig, ResponseSpec
from litestar.openapi.plugins import JsonRenderPlugin, YamlRenderPlugin
from litestar.openapi.spec import Components, SecurityScheme
from litestar.response import Response
from litestar.routes import HTTPRoute
from litestar.static_files import create_static_files_router
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from service.database import Sessions, engine_for, sessions_on
from service.settings import Settings
from service.trail.refused import keep_refused_look
from service.web.dependencies import DEPENDENCIES
from service.web.guards import anyone, who_may
from service.web.openapi import HoursOfTheDay
from service.web.problems import Problem, answer_error
from service.web.render import environment
from service.web.surroundings import LARGEST_BODY, Surroundings

SLICES = (
    "web",
    "accounts",
    "youths",
    "messages",
    "supply",
    "consents",
    "visits",
    "requests",
    "proposals",
    "planning",
    "stays",
    "guide",
    "soon",
    "support",
    "trail",
    "demo",
)
API = "/api/v1"
STATIC = Path(__file__).parent / "static"


@get("/healthz", guards=[anyone], include_in_schema=False)
async def is_well(sessions: NamedDependency[Sessions]) -> Response[dict[str, str]]:
    """Whether the database answers; for whoever watches over the service."""
    async with sessions() as session:
        await session.execute(text("select 1"))
    return Response({"status": "ok"})


def create_app(settings: Settings, *, engine: AsyncEngine | None = None, slices: Sequence[str] = SLICES) -> Litestar:
    """The web application. An `engine` that is passed in stays open when the application ends."""
    if settings.demo and settings.production:
        raise SystemExit("The demo municipality is never served with a production setting. Unset one of them.")
    own_engine = engine or engine_for(settings.database_url, hide_parameters=True)
    sessions = sessions_on(own_engine, settings.master_key)
    environment()  # a broken template or catalogue stops the start

    @asynccontextmanager
    async def lifespan(app: Litestar) -> AsyncIterator[None]:
        yield
        if engine is None:
            await own_engine.dispose()

    app = Litestar(
        route_handlers=[
            is_well,
            Router("/", route_handlers=_controllers(slices, "pages"), include_in_schema=False),
            Router(API, route_handlers=_controllers(slices, "api"), security=[{"bearer": []}]),
            create_static_files_router(path="/static", directories=[STATIC], include_in_schema=False),
        ],
        dependencies=DEPENDENCIES,
        exception_handlers={Exception: answer_error},
        lifespan=[lifespan],
        state=State({"sessions": sessions, "settings": settings}),
        request_max_body_size=LARGEST_BODY,
        compression_config=CompressionConfig(
            backend="brotli", brotli_quality=4, minimum_size=1000, exclude=["/events", r"\.woff2$"]
        ),
        response_cache_config=ResponseCacheConfig(default_expiration=0),
        openapi_config=_openapi(),
        plugins=[HoursOfTheDay()],
        logging_config=None,
        debug=False,
    )
    _check_and_document(app)
    app.asgi_handler = Surroundings(app.asgi_handler, settings, sessions, _methods(app), keep_refused_look)
    return app


def _controllers(slices: Sequence[str], face: str) -> list[Any]:
    """Each slice's `pages` or `api`; a slice without that file has no such face."""
    found: list[Any] = []
    for name in slices:
        if find_spec(f"service.{name}") and find_spec(f"service.{name}.{face}"):
            found += import_module(f"service.{name}.{face}").controllers
    return found


def _handlers(app: Litestar) -> Iterator[tuple[HTTPRoute, HTTPRouteHandler]]:
    """Ours alone: the schema, the files and OPTIONS are made by Litestar, and open to all."""
    for route in app.routes:
        if isinstance(route, HTTPRoute):
            for handler in route.route_handlers:
                if not str(getattr(handler.fn, "__module__", "")).startswith("litestar."):
                    yield route, handler


def _check_and_document(app: Litestar) -> None:
    """No route without a word on who may call it; the API's routes with the errors they may answer."""
    for route, handler in _handlers(app):
        who_may(handler)
        if route.path.startswith(API):
            handler.responses = {**PROBLEMS, **(handler.responses or {})}


def _methods(app: Litestar) -> dict[str, str]:
    """What may be asked of each address. Litestar answers OPTIONS with the methods of the first controller there only."""
    return {
        route.path: ", ".join(sorted({str(method) for one in route.route_handlers for method in one.http_methods}))
        for route in app.routes
        if isinstance(route, HTTPRoute)
    }


def routes_of(app: Litestar) -> list[tuple[str, str, HTTPRouteHandler]]:
    """(method, path, handler) of every route of ours: for the authorisation matrix and the docs."""
    every = [
        (str(method), route.path_format, handler)
        for route, handler in _handlers(app)
        for method in handler.http_methods
    ]
    return sorted(every, key=lambda one: (one[1], one[0]))


def _openapi() -> OpenAPIConfig:
    return OpenAPIConfig(
        title="Mellanrummet",
        version="1",
        description="The same acts as the pages. Errors are problem+json (RFC 9457) with a code.",
        path=API,
        render_plugins=[JsonRenderPlugin(path="/openapi.json"), YamlRenderPlugin(path="/openapi.yaml")],
        components=Components(security_schemes={"bearer": SecurityScheme(type="http", scheme="bearer")}),
    )


PROBLEMS = {
    status: ResponseSpec(Problem, description=said, media_type="application/problem+json", generate_examples=False)
    for status, said in {
        400: "The request cannot be read",
        401: "Not signed in",
        403: "Not for this role",
        404: "Not there, or not yours",
        409: "Not possible now",
        412: "Somebody else changed it meanwhile",
        413: "Too large",
        422: "Some fields cannot be used",
    }.items()
}
