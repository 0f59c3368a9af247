"""How Alembic runs here: one transaction a migration, one migrator at a time, no pool that keeps a connection open."""

from alembic import context
from sqlalchemy import NullPool, create_engine, text

from models import Base

LOCK = 0x6D656C6C  # "mell"


# Temporal and other keys that SQLAlchemy cannot say: made in sql/, compared by the test of the installed catalogue.
IN_SQL_ALONE = {
    "fk_claim_site_opening",
    "fk_claim_site_cleared",
    "fk_claim_mentor_opening",
    "fk_claim_mentor_cleared",
    "fk_claim_bed_of_site",
}


def is_compared(thing: object, name: str | None, kind: str, reflected: bool, counterpart: object) -> bool:
    return name not in IN_SQL_ALONE


def run() -> None:
    engine = create_engine(context.config.attributes["url"], poolclass=NullPool)
    with engine.connect() as connection:
        connection.execute(text("select pg_advisory_lock(:lock)"), {"lock": LOCK})
        connection.commit()
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            compare_server_default=True,
            compare_type=True,
            include_object=is_compared,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.execute(text("select pg_advisory_unlock(:lock)"), {"lock": LOCK})
        connection.commit()


run()
