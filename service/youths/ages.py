"""How old somebody is on a day, and how old a host is told she is. Pure."""

from datetime import date

AGE_STEP = 3  # a host is told 13–15, never an age


def age_on(day: date, born: date) -> int:
    """Whole years. Born on 29 February, she turns a year older on 1 March when there is no 29th."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def age_span(age: int) -> tuple[int, int]:
    """[from, to) in whole years around an age, wide enough not to name anybody."""
    first = age - age % AGE_STEP
    return first, first + AGE_STEP
