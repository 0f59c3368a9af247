"""What every pydantic model of the slices builds on: forms and the API read the same models.

Input refuses fields it does not know, control characters that a database cannot keep, and never repeats in an error
what was typed. Output is made from rows or dataclasses and names every field it shows.
"""

import re
from datetime import datetime, time
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, StringConstraints, field_validator
from pydantic_core import PydanticCustomError

from service.web import texts

LONGEST_WORDS = 10_000


class Input(BaseModel):
    """Base of what comes in, for a form or for the API."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True, frozen=True)

    @field_validator("*", mode="before")
    @classmethod
    def _is_text(cls, given: Any) -> Any:
        _refuse_what_cannot_be_kept(given)
        return given


class Output(BaseModel):
    """Base of what goes out."""

    model_config = ConfigDict(from_attributes=True)


def _refuse_what_cannot_be_kept(given: Any) -> None:
    if isinstance(given, str):
        try:
            given.encode()
        except UnicodeEncodeError as broken:
            raise PydanticCustomError("not_text", "not text") from broken
        if "\x00" in given:
            raise PydanticCustomError("not_text", "not text")
    elif isinstance(given, dict):
        for key, value in given.items():
            _refuse_what_cannot_be_kept(key)
            _refuse_what_cannot_be_kept(value)
    elif isinstance(given, list):
        for value in given:
            _refuse_what_cannot_be_kept(value)


WRITTEN_HOUR = re.compile(r"\s*(\d{1,2})(?:\s*[:.,]?\s*(\d\d))?\s*")


def _as_hour(typed: Any) -> Any:
    """18, 1800, 18.00 and 18:00 are one hour of 24, in whatever digits; the rest is judged as it stands."""
    if not isinstance(typed, str):
        return typed
    found = WRITTEN_HOUR.fullmatch(typed)
    if found is None and ":" not in typed:  # a plain number would be read as seconds
        raise PydanticCustomError("time_parsing", "not an hour")
    return f"{int(found[1]):02}:{int(found[2] or 0):02}" if found else typed


def _as_moment(typed: Any) -> Any:
    """A day and an hour; the hour is written as `_as_hour` reads it."""
    day, between, hour = typed.partition("T") if isinstance(typed, str) else ("", "", "")
    return f"{day}T{_as_hour(hour)}" if between and WRITTEN_HOUR.fullmatch(hour) else typed


def _local(moment: datetime) -> datetime:
    """A moment without zone is local time of the municipality; one with zone stays."""
    if not 1900 <= moment.year < 2200:  # at the ends of the calendar a change of zone leaves it
        raise PydanticCustomError("datetime_out_of_reach", "too far away")
    if moment.tzinfo is not None:
        return moment
    zone = ZoneInfo(texts.zone())
    local = moment.replace(tzinfo=zone)
    if local.astimezone(ZoneInfo("UTC")).astimezone(zone).replace(tzinfo=None) != moment:
        raise PydanticCustomError("no_such_hour", "the clock jumps over this hour")
    return local


Words = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_WORDS)]  # kept exactly as typed
ShortText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
LocalMoment = Annotated[
    datetime, BeforeValidator(_as_moment), AfterValidator(_local)
]  # field_moment, or ISO 8601 in the API


def _of_the_clock(hour: time) -> time:
    """Hours of a day are local; an offset would mean another place."""
    if hour.tzinfo is not None:
        raise PydanticCustomError("time_offset", "local hours have no offset")
    return hour.replace(second=0, microsecond=0)


Hour = Annotated[time, BeforeValidator(_as_hour), AfterValidator(_of_the_clock)]
