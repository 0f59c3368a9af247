"""What every hard rule is made of: its reason in words, its filter, its encoding and its independent check.

Two of these never share code: `constrain` (with the filters `bars_…`) is what the solver is told, `violations` is how
any plan is judged. A mistake in one is then found by the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from matching.horizon import Flags, Times
from matching.masks import Among
from matching.plan import Stay, Stays
from matching.problem import Mentor, Problem, Request, Site, Window, Youth

if TYPE_CHECKING:
    from matching.model import Variables
    from matching.programme import Programme


class Side(StrEnum):
    """Who could lift a rule: she herself, a host or mentor if asked, nobody (law and safety), or only somebody's loss."""

    YOUTH = "youth"
    ADULT = "adult"
    SAFETY = "safety"
    OTHERS = "others"


@dataclass(frozen=True)
class Reason:
    """Why something is not possible, with one sentence for the youth and one for staff (English sources to translate).

    A youth's sentence never tells about another person, nor that somebody has said no to her.
    """

    code: str
    side: Side
    youth: str
    staff: str


@dataclass(frozen=True)
class Violation:
    """A rule that stays break, and which stays."""

    rule: str
    text: str
    stays: tuple[Stay, ...]

    @property
    def occurrences(self) -> tuple[str, ...]:
        return tuple(sorted({stay.occurrence for stay in self.stays}))

    @property
    def site(self) -> str | None:
        return self.stays[0].site if self.stays and len({stay.site for stay in self.stays}) == 1 else None

    @property
    def mentor(self) -> str | None:
        return self.stays[0].mentor if self.stays and len({stay.mentor for stay in self.stays}) == 1 else None

    @property
    def is_only_about_fixed(self) -> bool:
        return bool(self.stays) and all(stay.fixed for stay in self.stays)


@dataclass(frozen=True)
class Rule:
    """One hard rule. The filters answer "is this out of the question by itself?", before any variable exists.

    A filter about who with whom reads of the request no more than its youth, its kind, and its musts and nevers. It
    comes twice: for one adult, and (`bars_sites`, `bars_mentors`) for all of them as a set, which is the same said
    faster. So does a filter about time: for one window, and (`…_times_…`) for many at once.
    """

    reason: Reason
    violations: Callable[[Stays, Problem], Iterator[Violation]]
    constrain: Callable[[Programme, Variables, Problem], None] | None = None
    bars_window: Callable[[Problem, Youth, Request, Window], bool] | None = None
    bars_site: Callable[[Problem, Youth, Request, Site], bool] | None = None
    bars_sites: Callable[[Problem, Youth, Request, Among[Site]], int] | None = None
    bars_time_at_site: Callable[[Problem, Window, Site], bool] | None = None
    bars_times_at_site: Callable[[Problem, Times, Site], Flags] | None = None
    bars_option: Callable[[Problem, str, Window, Site], bool] | None = None
    bars_mentor: Callable[[Problem, Youth, Request, Mentor], bool] | None = None
    bars_mentors: Callable[[Problem, Youth, Request, Among[Mentor]], int] | None = None
    bars_time_of_mentor: Callable[[Problem, Window, Mentor], bool] | None = None
    bars_times_of_mentor: Callable[[Problem, Times, Mentor], Flags] | None = None
    bars_company: Callable[[Problem, str, Window, Mentor], bool] | None = None

    @property
    def code(self) -> str:
        return self.reason.code
