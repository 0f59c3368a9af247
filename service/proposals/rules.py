"""What can happen to a proposal and who may do it, which gates a booking still needs, and how long things are kept.

Everything here is data and small pure functions; the moment, the day and the facts are passed in. Pages, API and jobs
all ask these tables, so that none of them has an opinion of its own.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from models.people import Role

K = TypeVar("K", bound=Hashable)


class Status(StrEnum):
    ASKING = "asking"
    OFFERED = "offered"
    CHOSEN = "chosen"
    APPROVED = "approved"
    RETURNED = "returned"
    DECLINED = "declined"
    WANTS_ELSE = "wants_else"
    WANTS_TALK = "wants_talk"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    UNMET = "unmet"


class Step(StrEnum):
    OPEN = "open"  # every question to a host is answered or overdue
    FIND_NOTHING = "find_nothing"
    CHOOSE = "choose"
    WANT_ELSE = "want_else"
    DECLINE = "decline"
    TALK_FIRST = "talk_first"
    APPROVE = "approve"
    RETURN = "return"
    WITHDRAW = "withdraw"
    EXPIRE = "expire"
    LOSE = "lose"  # what she had chosen is not safe or not there any more; others on her menu are


@dataclass(frozen=True)
class Move:
    to: Status
    by: Role | None  # None: the clock


MOVES: dict[tuple[Status, Step], Move] = {
    (Status.ASKING, Step.OPEN): Move(Status.OFFERED, by=None),
    (Status.ASKING, Step.FIND_NOTHING): Move(Status.UNMET, by=None),
    (Status.ASKING, Step.WITHDRAW): Move(Status.WITHDRAWN, by=Role.YOUTH),
    (Status.OFFERED, Step.CHOOSE): Move(Status.CHOSEN, by=Role.YOUTH),
    (Status.OFFERED, Step.WANT_ELSE): Move(Status.WANTS_ELSE, by=Role.YOUTH),
    (Status.OFFERED, Step.DECLINE): Move(Status.DECLINED, by=Role.YOUTH),
    (Status.OFFERED, Step.TALK_FIRST): Move(Status.WANTS_TALK, by=Role.YOUTH),
    (Status.OFFERED, Step.WITHDRAW): Move(Status.WITHDRAWN, by=Role.YOUTH),
    (Status.OFFERED, Step.EXPIRE): Move(Status.EXPIRED, by=None),
    (Status.WANTS_TALK, Step.CHOOSE): Move(Status.CHOSEN, by=Role.YOUTH),
    (Status.WANTS_TALK, Step.WANT_ELSE): Move(Status.WANTS_ELSE, by=Role.YOUTH),
    (Status.WANTS_TALK, Step.DECLINE): Move(Status.DECLINED, by=Role.YOUTH),
    (Status.WANTS_TALK, Step.WITHDRAW): Move(Status.WITHDRAWN, by=Role.YOUTH),
    (Status.WANTS_TALK, Step.EXPIRE): Move(Status.EXPIRED, by=None),
    (Status.CHOSEN, Step.CHOOSE): Move(Status.CHOSEN, by=Role.YOUTH),  # another one after all
    (Status.CHOSEN, Step.WANT_ELSE): Move(Status.WANTS_ELSE, by=Role.YOUTH),
    (Status.CHOSEN, Step.DECLINE): Move(Status.DECLINED, by=Role.YOUTH),  # yes is not for ever
    (Status.CHOSEN, Step.TALK_FIRST): Move(Status.WANTS_TALK, by=Role.YOUTH),
    (Status.CHOSEN, Step.WITHDRAW): Move(Status.WITHDRAWN, by=Role.YOUTH),
    (Status.CHOSEN, Step.APPROVE): Move(Status.APPROVED, by=Role.CASEWORKER),
    (Status.CHOSEN, Step.RETURN): Move(Status.RETURNED, by=Role.CASEWORKER),
    (Status.CHOSEN, Step.EXPIRE): Move(Status.EXPIRED, by=None),  # its days are past
    (Status.RETURNED, Step.CHOOSE): Move(Status.CHOSEN, by=Role.YOUTH),
    (Status.RETURNED, Step.WANT_ELSE): Move(Status.WANTS_ELSE, by=Role.YOUTH),
    (Status.RETURNED, Step.DECLINE): Move(Status.DECLINED, by=Role.YOUTH),
    (Status.RETURNED, Step.TALK_FIRST): Move(Status.WANTS_TALK, by=Role.YOUTH),
    (Status.RETURNED, Step.WITHDRAW): Move(Status.WITHDRAWN, by=Role.YOUTH),
    (Status.RETURNED, Step.EXPIRE): Move(Status.EXPIRED, by=None),
    (Status.APPROVED, Step.DECLINE): Move(
        Status.DECLINED, by=Role.YOUTH
    ),  # while it waits for a gate; then she cancels
    (Status.APPROVED, Step.WITHDRAW): Move(Status.WITHDRAWN, by=Role.YOUTH),
    (Status.APPROVED, Step.EXPIRE): Move(Status.EXPIRED, by=None),
    # A check is withdrawn or a place closed at once: never her doing, so she is asked anew or we look again.
    (Status.CHOSEN, Step.LOSE): Move(Status.OFFERED, by=None),
    (Status.APPROVED, Step.LOSE): Move(Status.OFFERED, by=None),
    (Status.OFFERED, Step.FIND_NOTHING): Move(Status.UNMET, by=None),
    (Status.WANTS_TALK, Step.FIND_NOTHING): Move(Status.UNMET, by=None),
    (Status.RETURNED, Step.FIND_NOTHING): Move(Status.UNMET, by=None),
    (Status.CHOSEN, Step.FIND_NOTHING): Move(Status.UNMET, by=None),
    (Status.APPROVED, Step.FIND_NOTHING): Move(Status.UNMET, by=None),
}

LIVE = frozenset({Status.ASKING, Status.OFFERED, Status.CHOSEN, Status.RETURNED, Status.WANTS_TALK})
HOLDING = LIVE | {Status.APPROVED}  # beds are kept for her
RUNS_OUT = frozenset({Status.OFFERED, Status.WANTS_TALK})  # at `hold_until`; the others when their days are past

ANSWER_OF = {
    Step.CHOOSE: "this",
    Step.WANT_ELSE: "something_else",
    Step.DECLINE: "no",
    Step.TALK_FIRST: "talk_first",
}
STEP_OF = {answer: step for step, answer in ANSWER_OF.items()}


def possible_steps(status: Status, role: Role | None) -> set[Step]:
    return {step for (at, step), move in MOVES.items() if at is status and move.by is role}


def whose_turn(status: Status) -> Role | None:
    """Who is waited for. None: the clock, a host, or nobody any more."""
    if status in (Status.OFFERED, Status.RETURNED):
        return Role.YOUTH
    return Role.CASEWORKER if status in (Status.CHOSEN, Status.WANTS_TALK, Status.WANTS_ELSE) else None


# -- gates


@dataclass(frozen=True)
class Gate:
    """One thing a booking needs. `waits_for` names what is missing: codes, or what people and places are called."""

    name: str
    is_open: bool
    waits_for: tuple[str, ...] = ()


@dataclass(frozen=True)
class Facts:
    """What the gates look at. `nights` pairs a calendar month with what the grant would carry if this is booked."""

    chosen: bool
    approved: bool
    asks: tuple[str, ...]
    mentors_not_open: tuple[str, ...] = ()
    consents_missing: tuple[str, ...] = ()
    consents_open: bool = False
    not_cleared: tuple[str, ...] = ()
    grant_valid: bool = False
    nights_per_month: int | None = None
    nights: tuple[tuple[str, int], ...] = ()


def gates(facts: Facts) -> list[Gate]:
    """Every gate of a booking, in the order people think of them. Booked when all are open, and only then."""
    unanswered = tuple(sorted({state for state in facts.asks if state not in SAYS_YES}))
    over = tuple(
        month
        for month, nights in facts.nights
        if facts.nights_per_month is not None and nights > facts.nights_per_month
    )
    return [
        Gate("choice", facts.chosen),
        Gate("host", bool(facts.asks) and not unanswered, unanswered),
        Gate("mentor", not facts.mentors_not_open, facts.mentors_not_open),
        Gate("consents", facts.consents_open, facts.consents_missing),
        Gate("checks", not facts.not_cleared, facts.not_cleared),
        Gate("grant", facts.grant_valid and not over, over),
        Gate("approval", facts.approved),
    ]


def all_open(listed: Iterable[Gate]) -> bool:
    return all(gate.is_open for gate in listed)


# -- questions to hosts

SAYS_YES = frozenset({"yes", "standing_yes"})


def has_standing_yes(*, kind: str, ask_each_time: bool, accepted_ages: range, age: int) -> bool:
    """An open night is a yes for youths within the host's own limits, unless she wants to be asked each time.

    A place always has it: its keeper opens beds, not doors to one youth.
    """
    return kind == "place" or (not ask_each_time and age in accepted_ages)


def sent_now(wanted: Iterable[tuple[K, int, frozenset[UUID]]], open_now: Mapping[UUID, int], most: int) -> set[K]:
    """Which options' questions are sent when each host has at most `most` open at a time: recommended ones first.

    `wanted`: option, its rank, the hosts it needs an answer from. All of an option's questions are sent, or none.
    """
    sent: set[K] = set()
    asked = Counter(open_now)
    for option, _, hosts in sorted(wanted, key=lambda each: each[1]):
        if all(asked[host] < most for host in hosts):
            asked.update(hosts)
            sent.add(option)
    return sent


# -- single times of a series


def not_as_the_rest(each: Sequence[tuple[Hashable, ...]]) -> list[tuple[bool, ...]]:
    """For each time, in which of its parts it differs from what most are; where as many are so, the first is the rule."""
    most = [Counter(part).most_common(1)[0][0] for part in zip(*each, strict=True)]
    return [tuple(own != usual for own, usual in zip(one, most, strict=True)) for one in each]


# -- how long

REMIND_BEFORE = timedelta(hours=24)


def asks_due(now: datetime, ask_hours: int, first_arrival: datetime) -> datetime:
    """When we stop waiting for a host: after the municipality's hours, and before it would be too late to choose."""
    return min(now + timedelta(hours=ask_hours), max(now, now + (first_arrival - now) / 2))


def hold_ends(now: datetime, hold_hours: int, last_arrival: datetime) -> datetime:
    """How long she has to choose; never past the beginning of what she chooses between."""
    return max(now, min(now + timedelta(hours=hold_hours), last_arrival))
