"""How the site looks to this person: how much at once, day or night, in which language.

Light is kept in a cookie that ends with the browser. A youth's reading level is kept with her, so that it is there on the next
phone; before she has signed in it is a cookie too.
"""

from enum import StrEnum
from typing import Any

from litestar import Controller, get, post

from models.people import Role
from service.accounts import actions
from service.web import texts
from service.web.cookies import keep_level, keep_theme
from service.web.dependencies import Req, Session
from service.web.forms import Form, blank_form, read_form
from service.web.guards import anyone
from service.web.render import Page, go, page
from service.web.schemas import Input
from service.web.visit import visit


class Theme(StrEnum):
    AUTO = "auto"  # as the phone has it
    LIGHT = "light"
    NIGHT = "night"


class Level(StrEnum):
    PICTURES = "pictures"
    SHORT = "short"
    FULL = "full"


class LookIn(Input):
    theme: Theme
    level: Level | None = None


class LookPages(Controller):
    path = "/look"
    guards = [anyone]

    @get("/")
    async def show(self) -> Page:
        return _look(blank_form(theme=visit().theme or Theme.AUTO, level=visit().level))

    @post("/")
    async def choose(self, request: Req, session: Session) -> Page:
        form = await read_form(request, LookIn)
        if not form.ok:
            return _look(form, status=422)
        keep_theme("" if form.data.theme is Theme.AUTO else form.data.theme)
        if form.data.level is not None:
            actor = visit().actor
            if actor is not None and actor.role is Role.YOUTH:
                await actions.choose_reading_level(session, actor, form.data.level.value)
            keep_level(form.data.level)
        return go("/look")


def _look(form: Form[Any], status: int = 200) -> Page:
    actor = visit().actor
    return page(
        "pages/look.html",
        status=status,
        form=form,
        languages=texts.available_languages(),
        has_levels=actor is None or actor.role is Role.YOUTH,
    )
