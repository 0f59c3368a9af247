"""What a youth says, and what adults answer. The words themselves live in `record_content`, here is only their structure.

A wish or statement never changes: a new one supersedes it. Triggers refuse anything else (see sql/20_record.sql).
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from models.base import Base, Made, Owned, belongs_to, owned

REGARDED = "'statement', 'answer', 'approval', 'note', 'message', 'welcome_letter', 'stay', 'own_person'"
AUDIENCES = ("caseworker", "team", "host_too", "everyone_around")


class Statement(Owned, Base):
    """Anything a youth says in the service. `content_id` is None when she picked cards and wrote nothing.

    `cards` are the codes of what she picked (a question card, words of the word box). `regards` is what it is about when
    that is something written by somebody else, or by herself before: her own version of it, or a correction.
    `addressed_to` is the adult it is said to; None means her caseworker.
    """

    __tablename__ = "statement"
    __table_args__ = owned(
        belongs_to("youth"),
        belongs_to("stay_request"),
        belongs_to("record_content", "content_id"),
        belongs_to("statement", "supersedes_id"),
        UniqueConstraint("supersedes_id"),
        CheckConstraint(
            "kind in ('wish', 'request', 'choice', 'cancellation', 'message', 'question', 'reflection', 'correction',"
            " 'needs_today', 'visit', 'change')",
            name="kind",
        ),
        CheckConstraint(f"regards in ({REGARDED})", name="regards"),
        CheckConstraint("(regards is null) = (regards_id is null)", name="regards_one_thing"),
        CheckConstraint("kind <> 'correction' or regards is not null or content_id is not null", name="corrects"),
        CheckConstraint("audience in ('caseworker', 'team', 'host_too', 'everyone_around')", name="audience"),
        # What is always answered has a day for it; only a wish that takes another one back needs none.
        CheckConstraint(
            "answer_due is not null or kind in ('choice', 'cancellation', 'reflection')"
            " or (kind = 'wish' and supersedes_id is not null)",
            name="has_a_deadline",
        ),
        CheckConstraint("answer_due > made_at", name="is_answered_afterwards"),
        Index("ix_statement_youth", "youth_id", "made_at"),
        Index("ix_statement_stay_request", "stay_request_id"),
        Index("ix_statement_regards", "regards_id"),
        belongs_to("account", "addressed_to"),
    )
    youth_id: Mapped[UUID]
    stay_request_id: Mapped[UUID | None]
    kind: Mapped[str]
    audience: Mapped[str] = mapped_column(server_default="caseworker")
    content_id: Mapped[UUID | None]
    supersedes_id: Mapped[UUID | None]
    made_by: Mapped[UUID]  # account; another than the youth's when somebody writes on her behalf
    made_at: Mapped[Made]
    answer_due: Mapped[datetime | None]
    cards: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    regards: Mapped[str | None]
    regards_id: Mapped[UUID | None]
    addressed_to: Mapped[UUID | None]


class Wish(Owned, Base):
    """One wish: a statement with subject and strength, about something that can be looked up, or in words alone.

    `trait` is a word of the list in `service/youths/traits.py` (quiet, animals, near_school …). A request's wishes carry
    `stay_request_id` on their statement; wishes without one hold for every request.
    """

    __tablename__ = "wish"
    __table_args__ = owned(
        belongs_to("youth"),
        belongs_to("statement"),
        belongs_to("site"),
        belongs_to("mentor"),
        UniqueConstraint("statement_id"),
        CheckConstraint("subject in ('when', 'where', 'who', 'what')", name="subject"),
        CheckConstraint("strength in ('must', 'important', 'nice', 'never')", name="strength"),
        CheckConstraint("num_nonnulls(site_id, mentor_id, trait) <= 1", name="about_one_thing"),
        Index("ix_wish_youth", "youth_id"),
    )
    youth_id: Mapped[UUID]
    statement_id: Mapped[UUID]
    subject: Mapped[str]
    strength: Mapped[str]
    site_id: Mapped[UUID | None]
    mentor_id: Mapped[UUID | None]
    trait: Mapped[str | None]


class Veto(Owned, Base):
    """Never this one. No reason is asked, and nobody vetoed ever learns of it."""

    __tablename__ = "veto"
    __table_args__ = owned(
        belongs_to("youth"),
        belongs_to("site"),
        belongs_to("mentor"),
        CheckConstraint("num_nonnulls(site_id, mentor_id) = 1", name="one_thing"),
        Index(
            "uq_veto_site",
            "youth_id",
            "site_id",
            unique=True,
            postgresql_where=text("lifted_at is null and site_id is not null"),
        ),
        Index(
            "uq_veto_mentor",
            "youth_id",
            "mentor_id",
            unique=True,
            postgresql_where=text("lifted_at is null and mentor_id is not null"),
        ),
    )
    youth_id: Mapped[UUID]
    site_id: Mapped[UUID | None]
    mentor_id: Mapped[UUID | None]
    made_at: Mapped[Made]
    lifted_at: Mapped[datetime | None]


class Heart(Owned, Base):
    """She liked this presentation."""

    __tablename__ = "heart"
    __table_args__ = owned(
        belongs_to("youth"),
        belongs_to("site"),
        belongs_to("mentor"),
        CheckConstraint("num_nonnulls(site_id, mentor_id) = 1", name="one_thing"),
        UniqueConstraint("youth_id", "site_id"),
        UniqueConstraint("youth_id", "mentor_id"),
    )
    youth_id: Mapped[UUID]
    site_id: Mapped[UUID | None]
    mentor_id: Mapped[UUID | None]
    made_at: Mapped[Made]


class Message(Owned, Base):
    """What an adult writes to her, unasked or in a conversation. An answer to a statement is an `Answer`."""

    __tablename__ = "message"
    __table_args__ = owned(
        belongs_to("youth"),
        belongs_to("account", "made_by"),
        belongs_to("record_content", "content_id"),
        Index("ix_message_youth", "youth_id", "made_at"),
    )
    youth_id: Mapped[UUID]
    made_by: Mapped[UUID]
    content_id: Mapped[UUID]
    made_at: Mapped[Made]
    opened_at: Mapped[datetime | None]  # by her


class WelcomeLetter(Owned, Base):
    """The letter to her before the first meeting, in her caseworker's words. A later one takes its place."""

    __tablename__ = "welcome_letter"
    __table_args__ = owned(
        belongs_to("youth"),
        belongs_to("account", "made_by"),
        belongs_to("record_content", "content_id"),
        CheckConstraint("meeting_at is null or meeting_at > made_at - interval '1 year'", name="meeting"),
        Index("ix_welcome_letter_youth", "youth_id", "made_at"),
    )
    youth_id: Mapped[UUID]
    made_by: Mapped[UUID]
    content_id: Mapped[UUID]
    meeting_at: Mapped[datetime | None]  # the first meeting, when it is agreed
    made_at: Mapped[Made]
    opened_at: Mapped[datetime | None]


class Note(Owned, Base):
    """What a caseworker has written down about a conversation or call. She reads it, confirms it or says her own version."""

    __tablename__ = "note"
    __table_args__ = owned(
        belongs_to("youth"),
        belongs_to("account", "made_by"),
        belongs_to("record_content", "content_id"),
        CheckConstraint("kind in ('conversation', 'phone', 'meeting', 'other')", name="kind"),
        Index("ix_note_youth", "youth_id", "made_at"),
    )
    youth_id: Mapped[UUID]
    made_by: Mapped[UUID]
    kind: Mapped[str]
    content_id: Mapped[UUID]
    made_at: Mapped[Made]
    confirmed_at: Mapped[datetime | None]  # by her: "it was like this"


class OwnPerson(Owned, Base):
    """Somebody the youth names herself: grandmother, a friend's parents, the coach. Words in the record."""

    __tablename__ = "own_person"
    __table_args__ = owned(
        belongs_to("youth"),
        belongs_to("record_content", "content_id"),
        CheckConstraint("state in ('named', 'contacted', 'approved', 'not_possible', 'withdrawn')", name="state"),
    )
    youth_id: Mapped[UUID]
    content_id: Mapped[UUID]
    state: Mapped[str] = mapped_column(server_default="named")
    made_at: Mapped[Made]


class OwnPersonStep(Owned, Base):
    """What came of somebody she named, and when: one row for each step, with a sentence to her. Never changed."""

    __tablename__ = "own_person_step"
    __table_args__ = owned(
        belongs_to("own_person"),
        belongs_to("record_content", "content_id"),
        belongs_to("account", "made_by"),
        CheckConstraint("state in ('contacted', 'approved', 'not_possible', 'withdrawn')", name="state"),
        CheckConstraint("state = 'withdrawn' or content_id is not null", name="says_something"),
        Index("ix_own_person_step_person", "own_person_id", "made_at"),
    )
    own_person_id: Mapped[UUID]
    state: Mapped[str]
    content_id: Mapped[UUID | None]  # None: she took it back herself, without words
    made_by: Mapped[UUID]
    made_at: Mapped[Made]


class Answer(Owned, Base):
    """What an adult replies to a statement: followed, partly or not, and because. Never changed; a later one adds."""

    __tablename__ = "answer"
    __table_args__ = owned(
        belongs_to("statement"),
        belongs_to("account", "made_by"),
        belongs_to("record_content", "content_id"),
        CheckConstraint("verdict in ('followed', 'partly', 'not', 'heard')", name="verdict"),
        Index("ix_answer_statement", "statement_id"),
    )
    statement_id: Mapped[UUID]
    made_by: Mapped[UUID]
    verdict: Mapped[str]
    content_id: Mapped[UUID]
    made_at: Mapped[Made]


class Reflection(Owned, Base):
    """How a stay was. Weather is a word; never shown to the host."""

    __tablename__ = "reflection"
    __table_args__ = owned(
        belongs_to("youth"),
        belongs_to("stay"),
        belongs_to("statement"),
        UniqueConstraint("stay_id"),
        CheckConstraint(
            "weather in ('sun', 'fair', 'cloud', 'rain', 'storm', 'dont_know', 'wont_say')", name="weather"
        ),
        CheckConstraint("again in ('yes', 'maybe', 'no')", name="again"),
    )
    youth_id: Mapped[UUID]
    stay_id: Mapped[UUID]
    statement_id: Mapped[UUID]
    weather: Mapped[str]
    again: Mapped[str | None]


class Draft(Owned, Base):
    """What she has begun to say and not sent: hers alone, sealed with her own key, kept until she sends or throws it.

    It lives here and not in the browser, so that a phone in other hands holds nothing. It is no part of the record.
    """

    __tablename__ = "draft"
    __table_args__ = owned(
        belongs_to("youth"),
        UniqueConstraint("youth_id", "about"),
        CheckConstraint(
            "about in ('wish', 'request', 'own_person', 'message', 'question', 'needs_today', 'reflection', 'correction',"
            " 'visit', 'change')",
            name="about",
        ),
    )
    youth_id: Mapped[UUID]
    about: Mapped[str]
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    changed_at: Mapped[Made]
