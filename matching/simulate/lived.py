"""The records of a simulated year: what each round was told, what it answered, and what was settled."""

from __future__ import annotations

from dataclasses import dataclass

from matching.menu import Menu
from matching.plan import Placement, Plan
from matching.problem import Claim, Problem

WEEK = 7 * 1440


@dataclass(frozen=True)
class Rounds:
    """How a municipality plans: every so many weeks, so far ahead, settling what begins soon and telling the rest.

    `lead` is how many weeks before it a youth says that she would like a break; `choosing` the share of menus from
    which something else than the recommended option is taken.
    """

    every: int = 1
    ahead: int = 8
    firm: int = 4
    lead: tuple[int, int] = (3, 8)
    choosing: float = 0.3
    effort: float = 2.0


@dataclass(frozen=True)
class Cancellation:
    """A host calls off some days; `problem` is how things stood then, and `before` what people had been told.

    `hit` are the occurrences that were booked there, `moved` those who had been told something
    that did not depend on this host, and have been moved all the same.
    """

    site: str
    problem: Problem
    before: Plan
    after: Plan
    hit: tuple[str, ...]
    placed_again: tuple[str, ...]
    moved: tuple[str, ...]


@dataclass(frozen=True)
class Round:
    """One planning round. `claims` is everything that is booked when it is over."""

    number: int
    cancellations: tuple[Cancellation, ...]
    problem: Problem
    plan: Plan
    menus: tuple[Menu, ...]
    chosen: tuple[Placement, ...]
    claims: tuple[Claim, ...]
    expired: tuple[str, ...]
    changed: tuple[str, ...]


@dataclass(frozen=True)
class Year:
    """`problem` is the whole year with everything that everybody ever asked for."""

    problem: Problem
    rules: Rounds
    rounds: tuple[Round, ...]
