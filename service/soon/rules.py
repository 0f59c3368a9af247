"""Which times "soon" can mean at this hour, for how long something is kept, and what she is told at each step.

Pure: the moment, the zone and the facts are passed in. The table says it; pages draw from it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy.dialects.postgresql import Range

from service.proposals.rules import Gate
from service.requests.windows import Kind, WishedWindow, windows_of_evening, windows_of_night

TO_GET_THERE = timedelta(minutes=30)
HALF_HOUR = timedelta(minutes=30)
EVENING_ENDS = time(21)
LATEST_ARRIVAL = time(23, 30)
LEAST_EVENING = timedelta(hours=1)
LONGEST_HOLD = timedelta(hours=2)
SHORTEST_HOLD = timedelta(minutes=20)


class When(StrEnum):
    EVENING = "evening"  # today, home to sleep
    TONIGHT = "tonight"
    TOMORROW_EVENING = "tomorrow_evening"
    TOMORROW = "tomorrow"  # tomorrow night


KIND_OF = {
    When.EVENING: Kind.EVENING,
    When.TONIGHT: Kind.NIGHT,
    When.TOMORROW_EVENING: Kind.EVENING,
    When.TOMORROW: Kind.NIGHT,
}


def possible(now: datetime, zone: str, breaks: Sequence[Range[date]] = ()) -> dict[When, WishedWindow]:
    """The times that are left, the soonest first."""
    local = now.astimezone(ZoneInfo(zone))
    today, tomorrow = local.date(), local.date() + timedelta(days=1)
    soonest = _half_hour(now + TO_GET_THERE)
    found: dict[When, WishedWindow] = {}
    evening_ends = datetime.combine(today, EVENING_ENDS, ZoneInfo(zone)).astimezone(UTC)
    if evening_ends - soonest >= LEAST_EVENING:
        found[When.EVENING] = WishedWindow(max(soonest, _at(today, time(12), zone)), evening_ends, 3)
    (night,) = windows_of_night(today, zone, breaks)
    if soonest <= _at(today, LATEST_ARRIVAL, zone):
        found[When.TONIGHT] = WishedWindow(max(soonest, night.arrival), night.departure, 3)
    found[When.TOMORROW_EVENING] = windows_of_evening(tomorrow, zone, breaks)[0]
    found[When.TOMORROW] = windows_of_night(tomorrow, zone, breaks)[0]
    return found


def in_order(left: Iterable[When], nights_are_open: bool) -> list[When]:
    """As they come; evenings first when a night needs a yes that is not there."""
    every = list(left)
    if nights_are_open:
        return every
    return sorted(every, key=lambda one: KIND_OF[one] is not Kind.EVENING)


def held_until(now: datetime, arrival: datetime) -> datetime:
    """Two hours, or until an hour before it begins; always long enough to read it."""
    return max(now + SHORTEST_HOLD, min(now + LONGEST_HOLD, arrival - timedelta(hours=1)))


def _half_hour(moment: datetime) -> datetime:
    past = timedelta(minutes=moment.minute % 30, seconds=moment.second, microseconds=moment.microsecond)
    return moment - past + HALF_HOUR if past else moment


def _at(day: date, clock: time, zone: str) -> datetime:
    return datetime.combine(day, clock, ZoneInfo(zone)).astimezone(UTC)


# -- where it stands


class Here(StrEnum):
    CHOOSE = "choose"
    NEEDS_YES = "needs_yes"  # somebody on duty decides
    NEEDS_CONSENT = "needs_consent"
    BOOKED = "booked"
    NOTHING = "nothing"
    OVER = "over"  # taken back, or the time to choose ran out


@dataclass(frozen=True)
class Facts:
    status: str  # of the proposal
    is_booked: bool
    closed_gates: tuple[str, ...]


# (status of the proposal, which gate is closed): the first row that fits; None fits everything.
WHERE: list[tuple[str | None, str | None, Here]] = [
    ("offered", None, Here.CHOOSE),
    ("returned", None, Here.CHOOSE),
    ("wants_talk", None, Here.CHOOSE),
    ("chosen", "consents", Here.NEEDS_CONSENT),
    ("chosen", None, Here.NEEDS_YES),
    ("approved", "consents", Here.NEEDS_CONSENT),
    ("approved", None, Here.NEEDS_YES),
    ("unmet", None, Here.NOTHING),
    (None, None, Here.OVER),
]


def where(facts: Facts) -> Here:
    if facts.is_booked:
        return Here.BOOKED
    for status, gate, here in WHERE:
        if status in (None, facts.status) and (gate is None or gate in facts.closed_gates):
            return here
    raise AssertionError("the last row fits everything")


def closed(listed: Iterable[Gate]) -> tuple[str, ...]:
    return tuple(one.name for one in listed if not one.is_open)
