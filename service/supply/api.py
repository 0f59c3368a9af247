"""Host families, places and mentors over the API: the same acts as the pages, with bearer tokens and problem+json."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from litestar import Controller, Response, get, patch, post, put
from litestar.params import FromPath, JSONBody, QueryParameter
from sqlalchemy.ext.asyncio import AsyncSession

from models.people import Role
from service.actor import Actor
from service.supply import actions, desk, queries, rules
from service.supply.people_api import PeopleApi
from service.supply.queries import MonthCalendar, SupplyDetail
from service.supply.schemas import (
    CalendarOut,
    CheckIn,
    CheckMadeOut,
    CheckOut,
    ClosingIn,
    HoursIn,
    MentorIn,
    MentorLimitsIn,
    NightOut,
    NightsIn,
    PatternIn,
    PatternLine,
    PatternSetOut,
    PresentationIn,
    PresentationOut,
    SiteIn,
    SiteLimitsIn,
    SupplyLineOut,
    SupplyOut,
)
from service.web.dependencies import Req, Session, Who
from service.web.guards import only
from service.web.once import expected_rev, once

SEES = (Role.COORDINATOR, Role.CASEWORKER)
KEEPS = [only(Role.COORDINATOR, Role.HOST, Role.PLACE_KEEPER, Role.MENTOR)]  # within those of the class
Month = Annotated[
    str | None, QueryParameter(name="month", max_length=7, description="2027-01; this month when left out")
]


class OwnedApi(Controller):
    """What holds for sites and mentors alike; the subclass says which of the two."""

    kind_of_id = ""

    def whom(self, owner_id: UUID) -> dict[str, Any]:
        return {self.kind_of_id: owner_id}

    @get("/{owner_id:uuid}")
    async def one(self, owner_id: FromPath[UUID], session: Session, actor: Who) -> SupplyOut:
        return await _shown(session, actor, self.whom(owner_id))

    @get("/{owner_id:uuid}/calendar")
    async def calendar(
        self, owner_id: FromPath[UUID], session: Session, actor: Who, month: Month = None
    ) -> CalendarOut:
        here = desk.Desk(actor, self.whom(owner_id))
        return _calendar(await desk.calendar_at(session, here, desk.month_asked(month, actor.zone)))

    @post("/{owner_id:uuid}/nights", status_code=200, guards=KEEPS)
    async def nights(
        self, request: Req, owner_id: FromPath[UUID], data: JSONBody[NightsIn], session: Session, actor: Who
    ) -> Response[SupplyOut]:
        first, whom = await once(session, actor, request), self.whom(owner_id)
        if data.open:
            await actions.open_nights(session, actor, nights=data.open, **whom)
        if data.close or not data.open:
            await actions.close_nights(session, actor, nights=data.close, reason=data.reason, **whom)
        return await first.answer(await _shown(session, actor, whom), status=200)

    @post("/{owner_id:uuid}/hours", status_code=200, guards=KEEPS)
    async def hours(
        self, request: Req, owner_id: FromPath[UUID], data: JSONBody[HoursIn], session: Session, actor: Who
    ) -> Response[SupplyOut]:
        first, whom = await once(session, actor, request), self.whom(owner_id)
        await actions.open_hours(session, actor, data.day, data.from_time, data.to_time, **whom)
        return await first.answer(await _shown(session, actor, whom), status=200)

    @put("/{owner_id:uuid}/pattern", guards=KEEPS)
    async def pattern(
        self, owner_id: FromPath[UUID], data: JSONBody[PatternIn], session: Session, actor: Who
    ) -> PatternSetOut:
        rows = [line.as_row() for line in data.rows]
        done = await actions.set_pattern(session, actor, rows=rows, **self.whom(owner_id))
        return PatternSetOut(kept_open=done.kept_open)

    @put("/{owner_id:uuid}/presentations/{language:str}", guards=KEEPS)
    async def presentation(
        self,
        owner_id: FromPath[UUID],
        language: FromPath[str],
        data: JSONBody[PresentationIn],
        session: Session,
        actor: Who,
    ) -> PresentationOut:
        told = data.model_dump()
        shown = await actions.set_presentation(session, actor, language=language, **told, **self.whom(owner_id))
        return PresentationOut.model_validate(shown)

    @post("/{owner_id:uuid}/checks", status_code=201, guards=[only(Role.COORDINATOR)])
    async def record_check(
        self, request: Req, owner_id: FromPath[UUID], data: JSONBody[CheckIn], session: Session, actor: Who
    ) -> Response[SupplyOut]:
        first, whom = await once(session, actor, request), self.whom(owner_id)
        await actions.record_check(session, actor, **data.model_dump(), **whom)
        return await first.answer(await _shown(session, actor, whom))

    @post("/{owner_id:uuid}/closing", status_code=200, guards=KEEPS)
    async def close_now(
        self, request: Req, owner_id: FromPath[UUID], data: JSONBody[ClosingIn], session: Session, actor: Who
    ) -> Response[SupplyOut]:
        first, whom = await once(session, actor, request), self.whom(owner_id)
        await actions.close_now(session, actor, reason=data.reason, until=data.until, **whom)
        return await first.answer(await _shown(session, actor, whom), status=200)

    @post("/{owner_id:uuid}/opening", status_code=200, guards=[only(Role.COORDINATOR)])
    async def open_again(
        self, request: Req, owner_id: FromPath[UUID], session: Session, actor: Who
    ) -> Response[SupplyOut]:
        first, whom = await once(session, actor, request), self.whom(owner_id)
        await actions.open_again(session, actor, **whom)
        return await first.answer(await _shown(session, actor, whom), status=200)


class SiteApi(OwnedApi):
    path = "/sites"
    tags = ["supply"]
    guards = [only(*SEES, Role.HOST, Role.PLACE_KEEPER)]
    kind_of_id = "site_id"

    @get()
    async def every(self, session: Session, actor: Who) -> list[SupplyLineOut]:
        return [_line(row) for row in await queries.supply_overview(session, actor) if row.kind != rules.Kind.MENTOR]

    @post("/", status_code=201, guards=[only(Role.COORDINATOR)])
    async def make(self, request: Req, data: JSONBody[SiteIn], session: Session, actor: Who) -> Response[SupplyOut]:
        first = await once(session, actor, request)
        site = await actions.make_site(session, actor, **data.model_dump())
        shown = await _shown(session, actor, {"site_id": site.id})
        return await first.answer(shown, location=f"/api/v1/sites/{site.id}")

    @patch("/{owner_id:uuid}/limits", guards=KEEPS)
    async def limits(
        self, request: Req, owner_id: FromPath[UUID], data: JSONBody[SiteLimitsIn], session: Session, actor: Who
    ) -> SupplyOut:
        return await _limits(session, actor, request, {"site_id": owner_id}, data)


class MentorApi(OwnedApi):
    path = "/mentors"
    tags = ["supply"]
    guards = [only(*SEES, Role.MENTOR)]
    kind_of_id = "mentor_id"

    @get()
    async def every(self, session: Session, actor: Who) -> list[SupplyLineOut]:
        return [_line(row) for row in await queries.supply_overview(session, actor) if row.kind == rules.Kind.MENTOR]

    @post("/", status_code=201, guards=[only(Role.COORDINATOR)])
    async def make(self, request: Req, data: JSONBody[MentorIn], session: Session, actor: Who) -> Response[SupplyOut]:
        first = await once(session, actor, request)
        mentor = await actions.make_mentor(session, actor, **data.model_dump())
        shown = await _shown(session, actor, {"mentor_id": mentor.id})
        return await first.answer(shown, location=f"/api/v1/mentors/{mentor.id}")

    @patch("/{owner_id:uuid}/limits", guards=KEEPS)
    async def limits(
        self, request: Req, owner_id: FromPath[UUID], data: JSONBody[MentorLimitsIn], session: Session, actor: Who
    ) -> SupplyOut:
        return await _limits(session, actor, request, {"mentor_id": owner_id}, data)


class CheckApi(Controller):
    path = "/checks"
    tags = ["supply"]
    guards = [only(Role.COORDINATOR)]

    @post("/{check_id:uuid}/withdrawal", status_code=200)
    async def withdraw(
        self, request: Req, check_id: FromPath[UUID], session: Session, actor: Who
    ) -> Response[SupplyOut]:
        first = await once(session, actor, request)
        check = await actions.withdraw_check(session, actor, check_id)
        whom = {"site_id": check.site_id} if check.site_id else {"mentor_id": check.mentor_id}
        return await first.answer(await _shown(session, actor, whom), status=200)


async def _limits(session: AsyncSession, actor: Actor, request: Req, whom: Mapping[str, Any], data: Any) -> SupplyOut:
    """Only the fields that were sent change. The revision comes in the body or as If-Match."""
    sent = data.model_dump(exclude_unset=True)
    rev = sent.pop("rev", None)
    rev = expected_rev(request) if rev is None else rev
    await actions.change_limits(session, actor, rev=rev, **sent, **whom)
    return await _shown(session, actor, whom)


async def _shown(session: AsyncSession, actor: Actor, whom: Mapping[str, Any]) -> SupplyOut:
    return _out(await queries.supply_detail(session, actor, **whom))


def _out(detail: SupplyDetail) -> SupplyOut:
    row = detail.row
    table = rules.MENTOR_LIMITS if detail.kind == rules.Kind.MENTOR else rules.SITE_LIMITS
    return SupplyOut(
        kind=detail.kind,
        id=row.id,
        called=row.called,
        zone="" if detail.is_protected else detail.zone,
        beds=detail.beds,
        is_closed=row.closed_at is not None,
        rev=row.rev,
        limits={name: getattr(row, name) for name in table},
        traits=list(row.traits),
        languages=list(row.languages),
        checks=[CheckOut.model_validate(one) for one in detail.checks],
        made=[CheckMadeOut.model_validate(one) for one in detail.made],
        presentations=[PresentationOut.model_validate(one) for one in detail.presentations.values()],
    )


def _line(row: queries.SupplyRow) -> SupplyLineOut:
    return SupplyLineOut.model_validate(row)


def _calendar(calendar: MonthCalendar) -> CalendarOut:
    this_month: list[date] = [day for day in calendar.nights if day.month == calendar.month.month]
    return CalendarOut(
        month=calendar.month,
        is_closed=calendar.is_closed,
        closed_until=calendar.closed_until,
        nights=[NightOut.model_validate(calendar.nights[day]) for day in this_month],
        pattern=[PatternLine(**vars(row)) for row in calendar.pattern],
    )


controllers = [SiteApi, MentorApi, CheckApi, PeopleApi]
