"""What follows from something being said: whether it needs an answer, by when, and where on the way a break is.

Pure: moments and facts are passed in.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

from models.people import Role

SUBJECTS = ("when", "where", "who", "what")
STRENGTHS = ("must", "important", "nice", "never")
AUDIENCES = ("caseworker", "team", "host_too", "everyone_around")
VERDICTS = ("followed", "partly", "not", "heard")
ALWAYS_ANSWERED = frozenset({"wish", "request", "message", "question", "correction", "needs_today", "visit", "change"})
ANSWERED_IF_IN_WORDS = frozenset({"choice", "cancellation", "reflection"})
STATEMENT_KINDS = ALWAYS_ANSWERED | ANSWERED_IF_IN_WORDS
SAYS_SOMETHING = frozenset({"message", "question", "correction", "needs_today"})  # empty, they would say nothing
# Who can take a booked place away from her: then we look anew, she need not.
TAKES_AWAY = frozenset({Role.HOST, Role.PLACE_KEEPER, Role.MENTOR, Role.COORDINATOR})
NOTHING_OFFERED = ("open", "planning")  # states of a wished break without a menu
CARD = re.compile(r"[a-z0-9_]{1,40}")
MOST_CARDS = 20
END_OF_A_WORKING_DAY = time(17)
CONTACT_DAYS = 1  # when something was taken from her, her caseworker is in touch by the end of the next working day

# What a support person may be shown, and which statements each covers. Reflections and vetoes are covered by none.
SHARES = ("breaks", "wishes", "words", "answers")
KINDS_SHARED = {
    "wishes": ("wish", "request", "visit"),
    "words": ("message", "question", "needs_today", "correction", "choice", "cancellation", "change"),
}
WRITTEN_TO_FOR = timedelta(days=14)  # after a break, mentor and host still read what is addressed to them


ANY_KIND = "any"


def shares_that_cover(kind: str | None) -> tuple[str, ...]:
    """What she has to share, one of them, for a support person to read a statement of this kind."""
    return tuple(share for share, kinds in KINDS_SHARED.items() if kind in kinds or kind == ANY_KIND)


@dataclass(frozen=True)
class Reader:
    """Somebody who can read a statement."""

    account_id: UUID
    called: str
    role: Role


def needs_answer(kind: str, in_words: bool) -> bool:
    """Every wish is answered; a choice or cancellation is answered by what follows, unless she wrote something."""
    return kind in ALWAYS_ANSWERED or (kind in ANSWERED_IF_IN_WORDS and in_words)


def answer_due(said_at: datetime, answer_days: int, zone: str, *, before: datetime | None = None) -> datetime:
    """The end of the working day, `answer_days` later in the municipality's zone. Saturday and Sunday become Monday: we
    promise only what is true.

    `before` is when it would be too late (the break she asks for begins): then the last working day before it, or the
    first working day that is left.
    """
    local = said_at.astimezone(ZoneInfo(zone))
    soonest = _working_day(local.date() + timedelta(days=local.time() >= END_OF_A_WORKING_DAY), +1)
    due = max(soonest, _working_day(local.date() + timedelta(days=answer_days), +1))
    if before is not None:
        last = _working_day(before.astimezone(ZoneInfo(zone)).date() - timedelta(days=1), -1)
        due = min(due, max(last, soonest))
    return datetime.combine(due, END_OF_A_WORKING_DAY, ZoneInfo(zone))


def _working_day(day: date, step: int) -> date:
    """The day itself, or the nearest Monday to Friday after (+1) or before (-1) it."""
    while day.weekday() >= 5:
        day += timedelta(days=step)
    return day


class Place(StrEnum):
    """Where on the way a break is: the steps of the map."""

    WISH = "wish"
    PLAN = "plan"
    HOST = "host"
    CHOOSE = "choose"
    APPROVE = "approve"
    STAY = "stay"
    DONE = "done"


@dataclass(frozen=True)
class Here:
    """A place on the map, and which sentence tells what is happening (`now`)."""

    place: Place
    now: str
    hers: bool = False  # the next step is hers


# (status of the request, status of its live proposal): the first row that fits, None fits everything.
ON_THE_MAP: list[tuple[str | None, str | None, Here]] = [
    ("draft", None, Here(Place.WISH, "begun", hers=True)),
    ("withdrawn", None, Here(Place.DONE, "withdrawn")),
    ("closed", None, Here(Place.DONE, "closed")),
    ("booked", None, Here(Place.STAY, "booked")),
    (None, "asking", Here(Place.HOST, "asking")),
    (None, "offered", Here(Place.CHOOSE, "offered", hers=True)),
    (None, "returned", Here(Place.CHOOSE, "returned", hers=True)),
    (None, "wants_talk", Here(Place.CHOOSE, "wants_talk")),
    (None, "chosen", Here(Place.APPROVE, "chosen")),
    ("open", "approved", Here(Place.PLAN, "open")),  # it was booked, and has lost its place
    (None, "approved", Here(Place.APPROVE, "approved")),
    (None, "unmet", Here(Place.PLAN, "unmet")),
    ("planning", None, Here(Place.PLAN, "planning")),
    ("open", None, Here(Place.PLAN, "open")),
    (None, None, Here(Place.PLAN, "open")),
]


def here_on_the_map(request_status: str, proposal_status: str | None) -> Here:
    """Where a break is: what is decided by the request comes first, then by the proposal she has now."""
    for request, proposal, here in ON_THE_MAP:
        if request in (None, request_status) and proposal in (None, proposal_status):
            return here
    raise AssertionError("the last row fits everything")


URGENCY = {Place.CHOOSE: 0, Place.STAY: 1, Place.APPROVE: 2, Place.HOST: 3, Place.PLAN: 4, Place.WISH: 5, Place.DONE: 9}


def soonest_first(here: Here, first_day: datetime) -> tuple[bool, int, datetime]:
    """Order of several breaks on the map: where she is waited for, then the furthest along, then the soonest."""
    return not here.hers, URGENCY[here.place], first_day
