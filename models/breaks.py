"""From a wished break to a booked one: requests, rounds, proposals, asks, choices, approvals, consents, claims, stays.

`claim` is the one table of what is held and booked (exclusion constraints can't span tables): beds, youths and mentors
can't be double-booked, whoever writes. Its states only move forward: held → booked → ended, or released.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    Computed,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    SmallInteger,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TSTZRANGE, ExcludeConstraint, Range
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from models.base import Base, Made, Owned, belongs_to, owned

LIVE = "state in ('held', 'booked')"
WHILE_LIVE = "CASE WHEN (state = ANY (ARRAY['held'::text, 'booked'::text])) THEN {} ELSE NULL::uuid END"
STAY_KINDS = "'evening', 'night', 'weekend', 'week'"


class StayRequest(Owned, Base):
    """A wished break, or a series of them. `importance` is her pile: 3 matters most, 1 would be nice."""

    __tablename__ = "stay_request"
    __table_args__ = owned(
        belongs_to("youth"),
        belongs_to("support_grant"),
        CheckConstraint(f"kind in ({STAY_KINDS})", name="kind"),
        CheckConstraint(
            "status in ('draft', 'open', 'planning', 'offered', 'chosen', 'booked', 'withdrawn', 'closed')",
            name="status",
        ),
        CheckConstraint("importance between 1 and 3", name="importance"),
        CheckConstraint("mentor_along in ('no', 'nice', 'must')", name="mentor_along"),
        Index("ix_stay_request_youth", "youth_id"),
        Index("ix_stay_request_status", "municipality_id", "status"),
    )
    youth_id: Mapped[UUID]
    support_grant_id: Mapped[UUID]
    kind: Mapped[str]
    status: Mapped[str] = mapped_column(server_default="open")
    soon: Mapped[bool] = mapped_column(server_default="false")  # "I need a break now": a human on duty is in the loop
    importance: Mapped[int] = mapped_column(SmallInteger, server_default="2")
    mentor_along: Mapped[str] = mapped_column(server_default="no")
    visit_first: Mapped[bool] = mapped_column(server_default="false")
    is_series: Mapped[bool] = mapped_column(server_default="false")
    every_weeks: Mapped[int | None] = mapped_column(SmallInteger)
    made_at: Mapped[Made]
    rev: Mapped[int] = mapped_column(server_default="1")


class Occurrence(Owned, Base):
    """One time of a request. Every claim belongs to one, also of a hand-made booking or a visit."""

    __tablename__ = "occurrence"
    __table_args__ = owned(
        belongs_to("stay_request"),
        belongs_to("youth"),
        UniqueConstraint("stay_request_id", "number"),
        CheckConstraint("status in ('open', 'held', 'booked', 'done', 'cancelled', 'unmet')", name="status"),
    )
    stay_request_id: Mapped[UUID]
    youth_id: Mapped[UUID]
    number: Mapped[int] = mapped_column(SmallInteger)
    status: Mapped[str] = mapped_column(server_default="open")


class StayWindow(Owned, Base):
    """When an occurrence could be. `preference` 0–3: 3 is what she wants most."""

    __tablename__ = "stay_window"
    __table_args__ = owned(
        belongs_to("occurrence"),
        CheckConstraint("departure > arrival", name="leaves_after_arriving"),
        CheckConstraint("departure - arrival <= interval '60 days'", name="not_too_long"),
        CheckConstraint("preference between 0 and 3", name="preference"),
        UniqueConstraint("occurrence_id", "arrival", "departure"),
    )
    occurrence_id: Mapped[UUID]
    arrival: Mapped[datetime]
    departure: Mapped[datetime]
    preference: Mapped[int] = mapped_column(SmallInteger, server_default="2")


class Round(Owned, Base):
    """One run of the engine over a snapshot. Problem and outcome carry row ids only, no names, no words, no addresses."""

    __tablename__ = "round"
    __table_args__ = owned(
        belongs_to("account", "made_by"),
        CheckConstraint(
            "status in ('queued', 'planning', 'planned', 'published', 'cancelled', 'failed', 'stale')", name="status"
        ),
        CheckConstraint("horizon_to > horizon_from", name="horizon"),
        Index(
            "uq_round_one_running",
            "municipality_id",
            unique=True,
            postgresql_where=text("status in ('queued', 'planning')"),
        ),
    )
    status: Mapped[str] = mapped_column(server_default="queued")
    made_by: Mapped[UUID]
    horizon_from: Mapped[datetime]
    horizon_to: Mapped[datetime]
    seed: Mapped[int] = mapped_column(server_default="1")
    effort: Mapped[str] = mapped_column(server_default="normal")
    job_id: Mapped[UUID | None]
    problem: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    problem_hash: Mapped[str | None]
    outcome: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    engine_version: Mapped[str | None]
    made_at: Mapped[Made]
    planned_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]


class Proposal(Owned, Base):
    """A request's menu. Options hold until she has answered or `hold_until` runs out."""

    __tablename__ = "proposal"
    __table_args__ = owned(
        belongs_to("round"),
        belongs_to("stay_request"),
        belongs_to("youth"),
        CheckConstraint(
            "status in ('asking', 'offered', 'chosen', 'approved', 'returned', 'declined', 'wants_else', 'wants_talk', 'expired', 'withdrawn', 'unmet')",
            name="status",
        ),
        CheckConstraint("status <> 'offered' or hold_until is not null", name="offer_has_an_end"),
        Index(
            "uq_proposal_one_live",
            "stay_request_id",
            unique=True,
            postgresql_where=text("status in ('asking', 'offered', 'chosen', 'returned', 'wants_talk')"),
        ),
        Index("ix_proposal_youth", "youth_id"),
    )
    round_id: Mapped[UUID | None]  # None: made by hand
    stay_request_id: Mapped[UUID]
    youth_id: Mapped[UUID]
    status: Mapped[str]
    asks_due: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]
    hold_until: Mapped[datetime | None]
    why_not: Mapped[list[Any]] = mapped_column(
        JSONB, server_default="[]"
    )  # reason codes for what she wished and is not here
    made_at: Mapped[Made]
    rev: Mapped[int] = mapped_column(server_default="1")


class ProposalOption(Owned, Base):
    """What can be chosen: for a single break one placement, for a series one per occurrence."""

    __tablename__ = "proposal_option"
    __table_args__ = owned(
        belongs_to("proposal"),
        UniqueConstraint("proposal_id", "rank"),
        CheckConstraint("rank between 1 and 4", name="rank"),
        CheckConstraint("state in ('asking', 'held', 'dropped', 'chosen', 'released')", name="state"),
    )
    proposal_id: Mapped[UUID]
    rank: Mapped[int] = mapped_column(SmallInteger)  # 1 is the recommended one
    state: Mapped[str]
    why: Mapped[list[Any]] = mapped_column(JSONB, server_default="[]")  # wish ids met and unmet, with points


class Placement(Owned, Base):
    """One occurrence of an option: when, where, with which mentor."""

    __tablename__ = "placement"
    __table_args__ = owned(
        belongs_to("proposal_option", "option_id"),
        belongs_to("occurrence"),
        belongs_to("site"),
        belongs_to("mentor"),
        # Deferrable: two options exchange a time when she has chosen so, in one statement.
        UniqueConstraint("option_id", "occurrence_id", deferrable=True, initially="IMMEDIATE"),
        UniqueConstraint("municipality_id", "occurrence_id", "id"),
        CheckConstraint("departure > arrival", name="leaves_after_arriving"),
    )
    option_id: Mapped[UUID]
    occurrence_id: Mapped[UUID]
    site_id: Mapped[UUID]
    mentor_id: Mapped[UUID | None]
    arrival: Mapped[datetime]
    departure: Mapped[datetime]
    skipped: Mapped[bool] = mapped_column(server_default="false")  # she said not this time, and it was approved so


class HostAsk(Owned, Base):
    """A question to a host without the youth's identity: ages, dates, and needs she agreed to share."""

    __tablename__ = "host_ask"
    __table_args__ = owned(
        belongs_to("proposal_option", "option_id"),
        belongs_to("site"),
        belongs_to("account", "answered_by"),
        UniqueConstraint("option_id", "site_id"),
        CheckConstraint("state in ('open', 'yes', 'no', 'no_answer', 'standing_yes', 'withdrawn')", name="state"),
        CheckConstraint("age_to > age_from", name="ages"),
        Index("ix_host_ask_site", "site_id", "state"),
    )
    option_id: Mapped[UUID]
    site_id: Mapped[UUID]
    state: Mapped[str]
    due: Mapped[datetime | None]
    age_from: Mapped[int] = mapped_column(SmallInteger)
    age_to: Mapped[int] = mapped_column(SmallInteger)
    shared_needs: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    asked_at: Mapped[Made]
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[UUID | None]


class Choice(Owned, Base):
    """The youth's answer to a menu. Never changed: a new one is added."""

    __tablename__ = "choice"
    __table_args__ = owned(
        belongs_to("proposal"),
        belongs_to("proposal_option", "option_id"),
        belongs_to("statement"),
        CheckConstraint("answer in ('this', 'something_else', 'no', 'talk_first')", name="answer"),
        CheckConstraint("(answer = 'this') = (option_id is not null)", name="this_names_an_option"),
    )
    proposal_id: Mapped[UUID]
    option_id: Mapped[UUID | None]
    statement_id: Mapped[UUID]
    answer: Mapped[str]
    made_at: Mapped[Made]


class ChangedTime(Owned, Base):
    """One time of her choice that is not as in the option: as in another option of her menu, or not at all.

    Belongs to a choice and is never changed, as the choice. Both placements are of the very same occurrence.
    """

    __tablename__ = "changed_time"
    __table_args__ = owned(
        belongs_to("choice"),
        *(
            ForeignKeyConstraint(
                ["municipality_id", "occurrence_id", column],
                ["placement.municipality_id", "placement.occurrence_id", "placement.id"],
            )
            for column in ("instead_of", "placement_id")
        ),
        UniqueConstraint("choice_id", "occurrence_id"),
        CheckConstraint("placement_id <> instead_of", name="differs"),
    )
    choice_id: Mapped[UUID]
    occurrence_id: Mapped[UUID]
    instead_of: Mapped[UUID]  # the placement of the option she chose
    placement_id: Mapped[UUID | None]  # None: not this time


class Approval(Owned, Base):
    """A named caseworker's decision on a chosen option: what she was told, her view, its weight, the reason."""

    __tablename__ = "approval"
    __table_args__ = owned(
        belongs_to("proposal"),
        belongs_to("proposal_option", "option_id"),
        belongs_to("account", "made_by"),
        belongs_to("record_content", "content_id"),
        CheckConstraint("decision in ('approved', 'returned')", name="decision"),
        CheckConstraint(
            "view_sought in ('said_in_service', 'conversation', 'chose_not_to_say', 'clarified_otherwise')",
            name="view_sought",
        ),
    )
    proposal_id: Mapped[UUID]
    option_id: Mapped[UUID]
    made_by: Mapped[UUID]
    decision: Mapped[str]
    view_sought: Mapped[str]
    content_id: Mapped[UUID | None]  # reason, readable by the youth; always there when returned
    delegation_reference: Mapped[str] = mapped_column(server_default="")
    made_at: Mapped[Made]


class Consent(Owned, Base):
    """A guardian's (or from 12 for some support the youth's own) yes, with the exact text shown and how it was given."""

    __tablename__ = "consent"
    __table_args__ = owned(
        belongs_to("youth"),
        belongs_to("guardian"),
        belongs_to("account", "recorded_by"),
        CheckConstraint("kind in ('overnight', 'daytime', 'open_offer')", name="kind"),
        CheckConstraint("manner in ('signed_in', 'in_person', 'phone', 'paper')", name="manner"),
        CheckConstraint("length(text_shown) > 0", name="text"),
        CheckConstraint("withdrawn_at is null or withdrawn_at >= given_at", name="order"),
        Index("ix_consent_youth", "youth_id"),
        Index(
            "uq_consent_one_live",
            "youth_id",
            "guardian_id",
            "kind",
            unique=True,
            postgresql_where=text("withdrawn_at is null"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    youth_id: Mapped[UUID]
    guardian_id: Mapped[UUID | None]  # None: the youth herself
    kind: Mapped[str]
    text_shown: Mapped[str]
    manner: Mapped[str]
    recorded_by: Mapped[UUID]
    given_at: Mapped[Made]
    withdrawn_at: Mapped[datetime | None]


class Claim(Owned, Base):
    """A bed, a youth and maybe a mentor, for a time: held for a choice, or booked.

    `span` is [arrival, departure); `during` adds the site's turnaround. `leaning_*` are set while the claim is live and
    carry the temporal foreign keys to openings and checks.
    """

    __tablename__ = "claim"
    __table_args__ = owned(
        belongs_to("occurrence"),
        belongs_to("placement"),
        belongs_to("bed"),
        belongs_to("site"),
        belongs_to("youth"),
        belongs_to("mentor"),
        CheckConstraint("state in ('held', 'booked', 'ended', 'released')", name="state"),
        CheckConstraint(
            "not isempty(span) and span <@ during and lower(span) = lower(during)", name="during_covers_span"
        ),
        CheckConstraint(
            "lower_inc(span) and not upper_inc(span) and not lower_inf(span) and not upper_inf(span)", name="half_open"
        ),
        ExcludeConstraint(
            ("bed_id", "="),
            ("occurrence_id", "<>"),
            ("during", "&&"),
            using="gist",
            where=text(LIVE),
            name="ex_claim_bed",
            deferrable=True,
            initially="IMMEDIATE",
        ),
        ExcludeConstraint(
            ("bed_id", "="),
            ("during", "&&"),
            using="gist",
            where=text("state = 'booked'"),
            name="ex_claim_bed_booked",
            deferrable=True,
            initially="IMMEDIATE",
        ),
        ExcludeConstraint(
            ("youth_id", "="),
            ("occurrence_id", "<>"),
            ("span", "&&"),
            using="gist",
            where=text(LIVE),
            name="ex_claim_youth",
            deferrable=True,
            initially="IMMEDIATE",
        ),
        ExcludeConstraint(
            ("youth_id", "="),
            ("span", "&&"),
            using="gist",
            where=text("state = 'booked'"),
            name="ex_claim_youth_booked",
            deferrable=True,
            initially="IMMEDIATE",
        ),
        # Two options of one menu may have the same mentor in two houses: only one of them will happen.
        ExcludeConstraint(
            ("mentor_id", "="),
            ("site_id", "<>"),
            ("occurrence_id", "<>"),
            ("span", "&&"),
            using="gist",
            where=text(LIVE),
            name="ex_claim_mentor",
            deferrable=True,
            initially="IMMEDIATE",
        ),
        ExcludeConstraint(
            ("mentor_id", "="),
            ("site_id", "<>"),
            ("span", "&&"),
            using="gist",
            where=text("state = 'booked'"),
            name="ex_claim_mentor_booked",
            deferrable=True,
            initially="IMMEDIATE",
        ),
        Index("uq_claim_placement_live", "placement_id", unique=True, postgresql_where=text(LIVE)),
        Index("ix_claim_site", "site_id"),
        Index("ix_claim_youth", "youth_id"),
    )
    occurrence_id: Mapped[UUID]
    placement_id: Mapped[UUID | None]
    bed_id: Mapped[UUID]
    site_id: Mapped[UUID]
    youth_id: Mapped[UUID]
    mentor_id: Mapped[UUID | None]
    span: Mapped[Range[datetime]] = mapped_column(TSTZRANGE)
    during: Mapped[Range[datetime]] = mapped_column(TSTZRANGE)
    state: Mapped[str]
    made_at: Mapped[Made]
    leaning_site_id: Mapped[UUID | None] = mapped_column(Computed(WHILE_LIVE.format("site_id"), persisted=True))
    leaning_mentor_id: Mapped[UUID | None] = mapped_column(Computed(WHILE_LIVE.format("mentor_id"), persisted=True))


class Stay(Owned, Base):
    """A booked break. Cancelling keeps the row: who said it and when is part of the record."""

    __tablename__ = "stay"
    __table_args__ = owned(
        belongs_to("claim"),
        belongs_to("occurrence"),
        belongs_to("youth"),
        belongs_to("site"),
        belongs_to("mentor"),
        belongs_to("account", "address_given_by"),
        UniqueConstraint("claim_id"),
        CheckConstraint("(address_given_at is null) = (address_given_by is null)", name="address_given_by_somebody"),
        CheckConstraint(
            "status in ('booked', 'going_on', 'ended', 'cancelled', 'no_show', 'interrupted')", name="status"
        ),
        CheckConstraint(
            "cancelled_role is null or status in ('cancelled', 'interrupted')", name="cancelled_by_somebody"
        ),
        Index("ix_stay_youth", "youth_id"),
        Index("ix_stay_site", "site_id"),
    )
    claim_id: Mapped[UUID]
    occurrence_id: Mapped[UUID]
    youth_id: Mapped[UUID]
    site_id: Mapped[UUID]
    mentor_id: Mapped[UUID | None]
    arrival: Mapped[datetime]
    departure: Mapped[datetime]
    arrived_at: Mapped[datetime | None]
    departed_at: Mapped[datetime | None]
    status: Mapped[str] = mapped_column(server_default="booked")
    cancelled_at: Mapped[datetime | None]
    cancelled_role: Mapped[str | None]
    address_given_at: Mapped[datetime | None]  # a protected one, handed over by her caseworker
    address_given_by: Mapped[UUID | None]
    rev: Mapped[int] = mapped_column(server_default="1")
    made_at: Mapped[Made]


class Visit(Owned, Base):
    """A short first meeting, wished by her before she sleeps anywhere. It needs no bed, so it has no claim.

    wished → proposed (a time, by host, place or mentor) → booked (her yes) → done; until it is done the planning places her
    there on no night before it.
    """

    __tablename__ = "visit"
    __table_args__ = owned(
        belongs_to("youth"),
        belongs_to("site"),
        belongs_to("mentor"),
        belongs_to("statement"),
        CheckConstraint(
            "status in ('wished', 'proposed', 'booked', 'done', 'cancelled', 'not_possible')", name="status"
        ),
        CheckConstraint("num_nonnulls(site_id, mentor_id) = 1", name="one_thing"),
        CheckConstraint("(arrival is null) = (departure is null)", name="whole_time"),
        CheckConstraint("departure > arrival and departure - arrival <= interval '12 hours'", name="short"),
        CheckConstraint("status not in ('proposed', 'booked', 'done') or arrival is not null", name="has_a_time"),
        ExcludeConstraint(
            ("youth_id", "="),
            (text("tstzrange(arrival, departure)"), "&&"),
            using="gist",
            where=text("status = 'booked'"),
            name="ex_visit_youth",
        ),
        ExcludeConstraint(
            ("mentor_id", "="),
            (text("tstzrange(arrival, departure)"), "&&"),
            using="gist",
            where=text("status = 'booked' and mentor_id is not null"),
            name="ex_visit_mentor",
        ),
        Index(
            "uq_visit_site_open",
            "youth_id",
            "site_id",
            unique=True,
            postgresql_where=text("status in ('wished', 'proposed', 'booked') and site_id is not null"),
        ),
        Index(
            "uq_visit_mentor_open",
            "youth_id",
            "mentor_id",
            unique=True,
            postgresql_where=text("status in ('wished', 'proposed', 'booked') and mentor_id is not null"),
        ),
    )
    youth_id: Mapped[UUID]
    site_id: Mapped[UUID | None]
    mentor_id: Mapped[UUID | None]
    statement_id: Mapped[UUID]
    status: Mapped[str] = mapped_column(server_default="wished")
    arrival: Mapped[datetime | None]
    departure: Mapped[datetime | None]
    rev: Mapped[int] = mapped_column(server_default="1")
    made_at: Mapped[Made]


class StayChange(Owned, Base):
    """She wants a booked break longer, shorter, or to go home now. Shorter and home are hers alone and happen at once.

    Longer is done when whoever has the house and her caseworker have both said yes, in whatever order.
    """

    __tablename__ = "stay_change"
    __table_args__ = owned(
        belongs_to("stay"),
        belongs_to("youth"),
        belongs_to("statement"),
        belongs_to("account", "settled_by"),
        belongs_to("account", "host_yes_by"),
        belongs_to("account", "caseworker_yes_by"),
        CheckConstraint("kind in ('longer', 'shorter', 'home_now')", name="kind"),
        CheckConstraint("(host_yes_at is null) = (host_yes_by is null)", name="host_yes"),
        CheckConstraint("(caseworker_yes_at is null) = (caseworker_yes_by is null)", name="caseworker_yes"),
        CheckConstraint("state in ('asked', 'done', 'not_possible', 'withdrawn')", name="state"),
        CheckConstraint("departure > arrival", name="leaves_after_arriving"),
        Index("uq_stay_change_one_asked", "stay_id", unique=True, postgresql_where=text("state = 'asked'")),
    )
    stay_id: Mapped[UUID]
    youth_id: Mapped[UUID]
    statement_id: Mapped[UUID]
    kind: Mapped[str]
    state: Mapped[str] = mapped_column(server_default="asked")
    arrival: Mapped[datetime]
    departure: Mapped[datetime]
    made_at: Mapped[Made]
    host_yes_at: Mapped[datetime | None]
    host_yes_by: Mapped[UUID | None]
    caseworker_yes_at: Mapped[datetime | None]
    caseworker_yes_by: Mapped[UUID | None]
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[UUID | None]


class StayNote(Owned, Base):
    """Where they meet, what to bring: written by whoever receives her or by her caseworker, or by herself for herself."""

    __tablename__ = "stay_note"
    __table_args__ = owned(
        belongs_to("stay"),
        belongs_to("youth"),
        belongs_to("account", "made_by"),
        belongs_to("record_content", "content_id"),
        CheckConstraint("kind in ('meeting', 'packing', 'own')", name="kind"),
        Index("ix_stay_note_stay", "stay_id"),
    )
    stay_id: Mapped[UUID]
    youth_id: Mapped[UUID]
    kind: Mapped[str]
    made_by: Mapped[UUID]
    content_id: Mapped[UUID]
    made_at: Mapped[Made]


class ContactReminder(Owned, Base):
    """A kind nudge to a caseworker: make contact, because a hold runs out, a youth said no, or wants to talk."""

    __tablename__ = "contact_reminder"
    __table_args__ = owned(
        belongs_to("youth"),
        belongs_to("proposal"),
        CheckConstraint(
            "because in ('hold_ends', 'wants_talk', 'declined', 'cancelled', 'something_else', 'no_host_left', 'consent_missing',"
            " 'no_show', 'interrupted', 'soon', 'go_home', 'needs_today', 'visit', 'change')",
            name="because",
        ),
        belongs_to("account", "seen_by"),
    )
    youth_id: Mapped[UUID]
    proposal_id: Mapped[UUID | None]
    because: Mapped[str]
    due: Mapped[datetime]
    seen_at: Mapped[datetime | None]  # somebody on duty or her caseworker has opened it; she is told who and when
    seen_by: Mapped[UUID | None]
    done_at: Mapped[datetime | None]
    made_at: Mapped[Made]


class IdempotencyKey(Owned, Base):
    """An answered write, kept with its answer in the same transaction: the same key twice does nothing twice."""

    __tablename__ = "idempotency_key"
    __table_args__ = owned(belongs_to("account"), UniqueConstraint("account_id", "key"))
    account_id: Mapped[UUID]
    key: Mapped[str]
    route: Mapped[str]
    body_hash: Mapped[bytes] = mapped_column(LargeBinary)
    status: Mapped[int] = mapped_column(SmallInteger)
    location: Mapped[str | None]
    body: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    made_at: Mapped[Made]
