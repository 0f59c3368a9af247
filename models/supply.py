"""Where and with whom a break can be: host families and places (both are sites), their beds, mentors, and when.

What was opened (`weekly_pattern`, `opened`, `closure`) is kept as said; `site_opening` and `mentor_opening` are worked
out from it by `service/supply/availability.py`, without overlaps, and claims lean on them by temporal foreign keys
(SQL standard PERIOD, made in sql/30_claims.sql because SQLAlchemy has no construct for it).
"""

from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, LargeBinary, SmallInteger, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY, DATERANGE, TSTZRANGE, Range
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from models.base import Base, Made, Owned, OwnerId, belongs_to, owned

ONE_OWNER = "num_nonnulls(site_id, mentor_id) = 1"


class Site(Owned, Base):
    """A host family or a place: somewhere to be. Limits are what it can take; ages are [from, to) in whole years."""

    __tablename__ = "site"
    __table_args__ = owned(
        belongs_to("zone"),
        CheckConstraint("kind in ('host', 'place')", name="kind"),
        CheckConstraint("turnaround_minutes between 0 and 10080", name="turnaround"),
        CheckConstraint("nights_per_month between 0 and 31", name="nights_per_month"),
        CheckConstraint("stays_per_month between 0 and 31", name="stays_per_month"),
        CheckConstraint("rest_days between 0 and 60", name="rest_days"),
        CheckConstraint("notice_days between 0 and 60", name="notice_days"),
        CheckConstraint("longest_nights between 0 and 60", name="longest_nights"),
        CheckConstraint("youths_at_once between 1 and 40", name="youths_at_once"),
        CheckConstraint("age_from >= 0 and age_to > age_from and age_to <= 25", name="ages"),
    )
    kind: Mapped[str]
    called: Mapped[str]
    zone_id: Mapped[UUID]
    traits: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    age_from: Mapped[int] = mapped_column(SmallInteger, server_default="9")
    age_to: Mapped[int] = mapped_column(SmallInteger, server_default="21")
    languages: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{sv}")
    turnaround_minutes: Mapped[int] = mapped_column(server_default="0")
    nights_per_month: Mapped[int | None] = mapped_column(SmallInteger)
    stays_per_month: Mapped[int | None] = mapped_column(SmallInteger)
    rest_days: Mapped[int] = mapped_column(SmallInteger, server_default="0")
    notice_days: Mapped[int] = mapped_column(SmallInteger, server_default="0")
    longest_nights: Mapped[int | None] = mapped_column(SmallInteger)
    youths_at_once: Mapped[int] = mapped_column(SmallInteger, server_default="1")
    mixes: Mapped[bool] = mapped_column(server_default="true")  # different families under one roof at once
    needs_mentor: Mapped[bool] = mapped_column(server_default="false")
    ask_each_time: Mapped[bool] = mapped_column(server_default="false")
    protected_address: Mapped[bool] = mapped_column(server_default="false")
    closed_at: Mapped[datetime | None]
    rev: Mapped[int] = mapped_column(server_default="1")
    made_at: Mapped[Made]


class SiteAddress(Base):
    """Where exactly; apart from the site, read only by those who must know, sealed with the service's key."""

    __tablename__ = "site_address"
    __table_args__ = (belongs_to("site"),)
    site_id: Mapped[UUID] = mapped_column(primary_key=True)
    municipality_id: Mapped[OwnerId]
    address: Mapped[bytes] = mapped_column(LargeBinary)


class Bed(Owned, Base):
    """A bed of a site. Anonymous: number 1, 2, 3. One row each, so that capacity is a constraint."""

    __tablename__ = "bed"
    __table_args__ = owned(
        belongs_to("site"),
        UniqueConstraint("site_id", "number"),
        CheckConstraint("number >= 1", name="number"),
        UniqueConstraint("municipality_id", "site_id", "id"),
    )
    site_id: Mapped[UUID]
    number: Mapped[int] = mapped_column(SmallInteger)


class SitePerson(Owned, Base):
    """An account that speaks for a site: an adult of the host family, or the keeper of a place."""

    __tablename__ = "site_person"
    __table_args__ = owned(belongs_to("site"), belongs_to("account"), UniqueConstraint("site_id", "account_id"))
    site_id: Mapped[UUID]
    account_id: Mapped[UUID]


class HouseholdMember(Owned, Base):
    __tablename__ = "household_member"
    __table_args__ = owned(
        belongs_to("site"), CheckConstraint("relation in ('adult', 'child', 'pet')", name="relation")
    )
    site_id: Mapped[UUID]
    relation: Mapped[str]
    called: Mapped[str]
    birth_year: Mapped[int | None] = mapped_column(SmallInteger)


class Mentor(Owned, Base):
    __tablename__ = "mentor"
    __table_args__ = owned(
        belongs_to("account"),
        belongs_to("zone"),
        UniqueConstraint("account_id"),
        CheckConstraint("hours_per_week between 0 and 80", name="hours"),
        CheckConstraint("youths_at_once between 1 and 8", name="youths_at_once"),
    )
    account_id: Mapped[UUID]
    called: Mapped[str]
    zone_id: Mapped[UUID]
    traits: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    languages: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{sv}")
    hours_per_week: Mapped[int] = mapped_column(SmallInteger, server_default="10")
    youths_at_once: Mapped[int] = mapped_column(SmallInteger, server_default="1")
    closed_at: Mapped[datetime | None]
    rev: Mapped[int] = mapped_column(server_default="1")


class Presentation(Owned, Base):
    """What a host, place or mentor tells youths about itself. One per language."""

    __tablename__ = "presentation"
    __table_args__ = owned(
        belongs_to("site"),
        belongs_to("mentor"),
        CheckConstraint(ONE_OWNER, name="one_owner"),
        UniqueConstraint("site_id", "language"),
        UniqueConstraint("mentor_id", "language"),
        CheckConstraint("length(about) between 1 and 4000", name="about"),
    )
    site_id: Mapped[UUID | None]
    mentor_id: Mapped[UUID | None]
    language: Mapped[str] = mapped_column(server_default="sv")
    headline: Mapped[str]
    about: Mapped[str]
    house_rules: Mapped[str] = mapped_column(server_default="")
    food: Mapped[str] = mapped_column(server_default="")
    room: Mapped[str] = mapped_column(server_default="")
    animals: Mapped[str] = mapped_column(server_default="")
    may_ask: Mapped[str] = mapped_column(server_default="")  # what those who live there may ask her
    may_not_ask: Mapped[str] = mapped_column(server_default="")  # and what they leave alone
    ask_us: Mapped[str] = mapped_column(server_default="")  # what she can always ask them
    picture: Mapped[str]


class BackgroundCheck(Owned, Base):
    """That a check was made: when, by whom, outcome, until when. Never its contents."""

    __tablename__ = "background_check"
    __table_args__ = owned(
        belongs_to("site"),
        belongs_to("mentor"),
        belongs_to("account", "made_by"),
        CheckConstraint(ONE_OWNER, name="one_owner"),
        CheckConstraint("kind in ('register', 'home_visit', 'references', 'safety')", name="kind"),
        CheckConstraint("outcome in ('passed', 'not_passed')", name="outcome"),
    )
    site_id: Mapped[UUID | None]
    mentor_id: Mapped[UUID | None]
    kind: Mapped[str]
    outcome: Mapped[str]
    made_on: Mapped[date]
    made_by: Mapped[UUID]
    valid: Mapped[Range[date]] = mapped_column(DATERANGE)
    withdrawn_at: Mapped[datetime | None]


class WeeklyPattern(Owned, Base):
    """Usually open: a weekday, each week or every second ISO week; from-to in local time, or the night that begins then."""

    __tablename__ = "weekly_pattern"
    __table_args__ = owned(
        belongs_to("site"),
        belongs_to("mentor"),
        CheckConstraint(ONE_OWNER, name="one_owner"),
        CheckConstraint("weekday between 1 and 7", name="weekday"),
        CheckConstraint("weeks in ('every', 'odd', 'even')", name="weeks"),
        CheckConstraint(
            "(from_time is null) = (to_time is null) and (from_time is null or to_time > from_time)", name="times"
        ),
    )
    site_id: Mapped[UUID | None]
    mentor_id: Mapped[UUID | None]
    weekday: Mapped[int] = mapped_column(SmallInteger)  # ISO: Monday 1
    weeks: Mapped[str] = mapped_column(server_default="every")
    from_time: Mapped[time | None]  # None: the whole night
    to_time: Mapped[time | None]
    valid: Mapped[Range[date]] = mapped_column(DATERANGE, server_default=text("'[,)'"))


class Opened(Owned, Base):
    """A night or hours opened by hand, beside the pattern."""

    __tablename__ = "opened"
    __table_args__ = owned(
        belongs_to("site"),
        belongs_to("mentor"),
        CheckConstraint(ONE_OWNER, name="one_owner"),
        CheckConstraint("not isempty(span)", name="has_span"),
    )
    site_id: Mapped[UUID | None]
    mentor_id: Mapped[UUID | None]
    span: Mapped[Range[datetime]] = mapped_column(TSTZRANGE)
    night: Mapped[date | None]  # set when it is one night of the calendar


class Closure(Owned, Base):
    """Closed, whatever the pattern says. `reason` is a code, never words about a person."""

    __tablename__ = "closure"
    __table_args__ = owned(
        belongs_to("site"),
        belongs_to("mentor"),
        CheckConstraint(ONE_OWNER, name="one_owner"),
        CheckConstraint("not isempty(span)", name="has_span"),
        CheckConstraint("reason in ('own_wish', 'illness', 'travel', 'repairs', 'other')", name="reason"),
    )
    site_id: Mapped[UUID | None]
    mentor_id: Mapped[UUID | None]
    span: Mapped[Range[datetime]] = mapped_column(TSTZRANGE)
    night: Mapped[date | None]
    reason: Mapped[str] = mapped_column(server_default="own_wish")


class SiteOpening(Base):
    """Worked out: when a site can be used. Primary key (site_id, span WITHOUT OVERLAPS) is made in SQL."""

    __tablename__ = "site_opening"
    __table_args__ = (belongs_to("site"), CheckConstraint("not isempty(span)", name="has_span"))
    site_id: Mapped[UUID] = mapped_column(primary_key=True)
    span: Mapped[Range[datetime]] = mapped_column(TSTZRANGE, primary_key=True)
    municipality_id: Mapped[OwnerId]


class MentorOpening(Base):
    __tablename__ = "mentor_opening"
    __table_args__ = (belongs_to("mentor"), CheckConstraint("not isempty(span)", name="has_span"))
    mentor_id: Mapped[UUID] = mapped_column(primary_key=True)
    span: Mapped[Range[datetime]] = mapped_column(TSTZRANGE, primary_key=True)
    municipality_id: Mapped[OwnerId]


class SiteCleared(Base):
    """Worked out: when all required checks of a site are valid at once. A claim outside is refused by the database."""

    __tablename__ = "site_cleared"
    __table_args__ = (belongs_to("site"),)
    site_id: Mapped[UUID] = mapped_column(primary_key=True)
    span: Mapped[Range[datetime]] = mapped_column(TSTZRANGE, primary_key=True)
    municipality_id: Mapped[OwnerId]


class MentorCleared(Base):
    __tablename__ = "mentor_cleared"
    __table_args__ = (belongs_to("mentor"),)
    mentor_id: Mapped[UUID] = mapped_column(primary_key=True)
    span: Mapped[Range[datetime]] = mapped_column(TSTZRANGE, primary_key=True)
    municipality_id: Mapped[OwnerId]


class Suitability(Owned, Base):
    """A caseworker's judgement of one youth with one site or mentor, with reason. The latest counts."""

    __tablename__ = "suitability"
    __table_args__ = owned(
        belongs_to("youth"),
        belongs_to("site"),
        belongs_to("mentor"),
        belongs_to("account", "made_by"),
        belongs_to("record_content", "content_id"),
        CheckConstraint(ONE_OWNER, name="one_owner"),
        CheckConstraint("verdict in ('suitable', 'unsuitable')", name="verdict"),
        Index("ix_suitability_youth", "youth_id", "made_at"),
    )
    youth_id: Mapped[UUID]
    site_id: Mapped[UUID | None]
    mentor_id: Mapped[UUID | None]
    verdict: Mapped[str]
    content_id: Mapped[UUID | None]
    made_by: Mapped[UUID]
    made_at: Mapped[Made]
