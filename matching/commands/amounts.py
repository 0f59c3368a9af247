"""What a number on the command line may be; argparse says so in one line where it is not."""

from __future__ import annotations

import argparse
from datetime import date


def positive(text: str) -> float:
    number = float(text)
    if not 0 < number < 1e9:
        raise argparse.ArgumentTypeError("must be above 0")
    return number


def none_or_more(text: str) -> float:
    return 0.0 if float(text) == 0 else positive(text)


def whole(text: str) -> int:
    return 0 if int(text) == 0 else count(text)


def count(text: str) -> int:
    if not 1 <= int(text) <= 100_000:
        raise argparse.ArgumentTypeError("must be at least 1")
    return int(text)


def share(text: str) -> float:
    if not 0 <= float(text) <= 1:
        raise argparse.ArgumentTypeError("must be from 0 to 1")
    return float(text)


def day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("must be a day, as 2027-01-04") from None
