"""When she may be told that something is new, and of what. Pure: moments and her choices are passed in."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from service.record import Event

# What she is told of, when somebody else has done it. Never why or what: the words that are sent are always the same.
NEWS = frozenset(
    {
        Event.PROPOSAL_OPENED,
        Event.PROPOSAL_UNMET,
        Event.APPROVED,
        Event.RETURNED,
        Event.STATEMENT_ANSWERED,
        Event.MESSAGE_WRITTEN,
        Event.LETTER_WRITTEN,
        Event.NOTE_WRITTEN,
        Event.VISIT_PROPOSED,
        Event.STAY_BOOKED,
        Event.STAY_CANCELLED,
        Event.STAY_CHANGED,
        Event.COPY_RELEASED,
    }
)
A_TEST = "test"
TESTS_APART = timedelta(minutes=10)
NEVER_TOLD_AFTER = timedelta(days=14)  # she has been told of something newer, or it is no news


class Call(StrEnum):
    """Whether an adult may ring her."""

    NEVER = "never"
    AT_HER_HOURS = "at_her_hours"
    ANY_TIME = "any_time"


def next_moment(
    now: datetime, zone: str, days: Collection[int], from_time: time, to_time: time, *, not_on: Iterable[date] = ()
) -> datetime | None:
    """The first moment from now on within her hours, on none of the days `not_on`; None when she has left no day."""
    taken, there = set(not_on), ZoneInfo(zone)
    today = now.astimezone(there).date()
    for ahead in range(15):
        day = today + timedelta(days=ahead)
        if day.isoweekday() not in days or day in taken:
            continue
        begins, ends = (datetime.combine(day, one, there) for one in (from_time, to_time))
        if now < ends:
            return max(begins, now)
    return None


def is_her_time(now: datetime, zone: str, days: Collection[int], from_time: time, to_time: time) -> bool:
    local = now.astimezone(ZoneInfo(zone))
    return local.isoweekday() in days and from_time <= local.time().replace(tzinfo=None) < to_time
