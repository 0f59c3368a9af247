"""What can happen to a booked break, by whom; what each role sees of it; and what a change of mind leads to.

Pure. A change of mind is possible until the break is over, needs no reason, and nothing is ever counted from it.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from models.people import Role


class Status(StrEnum):
    BOOKED = "booked"
    GOING_ON = "going_on"
    ENDED = "ended"
    CANCELLED = "cancelled"
    NO_SHOW = "no_show"
    INTERRUPTED = "interrupted"


class Step(StrEnum):
    CANCEL = "cancel"
    ARRIVE = "arrive"
    DEPART = "depart"
    NOT_COME = "not_come"


RECEIVES = frozenset({Role.HOST, Role.PLACE_KEEPER, Role.MENTOR})
SAYS_NO = frozenset({Role.YOUTH, Role.CASEWORKER})


@dataclass(frozen=True)
class Move:
    to: Status
    by: frozenset[Role]
    claim: str  # what becomes of the bed, the youth's and the mentor's time


MOVES: dict[tuple[Status, Step], Move] = {
    (Status.BOOKED, Step.CANCEL): Move(Status.CANCELLED, SAYS_NO, "released"),
    (Status.GOING_ON, Step.CANCEL): Move(Status.INTERRUPTED, SAYS_NO, "ended"),
    (Status.BOOKED, Step.ARRIVE): Move(Status.GOING_ON, RECEIVES, "booked"),
    (Status.GOING_ON, Step.ARRIVE): Move(Status.GOING_ON, RECEIVES, "booked"),  # the clock was first
    (Status.GOING_ON, Step.DEPART): Move(Status.ENDED, RECEIVES, "ended"),
    (Status.GOING_ON, Step.NOT_COME): Move(Status.NO_SHOW, RECEIVES, "released"),
}
LIVE = frozenset({Status.BOOKED, Status.GOING_ON})


def status_at(status: Status, arrival: datetime, departure: datetime, moment: datetime) -> Status:
    """The status as the clock has it, also when the job that writes it down has not come round yet."""
    if status not in LIVE or moment < arrival:
        return status
    return Status.ENDED if moment >= departure else Status.GOING_ON


EARLIEST = timedelta(hours=12)  # nobody arrives a week ahead by a slip of the finger


def possible_steps(
    status: Status, role: Role, arrival: datetime, departure: datetime, moment: datetime, *, arrived: bool
) -> frozenset[Step]:
    """What this role can do with a break at this moment. Who has arrived can't arrive again, and has come."""
    now = status_at(status, arrival, departure, moment)
    steps = {step for (at, step), move in MOVES.items() if at is now and role in move.by}
    if moment < arrival - EARLIEST:
        steps.discard(Step.ARRIVE)
    return frozenset(steps - {Step.ARRIVE, Step.NOT_COME} if arrived else steps)


# -- who sees what of a break: fields by role. What is not named here never leaves the query.

YOUTH, PLACE, MENTOR, NEEDS, WAY, STEPS = "youth", "place", "mentor", "needs", "way", "steps"
SEES: dict[Role, frozenset[str]] = {
    Role.YOUTH: frozenset({PLACE, MENTOR, WAY, STEPS}),
    Role.CASEWORKER: frozenset({YOUTH, PLACE, MENTOR, WAY, STEPS}),
    Role.COORDINATOR: frozenset({YOUTH, PLACE, MENTOR}),
    Role.HOST: frozenset({YOUTH, MENTOR, NEEDS, STEPS}),
    Role.PLACE_KEEPER: frozenset({YOUTH, MENTOR, STEPS}),
    Role.MENTOR: frozenset({YOUTH, PLACE, STEPS}),
    Role.GUARDIAN: frozenset({YOUTH, PLACE}),
}


# -- where it is: the address, for people named for this break, at the right time (docs/decisions/0012)


@dataclass(frozen=True)
class Shown:
    """From how long before arrival (None: as soon as it is booked), and whether it has to be handed over first."""

    before: timedelta | None
    when_given: bool = False


# By role and whether the house's address or the youth's identity is protected. Who is not here is never shown an address.
ADDRESS: dict[tuple[Role, bool], Shown] = {
    (Role.YOUTH, False): Shown(timedelta(hours=48)),
    (Role.YOUTH, True): Shown(timedelta(hours=12), when_given=True),
    (Role.MENTOR, False): Shown(timedelta(hours=48)),
    (Role.MENTOR, True): Shown(timedelta(hours=12)),
    (Role.CASEWORKER, False): Shown(None),
    (Role.CASEWORKER, True): Shown(None),
}
SHOWN_AN_ADDRESS = frozenset(role for role, _ in ADDRESS)


class AddressIs(StrEnum):
    LATER = "later"
    TOLD = "told"  # in person, by her caseworker: it is not handed over here
    OPEN = "open"


@dataclass(frozen=True)
class AddressAt:
    state: AddressIs
    since: datetime | None = None  # from when it can be looked at


def address_at(
    role: Role, status: Status, arrival: datetime, moment: datetime, *, protected: bool, given: bool
) -> AddressAt | None:
    """What this role gets of the address now; None: nothing, nor a word of it. `status` as the clock has it."""
    shown = ADDRESS.get((role, protected))
    if shown is None or status not in LIVE:
        return None
    if shown.when_given and not given:
        return AddressAt(AddressIs.TOLD)
    if shown.before is None:
        return AddressAt(AddressIs.OPEN)
    since = arrival - shown.before
    return AddressAt(AddressIs.OPEN if moment >= since else AddressIs.LATER, since)


# -- a change of mind: what happens then, shown before she says it


@dataclass(frozen=True)
class Effects:
    """Everything that follows from cancelling, for the page that shows it first."""

    host: str
    mentor: str
    caseworker: str
    others_in_series: int
    is_going_on: bool


def nights_of(arrival: datetime, departure: datetime, zone: str) -> list[date]:
    """The nights of a break by the day they begin on; the day itself when there is none."""
    first, last = (moment.astimezone(ZoneInfo(zone)).date() for moment in (arrival, departure))
    return [first + timedelta(days=number) for number in range(max(1, (last - first).days))]


def shown_days(month: date) -> tuple[date, date]:
    """The Monday on or before the first of the month, and the Monday after its last day: whole ISO weeks."""
    first = month.replace(day=1)
    after = (first + timedelta(days=31)).replace(day=1)
    return first - timedelta(days=first.weekday()), after + timedelta(days=(7 - after.weekday()) % 7)


def neighbours(month: date) -> tuple[date, date]:
    """The first days of the month before and after."""
    first = month.replace(day=1)
    return (first - timedelta(days=1)).replace(day=1), (first + timedelta(days=31)).replace(day=1)
