"""The record: what was said (sealed), that it happened (chained), and the tree of hashes. Three tables, three lifetimes.

Rows are written by `append_event()` only (sql/20_record.sql); update, delete and truncate are refused for everybody.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Made, Owned, belongs_to, owned


class RecordContent(Owned, Base):
    """Verbatim words, AES-256-GCM with the youth's own key; associated data: municipality, content id, field."""

    __tablename__ = "record_content"
    __table_args__ = owned(
        belongs_to("youth"),
        CheckConstraint("length(salt) = 32", name="salt"),
        CheckConstraint("(sealed is null) = (erased_at is not null)", name="erased_or_there"),
    )
    youth_id: Mapped[UUID | None]
    field: Mapped[str]
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)  # nonce ‖ ciphertext ‖ tag
    salt: Mapped[bytes] = mapped_column(LargeBinary)
    made_at: Mapped[Made]
    erased_at: Mapped[datetime | None]


class RecordHead(Base):
    """The last event of each municipality; its lock makes the sequence gap-free."""

    __tablename__ = "record_head"
    municipality_id: Mapped[UUID] = mapped_column(ForeignKey("municipality.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger)
    leaf: Mapped[bytes] = mapped_column(LargeBinary)


class RecordEvent(Base):
    """That something happened: who (pseudonym), in which role, what kind, about what, when. No words."""

    __tablename__ = "record_event"
    __table_args__ = (
        belongs_to("record_content", "content_id"),
        Index("ix_record_event_youth", "youth_id", "seq"),
        Index("ix_record_event_about", "about_id"),
    )
    municipality_id: Mapped[UUID] = mapped_column(ForeignKey("municipality.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    id: Mapped[UUID]
    kind: Mapped[str]
    youth_id: Mapped[UUID | None]  # whose stream
    about: Mapped[str | None]  # table name
    about_id: Mapped[UUID | None]
    actor_id: Mapped[UUID | None]  # account; None for the clock
    role: Mapped[str]
    on_behalf_of: Mapped[UUID | None]
    purpose: Mapped[str | None]
    content_id: Mapped[UUID | None]
    details: Mapped[str]  # canonical JSON (RFC 8785, restricted): codes and ids, never words
    commitment: Mapped[bytes | None] = mapped_column(
        LargeBinary
    )  # SHA-256(domain ‖ salt ‖ canonical JSON of the words)
    at: Mapped[datetime]
    previous: Mapped[bytes] = mapped_column(LargeBinary)
    leaf: Mapped[bytes] = mapped_column(LargeBinary)


class RecordLeaf(Base):
    """The leaf hashes alone, for ever; nothing personal."""

    __tablename__ = "record_leaf"
    municipality_id: Mapped[UUID] = mapped_column(ForeignKey("municipality.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    leaf: Mapped[bytes] = mapped_column(LargeBinary)
