"""what came up when the house was used."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("stay", sa.Column("address_given_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("stay", sa.Column("address_given_by", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_stay_municipality_id_address_given_by"),
        "stay",
        "account",
        ["municipality_id", "address_given_by"],
        ["municipality_id", "id"],
    )
    op.create_check_constraint(
        op.f("ck_stay_address_given_by_somebody"), "stay", "(address_given_at is null) = (address_given_by is null)"
    )


def downgrade() -> None:
    """No way back but to nothing, as before."""
