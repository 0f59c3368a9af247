"""Who has handed over an address, and single times of a series that she chooses otherwise; walls in sql/from_use."""

from collections.abc import Sequence
from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

SQL = Path(__file__).parent.parent / "sql" / "from_use"


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
    _changed_times()
    for file in sorted(SQL.glob("*.sql")):
        op.get_bind().exec_driver_sql(file.read_text().replace("%", "%%"))


def _changed_times() -> None:
    """Single times of a series that she chooses otherwise, and options that exchange a time."""
    op.add_column("placement", sa.Column("skipped", sa.Boolean(), server_default="false", nullable=False))
    op.drop_constraint(op.f("uq_placement_option_id_occurrence_id"), "placement", type_="unique")
    op.create_unique_constraint(
        op.f("uq_placement_option_id_occurrence_id"),
        "placement",
        ["option_id", "occurrence_id"],
        deferrable=True,
        initially="IMMEDIATE",
    )
    op.create_unique_constraint(
        op.f("uq_placement_municipality_id_occurrence_id_id"), "placement", ["municipality_id", "occurrence_id", "id"]
    )
    op.create_table(
        "changed_time",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column(
            "municipality_id",
            sa.Uuid(),
            server_default=sa.text("(NULLIF(current_setting('app.municipality'::text, true), ''::text))::uuid"),
            nullable=False,
        ),
        sa.Column("choice_id", sa.Uuid(), nullable=False),
        sa.Column("occurrence_id", sa.Uuid(), nullable=False),
        sa.Column("instead_of", sa.Uuid(), nullable=False),
        sa.Column("placement_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("placement_id <> instead_of", name=op.f("ck_changed_time_differs")),
        sa.ForeignKeyConstraint(
            ["municipality_id", "choice_id"],
            ["choice.municipality_id", "choice.id"],
            name=op.f("fk_changed_time_municipality_id_choice_id"),
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id", "occurrence_id", "instead_of"],
            ["placement.municipality_id", "placement.occurrence_id", "placement.id"],
            name=op.f("fk_changed_time_municipality_id_occurrence_id_instead_of"),
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id", "occurrence_id", "placement_id"],
            ["placement.municipality_id", "placement.occurrence_id", "placement.id"],
            name=op.f("fk_changed_time_municipality_id_occurrence_id_placement_id"),
        ),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"], name=op.f("fk_changed_time_municipality_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_changed_time")),
        sa.UniqueConstraint("choice_id", "occurrence_id", name=op.f("uq_changed_time_choice_id_occurrence_id")),
        sa.UniqueConstraint("municipality_id", "id", name=op.f("uq_changed_time_municipality_id_id")),
    )


def downgrade() -> None:
    """No way back but to nothing, as before."""
