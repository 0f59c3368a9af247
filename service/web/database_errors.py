"""What the database refuses, as domain errors: its constraints are rules too, and a person reads a sentence, never 500.

A slice whose action expects a certain constraint to speak gives it its own error here, by name.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

from service.errors import DomainError, Invalid


class Taken(DomainError):
    """Two things would be in one place at one time (an exclusion constraint)."""

    code = "taken"
    status = 409


class AlreadyThere(DomainError):
    """There is one already (a unique key)."""

    code = "already_there"
    status = 409


class LeansOnSomethingElse(DomainError):
    """It points at something that is not there, or something else still points at it (a foreign key)."""

    code = "leans_on_something_else"
    status = 409


class NotPossible(DomainError):
    """A value that no rule allows (a check constraint)."""

    code = "not_possible"
    status = 422


class OnlyGrows(DomainError):
    """What was said or recorded is never changed."""

    code = "only_grows"
    status = 409


class NameTaken(DomainError):
    """Somebody else signs in with this name."""

    code = "accounts.name_taken"
    status = 409


class Busy(DomainError):
    """Several people did this at the same moment; a second try works."""

    code = "busy"
    status = 409


CONSTRAINTS: dict[str, tuple[type[DomainError], str | None]] = {
    # constraint → (error, field)
    "uq_credential_sign_in_name": (NameTaken, "sign_in_name"),
}

STATES: dict[str, type[DomainError]] = {
    "23P01": Taken,
    "23503": LeansOnSomethingElse,
    "23505": AlreadyThere,
    "23514": NotPossible,
    "23502": NotPossible,
    "23001": LeansOnSomethingElse,
    "40001": Busy,
    "40P01": Busy,
    "55P03": Busy,
    "MR002": OnlyGrows,
}


def constraint_of(failed: DBAPIError) -> str | None:
    return getattr(getattr(failed.orig, "__cause__", None), "constraint_name", None)


def domain_error_of(failed: DBAPIError) -> DomainError | None:
    """The domain error for a refusal of the database; None when it is a fault of ours."""
    if (named := CONSTRAINTS.get(constraint_of(failed) or "")) is not None:
        error, field = named
        return error(field=field)
    state = getattr(failed.orig, "sqlstate", None) or ""
    if state in STATES:
        return STATES[state]()
    # Class 22: a value that cannot be (too big a number, a day out of range, a NUL). Before it is sent, asyncpg says
    # the same without a state, as a DataError.
    cause = getattr(failed.orig, "__cause__", None)
    if state.startswith("22") or type(cause).__name__ == "DataError" or isinstance(cause, UnicodeEncodeError):
        return Invalid(kind="not_understood")
    return None


@contextmanager
def told_as_domain_errors() -> Iterator[None]:
    """For an action outside `attempt` whose caller shows domain errors at their fields."""
    try:
        yield
    except DBAPIError as failed:
        error = domain_error_of(failed)
        if error is None:
            raise
        raise error from failed
