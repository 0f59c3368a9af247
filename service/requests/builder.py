"""The questions of a wished break, in order, and the times that her answers mean.

Five screens for most: how long, which days, how often, her own words, a look at it all. How much it matters, a mentor along,
a visit first and weeks to leave out have mild answers already, and are changed from the look at it all. Pure: answers and days
are passed in.
"""

import calendar
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.dialects.postgresql import Range

from service.requests.windows import MOST_DAYS, WINDOWS_OF, Kind, WishedWindow, first_day_of, windows_of_series

STEPS = ("kind", "when", "often", "words", "check")
FROM_CHECK = ("importance", "along", "first", "without")  # reached from the look at it all alone
EVERY_WEEKS = ("0", "1", "2", "4")  # "0" is once
USUALLY = {"kind": "weekend", "every_weeks": "0", "importance": "2", "mentor_along": "no", "visit_first": "no"}


def step_after(step: str) -> str:
    return "check" if step in FROM_CHECK else STEPS[STEPS.index(step) + 1]


def step_before(step: str) -> str | None:
    if step in FROM_CHECK:
        return "check"
    return STEPS[STEPS.index(step) - 1] if step != STEPS[0] else None


def with_answer(answers: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    """The answers with some put in. Another length of break makes the chosen days void; other times, the weeks left out."""
    after = {**answers, **given}
    if any(name in given and given[name] != answers.get(name) for name in ("kind", "days", "every_weeks")):
        after.pop("without", None)
    if "kind" in given and given["kind"] != answers.get("kind"):
        after.pop("days", None)
        after.pop("shorter", None)
    return {name: value for name, value in after.items() if value}


def chosen_days(answers: dict[str, Any]) -> list[date]:
    """The days she has pointed at, in order."""
    return sorted({date.fromisoformat(day) for day in answers.get("days", [])})[:MOST_DAYS]


def every_weeks(answers: dict[str, Any]) -> int:
    """How many weeks lie between two times of a series; 0 for once."""
    return int(answers.get("every_weeks", USUALLY["every_weeks"]))


def months_to_offer(first: date, last: date | None) -> list[date]:
    """Until when a series can go on: the last days of the months to come, or the last day of the grant."""
    months = []
    year, month = first.year, first.month
    for _ in range(14):
        end = date(year, month, calendar.monthrange(year, month)[1])
        end = min(end, last) if last else end
        if end > first and end not in months:
            months.append(end)
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return months


def usual_end(months: Sequence[date]) -> date | None:
    """The end of June when it is among them (the school year), else the last that is."""
    return next((one for one in months if one.month == 6), months[-1] if months else None)


def wished_times(
    answers: dict[str, Any], zone: str, breaks: Sequence[Range[date]], last: date | None
) -> list[list[WishedWindow]]:
    """What her answers mean: one list of windows for each time.

    Several days for one time are alternatives: one of them is enough. A series starts with the first day, and jumps over the
    weeks she does not want.
    """
    without = set(answers.get("without", []))
    return [each for each in all_times(answers, zone, breaks, last) if day_of(each, zone).isoformat() not in without]


def all_times(
    answers: dict[str, Any], zone: str, breaks: Sequence[Range[date]], last: date | None
) -> list[list[WishedWindow]]:
    """The same, with the weeks she does not want among them: what she chooses from when she leaves some out."""
    days = chosen_days(answers)
    if not days:
        return []
    kind, shorter = Kind(answers["kind"]), answers.get("shorter") == "yes"
    weeks = every_weeks(answers)
    if weeks:
        until = date.fromisoformat(answers["until"]) if answers.get("until") else None
        until = until or usual_end(months_to_offer(days[0], last)) or days[0] + timedelta(weeks=26)
        return windows_of_series(
            kind, days[0], min(until, last) if last else until, weeks, zone, breaks, shorter=shorter
        )
    every = [window for day in days for window in WINDOWS_OF[kind](day, zone, breaks, shorter=shorter)]
    return [list({(one.arrival, one.departure): one for one in every}.values())]


def day_of(windows: Sequence[WishedWindow], zone: str) -> date:
    """The local day on which the first of these windows begins; it names one time of a series."""
    return min(one.arrival for one in windows).astimezone(ZoneInfo(zone)).date()


def days_of_grant(kind: Kind, days: Sequence[date], valid: Sequence[Range[date]]) -> list[date]:
    """Of the days that could be offered, those whose break begins within a grant."""
    return [day for day in days if any(one.contains(first_day_of(kind, day)) for one in valid)]
