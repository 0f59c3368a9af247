"""Which sentence a person reads for an error: a domain error by its code, a field by what is wrong with it."""

from collections.abc import Iterable, Mapping
from typing import Any

from models.people import Role
from service.errors import DomainError
from service.web.texts import N_, gettext, sentence
from service.web.visit import visit

# What is wrong with a field, in our words; None of them blames the one who typed.
FIELD = {
    "missing": N_("We need something here to go on."),
    "too_long": N_("This is longer than we can keep. %(most)s characters fit."),
    "too_short": N_("A little more, please. At least %(least)s characters."),
    "too_many": N_("Choose %(most)s at the most."),
    "too_few": N_("Choose at least %(least)s."),
    "not_a_number": N_("Write a number with digits, like 3."),
    "too_small": N_("It can be %(least)s at the least."),
    "too_big": N_("It can be %(most)s at the most."),
    "not_a_day": N_("Write the day like this: 2026-12-04."),
    "not_a_time": N_("Write the time like this: 18:00."),
    "not_a_moment": N_("Write day and time like this: 2026-12-04 18:00."),
    "no_such_hour": N_("The clock is changed that night, and this hour is not there. Choose another."),
    "not_a_choice": N_("Choose one of those on the page."),
    "gone": N_("That is not there any more. Open the page again and choose anew."),
    "unknown_field": N_("We do not know what this is."),
    "not_text": N_("There is a sign in it that we cannot keep. Try without it."),
    "not_understood": N_("We could not read this."),
}

# pydantic's kinds of error, by how they begin; the first that fits.
KINDS: tuple[tuple[str, str], ...] = (
    ("missing", "missing"),
    ("string_too_long", "too_long"),
    ("string_too_short", "too_short"),
    ("too_long", "too_many"),
    ("too_short", "too_few"),
    ("int_", "not_a_number"),
    ("float_", "not_a_number"),
    ("decimal_", "not_a_number"),
    ("finite_number", "not_a_number"),
    ("greater_than", "too_small"),
    ("less_than", "too_big"),
    ("multiple_of", "not_a_number"),
    ("datetime_", "not_a_moment"),
    ("timezone_", "not_a_moment"),
    ("date_", "not_a_day"),
    ("time_", "not_a_time"),
    ("enum", "not_a_choice"),
    ("literal_error", "not_a_choice"),
    ("bool_", "not_a_choice"),
    ("uuid_", "gone"),
    ("is_instance_of", "not_understood"),
    ("extra_forbidden", "unknown_field"),
    ("not_text", "not_text"),
    ("no_such_hour", "no_such_hour"),
)


def kind_of(pydantic_error: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """Our kind and its figures for one of pydantic's errors."""
    kind, context = str(pydantic_error["type"]), pydantic_error.get("ctx", {})
    ours = next((ours for begins, ours in KINDS if kind.startswith(begins)), "not_understood")
    figures = {
        "most": context.get("max_length", context.get("le", context.get("lt"))),
        "least": context.get("min_length", context.get("ge", context.get("gt"))),
    }
    if ours == "too_short" and figures["least"] == 1:
        ours = "missing"
    return ours, {name: value for name, value in figures.items() if value is not None}


def field_sentence(kind: str, figures: Mapping[str, Any]) -> str:
    said = gettext(FIELD.get(kind, FIELD["not_understood"]))
    try:
        return said % figures
    except (KeyError, TypeError, ValueError):
        return gettext(FIELD["not_understood"])


def field_errors(errors: Iterable[Mapping[str, Any]]) -> dict[str, tuple[str, str]]:
    """Field path → (kind, sentence), the first error of each field. An own `ValueError("…")` is said as it stands."""
    found: dict[str, tuple[str, str]] = {}
    for error in errors:
        path = ".".join(str(part) for part in error["loc"])
        if path in found:
            continue
        if error["type"] == "value_error":
            found[path] = ("not_possible", gettext(str(error["ctx"]["error"])))
        else:
            kind, figures = kind_of(error)
            found[path] = (kind, field_sentence(kind, figures))
    return found


def sentence_of(error: DomainError) -> str:
    """What this person reads for a domain error; a youth's sentence may differ."""
    kind = error.params.get("kind")
    if kind in FIELD:
        return field_sentence(str(kind), error.params)
    actor = visit().actor
    return sentence(error.code, error.params, to_a_youth=actor is not None and actor.role is Role.YOUTH)
