"""Which checks are required of whom, when they are all valid at once, and what limits may say.

Pure: checks and days come in. Of a check we know that it was made, when, by whom, its outcome and until when; never
what it said.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Protocol
from zoneinfo import ZoneInfo

from sqlalchemy.dialects.postgresql import Range

from service.supply.availability import Span, common, joined, without


class Kind(StrEnum):
    """What can be looked after here."""

    HOST = "host"
    PLACE = "place"
    MENTOR = "mentor"


CHECK_KINDS = ("register", "home_visit", "references", "safety")
REQUIRED_CHECKS: dict[Kind, tuple[str, ...]] = {
    Kind.HOST: ("register", "home_visit", "references"),
    Kind.PLACE: ("register", "safety"),
    Kind.MENTOR: ("register", "references"),
}
USUAL_MONTHS = {
    "register": 12,
    "home_visit": 12,
    "references": 36,
    "safety": 12,
}  # proposed in the form, never enforced
LONGEST_VALID = timedelta(days=5 * 366)
DUE_SOON = timedelta(days=60)

CLOSING_REASONS = ("own_wish", "illness", "travel", "repairs", "other")
ADDRESS_PURPOSES = ("stay", "check", "safety", "other")
WEEKS = ("every", "odd", "even")
MOST_NIGHTS_AT_ONCE = 200
MOST_PATTERN_ROWS = 42  # three a weekday, for odd and even weeks


class Check(Protocol):
    """As in `background_check`."""

    kind: str
    outcome: str
    made_on: date
    valid: Range[date]
    withdrawn_at: datetime | None


@dataclass(frozen=True)
class PatternRow:
    """One line of a weekly pattern; without times it is the night that begins that day."""

    weekday: int
    weeks: str = "every"
    from_time: time | None = None
    to_time: time | None = None


def cleared_spans(kind: Kind, checks: Iterable[Check], zone: ZoneInfo) -> list[Span]:
    """When every required check is valid at once. A check that was not passed ends earlier ones of its kind; one that
    was withdrawn held until then."""
    checks = list(checks)
    cleared: list[Span] | None = None
    for required in REQUIRED_CHECKS[kind]:
        passed = _passed_days([one for one in checks if one.kind == required], zone)
        cleared = passed if cleared is None else common(cleared, passed)
    return cleared or []


def _passed_days(checks: list[Check], zone: ZoneInfo) -> list[Span]:
    valid: list[Span] = []
    for one in sorted(checks, key=lambda check: (check.made_on, check.outcome == "not_passed")):
        if one.outcome == "passed":
            withdrawn = [Range(one.withdrawn_at, None)] if one.withdrawn_at else []
            valid = joined([*valid, *without([_days_as_span(one.valid, zone)], withdrawn)])
            continue
        if one.withdrawn_at is None:
            valid = without(valid, [Range(_midnight(one.made_on, zone), None)])
    return valid


def _days_as_span(days: Range[date], zone: ZoneInfo) -> Span:
    if days.lower is None or days.upper is None:
        raise ValueError("a check is valid from a day to a day")
    return Range(_midnight(days.lower, zone), _midnight(days.upper, zone))


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(0), zone).astimezone(UTC)


class CheckState(StrEnum):
    """How a required check stands on a day."""

    VALID = "valid"
    DUE_SOON = "due_soon"
    ENDED = "ended"
    NOT_PASSED = "not_passed"
    MISSING = "missing"


@dataclass(frozen=True)
class CheckStanding:
    kind: str
    state: CheckState
    until: date | None = None  # the last valid day


def standing_of(kind: Kind, checks: Iterable[Check], on: date) -> list[CheckStanding]:
    """Each required check, and how it stands on the day."""
    checks = [one for one in checks if one.withdrawn_at is None]
    of_kind = {required: [one for one in checks if one.kind == required] for required in REQUIRED_CHECKS[kind]}
    return [_standing(required, found, on) for required, found in of_kind.items()]


def _standing(kind: str, checks: list[Check], on: date) -> CheckStanding:
    if not checks:
        return CheckStanding(kind, CheckState.MISSING)
    latest = max(
        checks, key=lambda check: (check.made_on, check.outcome == "not_passed", check.valid.upper or date.max)
    )
    if latest.outcome == "not_passed":
        return CheckStanding(kind, CheckState.NOT_PASSED)
    upper = max((one.valid.upper for one in checks if one.outcome == "passed" and one.valid.upper), default=None)
    until = upper - timedelta(days=1) if upper else None
    if until is None or until < on:
        return CheckStanding(kind, CheckState.ENDED, until)
    return CheckStanding(kind, CheckState.DUE_SOON if until - on < DUE_SOON else CheckState.VALID, until)


@dataclass(frozen=True)
class Limit:
    """The least and most that a limit can be; `may_be_none`: left empty, there is no limit."""

    least: int
    most: int
    may_be_none: bool = False


MOST_BEDS = 40
SITE_LIMITS = {
    "youths_at_once": Limit(1, 40),
    "nights_per_month": Limit(0, 31, may_be_none=True),
    "stays_per_month": Limit(0, 31, may_be_none=True),
    "longest_nights": Limit(0, 60, may_be_none=True),
    "rest_days": Limit(0, 60),
    "notice_days": Limit(0, 60),
    "turnaround_minutes": Limit(0, 10080),
    "age_from": Limit(0, 24),
    "age_to": Limit(1, 25),
}
MENTOR_LIMITS = {"hours_per_week": Limit(0, 80), "youths_at_once": Limit(1, 8)}
