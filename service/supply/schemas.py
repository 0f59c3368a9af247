"""What pages and the API take in and show of hosts, places and mentors. One model for both where the form allows it."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field, StringConstraints, create_model

from service.errors import Invalid
from service.supply.rules import (
    MENTOR_LIMITS,
    MOST_BEDS,
    MOST_NIGHTS_AT_ONCE,
    MOST_PATTERN_ROWS,
    SITE_LIMITS,
    Limit,
    PatternRow,
)
from service.web.schemas import Hour, Input, LocalMoment, Output, ShortText

Reason = Literal["own_wish", "illness", "travel", "repairs", "other"]
Weeks = Literal["every", "odd", "even"]
CheckKind = Literal["register", "home_visit", "references", "safety"]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
Code = Annotated[str, StringConstraints(min_length=1, max_length=40)]


class Act(StrEnum):
    OPEN = "open"
    CLOSE = "close"


# -- availability


class NightTapped(Input):
    """One tap in the calendar: the button's name says which way."""

    open: date | None = None
    close: date | None = None


class SeveralNights(Input):
    """A stretch of nights, the last one with it."""

    act: Act
    first: date
    last: date
    reason: Reason = "own_wish"


class NightsIn(Input):
    """For the API: nights to open and nights to close, in one go."""

    open: Annotated[list[date], Field(max_length=MOST_NIGHTS_AT_ONCE)] = []
    close: Annotated[list[date], Field(max_length=MOST_NIGHTS_AT_ONCE)] = []
    reason: Reason = "own_wish"


class HoursIn(Input):
    day: date
    from_time: Hour
    to_time: Hour


class AddressAsked(Input):
    purpose: Literal["stay", "check", "safety", "other"]


class Nothing(Input):
    """A form of one button."""


class DayForm(Input):
    """One day of a mentor's or a place's calendar."""

    how: Literal["hours", "night", "as_usual", "closed"]
    from_time: Hour | None = None
    to_time: Hour | None = None


class PatternLine(Input):
    """Without times it is the night that begins that day."""

    weekday: Annotated[int, Field(ge=1, le=7)]
    weeks: Weeks = "every"
    from_time: Hour | None = None
    to_time: Hour | None = None

    def as_row(self) -> PatternRow:
        return PatternRow(self.weekday, self.weeks, self.from_time, self.to_time)


class PatternIn(Input):
    rows: Annotated[list[PatternLine], Field(max_length=MOST_PATTERN_ROWS)]


LINES_A_DAY = 2  # on the page; the API takes more


def line_name(weekday: int, line: int, part: str) -> str:
    return f"day{weekday}_{line}_{part}"


def _pattern_fields() -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for weekday in range(1, 8):
        for line in range(LINES_A_DAY):
            fields[line_name(weekday, line, "weeks")] = (Literal["never", "every", "odd", "even"], "never")
            fields[line_name(weekday, line, "from")] = (Hour | None, None)
            fields[line_name(weekday, line, "to")] = (Hour | None, None)
    return fields


class _PatternForm(Input):
    """The week as a page sends it: seven days, each with its lines."""

    def rows(self) -> list[PatternRow]:
        said = self.model_dump()
        return [
            PatternRow(
                weekday,
                said[line_name(weekday, line, "weeks")],
                said[line_name(weekday, line, "from")],
                said[line_name(weekday, line, "to")],
            )
            for weekday in range(1, 8)
            for line in range(LINES_A_DAY)
            if said[line_name(weekday, line, "weeks")] != "never"
        ]


PatternForm: type[_PatternForm] = create_model("PatternForm", __base__=_PatternForm, **_pattern_fields())


class ClosingIn(Input):
    """Closed from this moment; without `until`, for good."""

    reason: Reason = "other"
    until: LocalMoment | None = None


class CloseForm(Input):
    """The page asks outright whether it is for good, so that an empty field never means it."""

    how_long: Literal["until", "for_good"]
    reason: Reason = "other"
    until: LocalMoment | None = None

    def end(self) -> datetime | None:
        if self.how_long == "for_good":
            return None
        if self.until is None:
            raise Invalid(field="until", kind="missing")
        return self.until


# -- profile


class PresentationIn(Input):
    headline: Annotated[str, StringConstraints(min_length=1, max_length=80)]
    about: Annotated[str, StringConstraints(min_length=1, max_length=4000)]
    house_rules: Annotated[str, StringConstraints(max_length=1000)] = ""
    food: Annotated[str, StringConstraints(max_length=1000)] = ""
    room: Annotated[str, StringConstraints(max_length=1000)] = ""
    animals: Annotated[str, StringConstraints(max_length=1000)] = ""
    may_ask: Annotated[str, StringConstraints(max_length=1000)] = ""
    may_not_ask: Annotated[str, StringConstraints(max_length=1000)] = ""
    ask_us: Annotated[str, StringConstraints(max_length=1000)] = ""
    picture: Code


class PresentationForm(PresentationIn):
    language: Literal["sv", "en"] = "sv"


def _limit(limit: Limit) -> Any:
    kind = Annotated[int, Field(ge=limit.least, le=limit.most)]
    return kind | None if limit.may_be_none else kind


class _SiteMarks(Input):
    traits: Annotated[list[Code], Field(max_length=40)] = []
    languages: Annotated[list[Code], Field(max_length=20)] = ["sv"]
    mixes: bool = False
    ask_each_time: bool = False
    needs_mentor: bool = False
    rev: int | None = None


class _MentorMarks(Input):
    traits: Annotated[list[Code], Field(max_length=40)] = []
    languages: Annotated[list[Code], Field(max_length=20)] = ["sv"]
    rev: int | None = None


def _limits(table: dict[str, Limit], *, asked_for: bool) -> dict[str, Any]:
    """On a page an empty field says "no limit" where there may be none, and is asked for elsewhere; in the API a field
    that is not sent stays as it is."""
    return {
        name: (_limit(limit), ... if asked_for and not limit.may_be_none else None) for name, limit in table.items()
    }


def _model(name: str, base: type[Any], table: dict[str, Limit], *, asked_for: bool) -> Any:
    return create_model(name, __base__=base, **_limits(table, asked_for=asked_for))


SiteLimitsForm = _model("SiteLimitsForm", _SiteMarks, SITE_LIMITS, asked_for=True)
MentorLimitsForm = _model("MentorLimitsForm", _MentorMarks, MENTOR_LIMITS, asked_for=True)
SiteLimitsIn = _model("SiteLimitsIn", _SiteMarks, SITE_LIMITS, asked_for=False)
MentorLimitsIn = _model("MentorLimitsIn", _MentorMarks, MENTOR_LIMITS, asked_for=False)


class SiteIn(Input):
    """A new host family or place; the rest is asked for later."""

    kind: Literal["host", "place"]
    called: Name
    zone_id: UUID
    beds: Annotated[int, Field(ge=1, le=MOST_BEDS)] = 1
    address: Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)] | None = None
    protected_address: bool = False


class MentorIn(Input):
    account_id: UUID
    called: Name
    zone_id: UUID


class CheckIn(Input):
    kind: CheckKind
    outcome: Literal["passed", "not_passed"]
    made_on: date
    valid_until: date | None = None


# -- what is shown


class CheckOut(Output):
    kind: str
    state: str
    until: date | None


class CheckMadeOut(Output):
    id: UUID
    kind: str
    outcome: str
    made_on: date
    last_day: date | None
    withdrawn_at: datetime | None


class SupplyLineOut(Output):
    kind: str
    id: UUID
    called: str
    zone: str
    beds: int
    open_nights: int
    is_closed: bool
    checks: list[CheckOut]


class PresentationOut(Output):
    language: str
    headline: str
    about: str
    house_rules: str
    food: str
    room: str
    animals: str
    may_ask: str
    may_not_ask: str
    ask_us: str
    picture: str


class SupplyOut(Output):
    """One host, place or mentor. Never an address."""

    kind: str
    id: UUID
    called: ShortText
    zone: str
    beds: int
    is_closed: bool
    rev: int
    limits: dict[str, int | None]
    traits: list[str]
    languages: list[str]
    checks: list[CheckOut]
    made: list[CheckMadeOut]
    presentations: list[PresentationOut]


class NightOut(Output):
    day: date
    is_open: bool
    by_pattern: bool
    booked: int
    held: int
    school_break: str | None
    hours: list[tuple[datetime, datetime]]


class CalendarOut(Output):
    month: date
    is_closed: bool
    closed_until: datetime | None
    nights: list[NightOut]
    pattern: list[PatternLine]


class PatternSetOut(Output):
    """`kept_open`: promised days that the new pattern does not have."""

    kept_open: list[date]
