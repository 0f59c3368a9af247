"""The way of one break as stations with dates: what has been, where it is now, whose turn it is and by when, what comes.

One function for her map and for what adults are reminded of: what is late on her map is late in the caseworker's queue.
Hosts are never named before she stays with them, so nobody learns who said no. Pure: moments and facts are passed in.

A place that was taken from her is a promise of its own: her caseworker tells her more by `told_by`. It is kept by a menu that
is opened to her, or when she has heard from her caseworker since (`Facts.heard_at`). Nothing nearer takes its place.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from service.youths.rules import CONTACT_DAYS, Here, Place, answer_due, here_on_the_map

TALK_WITHIN = timedelta(days=1)  # as the reminder in proposals


class Who(StrEnum):
    """Whose turn it is."""

    YOU = "you"
    CASEWORKER = "caseworker"
    WE = "we"  # planning, hosts and guardians: nobody she knows by name
    HOST = "host"  # only while she is there


class State(StrEnum):
    PAST = "past"
    HERE = "here"
    NEXT = "next"


@dataclass(frozen=True)
class Loss:
    """A booked place that was taken from her, and that she has not got again. `before`: the first day it would be too late."""

    at: datetime
    before: datetime | None = None


@dataclass(frozen=True)
class Facts:
    """What is known of one break. Statuses as in the tables; `stay` is that of its next stay, else of its last."""

    request: str
    proposal: str | None
    stay: str | None
    wished_at: datetime
    zone: str
    answer_days: int
    answer_by: datetime | None = None  # of what she asked for, while it has no answer
    planned_at: datetime | None = None
    asks_due: datetime | None = None
    opened_at: datetime | None = None
    menu_at: datetime | None = None  # when a menu was last opened to her, also one from before
    hold_until: datetime | None = None
    chosen_at: datetime | None = None
    decided_at: datetime | None = None
    first_day: datetime | None = None
    departure: datetime | None = None
    losses: tuple[Loss, ...] = ()
    heard_at: datetime | None = None  # when her caseworker last wrote or spoke to her, after a loss

    @property
    def lost(self) -> tuple[Loss, ...]:
        """What she has lost since there last was a menu, the oldest first."""
        since = [one for one in self.losses if self.menu_at is None or one.at > self.menu_at]
        return tuple(sorted(since, key=lambda one: one.at))

    @property
    def owed(self) -> Loss | None:
        """The oldest loss that nobody has told her more about."""
        return next((one for one in self.lost if self.heard_at is None or one.at > self.heard_at), None)

    @property
    def told_by(self) -> datetime | None:
        """When she hears more: as promised when she asked, until a menu was opened to her, which was the answer. When a
        place is lost there is a new promise, from that day."""
        if self.owed:
            return answer_due(self.owed.at, CONTACT_DAYS, self.zone, before=self.owed.before)
        return None if self.losses or self.menu_at else self.answer_by

    @property
    def waits_since(self) -> datetime:
        return self.owed.at if self.owed else self.wished_at

    @property
    def talk_by(self) -> datetime | None:
        return self.chosen_at + TALK_WITHIN if self.chosen_at else None

    @property
    def decide_by(self) -> datetime | None:
        if self.chosen_at is None:
            return None
        return answer_due(self.chosen_at, self.answer_days, self.zone, before=self.first_day)


@dataclass(frozen=True)
class Station:
    """`at` is when it was done, or for the break to come the soonest it can be; `by` is when it is done at the latest, None
    while there is no date; `since` is how long it has been so. Only the station where she is has `who`."""

    place: Place
    state: State
    who: Who | None = None
    at: datetime | None = None
    by: datetime | None = None
    since: datetime | None = None

    def is_late(self, now: datetime) -> bool:
        """An adult was to have done it. She is never late."""
        return self.who in (Who.CASEWORKER, Who.WE) and self.by is not None and self.by < now


# What is happening: whose turn it is, by when, and since when; each a name of `Facts`.
TURNS: dict[str, tuple[Who, str | None, str]] = {
    "begun": (Who.YOU, None, "wished_at"),
    "open": (Who.CASEWORKER, "told_by", "waits_since"),
    "planning": (Who.CASEWORKER, "told_by", "waits_since"),
    "lost": (Who.CASEWORKER, "told_by", "waits_since"),
    "unmet": (Who.CASEWORKER, "told_by", "waits_since"),
    "asking": (Who.WE, "asks_due", "planned_at"),
    "offered": (Who.YOU, "hold_until", "opened_at"),
    "returned": (Who.YOU, "hold_until", "decided_at"),
    "wants_talk": (Who.CASEWORKER, "talk_by", "chosen_at"),
    "chosen": (Who.CASEWORKER, "decide_by", "chosen_at"),
    "approved": (Who.WE, None, "decided_at"),
    "booked": (Who.WE, None, "decided_at"),
    "going_on": (Who.HOST, "departure", "first_day"),
    "been": (Who.YOU, None, "departure"),
    "withdrawn": (Who.YOU, None, "wished_at"),
    "closed": (Who.YOU, None, "wished_at"),
}
ORDER = (Place.WISH, Place.PLAN, Place.HOST, Place.CHOOSE, Place.APPROVE, Place.STAY, Place.DONE)
DONE_AT = {
    Place.WISH: "wished_at",
    Place.PLAN: "planned_at",
    Place.HOST: "opened_at",
    Place.CHOOSE: "chosen_at",
    Place.APPROVE: "decided_at",
    Place.STAY: "departure",
}
HAS_BEEN = frozenset({"ended", "interrupted", "no_show"})


def here_of(facts: Facts) -> Here:
    """Where it is: the stay decides once there is one, before that request and proposal; a lost place is news until there is
    newer."""
    if facts.request == "booked" and facts.stay == "going_on":
        return Here(Place.STAY, "going_on")
    if facts.request == "booked" and facts.stay in HAS_BEEN:
        return Here(Place.DONE, "been")
    here = here_on_the_map(facts.request, facts.proposal)
    return Here(here.place, "lost") if facts.lost and here.now in ("open", "planning") else here


def stations(facts: Facts) -> tuple[Station, ...]:
    """Every place of the way in its order; exactly one of them is where she is."""
    here = here_of(facts)
    who, by_name, since_name = TURNS[here.now]
    by = getattr(facts, by_name) if by_name else None
    if here.now == "asking" and facts.owed and facts.told_by and (by is None or facts.told_by < by):
        who, by, since_name = Who.CASEWORKER, facts.told_by, "waits_since"  # promised before, and sooner
    if here.now == "booked":
        by = facts.first_day if facts.stay == "booked" else None
    if who is Who.CASEWORKER and by is None:
        who = Who.WE  # a person is named when she has a day to keep
    ended = here.now in ("withdrawn", "closed")
    found = []
    for place in ORDER:
        if place is here.place:
            found.append(Station(place, State.HERE, who, by=by, since=getattr(facts, since_name)))
        elif ORDER.index(place) > ORDER.index(here.place):
            soonest = facts.first_day if place is Place.STAY else None
            found.append(Station(place, State.NEXT, at=soonest))
        else:
            at = getattr(facts, DONE_AT[place])
            if not (ended and at is None):  # what it never came to is no part of its way
                found.append(Station(place, State.PAST, at=at))
    return tuple(found)


def station_here(way: tuple[Station, ...]) -> Station:
    return next(one for one in way if one.state is State.HERE)
