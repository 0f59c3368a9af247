"""What every table shares: naming of constraints, the id, the municipality that owns the row.

References inside a municipality carry the municipality along (`belongs_to`), so that no row can point into another one,
whoever writes it.
"""

from datetime import datetime
from typing import Annotated, Any, ClassVar
from uuid import UUID

from sqlalchemy import DateTime, ForeignKey, ForeignKeyConstraint, MetaData, UniqueConstraint, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import Text

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

Moment = Annotated[datetime, mapped_column(DateTime(timezone=True))]
Made = Annotated[datetime, mapped_column(DateTime(timezone=True), server_default=text("now()"))]


# As PostgreSQL itself spells it, so that a comparison of models and catalogue finds no difference.
THIS_MUNICIPALITY = "(NULLIF(current_setting('app.municipality'::text, true), ''::text))::uuid"
OwnerId = Annotated[UUID, mapped_column(ForeignKey("municipality.id"), server_default=text(THIS_MUNICIPALITY))]


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar = {str: Text, datetime: DateTime(timezone=True)}


class Row:
    """A row with an id of its own that sorts by time (UUID version 7, RFC 9562)."""

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=text("uuidv7()"), sort_order=-10)


class Owned(Row):
    """A row that belongs to exactly one municipality. Row-level security reads `municipality_id`."""

    municipality_id: Mapped[OwnerId] = mapped_column(sort_order=-9)


def belongs_to(
    table: str, column: str | None = None, *, ondelete: str | None = None, **options: Any
) -> ForeignKeyConstraint:
    """A reference to `table` of the same municipality; `column` defaults to `<table>_id`."""
    column = column or f"{table}_id"
    return ForeignKeyConstraint(
        ["municipality_id", column], [f"{table}.municipality_id", f"{table}.id"], ondelete=ondelete, **options
    )


def owned(*constraints: Any) -> tuple[Any, ...]:
    """`__table_args__` of an owned table: its constraints, and the key that `belongs_to` points at."""
    return (UniqueConstraint("municipality_id", "id"), *constraints)
