"""The municipality and what it is made of: units, zones, schools, rules with dates, and what it lends to neighbours."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Numeric, SmallInteger, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import DATERANGE, JSONB, TSTZRANGE, ExcludeConstraint, Range
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Made, Owned, Row, belongs_to, owned


class Municipality(Row, Base):
    """The tenant. `settings` holds hours and numbers that are shown, never rules that are enforced."""

    __tablename__ = "municipality"
    __table_args__ = (UniqueConstraint("code"), CheckConstraint("hold_hours between 1 and 336", name="hold_hours"))
    code: Mapped[str]
    called: Mapped[str]
    zone: Mapped[str] = mapped_column(server_default="Europe/Stockholm")
    ask_hours: Mapped[int] = mapped_column(SmallInteger, server_default="48")
    hold_hours: Mapped[int] = mapped_column(SmallInteger, server_default="72")
    answer_days: Mapped[int] = mapped_column(SmallInteger, server_default="7")
    open_asks_per_host: Mapped[int] = mapped_column(SmallInteger, server_default="3")
    settings: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default="{}")


class Unit(Owned, Base):
    __tablename__ = "unit"
    __table_args__ = owned()
    called: Mapped[str]


class Zone(Owned, Base):
    """A locality, coarse enough to be told to the engine. Degrees WGS 84."""

    __tablename__ = "zone"
    __table_args__ = owned(UniqueConstraint("municipality_id", "called"))
    called: Mapped[str]
    latitude: Mapped[float] = mapped_column(Numeric(8, 5, asdecimal=False))
    longitude: Mapped[float] = mapped_column(Numeric(8, 5, asdecimal=False))


class School(Owned, Base):
    __tablename__ = "school"
    __table_args__ = owned(belongs_to("zone"))
    called: Mapped[str]
    zone_id: Mapped[UUID]


class SchoolBreak(Owned, Base):
    __tablename__ = "school_break"
    __table_args__ = owned(CheckConstraint("not isempty(days)", name="has_days"))
    called: Mapped[str]
    days: Mapped[Range[date]] = mapped_column(DATERANGE)


class ConsentRule(Owned, Base):
    """Who must agree to a kind of support, at an age, with so many guardians: one dated row a case, never two.

    Ages and numbers of guardians are [from, to). A case without a row is `ask_lawyer`, never yes.
    """

    __tablename__ = "consent_rule"
    __table_args__ = owned(
        CheckConstraint("kind in ('overnight', 'daytime', 'open_offer')", name="kind"),
        CheckConstraint("needs in ('guardians', 'youth', 'nobody_more', 'ask_lawyer')", name="needs"),
        CheckConstraint("age_from >= 0 and age_to > age_from", name="ages"),
        CheckConstraint("guardians_from >= 0 and guardians_to > guardians_from", name="guardians"),
        CheckConstraint("not isempty(valid)", name="is_valid_some_day"),
        ExcludeConstraint(
            ("municipality_id", "="),
            ("kind", "="),
            (text("int4range(age_from, age_to)"), "&&"),
            (text("int4range(guardians_from, guardians_to)"), "&&"),
            ("valid", "&&"),
            using="gist",
            name="ex_consent_rule_one",
        ),
    )
    kind: Mapped[str]
    age_from: Mapped[int] = mapped_column(SmallInteger)
    age_to: Mapped[int] = mapped_column(SmallInteger)
    guardians_from: Mapped[int] = mapped_column(SmallInteger)
    guardians_to: Mapped[int] = mapped_column(SmallInteger)
    needs: Mapped[str]
    law: Mapped[str]
    valid: Mapped[Range[date]] = mapped_column(DATERANGE)


class Lending(Owned, Base):
    """A host, place or mentor of this municipality that another one may use for a time."""

    __tablename__ = "lending"
    __table_args__ = owned(
        belongs_to("site"),
        belongs_to("mentor"),
        CheckConstraint("num_nonnulls(site_id, mentor_id) = 1", name="one_thing"),
        CheckConstraint("to_municipality_id <> municipality_id", name="to_another"),
    )
    site_id: Mapped[UUID | None]
    mentor_id: Mapped[UUID | None]
    to_municipality_id: Mapped[UUID] = mapped_column(ForeignKey("municipality.id"))
    during: Mapped[Range[datetime]] = mapped_column(TSTZRANGE)
    made_at: Mapped[Made]
