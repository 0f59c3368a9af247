"""Making pages: one Jinja environment over the shared templates and each slice's own.

    return page("youths/wish.html", form=form)            a page (200)
    return page("youths/wish.html", form=form, status=422)  the same page with what went wrong
    return go("/wishes")                                   another page next (303)

Every template knows `actor` (or None), `csrf_input`, `path`, `now`, `help_lines`, `level`, `settings.demo`, and what `texts` gives.
Rendering happens in the handler, so that a page that cannot be shown is never reported as saved.
"""

from functools import cache
from pathlib import Path
from typing import Any

import jinja2
from litestar import Response
from litestar.enums import MediaType

from service import clock
from service.web import texts
from service.web.csrf import FormInputs
from service.web.csrf import token as csrf_token
from service.web.help_now import numbers_at
from service.web.visit import visit, visit_or_none

SERVICE = Path(__file__).resolve().parents[1]
Page = Response[str]


@cache
def environment() -> jinja2.Environment:
    folders = [SERVICE / "web" / "templates", *sorted(SERVICE.glob("*/templates"))]
    env = jinja2.Environment(
        loader=jinja2.FileSystemLoader(list(dict.fromkeys(folders))),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    texts.install(env)
    env.globals.update(reading_level=reading_level)
    return env


def reading_level() -> str:
    """How much the reader wants at once: "pictures", "short" or "full". For macros, which are imported without context."""
    here = visit_or_none()
    return here.level if here else "short"


def surroundings_of_a_page() -> dict[str, Any]:
    """What every template knows."""
    here, now = visit(), clock.now()
    return {
        "actor": here.actor,
        "path": here.path,
        "now": now,
        "today": clock.today(texts.zone()),
        "csrf_input": FormInputs(),
        "csrf_token": csrf_token,
        "help_lines": numbers_at(now, here.help, texts.zone()),
        "settings": {"demo": here.settings.demo},
        "theme": here.theme,
        "level": here.level,
    }


def render(template: str, **context: Any) -> str:
    return environment().get_template(template).render(surroundings_of_a_page() | context)


def page(template: str, *, status: int = 200, headers: dict[str, str] | None = None, **context: Any) -> Page:
    """The template as an answer."""
    return Response(render(template, **context), status_code=status, headers=headers, media_type=MediaType.HTML)


def go(path: str, *, headers: dict[str, str] | None = None) -> Page:
    """See other (303): after a form, the browser opens `path` with GET."""
    return Response("", status_code=303, headers={"Location": path, **(headers or {})}, media_type=MediaType.HTML)
