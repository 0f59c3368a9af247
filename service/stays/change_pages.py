"""Pages of changing a booked break: shorter, longer, and home now. What follows stands there before anything is pressed."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from litestar import Controller, get, post
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncSession

from models.people import Role
from service import clock
from service.actor import Actor
from service.errors import Invalid, NotFound
from service.stays import again, change_queries, changing, going_home, queries, wording
from service.stays.change_answers import answer_longer
from service.stays.change_rules import Times, longer_times, read_times, shorter_times
from service.stays.rules import LIVE, SAYS_NO, Status
from service.stays.schemas import ChangeIn, HomeIn, LongerAnswerIn, NothingIn
from service.stays.stay_page import stay_page, who_reads
from service.web.dependencies import Req, Session, Who
from service.web.forms import Form, blank_form, read_form
from service.web.guards import only
from service.web.once import attempt
from service.web.render import Page, go, page


class ChangePages(Controller):
    path = "/stays/{stay_id:uuid}"
    guards = [only(*SAYS_NO)]

    @get("/shorter")
    async def look_at_shorter(self, stay_id: FromPath[UUID], session: Session, actor: Who) -> Page:
        return await _times_page(session, actor, stay_id, "shorter", blank_form())

    @post("/shorter")
    async def make_shorter(self, request: Req, stay_id: FromPath[UUID], session: Session, actor: Who) -> Page:
        return await _change(request, session, actor, stay_id, "shorter", changing.shorten_stay)

    @get("/longer")
    async def look_at_longer(self, stay_id: FromPath[UUID], session: Session, actor: Who) -> Page:
        return await _times_page(session, actor, stay_id, "longer", blank_form())

    @post("/longer")
    async def ask_for_longer(self, request: Req, stay_id: FromPath[UUID], session: Session, actor: Who) -> Page:
        return await _change(request, session, actor, stay_id, "longer", changing.ask_for_longer)

    @get("/home", guards=[only(Role.YOUTH)])
    async def home(self, stay_id: FromPath[UUID], session: Session, actor: Who) -> Page:
        return await _home_page(session, actor, stay_id, blank_form())

    @post("/home", guards=[only(Role.YOUTH)])
    async def tell(self, request: Req, stay_id: FromPath[UUID], session: Session, actor: Who) -> Page:
        """Tell whoever is on duty; or say that she goes now."""
        await queries.stay_of(session, actor, stay_id)
        form = await read_form(request, HomeIn)
        if form.ok:
            async with attempt(session, actor, form) as once:
                if form.data.step == "going":
                    await going_home.is_going_home(session, actor, stay_id)
                    return await once.go(f"/stays/{stay_id}")
                await going_home.want_home(session, actor, stay_id, form.data.words)
                return await once.go(f"/stays/{stay_id}/home")
        return await _home_page(session, actor, stay_id, form)


class ChangeAnswerPages(Controller):
    """Whoever has the house, and her caseworker, say yes or no to a longer break; she takes it back."""

    path = "/stays/{stay_id:uuid}/changes/{change_id:uuid}"

    @post(guards=[only(Role.HOST, Role.PLACE_KEEPER, Role.CASEWORKER)])
    async def answer(
        self, request: Req, stay_id: FromPath[UUID], change_id: FromPath[UUID], session: Session, actor: Who
    ) -> Page:
        await queries.stay_of(session, actor, stay_id)
        form = await read_form(request, LongerAnswerIn)
        if form.ok:
            async with attempt(session, actor, form) as once:
                await answer_longer(session, actor, change_id, form.data.answer == "yes", form.data.words)
                return await once.go(f"/stays/{stay_id}")
        return await stay_page(session, actor, stay_id, form)

    @post("/back", guards=[only(*SAYS_NO)])
    async def take_back(
        self, request: Req, stay_id: FromPath[UUID], change_id: FromPath[UUID], session: Session, actor: Who
    ) -> Page:
        await queries.stay_of(session, actor, stay_id)
        form = await read_form(request, NothingIn)
        async with attempt(session, actor, form) as once:
            await changing.take_back(session, actor, change_id)
            return await once.go(f"/stays/{stay_id}")
        return await stay_page(session, actor, stay_id, form)


class AgainPages(Controller):
    path = "/breaks"
    guards = [only(Role.YOUTH)]

    @post("/{request_id:uuid}/again")
    async def wish_again(self, request_id: FromPath[UUID], session: Session, actor: Who) -> Page:
        """The same break once more, as a draft that she can look at and change."""
        return go(await again.wish_again(session, actor, request_id))


def _times_of(typed: str | None) -> Times:
    if typed is None or (found := read_times(typed)) is None:
        raise Invalid(field="times", code_detail="stays.which_times")
    return found


async def _change(
    request: Req, session: AsyncSession, actor: Actor, stay_id: UUID, kind: str, act: Callable[..., Awaitable[object]]
) -> Page:
    await queries.stay_of(session, actor, stay_id)
    form = await read_form(request, ChangeIn)
    if form.ok:
        async with attempt(session, actor, form) as once:
            await act(session, actor, stay_id, _times_of(form.data.times), form.data.words, form.data.rev)
            return await once.go(f"/stays/{stay_id}")
    return await _times_page(session, actor, stay_id, kind, form)


async def _times_page(session: AsyncSession, actor: Actor, stay_id: UUID, kind: str, form: Form[Any]) -> Page:
    stay = await queries.stay_of(session, actor, stay_id)
    if stay.status not in LIVE and not form.errors:
        return go(f"/stays/{stay_id}")
    offered = (shorter_times if kind == "shorter" else longer_times)(
        clock.now(), stay.arrival, stay.departure, actor.zone
    )
    return page(
        f"stays/{kind}.html",
        stay=stay,
        offered=offered,
        effects=await queries.effects_of(session, actor, stay_id),
        readers=await who_reads(session, actor, stay, kind="cancellation" if kind == "shorter" else "change"),
        form=form,
        wording=wording,
        status=form.status,
    )


async def _home_page(session: AsyncSession, actor: Actor, stay_id: UUID, form: Form[Any]) -> Page:
    stay = await queries.stay_of(session, actor, stay_id)
    if actor.subject_id is None:
        raise NotFound()
    if stay.status is not Status.GOING_ON and not form.errors:
        return go(f"/stays/{stay_id}")
    return page(
        "stays/home.html",
        stay=stay,
        going=await change_queries.going_home(session, actor, stay_id, actor.subject_id),
        readers=await who_reads(session, actor, stay, kind="change"),
        form=form,
        status=form.status,
    )


controllers = [ChangePages, ChangeAnswerPages, AgainPages]
