"""How Alembic runs here: one transaction a migration, one migrator at a time, no pool that keeps a connection open."""

from alembic import context
from sqlalchemy import NullPool, create_engine, text

from models import Base

LOCK = 0x6D656C6C  # "mell"


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
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.execute(text("select pg_advisory_unlock(:lock)"), {"lock": LOCK})
        connection.commit()


run()
