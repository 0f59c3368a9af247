"""How the service reaches somebody outside itself, and is reached: safe hours, neutral notices, a calendar feed, who is on duty.

Nothing is sent until the youth has turned it on, at her hours, in words that say nothing.
"""

from datetime import datetime, time
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, LargeBinary, SmallInteger, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY, TSTZRANGE, ExcludeConstraint, Range
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from models.base import Base, Made, Owned, belongs_to, owned


class ContactPreference(Owned, Base):
    """When and by what way it is safe to reach her. Without a row, or with `none`, nothing is ever sent.

    `days` are ISO days (Monday 1). `from_time` to `to_time` is local time of the municipality, never past midnight.
    """

    __tablename__ = "contact_preference"
    __table_args__ = owned(
        belongs_to("youth"),
        UniqueConstraint("youth_id"),
        CheckConstraint("channel in ('none', 'mail', 'sms')", name="channel"),
        CheckConstraint("(channel = 'none') = (address is null)", name="an_address_for_a_channel"),
        CheckConstraint("from_time < to_time", name="hours"),
        CheckConstraint("days <@ array[1, 2, 3, 4, 5, 6, 7]::smallint[]", name="days"),
        CheckConstraint("call in ('never', 'at_her_hours', 'any_time')", name="call"),
    )
    youth_id: Mapped[UUID]
    channel: Mapped[str] = mapped_column(server_default="none")
    address: Mapped[bytes | None] = mapped_column(LargeBinary)  # sealed with her own key
    days: Mapped[list[int]] = mapped_column(ARRAY(SmallInteger), server_default="{1,2,3,4,5}")
    from_time: Mapped[time] = mapped_column(server_default="15:00")
    to_time: Mapped[time] = mapped_column(server_default="18:00")
    call: Mapped[str] = mapped_column(server_default="never")  # whether an adult may ring her
    changed_at: Mapped[Made]


class Notice(Owned, Base):
    """Something new that she may be told of, outside the service, in neutral words. Sent once, at her hours, or dropped."""

    __tablename__ = "notice"
    __table_args__ = owned(
        belongs_to("youth"),
        CheckConstraint("state in ('waiting', 'sent', 'dropped')", name="state"),
        CheckConstraint("(state = 'sent') = (sent_at is not null)", name="sent"),
        Index("ix_notice_waiting", "municipality_id", "earliest", postgresql_where=text("state = 'waiting'")),
    )
    youth_id: Mapped[UUID]
    because: Mapped[str]  # a code for the log of the case, never part of what is sent
    state: Mapped[str] = mapped_column(server_default="waiting")
    earliest: Mapped[datetime]
    made_at: Mapped[Made]
    sent_at: Mapped[datetime | None]


class CalendarFeed(Owned, Base):
    """A secret address from which a calendar program reads neutral entries. The key is SHA-256 of what the address holds."""

    __tablename__ = "calendar_feed"
    __table_args__ = owned(
        belongs_to("youth"),
        UniqueConstraint("key"),
        Index("uq_calendar_feed_live", "youth_id", unique=True, postgresql_where=text("ended_at is null")),
    )
    youth_id: Mapped[UUID]
    key: Mapped[bytes] = mapped_column(LargeBinary)
    called: Mapped[str]  # what each entry is called, in her word: "Busy"
    made_at: Mapped[Made]
    ended_at: Mapped[datetime | None]
    fetched_at: Mapped[datetime | None]  # to the hour: she sees whether somebody uses it


class Duty(Owned, Base):
    """Who of the staff is on duty for what cannot wait, and the number that reaches them. One at a time."""

    __tablename__ = "duty"
    __table_args__ = owned(
        belongs_to("account"),
        CheckConstraint("not isempty(during) and not lower_inf(during) and not upper_inf(during)", name="during"),
        ExcludeConstraint(("municipality_id", "="), ("during", "&&"), using="gist", name="ex_duty_one"),
    )
    account_id: Mapped[UUID]
    during: Mapped[Range[datetime]] = mapped_column(TSTZRANGE)
    phone: Mapped[str] = mapped_column(server_default="")


class FileCopy(Owned, Base):
    """A copy of her whole file that she has asked for (GDPR article 15): made by a job, reviewed by a person, then hers.

    `pdf` and `json` are sealed with her own key.
    """

    __tablename__ = "file_copy"
    __table_args__ = owned(
        belongs_to("youth"),
        belongs_to("account", "reviewed_by"),
        CheckConstraint("state in ('asked', 'made', 'released', 'withdrawn')", name="state"),
        CheckConstraint("state not in ('made', 'released') or (pdf is not null and json is not null)", name="made"),
        CheckConstraint("(state = 'released') = (released_at is not null)", name="released"),
        Index(
            "uq_file_copy_one_on_its_way", "youth_id", unique=True, postgresql_where=text("state in ('asked', 'made')")
        ),
    )
    youth_id: Mapped[UUID]
    state: Mapped[str] = mapped_column(server_default="asked")
    language: Mapped[str]
    job_id: Mapped[UUID | None]
    pdf: Mapped[bytes | None] = mapped_column(LargeBinary)
    json: Mapped[bytes | None] = mapped_column(LargeBinary)
    left_out: Mapped[list[str]] = mapped_column(
        ARRAY(Text), server_default="{}"
    )  # what the reviewer kept back, by section
    asked_at: Mapped[Made]
    made_at: Mapped[datetime | None]
    reviewed_by: Mapped[UUID | None]
    released_at: Mapped[datetime | None]
