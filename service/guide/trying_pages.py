"""What happens if I tell, and trying it without saving: open to everybody, no row, no cookie, no event."""

from enum import StrEnum
from typing import Any, Literal

from litestar import Controller, get, post

from service.guide.telling import TOPICS
from service.guide.trying import PLACES, WISHES, menu
from service.requests.windows import Kind
from service.web.dependencies import Req
from service.web.forms import Form, blank_form, read_form
from service.web.guards import anyone
from service.web.render import Page, page
from service.web.schemas import Input
from service.youths import wording
from service.youths.traits import TRAITS

WishCode = StrEnum("WishCode", {code.upper(): code for code in WISHES})  # type: ignore[misc]
PlaceCode = StrEnum("PlaceCode", {one.code.upper(): one.code for one in PLACES})  # type: ignore[misc]


class TryForm(Input):
    """Everything she has picked so far, and where she goes next."""

    step: Literal["wish", "menu", "chosen"]
    kind: Kind = Kind.WEEKEND
    wishes: list[WishCode] = []
    place: PlaceCode | None = None


class TellingPages(Controller):
    path = "/if-i-tell"
    guards = [anyone]

    @get()
    async def all_topics(self) -> Page:
        return page("guide/if_i_tell.html", topics=TOPICS)


class TryPages(Controller):
    """No token is asked for (see `web.csrf`): it would be a cookie, and there is nothing that a forged form could do."""

    path = "/try"
    guards = [anyone]

    @get()
    async def begin(self) -> Page:
        return _shown("kind", blank_form())

    @post(status_code=200)
    async def go_on(self, request: Req) -> Page:
        form = await read_form(request, TryForm)
        if not form.ok:
            return _shown("kind", form, status=form.status)
        step = "menu" if form.data.step == "chosen" and form.data.place is None else form.data.step
        return _shown(step, form)


def _shown(step: str, form: Form[Any], status: int = 200) -> Page:
    picked = [one for one in form.values("wishes") if one in WISHES]
    tried = menu(picked)
    return page(
        "guide/try.html",
        status=status,
        step=step,
        form=form,
        kind=form.value("kind", Kind.WEEKEND.value),
        picked=picked,
        tried=tried,
        chosen=next((one for one in tried if one.place.code == form.value("place")), None),
        wishes=WISHES,
        traits=TRAITS,
        wording=wording,
    )
