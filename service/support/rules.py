"""For how long somebody stands beside her, and when a name sounds like a guardian's. Pure: moments are passed in."""

import unicodedata
from collections.abc import Iterable
from datetime import datetime, timedelta

MONTHS = (1, 3, 6, 12)
USUALLY = 3
DAYS = {1: 30, 3: 91, 6: 182, 12: 365}  # the database refuses more than a year


def ends(made_at: datetime, now: datetime, months: int) -> datetime:
    """`months` from now on, and never more than a year after she was chosen."""
    return min(now + timedelta(days=DAYS[months]), made_at + timedelta(days=DAYS[12]))


def sounds_like(called: str, guardians: Iterable[str]) -> str | None:
    """The guardian whose name it could be: one word of it is enough, since the name is typed by hand."""
    typed = _words(called)
    return next((one for one in guardians if typed & _words(one)), None)


def _words(name: str) -> set[str]:
    return set(unicodedata.normalize("NFC", name).casefold().replace("-", " ").split())
