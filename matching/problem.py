"""Everything the engine is told: who wishes what, who can receive whom, and what is already settled.

Facts only, immutable, every id an opaque string and every time whole minutes from the horizon's start. What the words
of the service mean in the database, in law or on a page is not known here; the service translates once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType

from matching.horizon import Calendar, Minutes, Night, Period, Span, joined
from matching.masks import Roster
from matching.timeline import Timeline

__all__ = [
    "Along", "Calendar", "Claim", "ClaimState", "Exclusion", "Grant", "Kind", "Limits", "Mentor", "Minutes", "Mixing",
    "Night", "Occurrence", "Period", "Pin", "Problem", "Request", "SiblingRule", "Siblings", "Site", "SiteKind", "Span",
    "Strength", "Subject", "Told", "Travel", "Window", "Wish", "Youth",
]  # fmt: skip


class Strength(StrEnum):
    MUST = "must"
    IMPORTANT = "important"
    NICE = "nice"
    NEVER = "never"


class Subject(StrEnum):
    """What a wish is about: one host or place, one mentor, or a trait of either."""

    SITE = "site"
    MENTOR = "mentor"
    TRAIT = "trait"
    MENTOR_TRAIT = "mentor_trait"


class Kind(StrEnum):
    STAY = "stay"
    VISIT = "visit"


class Along(StrEnum):
    """Whether the youth wants a mentor along."""

    NO = "no"
    NICE = "nice"
    MUST = "must"


class SiteKind(StrEnum):
    HOST = "host"
    PLACE = "place"


class ClaimState(StrEnum):
    HELD = "held"
    BOOKED = "booked"


class SiblingRule(StrEnum):
    TOGETHER = "together"
    APART = "apart"
    ANY = "any"


@dataclass(frozen=True)
class Grant:
    """What the municipality has decided the youth may have. Nothing is booked outside it."""

    nights_per_month: int = field(metadata={"at_least": 0})
    valid: tuple[Span, ...]


@dataclass(frozen=True)
class Youth:
    """One young person, as far as planning needs to know her.

    `vetoes` are her own, `unsuitable` the caseworker's; both name sites and mentors. `known` tells how many nights she
    has had with an adult (0: they have met). `shortfall` is the share of what she asked for, in whole per
    cent, that earlier rounds did not give her. `urgency` is 0, or a tier set by a named caseworker; a higher tier comes first.
    """

    id: str
    age: int = field(metadata={"at_least": 0, "at_most": 25})
    grant: Grant | None = None
    zone: str | None = None
    needs: frozenset[str] = frozenset()
    traits: frozenset[str] = frozenset()
    group: str | None = None
    vetoes: frozenset[str] = frozenset()
    unsuitable: frozenset[str] = frozenset()
    known: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}), metadata={"at_least": 0})
    own_people: frozenset[str] = frozenset()
    shortfall: int = field(default=0, metadata={"at_least": 0, "at_most": 100})
    urgency: int = field(default=0, metadata={"at_least": 0, "at_most": 9})


@dataclass(frozen=True)
class Wish:
    """One statement of hers about this request. Musts about sites are alternatives ("one of these"); so are musts about
    mentors; musts about traits hold all at once. Wishes about mentors speak of the mentor who comes along, if any."""

    id: str
    subject: Subject
    about: str
    strength: Strength


@dataclass(frozen=True)
class Window:
    """A possible time for one occurrence. The mentor is along for the whole window unless a shorter time is given."""

    id: str
    arrival: Minutes = field(metadata={"at_least": 0})
    departure: Minutes = field(metadata={"at_least": 0})
    preference: int = field(default=50, metadata={"at_least": 0, "at_most": 100})
    mentor_from: Minutes | None = field(default=None, metadata={"at_least": 0})
    mentor_until: Minutes | None = field(default=None, metadata={"at_least": 0})

    @cached_property
    def span(self) -> Span:
        return Span(self.arrival, self.departure)

    @cached_property
    def mentor_span(self) -> Span:
        return Span(*self.mentor_times)

    @property
    def mentor_times(self) -> tuple[Minutes, Minutes]:
        return (
            self.arrival if self.mentor_from is None else self.mentor_from,
            self.departure if self.mentor_until is None else self.mentor_until,
        )


@dataclass(frozen=True)
class Occurrence:
    """One time that she wants to get away. Occurrences that name each other as `together_with` (of siblings) happen at
    the same time in the same house, or not at all."""

    id: str
    windows: tuple[Window, ...]
    together_with: str | None = None


@dataclass(frozen=True)
class Request:
    """A wished break: one time, or a series."""

    id: str
    youth: str
    occurrences: tuple[Occurrence, ...]
    kind: Kind = Kind.STAY
    importance: int = field(default=2, metadata={"at_least": 1, "at_most": 3})
    wishes: tuple[Wish, ...] = ()
    mentor: Along = Along.NO
    series: bool = False
    visit_first: bool = False
    needs_grant: bool = True


@dataclass(frozen=True)
class Limits:
    """What a host or place has said about how much and how often. Absent means no limit."""

    nights_per_month: int | None = field(default=None, metadata={"at_least": 0})
    stays_per_month: int | None = field(default=None, metadata={"at_least": 0})
    rest_days: int = field(default=0, metadata={"at_least": 0})
    notice: Minutes = field(default=0, metadata={"at_least": 0})
    shortest_nights: int = field(default=0, metadata={"at_least": 0})
    longest_nights: int | None = field(default=None, metadata={"at_least": 0})


@dataclass(frozen=True)
class Mixing:
    """Who may be here at the same time. Siblings who do not want to be apart may always."""

    one_household: bool = False
    one_group: bool = False
    largest_age_gap: int | None = field(default=None, metadata={"at_least": 0})


@dataclass(frozen=True)
class Site:
    """A host or a place: somewhere to be. `cleared` is when every required check is valid; empty means never."""

    id: str
    kind: SiteKind
    beds: int = field(metadata={"at_least": 0})
    openings: tuple[Span, ...]
    cleared: tuple[Span, ...]
    zone: str | None = None
    youngest: int = field(default=0, metadata={"at_least": 0})
    oldest: int = field(default=25, metadata={"at_least": 0})
    traits: frozenset[str] = frozenset()
    declines_traits: frozenset[str] = frozenset()
    declines_youths: frozenset[str] = frozenset()
    limits: Limits = Limits()
    mixing: Mixing = Mixing()
    turnaround: Minutes = field(default=0, metadata={"at_least": 0})
    needs_mentor: bool = False
    cost_per_night: int = field(default=0, metadata={"at_least": 0})

    @cached_property
    def open_time(self) -> tuple[Span, ...]:
        return joined(self.openings)

    @cached_property
    def cleared_time(self) -> tuple[Span, ...]:
        return joined(self.cleared)


@dataclass(frozen=True)
class Mentor:
    """An adult who comes along. With `youths_at_once` above one, several youths in the same house share the time."""

    id: str
    openings: tuple[Span, ...]
    cleared: tuple[Span, ...]
    minutes_per_week: int | None = field(default=None, metadata={"at_least": 0})
    youths_at_once: int = field(default=1, metadata={"at_least": 1})
    most_youths: int | None = field(default=None, metadata={"at_least": 0})
    languages: frozenset[str] = frozenset()
    traits: frozenset[str] = frozenset()
    declines_youths: frozenset[str] = frozenset()

    @cached_property
    def open_time(self) -> tuple[Span, ...]:
        return joined(self.openings)

    @cached_property
    def cleared_time(self) -> tuple[Span, ...]:
        return joined(self.cleared)


@dataclass(frozen=True)
class Claim:
    """A booked stay or a held option of an earlier menu: it takes room and cannot move.

    Several held claims may belong to one occurrence; only one of them will happen, so the occurrence counts once
    wherever and whenever they overlap. Arrival may lie before the horizon.
    """

    id: str
    occurrence: str
    youth: str
    site: str
    arrival: Minutes
    departure: Minutes
    state: ClaimState
    kind: Kind = Kind.STAY
    request: str | None = None
    mentor: str | None = None
    mentor_from: Minutes | None = None
    mentor_until: Minutes | None = None
    visit_first: bool = False

    @cached_property
    def span(self) -> Span:
        return Span(self.arrival, self.departure)

    @cached_property
    def mentor_span(self) -> Span:
        return Span(
            self.arrival if self.mentor_from is None else self.mentor_from,
            self.departure if self.mentor_until is None else self.mentor_until,
        )


@dataclass(frozen=True)
class Told:
    """What she has been told about an occurrence; it may move, at a price."""

    occurrence: str
    window: str
    site: str
    mentor: str | None = None


@dataclass(frozen=True)
class Pin:
    """The coordinator's word that this occurrence takes place, so; what is left open the engine decides."""

    occurrence: str
    window: str | None = None
    site: str | None = None
    mentor: str | None = None


@dataclass(frozen=True)
class Exclusion:
    """The coordinator's word that these do not go together; what is left out means any."""

    youth: str | None = None
    occurrence: str | None = None
    window: str | None = None
    site: str | None = None
    mentor: str | None = None


@dataclass(frozen=True)
class Siblings:
    """Two siblings, and whether they want to be together, apart, or do not mind."""

    first: str
    second: str
    rule: SiblingRule = SiblingRule.ANY


@dataclass(frozen=True)
class Travel:
    """Minutes on the way between two zones, in either direction."""

    first: str
    second: str
    minutes: int = field(metadata={"at_least": 0})


@dataclass(frozen=True)
class Problem:
    """One municipality at one moment. `now` is the minute of planning; `kept_apart` names pairs of youths, or a youth
    and a mentor, who are never under one roof; `budget` is what this plan's nights may cost."""

    calendar: Calendar
    youths: tuple[Youth, ...] = ()
    requests: tuple[Request, ...] = ()
    sites: tuple[Site, ...] = ()
    mentors: tuple[Mentor, ...] = ()
    claims: tuple[Claim, ...] = ()
    told: tuple[Told, ...] = ()
    pins: tuple[Pin, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    siblings: tuple[Siblings, ...] = ()
    kept_apart: tuple[tuple[str, str], ...] = ()
    travel: tuple[Travel, ...] = ()
    budget: int | None = field(default=None, metadata={"at_least": 0})
    now: Minutes = field(default=0, metadata={"at_least": 0})

    @cached_property
    def youth(self) -> Mapping[str, Youth]:
        return {youth.id: youth for youth in self.youths}

    @cached_property
    def site(self) -> Mapping[str, Site]:
        return {site.id: site for site in self.sites}

    @cached_property
    def mentor(self) -> Mapping[str, Mentor]:
        return {mentor.id: mentor for mentor in self.mentors}

    @cached_property
    def request_of(self) -> Mapping[str, Request]:
        """The request that an occurrence belongs to."""
        return {each.id: request for request in self.requests for each in request.occurrences}

    @cached_property
    def occurrence(self) -> Mapping[str, Occurrence]:
        return {each.id: each for request in self.requests for each in request.occurrences}

    @cached_property
    def window(self) -> Mapping[tuple[str, str], Window]:
        """Windows by occurrence and window: a window's id need only be unique within its occurrence."""
        return {(each.id, window.id): window for each in self.occurrence.values() for window in each.windows}

    def youth_of(self, occurrence: str) -> Youth:
        return self.youth[self.request_of[occurrence].youth]

    @cached_property
    def apart(self) -> frozenset[frozenset[str]]:
        """Pairs of people never under one roof: kept apart by an adult, or siblings who want to be apart."""
        siblings = (frozenset((s.first, s.second)) for s in self.siblings if s.rule is SiblingRule.APART)
        return frozenset((*(frozenset(pair) for pair in self.kept_apart), *siblings))

    @cached_property
    def apart_from(self) -> Mapping[str, frozenset[str]]:
        """By name, whom somebody is never under one roof with."""
        others: dict[str, set[str]] = {}
        for pair in self.apart:
            for each in pair:
                others.setdefault(each, set()).update(pair - {each})
        return {name: frozenset(many) for name, many in others.items()}

    @cached_property
    def together(self) -> frozenset[frozenset[str]]:
        return frozenset(frozenset((s.first, s.second)) for s in self.siblings if s.rule is SiblingRule.TOGETHER)

    @cached_property
    def may_mix_anyway(self) -> frozenset[frozenset[str]]:
        return frozenset(frozenset((s.first, s.second)) for s in self.siblings if s.rule is not SiblingRule.APART)

    @cached_property
    def site_roster(self) -> Roster:
        return Roster(site.id for site in self.sites)

    @cached_property
    def mentor_roster(self) -> Roster:
        return Roster(mentor.id for mentor in self.mentors)

    @cached_property
    def timeline(self) -> Timeline:
        """Time cut wherever a window or a claim, or a mentor's part of one, begins or ends."""
        spans = {(each.arrival, each.departure) for each in self.window.values()}
        spans.update(each.mentor_times for each in self.window.values())
        spans.update((span.start, span.end) for each in self.claims for span in (each.span, each.mentor_span))
        return Timeline(self.calendar, spans, {site.turnaround for site in self.sites})

    @cached_property
    def travel_minutes(self) -> Mapping[frozenset[str], int]:
        return {frozenset((way.first, way.second)): way.minutes for way in self.travel}
