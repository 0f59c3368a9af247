"""Time cut where anything begins or ends, so that "when" becomes a whole number and meeting is one `&`.

    moments    every arrival, departure and end of turnaround of the problem, and of its mentors' hours, in order
    segment n  from moment n to moment n + 1: within it nobody comes and nobody goes
    a span     is the set of its segments, as a mask:  2^(number of its end) - 2^(number of its start)

Two spans meet exactly when their masks share a bit. Spans are half open, so leaving at four and coming at four do not
meet, and nothing here knows of days or hours. Half a year of a large municipality has some thousand segments, a mask of
some hundred bytes.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from matching.horizon import Calendar, Minutes, Span


class When:
    """What there is to know about one span of time, worked out once for all who share it."""

    __slots__ = (
        "arrival_month",
        "end",
        "first",
        "last",
        "mask",
        "months",
        "nights",
        "start",
        "stretched",
        "week_numbers",
        "weeks",
    )

    def __init__(self, timeline: Timeline, start: Minutes, end: Minutes) -> None:
        calendar = timeline.calendar
        self.start, self.end = start, end
        self.first, self.last = timeline.number[start], timeline.number[end]
        self.mask = (1 << self.last) - (1 << self.first)
        self.stretched = {  # by turnaround: the bed is in use a little longer
            after: (1 << timeline.number[end + after]) - (1 << self.first) for after in timeline.turnarounds
        }
        nights = calendar.nights_of(Span(start, end))
        count: dict[str, int] = {}
        for n in nights:
            count[calendar.nights[n].month] = count.get(calendar.nights[n].month, 0) + 1
        self.nights = len(nights)
        self.months = tuple(count.items())
        self.arrival_month = calendar.month_at(start)
        self.weeks = tuple(
            (n, min(end, week.end) - max(start, week.start))
            for n, week in enumerate(calendar.weeks)
            if start < week.end and week.start < end
        )
        self.week_numbers = tuple(n for n, _ in self.weeks) or (-1,)  # outside every week there is one more


class Timeline:
    def __init__(
        self, calendar: Calendar, spans: Iterable[tuple[Minutes, Minutes]], turnarounds: Iterable[int]
    ) -> None:
        self.calendar = calendar
        self.spans = set(spans)
        self.turnarounds = tuple(sorted({0, *turnarounds}))
        moments = {start for start, _ in self.spans}
        moments.update(end + after for end in {end for _, end in self.spans} for after in self.turnarounds)
        self.moments = sorted(moments)
        self.number = {moment: n for n, moment in enumerate(self.moments)}
        self._known: dict[tuple[Minutes, Minutes], When] = {}

    def when(self, span: Span) -> When | None:
        """The span in segments; None if it begins or ends where nothing of the problem does."""
        key = (span.start, span.end)
        known = self._known.get(key)
        if known is None and key in self.spans:
            known = self._known[key] = When(self, *key)
        return known

    def known(self, span: Span) -> When:
        """A span of the problem itself, which always has its place."""
        when = self.when(span)
        if when is None:
            raise KeyError(span)
        return when

    def with_spans(self, spans: Iterable[tuple[Minutes, Minutes]]) -> Timeline:
        """A finer one, in which these have their place too."""
        return Timeline(self.calendar, (*self.spans, *spans), self.turnarounds)

    def moments_within(self, start: Minutes, end: Minutes) -> int:
        """The numbers of the moments in [start, end), as a mask."""
        first, last = bisect_left(self.moments, start), bisect_left(self.moments, end)
        return (1 << last) - (1 << first)

    def moments_after(self, start: Minutes, end: Minutes) -> int:
        """The numbers of the moments in (start, end], as a mask."""
        first, last = bisect_right(self.moments, start), bisect_right(self.moments, end)
        return (1 << last) - (1 << first)
