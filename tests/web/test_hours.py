"""An hour is written as people write it, always of 24, and is never taken for seconds or another half of the day."""

import re
from datetime import datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from service.web import texts
from service.web.forms import read_form
from service.web.schemas import Hour, Input, LocalMoment

TEMPLATES = Path(__file__).resolve().parents[2] / "service"
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


class At(BaseModel):
    hour: Hour


class From(Input):
    begins: LocalMoment | None = None
    words: str = ""


class Request:
    def __init__(self, body: str) -> None:
        self._body = body.encode()

    async def body(self) -> bytes:
        return self._body


@given(hour=st.integers(0, 23), minute=st.integers(0, 59), between=st.sampled_from([":", ".", ",", "", " : "]))
def test_any_way_of_writing_is_the_same_hour(hour, minute, between):
    written = f"{hour:02}{between}{minute:02}"
    for typed in (written, f" {written} ", written.translate(ARABIC)):
        assert At(hour=typed).hour == time(hour, minute), typed
    if minute == 0:
        assert At(hour=str(hour)).hour == time(hour)
    if between:
        assert At(hour=f"{hour}{between}{minute:02}").hour == time(hour, minute)


@pytest.mark.parametrize(
    "typed",
    ["", "24", "18:60", "1860", "6 pm", "6:00 PM", "18:0", "-1", "18,5", "65000", "3.5", "1e3", "kväll", "18:00Z"],
)
def test_what_is_no_hour_is_refused_and_not_guessed(typed):
    with pytest.raises(ValidationError):
        At(hour=typed)


@pytest.mark.parametrize("hour", ["18", "1800", "18.00", "18:00"])
async def test_a_day_and_an_hour_are_one_moment(hour):
    with texts.speaking("sv"):
        form = await read_form(Request(f"begins=2026-12-04&begins.hour={hour}"), From)
    assert form.ok
    assert form.data.begins == datetime(2026, 12, 4, 18, tzinfo=ZoneInfo(texts.DEFAULT_ZONE))
    assert (form.value("begins"), form.value("begins.hour")) == ("2026-12-04", hour)


@pytest.mark.parametrize(
    ("body", "ok"),
    [
        ("begins=&begins.hour=", True),  # left empty
        ("begins=2026-12-04&begins.hour=", False),
        ("begins=&begins.hour=18", False),
        ("begins=2026-12-04&begins.hour=kv%C3%A4ll", False),
        ("begins=i+morgon&begins.hour=18", False),
        ("begins=2026-03-29&begins.hour=02.30", False),  # the clock jumps over it
        ("begins=2026-12-04T18:00", True),
        ("words.hour=18", False),  # no field of ours takes an hour
    ],
)
async def test_half_a_moment_is_asked_about_and_kept(body, ok):
    with texts.speaking("sv"):
        form = await read_form(Request(body), From)
    assert form.ok is ok
    if not ok:
        assert set(form.errors) <= {"begins", "words"}
        for name, value in re.findall(r"([\w.]+)=([^&]*)", body):
            assert bool(form.value(name)) is bool(value)


def test_no_page_asks_a_browser_for_an_hour():
    """Its own field shows AM and PM where the phone does."""
    asking = re.compile(r"type=\"(time|datetime-local)\"")
    assert [path.name for path in TEMPLATES.rglob("*.html") if asking.search(path.read_text())] == []
