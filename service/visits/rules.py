"""What can happen to a visit and who may do it, when it can be, and which breaks wait for it.

The moves as a table: actions obey it, pages draw their buttons from it. Pure: the moment is passed in.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from models.people import Role
from service.errors import Invalid


class Status(StrEnum):
    WISHED = "wished"
    PROPOSED = "proposed"
    BOOKED = "booked"
    DONE = "done"
    CANCELLED = "cancelled"
    NOT_POSSIBLE = "not_possible"


class Step(StrEnum):
    PROPOSE = "propose"  # those who are visited say when
    CANNOT = "cannot"  # they say that it does not work out; nobody asks them why
    ACCEPT = "accept"
    OTHER_TIME = "other_time"
    SAY_NO = "say_no"  # she does not want to visit any more; nobody asks why
    NOT_DONE = "not_done"  # it was booked and nobody met
    FINISH = "finish"  # by the clock
    FALL_THROUGH = "fall_through"  # by the clock: a yes that is needed was missing at the time


HERS = frozenset({Role.YOUTH, Role.CASEWORKER})
THEIRS = frozenset({Role.HOST, Role.PLACE_KEEPER, Role.MENTOR})
CLOCK: frozenset[Role] = frozenset()


@dataclass(frozen=True)
class Move:
    to: Status
    by: frozenset[Role]  # empty: the clock


MOVES: dict[tuple[Status, Step], Move] = {
    (Status.WISHED, Step.PROPOSE): Move(Status.PROPOSED, THEIRS),
    (Status.WISHED, Step.CANNOT): Move(Status.NOT_POSSIBLE, THEIRS),
    (Status.WISHED, Step.SAY_NO): Move(Status.CANCELLED, HERS),
    (Status.PROPOSED, Step.PROPOSE): Move(Status.PROPOSED, THEIRS),  # another time, before she has answered
    (Status.PROPOSED, Step.CANNOT): Move(Status.NOT_POSSIBLE, THEIRS),
    (Status.PROPOSED, Step.ACCEPT): Move(Status.BOOKED, HERS),
    (Status.PROPOSED, Step.OTHER_TIME): Move(Status.WISHED, HERS),
    (Status.PROPOSED, Step.SAY_NO): Move(Status.CANCELLED, HERS),
    (Status.PROPOSED, Step.FALL_THROUGH): Move(Status.WISHED, CLOCK),  # the time has passed without an answer
    (Status.BOOKED, Step.OTHER_TIME): Move(Status.WISHED, HERS),
    (Status.BOOKED, Step.SAY_NO): Move(Status.CANCELLED, HERS),
    (Status.BOOKED, Step.CANNOT): Move(Status.NOT_POSSIBLE, THEIRS),
    (Status.BOOKED, Step.FINISH): Move(Status.DONE, CLOCK),
    (Status.BOOKED, Step.FALL_THROUGH): Move(Status.WISHED, CLOCK),
    (Status.DONE, Step.NOT_DONE): Move(Status.WISHED, HERS | THEIRS),  # it is looked for a new time
}
OPEN = frozenset({Status.WISHED, Status.PROPOSED, Status.BOOKED})  # the planning waits for these

LENGTHS = (30, 60, 90, 120, 180)  # minutes
EARLIEST, LATEST = time(8), time(21)  # local
FAR_AHEAD = timedelta(days=120)
NOT_DONE_WITHIN = timedelta(days=14)  # how long after it one can say that nobody met


def possible_steps(status: Status, role: Role) -> set[Step]:
    return {step for (at, step), move in MOVES.items() if at is status and role in move.by}


def next_status(status: Status, step: Step, role: Role | None) -> Status | None:
    """Where the step leads, or None when it is not possible from here for this role (None: the clock)."""
    move = MOVES.get((status, step))
    if move is None or (role not in move.by if role is not None else bool(move.by)):
        return None
    return move.to


def check_time(arrival: datetime, minutes: int, now: datetime, zone: str) -> datetime:
    """When it would end; refuses what is no time for a visit."""
    if minutes not in LENGTHS:
        raise Invalid(field="minutes", kind="not_a_choice")
    if arrival <= now:
        raise Invalid(field="arrival", code_detail="visits.in_the_past")
    departure = arrival + timedelta(minutes=minutes)
    if departure > now + FAR_AHEAD:
        raise Invalid(field="arrival", code_detail="visits.too_far_ahead")
    here = ZoneInfo(zone)
    begins, ends = arrival.astimezone(here), departure.astimezone(here)
    if begins.time() < EARLIEST or ends.time() > LATEST or begins.date() != ends.date():
        raise Invalid(field="arrival", code_detail="visits.at_day_time")
    return departure


def by_the_clock(
    status: Status, arrival: datetime | None, departure: datetime | None, *, consented: bool, now: datetime
) -> Step | None:
    """What time alone does to a visit."""
    if arrival is None or departure is None:
        return None
    if status is Status.PROPOSED and arrival <= now:
        return Step.FALL_THROUGH
    if status is Status.BOOKED and not consented and arrival <= now:
        return Step.FALL_THROUGH
    return Step.FINISH if status is Status.BOOKED and departure <= now else None
