"""Work that is done later, by a worker: the row is the truth, the queue only wakes up (FOR UPDATE SKIP LOCKED, lease)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, SmallInteger
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Made, Owned, owned


class Job(Owned, Base):
    """One run of a kind of work. `attempts` fences: only the attempt that holds the lease may finish it."""

    __tablename__ = "job"
    __table_args__ = owned(
        CheckConstraint("state in ('queued', 'running', 'done', 'failed', 'cancelled')", name="state"),
        CheckConstraint("attempts >= 0", name="attempts"),
        Index("ix_job_waiting", "state", "lease_until"),
    )
    kind: Mapped[str]
    payload: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default="{}")
    state: Mapped[str] = mapped_column(server_default="queued")
    attempts: Mapped[int] = mapped_column(SmallInteger, server_default="0")
    lease_until: Mapped[datetime | None]
    progress: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    outcome: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    error: Mapped[str | None]
    cancel_asked: Mapped[bool] = mapped_column(server_default="false")
    due_at: Mapped[Made]
    made_at: Mapped[Made]
    finished_at: Mapped[datetime | None]
    made_by: Mapped[UUID | None]
