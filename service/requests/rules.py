"""What can happen to a wished break and who may do it; which grant it needs; what cannot be wished at all.

The moves as a table: actions obey it, pages draw their buttons from it. Pure: the moment is passed in.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy.dialects.postgresql import Range

from models.people import Role
from service.errors import Invalid
from service.requests.errors import BeyondGrant, NoGrant, TooManyNights
from service.requests.windows import (
    FAR_AHEAD,
    MOST_OCCURRENCES,
    MOST_WINDOWS,
    NIGHTS,
    Kind,
    WishedWindow,
    days_of,
    fewest_nights_by_month,
    nights_of,
    windows_of_series,
    windows_of_weekend,
)

__all__ = ["ALONG", "MOVES", "GrantFacts", "Kind", "Move", "Status", "Step", "WishedWindow", "check_times", "grant_for"]
__all__ += ["next_status", "possible_steps", "windows_of_series", "windows_of_weekend"]


class Status(StrEnum):
    DRAFT = "draft"
    OPEN = "open"
    PLANNING = "planning"
    OFFERED = "offered"
    CHOSEN = "chosen"
    BOOKED = "booked"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"


class Step(StrEnum):
    SEND = "send"
    WITHDRAW = "withdraw"
    PLAN = "plan"
    OFFER = "offer"
    CHOOSE = "choose"
    REOPEN = "reopen"
    BOOK = "book"
    CLOSE = "close"


@dataclass(frozen=True)
class Move:
    to: Status
    by: frozenset[Role]  # empty: the clock, or what follows from an act about a proposal


HERS = frozenset({Role.YOUTH, Role.CASEWORKER})
FOLLOWS: frozenset[Role] = frozenset()

MOVES: dict[tuple[Status, Step], Move] = {
    (Status.DRAFT, Step.SEND): Move(Status.OPEN, HERS),
    (Status.DRAFT, Step.WITHDRAW): Move(Status.WITHDRAWN, HERS),
    (Status.OPEN, Step.PLAN): Move(Status.PLANNING, frozenset({Role.COORDINATOR})),
    (Status.OPEN, Step.OFFER): Move(Status.OFFERED, FOLLOWS),
    (Status.OPEN, Step.WITHDRAW): Move(Status.WITHDRAWN, HERS),
    (Status.OPEN, Step.CLOSE): Move(Status.CLOSED, FOLLOWS),  # its days are past
    (Status.PLANNING, Step.OFFER): Move(Status.OFFERED, FOLLOWS),
    (Status.PLANNING, Step.REOPEN): Move(Status.OPEN, FOLLOWS),
    (Status.PLANNING, Step.WITHDRAW): Move(Status.WITHDRAWN, HERS),
    (Status.OFFERED, Step.CHOOSE): Move(Status.CHOSEN, HERS),
    (Status.OFFERED, Step.REOPEN): Move(Status.OPEN, FOLLOWS),
    (Status.OFFERED, Step.WITHDRAW): Move(Status.WITHDRAWN, HERS),
    (Status.CHOSEN, Step.OFFER): Move(Status.OFFERED, FOLLOWS),  # returned: she chooses anew
    (Status.CHOSEN, Step.BOOK): Move(Status.BOOKED, FOLLOWS),
    (Status.CHOSEN, Step.REOPEN): Move(Status.OPEN, FOLLOWS),
    (Status.CHOSEN, Step.WITHDRAW): Move(Status.WITHDRAWN, HERS),
    (Status.BOOKED, Step.REOPEN): Move(Status.OPEN, FOLLOWS),  # a stay was cancelled, and she still wants one
    (Status.BOOKED, Step.CLOSE): Move(Status.CLOSED, FOLLOWS),
}


def possible_steps(status: Status, role: Role | None) -> set[Step]:
    """What this role can do now; None asks for what follows by itself."""
    return {
        step
        for (at, step), move in MOVES.items()
        if at is status and (role in move.by if role is not None else not move.by)
    }


def next_status(status: str, step: Step, role: Role | None) -> Status | None:
    """Where the step leads, or None when it is not possible from here for this role."""
    move = MOVES.get((Status(status), step))
    if move is None or (role not in move.by if role is not None else bool(move.by)):
        return None
    return move.to


# -- what can be wished


ALONG = ("no", "nice", "must")
GRANTS_FOR: dict[Kind, tuple[str, ...]] = {
    # the kinds of grant that carry a break, the narrowest first
    Kind.EVENING: ("open_offer", "place", "contact_family", "mentor"),
    Kind.NIGHT: ("contact_family", "place"),
    Kind.WEEKEND: ("contact_family", "place"),
    Kind.WEEK: ("contact_family", "place"),
}


@dataclass(frozen=True)
class GrantFacts:
    """What of a grant matters here."""

    id: UUID
    kind: str
    valid: Range[date]
    nights_per_month: int | None


def check_times(kind: Kind, occurrences: Sequence[Sequence[WishedWindow]], now: datetime, zone: str) -> None:
    """Refuses what nobody could ever plan: nothing, the past, too far ahead, the same twice, another length."""
    if not occurrences or any(not windows for windows in occurrences):
        raise Invalid(field="occurrences", code_detail="requests.no_time")
    if len(occurrences) > MOST_OCCURRENCES:
        raise Invalid(field="occurrences", kind="too_many", most=MOST_OCCURRENCES)
    least, most = NIGHTS[kind]
    for windows in occurrences:
        if len(windows) > MOST_WINDOWS:
            raise Invalid(field="occurrences", kind="too_many", most=MOST_WINDOWS)
        if len({(one.arrival, one.departure) for one in windows}) < len(windows):
            raise Invalid(field="occurrences", code_detail="requests.same_time_twice")
        for window in windows:
            _check_window(window, now)
            if not least <= len(nights_of(window, zone)) <= most:
                raise Invalid(field="occurrences", code_detail="requests.other_length")


def _check_window(window: WishedWindow, now: datetime) -> None:
    if window.arrival.tzinfo is None or window.departure.tzinfo is None:
        raise Invalid(field="occurrences", kind="not_a_moment")
    if window.departure <= window.arrival:
        raise Invalid(field="occurrences", code_detail="requests.leaves_before_arriving")
    if window.arrival <= now:
        raise Invalid(field="occurrences", code_detail="requests.in_the_past")
    if window.departure > now + FAR_AHEAD:
        raise Invalid(field="occurrences", code_detail="requests.too_far_ahead")
    if not 0 <= window.preference <= 3:
        raise Invalid(field="occurrences", kind="not_a_choice")


def grant_for(
    kind: Kind, occurrences: Sequence[Sequence[WishedWindow]], grants: Iterable[GrantFacts], zone: str
) -> GrantFacts:
    """The grant that carries all of the wished times; raises what is in the way when none does."""
    fitting = [one for one in grants if one.kind in GRANTS_FOR[kind]]
    if not fitting:
        raise NoGrant()
    fitting.sort(key=lambda one: (GRANTS_FOR[kind].index(one.kind), str(one.id)))
    days = [day for windows in occurrences for window in windows for day in days_of(window, zone)]
    first, last = min(days), max(days)
    in_time = [one for one in fitting if one.valid.contains(first) and one.valid.contains(last)]
    if not in_time:
        raise BeyondGrant(grant=max((one.valid for one in fitting), key=lambda valid: valid.upper or date.max))
    months = fewest_nights_by_month(occurrences, zone)
    for grant in in_time:
        if grant.nights_per_month is None or max(months.values(), default=0) <= grant.nights_per_month:
            return grant
    month, nights = max(months.items(), key=lambda one: one[1])
    raise TooManyNights(nights=nights, most=max(one.nights_per_month or 0 for one in in_time), month=month)
