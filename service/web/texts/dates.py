"""Days, weeks and hours as people here say them: "fre 4 dec", "v. 49", "18:00", in the municipality's zone."""

import calendar
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date

from service.web import texts

Moment = date | datetime | None


def _local(value: date | datetime) -> date | datetime:
    """A moment in the municipality's zone; a bare date stays itself."""
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(ZoneInfo(texts.zone()))
    return value


def _as_date(value: date | datetime) -> date:
    local = _local(value)
    return local.date() if isinstance(local, datetime) else local


def _say(value: Moment, pattern: str) -> str:
    if value is None:
        return ""
    return format_date(_as_date(value), pattern, locale=texts.locale()).replace(".", "")


def day(value: Moment) -> str:
    """fre 4 dec"""
    return _say(value, "EEE d MMM")


def day_full(value: Moment) -> str:
    """fredag 4 december 2026"""
    return _say(value, "EEEE d MMMM y")


def day_long(value: Moment) -> str:
    """fredag 4 december"""
    return _say(value, "EEEE d MMMM")


def weekday(value: Moment) -> str:
    """fredag"""
    return _say(value, "EEEE")


def weekday_short(value: Moment) -> str:
    """fre; one letter in Arabic, whose short names are whole words"""
    return weekday_narrow(value) if texts.language() == "ar" else weekday(value)[:3]


def weekday_narrow(value: Moment) -> str:
    """fr; one letter where two do not tell the days apart (Arabic)"""
    return _say(value, "EEEEE") if texts.language() == "ar" else weekday(value)[:2]


def month(value: Moment) -> str:
    """december 2026"""
    return _say(value, "LLLL y")


def week(value: Moment) -> str:
    """v. 49"""
    if value is None:
        return ""
    return texts.gettext("week %(number)s", number=_as_date(value).isocalendar().week)


def clock(value: datetime | None) -> str:
    """18:00"""
    return "" if value is None else f"{_local(value):%H:%M}"


def moment(value: datetime | None) -> str:
    """fre 4 dec 18:00"""
    return "" if value is None else f"{day(value)} {clock(value)}"


def span(arrival: datetime, departure: datetime) -> str:
    """fre 4 dec 18:00 – sön 6 dec 16:00, or fre 4 dec 17:00–20:00 within one day"""
    if _as_date(arrival) == _as_date(departure):
        return f"{moment(arrival)}–{clock(departure)}"
    return f"{moment(arrival)} – {moment(departure)}"


def days(first: date | datetime, last: date | datetime) -> str:
    """fre 4 – sön 6 dec, or one day"""
    if _as_date(first) == _as_date(last):
        return day(first)
    same_month = (_as_date(first).year, _as_date(first).month) == (_as_date(last).year, _as_date(last).month)
    return f"{_say(first, 'EEE d') if same_month else day(first)} – {day(last)}"


def nights_between(arrival: datetime, departure: datetime) -> int:
    """How many nights lie between two moments; 0 for an evening."""
    return (_as_date(departure) - _as_date(arrival)).days


def nights(count: int) -> str:
    """2 nätter"""
    return texts.ngettext("%(num)s night", "%(num)s nights", count)


def iso(value: Moment) -> str:
    """For the datetime attribute."""
    return "" if value is None else _local(value).isoformat()


def at(things: Sequence[Any], place: int) -> Any:
    """The thing at a place, or nothing when the row is shorter: the parts' rows may leave out their ends."""
    return things[place] if len(things) > place else ""


def week_of(value: date | datetime) -> list[date]:
    """The seven days of the ISO week, Monday first."""
    monday = _as_date(value) - timedelta(days=_as_date(value).weekday())
    return [monday + timedelta(days=number) for number in range(7)]


def calendar_weeks(value: date | datetime) -> list[list[date]]:
    """The ISO weeks that touch a month, each Monday to Sunday, for a month table."""
    day_in_month = _as_date(value)
    return calendar.Calendar(firstweekday=0).monthdatescalendar(day_in_month.year, day_in_month.month)


FILTERS: dict[str, Callable[..., Any]] = {
    "day": day,
    "day_full": day_full,
    "day_long": day_long,
    "weekday": weekday,
    "weekday_short": weekday_short,
    "weekday_narrow": weekday_narrow,
    "month": month,
    "week": week,
    "clock": clock,
    "moment": moment,
    "span": lambda window: span(window.arrival, window.departure),
    "nights": nights,
    "iso": iso,
    "local": _local,
    "at": at,
}
GLOBALS: dict[str, Callable[..., Any]] = {
    "span": span,
    "days": days,
    "nights_between": nights_between,
    "week_of": week_of,
    "calendar_weeks": calendar_weeks,
}
