"""When a wished break could be: arrival and departure in the local time of the municipality, worked out from days.

Pure: days, zone and school breaks are passed in. Clock times are wall times of each day, so that a series keeps its hours
across summer time; a wall time that a night skips becomes the next one that exists.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import islice
from zoneinfo import ZoneInfo

from dateutil.rrule import WEEKLY, rrule
from sqlalchemy.dialects.postgresql import Range

FRIDAY, SUNDAY = 4, 6
FAR_AHEAD = timedelta(days=400)  # as far as hosts and places say when they are open
MOST_OCCURRENCES = 40
MOST_DAYS = 8  # that she can point at for one time
MOST_WINDOWS = 3 * MOST_DAYS


class Kind(StrEnum):
    EVENING = "evening"
    NIGHT = "night"
    WEEKEND = "weekend"
    WEEK = "week"


NIGHTS = {Kind.EVENING: (0, 0), Kind.NIGHT: (1, 1), Kind.WEEKEND: (1, 3), Kind.WEEK: (2, 14)}  # from, to


@dataclass(frozen=True)
class WishedWindow:
    """One time that would do. `preference` 3 is what she wants most, 0 that it would do at a pinch."""

    arrival: datetime
    departure: datetime
    preference: int = 2


@dataclass(frozen=True)
class Hours:
    """From `begins` on the day `from_day` after the first to `ends` on `to_day`; how good it is."""

    from_day: int
    begins: time
    to_day: int
    ends: time
    preference: int


AFTER_SCHOOL, SCHOOL_BEGINS = time(17), time(8)

# What is asked for when she names a day. The first row is the whole of it, the others are "shorter will do as well".
EVENING_OF_SCHOOL_DAY = (Hours(0, time(16), 0, time(20), 3), Hours(0, time(17), 0, time(20), 1))
EVENING_OF_FREE_DAY = (Hours(0, time(14), 0, time(20), 3), Hours(0, time(17), 0, time(20), 1))
NIGHT_BEFORE_SCHOOL = (Hours(0, AFTER_SCHOOL, 1, SCHOOL_BEGINS, 3),)
NIGHT_BEFORE_FREE_DAY = (Hours(0, AFTER_SCHOOL, 1, time(12), 3),)
WEEKEND = (
    Hours(0, AFTER_SCHOOL, 2, time(16), 3),
    Hours(0, AFTER_SCHOOL, 1, time(16), 1),
    Hours(1, time(12), 2, time(16), 1),
)
WEEK = (Hours(-1, time(16), 6, time(16), 3), Hours(0, time(12), 4, time(16), 1))


def local(day: date, clock: time, zone: str) -> datetime:
    """That wall time on that day, as a moment (UTC)."""
    return datetime.combine(day, clock, ZoneInfo(zone)).astimezone(UTC)


def is_school_day(day: date, breaks: Iterable[Range[date]]) -> bool:
    return day.weekday() < 5 and not any(one.contains(day) for one in breaks)


def windows_of_evening(
    day: date, zone: str, breaks: Sequence[Range[date]] = (), *, shorter: bool = False
) -> list[WishedWindow]:
    """After school until eight, or from two on a free day."""
    rows = EVENING_OF_SCHOOL_DAY if is_school_day(day, breaks) else EVENING_OF_FREE_DAY
    return _windows(day, rows, zone, shorter)


def windows_of_night(
    day: date, zone: str, breaks: Sequence[Range[date]] = (), *, shorter: bool = False
) -> list[WishedWindow]:
    """One night: to school the next morning, or until noon when there is none."""
    next_is_school = is_school_day(day + timedelta(days=1), breaks)
    return _windows(day, NIGHT_BEFORE_SCHOOL if next_is_school else NIGHT_BEFORE_FREE_DAY, zone, shorter)


def windows_of_weekend(
    day: date, zone: str, breaks: Sequence[Range[date]] = (), *, shorter: bool = False
) -> list[WishedWindow]:
    """Friday after school to Sunday afternoon of the ISO week of `day`; `shorter`: one night of it will do as well."""
    return _windows(_in_week(day, FRIDAY), WEEKEND, zone, shorter)


def windows_of_week(
    day: date, zone: str, breaks: Sequence[Range[date]] = (), *, shorter: bool = False
) -> list[WishedWindow]:
    """The Sunday before to the Sunday of the ISO week of `day`; `shorter`: Monday to Friday will do as well."""
    return _windows(_in_week(day, 0), WEEK, zone, shorter)


WINDOWS_OF = {
    Kind.EVENING: windows_of_evening,
    Kind.NIGHT: windows_of_night,
    Kind.WEEKEND: windows_of_weekend,
    Kind.WEEK: windows_of_week,
}


def windows_of_series(
    kind: Kind,
    first: date,
    last: date,
    every_weeks: int,
    zone: str,
    breaks: Sequence[Range[date]] = (),
    *,
    shorter: bool = False,
) -> list[list[WishedWindow]]:
    """Every `every_weeks` weeks from `first`, as long as all of it ends by `last`: one list of windows for each time."""
    if every_weeks < 1:
        raise ValueError("a series goes on")
    begin, end = datetime.combine(first, time()), datetime.combine(max(first, last), time())
    days = islice(rrule(WEEKLY, interval=every_weeks, dtstart=begin, until=end), MOST_OCCURRENCES + 1)
    each = [WINDOWS_OF[kind](day.date(), zone, breaks, shorter=shorter) for day in days]
    end_of_last = local(last + timedelta(days=1), time(), zone)
    return [windows for windows in each if max(one.departure for one in windows) <= end_of_last]


def first_day_of(kind: Kind, day: date) -> date:
    """The day on which the break of that kind around `day` begins: a weekend's Friday, the Sunday before a week."""
    if kind is Kind.WEEKEND:
        return _in_week(day, FRIDAY)
    return _in_week(day, 0) - timedelta(days=1) if kind is Kind.WEEK else day


def days_to_offer(kind: Kind, today: date, weeks: int, skip_weeks: int = 0) -> list[date]:
    """Days she can point at, from tomorrow: each day for evenings and nights, the Friday of each weekend, the Monday
    of each week."""
    start = today + timedelta(days=1, weeks=skip_weeks)
    if kind in (Kind.EVENING, Kind.NIGHT):
        return [start + timedelta(days=number) for number in range(7 * weeks)]
    weekday = FRIDAY if kind is Kind.WEEKEND else 0
    first = start + timedelta(days=(weekday - start.weekday()) % 7)
    if kind is Kind.WEEK and first == start:
        first += timedelta(weeks=1)  # it would begin on the Sunday before, which is today
    return [first + timedelta(weeks=number) for number in range(weeks)]


def nights_of(window: WishedWindow, zone: str) -> list[date]:
    """The nights of a window, each named by the day it begins on."""
    first, last = _local_day(window.arrival, zone), _local_day(window.departure, zone)
    return [first + timedelta(days=number) for number in range((last - first).days)]


def days_of(window: WishedWindow, zone: str) -> tuple[date, date]:
    """First and last local day."""
    return _local_day(window.arrival, zone), _local_day(window.departure, zone)


def fewest_nights_by_month(occurrences: Iterable[Sequence[WishedWindow]], zone: str) -> dict[tuple[int, int], int]:
    """How many nights of each (year, month) the request takes at the least, if all of its times come true."""
    months: dict[tuple[int, int], int] = {}
    for windows in occurrences:
        each = [nights_of(window, zone) for window in windows]
        for month in {(night.year, night.month) for nights in each for night in nights}:
            fewest = min(sum((night.year, night.month) == month for night in nights) for nights in each)
            months[month] = months.get(month, 0) + fewest
    return months


def _windows(day: date, rows: Sequence[Hours], zone: str, shorter: bool) -> list[WishedWindow]:
    return [
        WishedWindow(
            local(day + timedelta(days=row.from_day), row.begins, zone),
            local(day + timedelta(days=row.to_day), row.ends, zone),
            row.preference,
        )
        for row in (rows if shorter else rows[:1])
    ]


def _in_week(day: date, weekday: int) -> date:
    return day - timedelta(days=day.weekday()) + timedelta(days=weekday)


def _local_day(moment: datetime, zone: str) -> date:
    return moment.astimezone(ZoneInfo(zone)).date()
