"""Which number answers at this hour. Pure: the moment and the municipality's lines are passed in.

112 and Bris stand here because they are the same everywhere in Sweden and answer day and night (Bris since March 2021);
the municipality's own lines come from its settings, under "help":

    [{"called": "Socialjouren", "number": "090-00 00 00", "example": true,
      "hours": [{"days": [1, 2, 3, 4, 5], "from": "16:30", "to": "08:00"}, {"days": [6, 7], "from": "00:00", "to": "24:00"}]}]

Hours may run past midnight; without hours a line is always open. Days are ISO (Monday 1), when the hours begin.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from service.web.texts import N_, locale

EMERGENCY, MUNICIPALITY, BRIS = "emergency", "municipality", "bris"


@dataclass(frozen=True)
class HelpNumber:
    kind: str
    number: str
    called: str
    about: str  # an English sentence, said with gettext where it is shown
    is_open: bool
    until: str = ""  # "08:00", the local hour at which an open line closes; empty for day and night
    hours: tuple[str, ...] = ()  # for lines that are not always open, in the reader's language
    is_example: bool = False

    @property
    def href(self) -> str:
        return "tel:" + "".join(sign for sign in self.number if sign.isdigit() or sign == "+")


ALWAYS_112 = HelpNumber(EMERGENCY, "112", "112", N_("When it is dangerous right now, for you or somebody else."), True)
ALWAYS_BRIS = HelpNumber(
    BRIS, "116 111", "Bris", N_("For everybody under 18. Free, and you need not say who you are."), True
)


def numbers_at(moment: datetime, lines: Iterable[dict[str, Any]], zone: str) -> list[HelpNumber]:
    """Every line, those that answer now first: 112, the municipality's, Bris, then those that are closed."""
    local = moment.astimezone(ZoneInfo(zone))
    own = [
        HelpNumber(
            MUNICIPALITY,
            str(line["number"]),
            str(line["called"]),
            N_("The municipality. They can help, and know what can be done."),
            (until := _open_until(local, line.get("hours"))) is not None,
            until or "",
            tuple(_in_words(hours) for hours in line.get("hours") or ()),
            bool(line.get("example")),
        )
        for line in lines
    ]
    every = [ALWAYS_112, *own, ALWAYS_BRIS]
    return sorted(every, key=lambda line: not line.is_open)


def number_now(moment: datetime, lines: Iterable[dict[str, Any]], zone: str) -> HelpNumber:
    """The one number that every page can show: the municipality's if it answers now, else Bris."""
    answering = [line for line in numbers_at(moment, lines, zone) if line.is_open and line.kind != EMERGENCY]
    return answering[0]


def _open_until(local: datetime, hours: Iterable[dict[str, Any]] | None) -> str | None:
    """The hour at which it closes, "" when it never does, None when it is closed."""
    if not hours:
        return ""
    now, today = local.strftime("%H:%M"), local.isoweekday()
    yesterday = (today - 2) % 7 + 1
    for part in hours:
        begins, ends, days = part["from"], part["to"], part["days"]
        if begins < ends and today in days and begins <= now < ends:
            return str(ends)
        if begins >= ends and ((today in days and now >= begins) or (yesterday in days and now < ends)):
            return str(ends)
    return None


def _in_words(part: dict[str, Any]) -> str:
    """mån–fre 16:30–08:00"""
    names = locale().days["format"]["abbreviated"]  # Monday is 0
    days = [str(names[day - 1]).rstrip(".") for day in part["days"]]
    return (
        f"{days[0]}–{days[-1]} {part['from']}–{part['to']}"
        if len(days) > 1
        else f"{days[0]} {part['from']}–{part['to']}"
    )
