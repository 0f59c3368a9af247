"""When a host family, place or mentor can be used: the one function that says so, for calendar, planning and booking.

Pure: what was said (pattern, opened, closed) and the days come in, spans of time go out. The database then holds every
claim to them. What wins, in this order: closed, opened by hand, the weekly pattern.

An open night `d` is [d 12:00, d+1 18:00) local time, so that a Friday and a Saturday night make one unbroken weekend.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from sqlalchemy.dialects.postgresql import Range

NIGHT_OPENS = time(12)  # of its own day
NIGHT_ENDS = time(18)  # of the day after
HORIZON_DAYS = 400

Span = Range[datetime]
ONE_DAY = timedelta(days=1)


class Pattern(Protocol):
    """Usually open: a weekday of every, odd or even ISO weeks; hours of that day, or without hours the whole night."""

    weekday: int
    weeks: str
    from_time: time | None
    to_time: time | None
    valid: Range[date]


class ByHand(Protocol):
    """Opened or closed by hand: one night of the calendar, or any span."""

    span: Span
    night: date | None


def spans_of(
    patterns: Iterable[Pattern],
    opened: Iterable[ByHand],
    closures: Iterable[ByHand],
    first_day: date,
    last_day: date,
    zone: ZoneInfo,
) -> list[Span]:
    """When it is open, for what begins from `first_day` to `last_day`: in order, without overlaps, none touching, UTC.

    A closed night takes away that night and the hours of that day; the nights beside it stay whole. A closed span takes
    away just that time.
    """
    patterns, opened, closures = list(patterns), list(opened), list(closures)
    closed_days = {one.night for one in closures if one.night is not None}
    closed_spans = [one.span for one in closures if one.night is None]
    open_spans = [_span_of_night(day, zone) for day in _open_days(patterns, opened, first_day, last_day) - closed_days]
    for day in _days(first_day, last_day):
        if day not in closed_days:
            open_spans += _hours_of_day(patterns, day, zone)
    frame = Range(_moment(first_day, time(0), zone), _moment(last_day + ONE_DAY, NIGHT_ENDS, zone))
    by_hand = [one.span.intersection(frame) for one in opened if one.night is None and one.span.overlaps(frame)]
    open_spans += without(by_hand, [days_span(day, day, zone) for day in closed_days])
    return without(joined(open_spans), closed_spans)


def open_nights_of(
    patterns: Iterable[Pattern], opened: Iterable[ByHand], closures: Iterable[ByHand], first_day: date, last_day: date
) -> set[date]:
    """The nights that are open in the calendar, closed spans aside: what a host sees and taps."""
    closed = {one.night for one in closures if one.night is not None}
    return _open_days(list(patterns), list(opened), first_day, last_day) - closed


def pattern_has(patterns: Iterable[Pattern], day: date) -> bool:
    """Whether the weekly pattern opens the night of `day`."""
    return any(one.from_time is None and _falls_on(one, day) for one in patterns)


def night_span(night: date, zone: ZoneInfo) -> Span:
    """[night 12:00, next day 18:00) local, as UTC."""
    return _span_of_night(night, zone)


def hours_span(day: date, from_time: time, to_time: time, zone: ZoneInfo) -> Span:
    """Hours of one day, as UTC; empty when the clocks jump over them in spring."""
    begins, ends = _moment(day, from_time, zone), _moment(day, to_time, zone)
    return Range(begins, ends) if begins < ends else Range(empty=True)


def days_span(first: date, last: date, zone: ZoneInfo) -> Span:
    """From midnight to midnight, the last day with it."""
    return Range(_moment(first, time(0), zone), _moment(last + ONE_DAY, time(0), zone))


def nights_in(span: Span, zone: ZoneInfo) -> list[date]:
    """The nights that a stay from arrival to departure sleeps: the days whose midnight at the end it covers."""
    first, last = (end.astimezone(zone).date() for end in (start_of(span), end_of(span)))
    return list(_days(first, last - ONE_DAY))


def joined(spans: Iterable[Span]) -> list[Span]:
    """The same time in as few spans as possible, in order."""
    whole: list[Span] = []
    for span in sorted((one for one in spans if not one.is_empty), key=start_of):
        if whole and start_of(span) <= end_of(whole[-1]):
            whole[-1] = Range(whole[-1].lower, max(end_of(whole[-1]), end_of(span)))
        else:
            whole.append(span)
    return whole


def without(spans: Iterable[Span], taken: Iterable[Span]) -> list[Span]:
    """What is left of `spans` when the time of `taken` is gone. `taken` may be without beginning or end."""
    left = [one for one in spans if not one.is_empty]
    for gone in taken:
        left = [piece for span in left for piece in _around(span, gone)]
    return left


def common(some: Iterable[Span], others: Iterable[Span]) -> list[Span]:
    """The time that lies in both."""
    others = list(others)
    return joined(one.intersection(other) for one in some for other in others if one.overlaps(other))


def covers(spans: Iterable[Span], wanted: Span) -> bool:
    """Whether the spans together leave no gap in `wanted`."""
    return not without([wanted], spans)


def _open_days(patterns: list[Pattern], opened: list[ByHand], first_day: date, last_day: date) -> set[date]:
    by_pattern = {day for day in _days(first_day, last_day) if pattern_has(patterns, day)}
    return by_pattern | {one.night for one in opened if one.night is not None and first_day <= one.night <= last_day}


def _hours_of_day(patterns: list[Pattern], day: date, zone: ZoneInfo) -> Iterator[Span]:
    for one in patterns:
        if one.from_time is not None and one.to_time is not None and _falls_on(one, day):
            hours = hours_span(day, one.from_time, one.to_time, zone)
            if not hours.is_empty:
                yield hours


def _falls_on(one: Pattern, day: date) -> bool:
    iso = day.isocalendar()
    in_week = one.weeks == "every" or (one.weeks == "odd") == bool(iso.week % 2)
    return one.weekday == iso.weekday and in_week and one.valid.contains(day)


def _span_of_night(night: date, zone: ZoneInfo) -> Span:
    return Range(_moment(night, NIGHT_OPENS, zone), _moment(night + ONE_DAY, NIGHT_ENDS, zone))


def _moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    # UTC at once: sums and comparisons of two moments in one zone go by the wall clock, an hour wrong twice a year.
    return datetime.combine(day, at, zone).astimezone(UTC)


def _days(first: date, last: date) -> Iterator[date]:
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)


def _around(span: Span, gone: Span) -> Iterator[Span]:
    if not span.overlaps(gone):
        yield span
        return
    if gone.lower is not None and start_of(span) < gone.lower:
        yield Range(span.lower, gone.lower)
    if gone.upper is not None and gone.upper < end_of(span):
        yield Range(gone.upper, span.upper)


def start_of(span: Span) -> datetime:
    return _known(span.lower)


def end_of(span: Span) -> datetime:
    return _known(span.upper)


def _known(moment: datetime | None) -> datetime:
    if moment is None:
        raise ValueError("a span here has a beginning and an end")
    return moment
