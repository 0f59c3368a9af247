"""What a keeper works at: her own host, place or mentor, or the one that the coordinator has opened.

The same pages serve both; they differ in address and layout, and in what the coordinator alone may do.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from models.people import Role
from service import clock
from service.actor import Actor
from service.errors import NotFound
from service.supply import queries, rules, schemas
from service.supply.availability import HORIZON_DAYS
from service.supply.profiles import PRESENTATION_LENGTHS
from service.supply.queries import MonthCalendar, SupplyDetail
from service.web import texts
from service.web.forms import Form, blank_form
from service.web.render import Page, page
from service.web.texts import N_, dates
from service.youths.traits import traits_of

THINGS = {"sites": "site_id", "mentors": "mentor_id"}
PICTURES = {
    "host": ("house", "lake", "table", "forest", "path", "people"),
    "place": ("cabin", "flat", "activity_house", "lake", "forest", "people"),
    "mentor": ("person-1", "person-2", "person-3", "person-4", "person-5", "person-6"),
}
DRAWN = {"host": "host_family", "place": "cabin", "mentor": "mentor"}
LANGUAGES = ("sv", "en", "ar", "so", "fa", "ti", "fi", "uk", "es", "se")  # spoken at home
CHECK_NAMES = {
    "register": N_("Register extract"),
    "home_visit": N_("Home visit"),
    "references": N_("References"),
    "safety": N_("Fire and safety"),
}
REASON_NAMES = {
    "own_wish": N_("We want time for ourselves"),
    "illness": N_("Somebody is ill"),
    "travel": N_("We are away"),
    "repairs": N_("Repairs"),
    "other": N_("Something else"),
}


@dataclass(frozen=True)
class Desk:
    """`base` is put before each address; `whom` names the row for actions."""

    actor: Actor
    whom: dict[str, Any]
    base: str = ""

    @property
    def is_mentor(self) -> bool:
        return "mentor_id" in self.whom

    @property
    def is_coordinator(self) -> bool:
        return self.actor.role is Role.COORDINATOR

    @property
    def layout(self) -> str:
        return "layouts/staff.html" if self.is_coordinator else "layouts/adult.html"

    @property
    def calendar(self) -> str:
        return f"{self.base}/availability"


def own_desk(actor: Actor) -> Desk:
    """The host, place or mentor that she speaks for; an account without one has no desk."""
    if actor.subject_id is None:
        raise NotFound()
    return Desk(actor, {"mentor_id" if actor.role is Role.MENTOR else "site_id": actor.subject_id})


def coordinators_desk(actor: Actor, thing: str, owner_id: UUID) -> Desk:
    if thing not in THINGS:
        raise NotFound()
    return Desk(actor, {THINGS[thing]: owner_id}, f"/supply/{thing}/{owner_id}")


def month_asked(given: str | None, zone: str) -> date:
    """The first day of "2027-01"; of this month when it cannot be read or lies out of reach."""
    today = clock.today(zone)
    try:
        wanted = date.fromisoformat(f"{given}-01") if given and len(given) == 7 else today
    except ValueError:
        wanted = today
    reach = today.replace(day=1) - timedelta(days=366), today + timedelta(days=HORIZON_DAYS)
    return wanted.replace(day=1) if reach[0] <= wanted <= reach[1] else today.replace(day=1)


async def calendar_at(session: AsyncSession, desk: Desk, month: date) -> MonthCalendar:
    if desk.is_mentor:
        return await queries.mentor_calendar(session, desk.actor, desk.whom["mentor_id"], month)
    return await queries.site_calendar(session, desk.actor, desk.whom["site_id"], month)


async def month_page(
    session: AsyncSession, desk: Desk, month: date, form: Form[Any] | None = None, *, kept: list[date] | None = None
) -> Page:
    calendar = await calendar_at(session, desk, month)
    last = clock.today(desk.actor.zone) + timedelta(days=HORIZON_DAYS)
    after = (month + timedelta(days=32)).replace(day=1)
    return page(
        "supply/month.html",
        status=form.status if form else 200,
        desk=desk,
        calendar=calendar,
        form=form or blank_form(),
        before=(month - timedelta(days=1)).replace(day=1),
        after=after if after <= last else None,
        last=last,
        kept=kept or [],
        detail=await queries.supply_detail(session, desk.actor, **desk.whom),
    )


async def several_page(session: AsyncSession, desk: Desk, form: Form[Any]) -> Page:
    today = clock.today(desk.actor.zone)
    await queries.supply_detail(session, desk.actor, **desk.whom)
    reasons = [(key, texts.gettext(name)) for key, name in REASON_NAMES.items()]
    last = today + timedelta(days=HORIZON_DAYS)
    return page(
        "supply/several.html", desk=desk, form=form, first=today, last=last, reasons=reasons, status=_status(form)
    )


async def day_page(session: AsyncSession, desk: Desk, day: date, form: Form[Any] | None = None) -> Page:
    cell = (await calendar_at(session, desk, month_asked(f"{day:%Y-%m}", desk.actor.zone))).nights.get(day)
    if cell is None or cell.is_over:
        raise NotFound()
    if form is None:
        times = cell.hours[0] if len(cell.hours) == 1 else ()
        form = blank_form(**{name: dates.clock(at) for name, at in zip(("from_time", "to_time"), times, strict=False)})
    return page("supply/day.html", desk=desk, form=form, cell=cell, status=_status(form))


async def pattern_page(session: AsyncSession, desk: Desk, form: Form[Any] | None = None) -> Page:
    calendar = await calendar_at(session, desk, month_asked(None, desk.actor.zone))
    return page(
        "supply/pattern.html",
        desk=desk,
        form=form or blank_form(**_as_fields(calendar.pattern)),
        with_hours=desk.is_mentor
        or any(row.from_time for row in calendar.pattern)
        or desk.actor.role is Role.PLACE_KEEPER,
        lines=schemas.LINES_A_DAY,
        days=[date(2026, 6, number) for number in range(1, 8)],  # any Monday to Sunday, for their names
        line_name=schemas.line_name,
        status=_status(form),
    )


def _as_fields(pattern: list[rules.PatternRow]) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    lines: dict[int, int] = {}
    for row in pattern:
        line = lines.get(row.weekday, 0)
        lines[row.weekday] = line + 1
        fields[schemas.line_name(row.weekday, line, "weeks")] = row.weeks
        fields[schemas.line_name(row.weekday, line, "from")] = f"{row.from_time:%H:%M}" if row.from_time else None
        fields[schemas.line_name(row.weekday, line, "to")] = f"{row.to_time:%H:%M}" if row.to_time else None
    return fields


async def close_page(session: AsyncSession, desk: Desk, form: Form[Any]) -> Page:
    effects = await queries.effects_of_closing(session, desk.actor, **desk.whom)
    reasons = [(key, texts.gettext(name)) for key, name in REASON_NAMES.items() if key != "own_wish"]
    return page("supply/close.html", desk=desk, form=form, effects=effects, reasons=reasons, status=_status(form))


async def presentation_page(
    session: AsyncSession, desk: Desk, language: str, form: Form[Any] | None = None, *, saved: bool = False
) -> Page:
    detail = await queries.supply_detail(session, desk.actor, **desk.whom)
    spoken = texts.available_languages()
    language = language if language in spoken else texts.DEFAULT_LANGUAGE
    shown = detail.presentations.get(language)
    fields = (*PRESENTATION_LENGTHS, "picture")
    return page(
        "supply/presentation.html",
        desk=desk,
        detail=detail,
        in_language=language,
        spoken=spoken,
        pictures=_pictures(detail, shown.picture if shown else ""),
        form=form or blank_form(**({field: getattr(shown, field) for field in fields} if shown else {})),
        saved=saved,
        status=_status(form),
    )


def _pictures(detail: SupplyDetail, now: str) -> list[str]:
    """The one there is, one drawn for this home alone, and some to choose from."""
    own = f"{DRAWN[detail.kind]}/{str(detail.row.id)[-12:]}"
    return list(dict.fromkeys([one for one in (now, own, *PICTURES[detail.kind]) if one]))


async def limits_page(session: AsyncSession, desk: Desk, form: Form[Any] | None = None, *, saved: bool = False) -> Page:
    detail = await queries.supply_detail(session, desk.actor, **desk.whom)
    table = rules.MENTOR_LIMITS if desk.is_mentor else rules.SITE_LIMITS
    marks = (
        ("traits", "languages") if desk.is_mentor else ("traits", "languages", "mixes", "ask_each_time", "needs_mentor")
    )
    if form is None:
        as_it_is = {name: getattr(detail.row, name) for name in (*table, *marks, "rev")}
        form = blank_form(**{name: _ticked(value) for name, value in as_it_is.items()})
    traits = traits_of("mentor" if desk.is_mentor else "site")
    others = sorted(set(detail.row.languages) - set(LANGUAGES))
    return page(
        "supply/limits.html",
        desk=desk,
        detail=detail,
        form=form,
        table=table,
        traits=[(code, texts.gettext(trait.called)) for code, trait in traits.items()],
        languages=[(code, texts.locale().languages.get(code, code)) for code in (*LANGUAGES, *others)],
        saved=saved,
        status=_status(form),
    )


def _ticked(value: Any) -> Any:
    """As a form sends it: a box that is not ticked is not there."""
    return {True: "yes", False: None}[value] if isinstance(value, bool) else value


def _status(form: Form[Any] | None) -> int:
    return form.status if form is not None and form.errors else 200
