"""What a round reached, goal by goal, in figures that people use: breaks, youths, minutes; and how sure each is.

The engine counts in points and weights of its own. Here each goal becomes what a coordinator could check by looking at
the plan, and the room above it is said in the same unit. Figures are computed from the plan, not from the weights.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import ceil
from typing import Any

import matching
from matching import problem as facts
from matching.objective.known_faces import STRANGER, strangeness
from matching.objective.nobody_left_out import FLOOR, RESOLUTION
from service import clock

CODE_OF = {
    ("nobody_left_out", "youths with any break"): "everybody",
    ("nobody_left_out", FLOOR): "floor",
    ("nobody_left_out", "the lower, the more a step up counts"): "lowest",
    ("most_wishes", "sum of shares of the ideal"): "mean",
    ("known_faces", "new hosts, and hosts per series"): "hosts",
    ("few_changes", "changes to what was told"): "changes",
    ("few_changes", "half hours on the way"): "travel",
    ("few_changes", "cost"): "cost",
    ("company", "new mentors"): "mentors",
    ("company", "other mentors than was told"): "mentor_changes",
}
LOTS, URGENT = "lots", "urgent"
COUNTED = frozenset({URGENT, "everybody", "changes", "mentor_changes"})  # the room is a number of them, not a share


class Sure(StrEnum):
    PROVEN = "proven"
    AT_MOST = "at_most"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Reached:
    """One goal. `room` is how much better is possible at most: so many of what is counted, the highest floor in per cent,
    or else per cent of what was reached."""

    code: str
    figures: Mapping[str, float]
    sure: Sure
    room: float | None = None


def code_of(stage: str, goal: str) -> str | None:
    """Our word for a goal of the engine."""
    if stage in (URGENT, "lottery"):
        return URGENT if stage == URGENT else LOTS
    return CODE_OF.get((stage, goal))


def reached(problem: facts.Problem, outcome: matching.Outcome) -> list[Reached]:
    """The goals in their published order; all lots together are one, the last."""
    of, found, lots = _Figures(problem, outcome), [], False
    for stage in outcome.stages:
        code = code_of(stage.name, stage.goal)
        if code == LOTS:
            lots = True
        elif code is not None:
            figures = of.urgent(stage) if code == URGENT else of.figures(code, stage)
            if figures.get("of") != 0:  # nobody was told anything, nobody needs company: nothing to be good at
                found.append(Reached(code, figures, *_how_sure(code, stage.value, stage.bound)))
    return [*found, *([Reached(LOTS, {}, Sure.PROVEN)] if lots else [])]


def so_far(problem: facts.Problem, told: matching.Progress) -> dict[str, Any]:
    """What a running round tells of itself: which goal, how far of all, what the best plan holds, how much better there
    may be. JSON-ready; `began` is a time, so that whoever looks can say how long it has been."""
    placed = told.plan.placements if told.plan is not None else ()
    code = code_of(told.stage, told.goal) or told.stage
    sure, room = _how_sure(code, told.best, told.bound)
    return {
        "code": code,
        "step": min(told.done + 1, told.goals),
        "steps": told.goals,
        "share": round(100 * told.done / max(1, told.goals)),
        "placed": len(placed),
        "asked": len(problem.occurrence),
        "youths": len({problem.request_of[one.occurrence].youth for one in placed}),
        "wishing": len({request.youth for request in problem.requests}),
        "best": told.best,
        "bound": told.bound,
        "gap": told.gap,
        "sure": sure,
        "room": room,
        "began": round(clock.now().timestamp() - told.elapsed, 1),
    }


def _how_sure(code: str, value: int | None, bound: int | None) -> tuple[Sure, float | None]:
    if value is None or bound is None:
        return Sure.UNKNOWN, None
    room = abs(bound - value)
    if not room:
        return Sure.PROVEN, None
    if code in COUNTED:
        return Sure.AT_MOST, room
    if code == "floor":
        return Sure.AT_MOST, min(100, RESOLUTION * bound)
    if room >= abs(value):  # "everything could be better" tells nobody anything
        return Sure.UNKNOWN, None
    share = 100 * room / abs(value)
    return Sure.AT_MOST, ceil(10 * share) / 10 if share < 10 else ceil(share)


class _Figures:
    """Counting in one plan."""

    def __init__(self, problem: facts.Problem, outcome: matching.Outcome) -> None:
        self.problem, self.plan = problem, outcome.plan
        self.asked = [one for one in outcome.youths if one.asked]
        self.shares = sorted(one.utility / 10 for one in self.asked if one.utility is not None)

    def urgent(self, stage: matching.Stage) -> dict[str, float]:
        tier = int(stage.goal.rpartition(" ")[2])
        who = {youth.id for youth in self.problem.youths if youth.urgency == tier}
        asked = sum(len(request.occurrences) for request in self.problem.requests if request.youth in who)
        return {"tier": tier, "placed": stage.value, "asked": asked}

    def figures(self, code: str, stage: matching.Stage) -> dict[str, float]:
        match code:
            case "everybody":
                possible = len(self.shares)
                return {"youths": stage.value, "of": possible, "impossible": len(self.asked) - possible}
            case "floor":
                return {"percent": RESOLUTION * stage.value}
            case "lowest":
                fifth = self.shares[: max(1, ceil(len(self.shares) / 5))]
                return {"percent": _mean(fifth), "youths": len(fifth)}
            case "mean":
                return {"percent": _mean(self.shares)}
            case "hosts":
                return self._hosts()
            case "travel":
                return {"minutes": self._minutes()}
            case "mentors":
                met = {(self._youth(one), one.mentor) for one in self.plan.placements if one.mentor}
                return {"new": self._strangers(met), **self._company()}
            case "changes":
                return {"changed": stage.value, "of": len(self.problem.told)}
            case "mentor_changes":
                return {"changed": stage.value, "of": sum(1 for one in self.problem.told if one.mentor)}
            case _:
                return {"amount": stage.value}

    def _youth(self, one: matching.Placement) -> str:
        return self.problem.request_of[one.occurrence].youth

    def _strangers(self, met: set[tuple[str, str]]) -> int:
        """Meetings with somebody she does not know yet."""
        return sum(strangeness(self.problem, youth, adult) == STRANGER for youth, adult in met)

    def _hosts(self) -> dict[str, float]:
        hosts = {site.id for site in self.problem.sites if site.kind is facts.SiteKind.HOST}
        met: set[tuple[str, str]] = set()
        houses: dict[str, set[str]] = {}
        for one in self.plan.placements:
            request = self.problem.request_of[one.occurrence]
            if one.site in hosts:
                met.add((request.youth, one.site))
            if request.series:
                houses.setdefault(request.id, set()).add(one.site)
        same = sum(len(each) == 1 for each in houses.values())
        return {"new": self._strangers(met), "series": len(houses), "in_one_house": same}

    def _minutes(self) -> float:
        """On the way, once, on average."""
        ways = []
        for one in self.plan.placements:
            home, there = self.problem.youth[self._youth(one)].zone, self.problem.site[one.site].zone
            if home is not None and there is not None:
                ways.append(self.problem.travel_minutes.get(frozenset((home, there)), 0))
        return round(_mean(ways))

    def _company(self) -> dict[str, float]:
        wanting = [
            one
            for one in self.plan.placements
            if self.problem.request_of[one.occurrence].mentor is not facts.Along.NO or one.mentor
        ]
        return {"have": sum(one.mentor is not None for one in wanting), "of": len(wanting)}


def _mean(values: list[float] | list[int]) -> float:
    return round(sum(values) / len(values), 1) if values else 0.0
