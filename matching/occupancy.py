"""How many are there, at every moment; and how much has been used of what is limited. Counted by occurrence.

An occurrence with several alternatives (held options, menus) is one guest wherever any of them would be, since only one
of them will happen, and uses as much of a limit as the most of them. So what is within the limits here is so whichever
of them happens:

    guests(t)  =  number of occurrences with some alternative that covers t
    used       =  sum over occurrences of the most that one of its alternatives uses
"""

from __future__ import annotations

from collections.abc import Hashable


class Occupancy:
    """Guests by segment of time, in one number for each count:  bit n of levels[k]  <=>  more than k guests in n.

    One more guest goes up the levels like a carry, so a stay is written in as many steps as there are guests at once,
    however long it is. "Is it full at any time from here to there" is levels[beds - 1] & span.
    """

    __slots__ = ("by_occurrence", "levels")

    def __init__(self) -> None:
        self.levels: list[int] = []
        self.by_occurrence: dict[str, int] = {}

    def add(self, occurrence: str, mask: int) -> None:
        before = self.by_occurrence.get(occurrence, 0)
        self.by_occurrence[occurrence] = before | mask
        coming = mask & ~before
        for k, level in enumerate(self.levels):
            if not coming:
                return
            self.levels[k] = level | coming
            coming &= level
        if coming:
            self.levels.append(coming)

    def remove(self, occurrence: str) -> None:
        """Takes out everything of the occurrence."""
        going = self.by_occurrence.pop(occurrence, 0)
        for k, level in enumerate(self.levels):
            above = self.levels[k + 1] if k + 1 < len(self.levels) else 0
            self.levels[k] = (level & ~going) | (above & going)
        while self.levels and not self.levels[-1]:
            self.levels.pop()

    def taken(self, by: int, beside: str) -> int:
        """The segments in which there are at least `by` others than the one occurrence."""
        mine = self.by_occurrence.get(beside, 0)
        levels = self.levels
        enough = (levels[by - 1] if by <= len(levels) else 0) if by > 0 else -1
        if not mine:
            return enough
        one_more = levels[by] if 0 <= by < len(levels) else 0
        return (enough & ~mine) | (one_more & mine)


class Used:
    """So much of a limit is used, each occurrence counted at its worst."""

    __slots__ = ("by_occurrence", "total")

    def __init__(self) -> None:
        self.total = 0
        self.by_occurrence: dict[str, int] = {}

    def add(self, occurrence: str, amount: int) -> None:
        before = self.by_occurrence.get(occurrence, 0)
        if amount > before or occurrence not in self.by_occurrence:
            self.by_occurrence[occurrence] = max(amount, before)
            self.total += max(0, amount - before)

    def remove(self, occurrence: str) -> None:
        self.total -= self.by_occurrence.pop(occurrence, 0)

    def with_(self, occurrence: str, amount: int) -> int:
        """What would be used if this were one more alternative of the occurrence."""
        return self.total + max(0, amount - self.by_occurrence.get(occurrence, 0))


Time = tuple[Hashable, tuple[tuple[int, int], ...]]  # what is shared (site and span), and its minutes by week


class Work:
    """A mentor's minutes by week. The same time in the same house is worked once, however many youths share it; what an
    occurrence with alternatives will share is not yet known, so it shares with nobody."""

    __slots__ = ("by_occurrence", "minutes", "sure")

    def __init__(self) -> None:
        self.by_occurrence: dict[str, list[Time]] = {}
        self.sure: dict[Hashable, int] = {}
        self.minutes: dict[int, int] = {}

    def add(self, occurrence: str, time: Time) -> None:
        alternatives = self.by_occurrence.setdefault(occurrence, [])
        self._count(alternatives, -1)
        alternatives.append(time)
        self._count(alternatives, 1)

    def remove(self, occurrence: str) -> None:
        self._count(self.by_occurrence.pop(occurrence, []), -1)

    def most_with(self, occurrence: str, time: Time) -> int:
        """The longest week, of those that the occurrence touches, with this as one more alternative."""
        if occurrence not in self.by_occurrence:
            is_shared, most = time[0] in self.sure, 0
            for week, more in time[1]:
                most = max(most, self.minutes.get(week, 0) + (0 if is_shared else more))
            return most
        alternatives = self.by_occurrence[occurrence]
        self.add(occurrence, time)
        most = max((self.minutes.get(week, 0) for _, weeks in alternatives for week, _ in weeks), default=0)
        self._count(alternatives, -1)
        alternatives.pop()
        self._count(alternatives, 1)
        return most

    def _count(self, alternatives: list[Time], sign: int) -> None:
        weeks: dict[int, int] = {}
        if len(alternatives) == 1:
            what, minutes = alternatives[0]
            others = self.sure.get(what, 0) - (sign < 0)
            weeks = {} if others else dict(minutes)
            self.sure[what] = others + (sign > 0)
            if not self.sure[what]:
                del self.sure[what]
        else:
            for _, minutes in alternatives:
                for week, amount in minutes:
                    weeks[week] = max(amount, weeks.get(week, 0))
        for week, amount in weeks.items():
            self.minutes[week] = self.minutes.get(week, 0) + sign * amount
