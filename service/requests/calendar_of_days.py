"""The days she can point at, as weeks and weekends with their school breaks. Pure: today, grants and breaks are passed in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.dialects.postgresql import Range

from service.requests.builder import day_of, days_of_grant
from service.requests.queries import SchoolBreakView
from service.requests.windows import Kind, WishedWindow, days_of, days_to_offer, first_day_of

WEEKS_A_PAGE = {Kind.EVENING: 3, Kind.NIGHT: 3, Kind.WEEKEND: 6, Kind.WEEK: 6}
LATER = {str(weeks) for weeks in range(61)}  # how far "later" can go: over a year


@dataclass(frozen=True)
class DayOffered:
    """One day, weekend or week: `day` is what the form sends, `first` and `last` what she reads."""

    day: date
    first: date
    last: date
    school_break: str


@dataclass(frozen=True)
class Offer:
    """`weeks`: for evenings and nights, rows of seven (None: not to choose); `days`: for weekends and weeks."""

    weeks: tuple[tuple[date, tuple[DayOffered | None, ...]], ...]
    days: tuple[DayOffered, ...]
    later: int | None  # how many weeks on the next page begins; None: there is none
    earlier: int | None  # and the one before


def last_day(valid: Sequence[Range[date]]) -> date | None:
    """The last day of any of them; None when one has no end, or there is none."""
    ends = [one.upper for one in valid if one.upper is not None]
    return max(ends) - timedelta(days=1) if ends and len(ends) == len(valid) else None


def offer(
    kind: Kind,
    today: date,
    valid: Sequence[Range[date]],
    breaks: Sequence[SchoolBreakView],
    chosen: Sequence[date],
    later: int = 0,
) -> Offer:
    """What one page shows: the days of some weeks within her grants, with those she has chosen before always among them."""
    weeks = WEEKS_A_PAGE[kind]
    days = days_of_grant(kind, days_to_offer(kind, today, weeks, later), valid)
    shown = sorted({*days, *chosen})
    offered = [_offered(kind, day, breaks) for day in shown]
    goes_on = bool(days_of_grant(kind, days_to_offer(kind, today, 1, later + weeks), valid)) and later + weeks <= 60
    in_rows = kind in (Kind.EVENING, Kind.NIGHT)
    return Offer(
        _rows(offered) if in_rows else (),
        () if in_rows else tuple(offered),
        later + weeks if goes_on else None,
        max(0, later - weeks) if later else None,
    )


def _offered(kind: Kind, day: date, breaks: Sequence[SchoolBreakView]) -> DayOffered:
    first = first_day_of(kind, day)
    last = first + timedelta(days={Kind.WEEKEND: 2, Kind.WEEK: 7, Kind.NIGHT: 1, Kind.EVENING: 0}[kind])
    return DayOffered(day, first, last, _school_break(first, last, breaks))


def time_offered(windows: Sequence[WishedWindow], breaks: Sequence[SchoolBreakView], zone: str) -> DayOffered:
    """One time of a series as she reads it, to leave it out or not."""
    best = max(windows, key=lambda one: one.preference)
    first, last = days_of(best, zone)
    return DayOffered(day_of(windows, zone), first, last, _school_break(first, last, breaks))


def _school_break(first: date, last: date, breaks: Sequence[SchoolBreakView]) -> str:
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    return next((one.called for one in breaks if any(one.days.contains(day) for day in days)), "")


def _rows(offered: Sequence[DayOffered]) -> tuple[tuple[date, tuple[DayOffered | None, ...]], ...]:
    """Monday to Sunday for each ISO week that has a day to choose."""
    by_day = {one.day: one for one in offered}
    mondays = sorted({day - timedelta(days=day.weekday()) for day in by_day})
    return tuple(
        (monday, tuple(by_day.get(monday + timedelta(days=number)) for number in range(7))) for monday in mondays
    )
