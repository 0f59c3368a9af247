"""How the site looks to this person: day or night, and in which language. Kept in cookies that end with the browser."""

from enum import StrEnum
from typing import Any

from litestar import Controller, Request, get, post

from service.web import texts
from service.web.cookies import keep_theme
from service.web.forms import blank_form, read_form
from service.web.guards import anyone
from service.web.render import Page, go, page
from service.web.schemas import Input
from service.web.visit import visit


class Theme(StrEnum):
    AUTO = "auto"  # as the phone has it
    LIGHT = "light"
    NIGHT = "night"


class LookIn(Input):
    theme: Theme


class LookPages(Controller):
    path = "/look"
    guards = [anyone]

    @get("/")
    async def show(self) -> Page:
        form = blank_form(theme=visit().theme or Theme.AUTO)
        return page("pages/look.html", form=form, languages=texts.available_languages())

    @post("/")
    async def choose(self, request: Request[Any, Any, Any]) -> Page:
        form = await read_form(request, LookIn)
        if not form.ok:
            return page("pages/look.html", form=form, languages=texts.available_languages(), status=422)
        keep_theme("" if form.data.theme is Theme.AUTO else form.data.theme)
        return go("/look")


controllers = [LookPages]
