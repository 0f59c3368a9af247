"""Pages of hosts, place keepers and mentors about their own time and home, and the same for the coordinator."""

from datetime import date
from typing import Any
from uuid import UUID

from litestar import Controller, get, post
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncSession

from models.people import Role
from service import clock
from service.actor import Actor
from service.supply import actions, desk, queries, schemas
from service.supply.browsing import PeoplePages
from service.supply.desk import Desk
from service.web import texts
from service.web.dependencies import Req, Session, Who
from service.web.forms import Form, blank_form, read_form
from service.web.guards import only
from service.web.once import attempt
from service.web.render import Page, page


class Keeping(Controller):
    """Time, presentation and limits of one host, place or mentor. Whose desk it is, the subclass says."""

    def desk(self, request: Req, actor: Actor) -> Desk:
        raise NotImplementedError

    @get("/availability")
    async def month(self, request: Req, session: Session, actor: Who) -> Page:
        asked = desk.month_asked(request.query_params.get("month"), actor.zone)
        kept = _days(request.query_params.get("kept", ""))
        return await desk.month_page(session, self.desk(request, actor), asked, kept=kept)

    @post("/availability/nights")
    async def tap(self, request: Req, session: Session, actor: Who) -> Page:
        here, form = self.desk(request, actor), await read_form(request, schemas.NightTapped)
        night = (form.data.open or form.data.close) if form.ok else None
        month = desk.month_asked(f"{night:%Y-%m}" if night else None, actor.zone)
        if form.ok:
            async with attempt(session, actor, form) as once:
                act = actions.open_nights if form.data.open else actions.close_nights
                await act(session, actor, nights=[night] if night else [], **here.whom)
                return await once.go(f"{here.calendar}?month={month:%Y-%m}#d-{night}")
        return await desk.month_page(session, here, month, form)

    @get("/availability/several")
    async def several(self, request: Req, session: Session, actor: Who) -> Page:
        return await desk.several_page(session, self.desk(request, actor), blank_form())

    @post("/availability/several")
    async def change_several(self, request: Req, session: Session, actor: Who) -> Page:
        here, form = self.desk(request, actor), await read_form(request, schemas.SeveralNights)
        if form.ok:
            async with attempt(session, actor, form) as once:
                nights = actions.stretch(form.data.first, form.data.last)
                if form.data.act is schemas.Act.OPEN:
                    await actions.open_nights(session, actor, nights=nights, **here.whom)
                else:
                    await actions.close_nights(session, actor, nights=nights, reason=form.data.reason, **here.whom)
                return await once.go(f"{here.calendar}?month={form.data.first:%Y-%m}")
        return await desk.several_page(session, here, form)

    @get("/availability/days/{day:date}")
    async def day(self, request: Req, day: FromPath[date], session: Session, actor: Who) -> Page:
        return await desk.day_page(session, self.desk(request, actor), day)

    @post("/availability/days/{day:date}")
    async def change_day(self, request: Req, day: FromPath[date], session: Session, actor: Who) -> Page:
        here, form = self.desk(request, actor), await read_form(request, schemas.DayForm)
        if form.ok:
            async with attempt(session, actor, form) as once:
                await actions.set_day(
                    session, actor, day, form.data.how, form.data.from_time, form.data.to_time, **here.whom
                )
                return await once.go(f"{here.calendar}?month={day:%Y-%m}#d-{day}")
        return await desk.day_page(session, here, day, form)

    @get("/availability/pattern")
    async def pattern(self, request: Req, session: Session, actor: Who) -> Page:
        return await desk.pattern_page(session, self.desk(request, actor))

    @post("/availability/pattern")
    async def set_pattern(self, request: Req, session: Session, actor: Who) -> Page:
        here, form = self.desk(request, actor), await read_form(request, schemas.PatternForm)
        if form.ok:
            async with attempt(session, actor, form) as once:
                done = await actions.set_pattern(session, actor, rows=form.data.rows(), **here.whom)
                kept = ",".join(str(day) for day in done.kept_open[:20])
                return await once.go(f"{here.calendar}?kept={kept}" if kept else here.calendar)
        return await desk.pattern_page(session, here, form)

    @get("/availability/close")
    async def close(self, request: Req, session: Session, actor: Who) -> Page:
        return await desk.close_page(session, self.desk(request, actor), blank_form())

    @post("/availability/close")
    async def close_at_once(self, request: Req, session: Session, actor: Who) -> Page:
        here, form = self.desk(request, actor), await read_form(request, schemas.CloseForm)
        if form.ok:
            async with attempt(session, actor, form) as once:
                await actions.close_now(session, actor, reason=form.data.reason, until=form.data.end(), **here.whom)
                return await once.go(here.calendar)
        return await desk.close_page(session, here, form)

    @get("/presentation")
    async def presentation(self, request: Req, session: Session, actor: Who) -> Page:
        asked = request.query_params
        saved, language = "saved" in asked, asked.get("language", texts.DEFAULT_LANGUAGE)
        return await desk.presentation_page(session, self.desk(request, actor), language, saved=saved)

    @post("/presentation")
    async def present(self, request: Req, session: Session, actor: Who) -> Page:
        here, form = self.desk(request, actor), await read_form(request, schemas.PresentationForm)
        if form.ok:
            async with attempt(session, actor, form) as once:
                await actions.set_presentation(session, actor, **form.data.model_dump(), **here.whom)
                return await once.go(f"{here.base}/presentation?language={form.data.language}&saved=yes")
        return await desk.presentation_page(session, here, form.value("language", texts.DEFAULT_LANGUAGE), form)

    @get("/limits")
    async def limits(self, request: Req, session: Session, actor: Who) -> Page:
        return await desk.limits_page(session, self.desk(request, actor), saved="saved" in request.query_params)

    @post("/limits")
    async def change_limits(self, request: Req, session: Session, actor: Who) -> Page:
        here = self.desk(request, actor)
        model: Any = schemas.MentorLimitsForm if here.is_mentor else schemas.SiteLimitsForm
        form: Form[Any] = await read_form(request, model)
        if form.ok:
            async with attempt(session, actor, form) as once:
                await actions.change_limits(session, actor, **form.data.model_dump(), **here.whom)
                return await once.go(f"{here.base}/limits?saved=yes")
        return await desk.limits_page(session, here, form)


class OwnKeeping(Keeping):
    path = "/"
    guards = [only(Role.HOST, Role.PLACE_KEEPER, Role.MENTOR)]
    include_in_schema = False

    def desk(self, request: Req, actor: Actor) -> Desk:
        return desk.own_desk(actor)


class CoordinatorKeeping(Keeping):
    path = "/supply/{thing:str}/{owner_id:uuid}"
    guards = [only(Role.COORDINATOR)]
    include_in_schema = False

    def desk(self, request: Req, actor: Actor) -> Desk:
        return desk.coordinators_desk(actor, request.path_params["thing"], request.path_params["owner_id"])


class SupplyPages(Controller):
    """What the coordinator alone does: the list, new hosts and places, checks."""

    path = "/supply"
    guards = [only(Role.COORDINATOR)]
    include_in_schema = False

    @get()
    async def all_of_it(self, session: Session, actor: Who) -> Page:
        return page("supply/list.html", rows=await queries.supply_overview(session, actor))

    @get("/new")
    async def write_new(self, session: Session) -> Page:
        return await _new(session, blank_form(kind="host", beds=1))

    @post("/new")
    async def make(self, request: Req, session: Session, actor: Who) -> Page:
        form = await read_form(request, schemas.SiteIn)
        if form.ok:
            async with attempt(session, actor, form) as once:
                site = await actions.make_site(session, actor, **form.data.model_dump())
                return await once.go(f"/supply/sites/{site.id}")
        return await _new(session, form)

    @get("/{thing:str}/{owner_id:uuid}")
    async def one(self, thing: FromPath[str], owner_id: FromPath[UUID], session: Session, actor: Who) -> Page:
        return await _one(session, desk.coordinators_desk(actor, thing, owner_id), blank_form())

    @post("/{thing:str}/{owner_id:uuid}/checks")
    async def record_check(
        self, request: Req, thing: FromPath[str], owner_id: FromPath[UUID], session: Session, actor: Who
    ) -> Page:
        here, form = desk.coordinators_desk(actor, thing, owner_id), await read_form(request, schemas.CheckIn)
        if form.ok:
            async with attempt(session, actor, form) as once:
                await actions.record_check(session, actor, **form.data.model_dump(), **here.whom)
                return await once.go(here.base)
        return await _one(session, here, form)

    @post("/{thing:str}/{owner_id:uuid}/address", status_code=200)
    async def reveal_address(
        self, request: Req, thing: FromPath[str], owner_id: FromPath[UUID], session: Session, actor: Who
    ) -> Page:
        """Shown once, on this answer; looking again is asked for, and recorded, again."""
        here, form = desk.coordinators_desk(actor, thing, owner_id), await read_form(request, schemas.AddressAsked)
        if form.ok:
            address = await actions.reveal_address(session, actor, owner_id, purpose=form.data.purpose)
            return await _one(session, here, form, address=address or texts.gettext("No address has been told."))
        return await _one(session, here, form)

    @post("/{thing:str}/{owner_id:uuid}/opening")
    async def open_again(
        self, request: Req, thing: FromPath[str], owner_id: FromPath[UUID], session: Session, actor: Who
    ) -> Page:
        here, form = desk.coordinators_desk(actor, thing, owner_id), await read_form(request, schemas.Nothing)
        if form.ok:
            async with attempt(session, actor, form) as once:
                await actions.open_again(session, actor, **here.whom)
                return await once.go(here.base)
        return await _one(session, here, form)

    @get("/checks/{check_id:uuid}/withdrawal")
    async def ask_withdrawal(self, check_id: FromPath[UUID], session: Session, actor: Who) -> Page:
        return await _withdrawal(session, actor, check_id, blank_form())

    @post("/checks/{check_id:uuid}/withdrawal")
    async def withdraw(self, request: Req, check_id: FromPath[UUID], session: Session, actor: Who) -> Page:
        form = await read_form(request, schemas.Nothing)
        if form.ok:
            async with attempt(session, actor, form) as once:
                check = await actions.withdraw_check(session, actor, check_id)
                thing = f"sites/{check.site_id}" if check.site_id else f"mentors/{check.mentor_id}"
                return await once.go(f"/supply/{thing}")
        return await _withdrawal(session, actor, check_id, form)


async def _new(session: AsyncSession, form: Form[Any]) -> Page:
    return page("supply/new.html", form=form, zones=await queries.zones_of(session), status=form.status)


async def _one(session: AsyncSession, here: Desk, form: Form[Any], address: str = "") -> Page:
    return page(
        "supply/detail.html",
        desk=here,
        form=form,
        detail=await queries.supply_detail(session, here.actor, **here.whom),
        calendar=await desk.calendar_at(session, here, clock.today(here.actor.zone)),
        check_names=desk.CHECK_NAMES,
        address=address,
        status=form.status,
    )


async def _withdrawal(session: AsyncSession, actor: Actor, check_id: UUID, form: Form[Any]) -> Page:
    check, effects = await queries.effects_of_withdrawing(session, actor, check_id)
    back = f"/supply/sites/{check.site_id}" if check.site_id else f"/supply/mentors/{check.mentor_id}"
    return page(
        "supply/withdrawal.html",
        form=form,
        check=check,
        effects=effects,
        back_to=back,
        check_names=desk.CHECK_NAMES,
        status=form.status,
    )


def _days(given: str) -> list[date]:
    """Days from an address that we made ourselves; what cannot be read is left out."""
    try:
        return [date.fromisoformat(one) for one in given.split(",") if one][:20]
    except ValueError:
        return []


controllers = [OwnKeeping, CoordinatorKeeping, SupplyPages, PeoplePages]
