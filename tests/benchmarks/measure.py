"""What a plan is worth: the same figures for every method, whatever its own goal was."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import matching
from matching.plan import Placement, Plan
from matching.problem import Problem, SiteKind, Span
from tests.benchmarks.room import pinned_first

SCALE = 10_000  # shares are counted in hundredths of a per cent, in whole numbers


def ideals_of(problem: Problem) -> dict[str, int]:
    """What each youth would get if she were alone in the municipality."""
    nothing = matching.Parameters(effort_thousandths=0, seed=1, workers=1)
    outcome = matching.outcome_of_plan(problem, matching.Plan(), "complete", "measuring", nothing)
    return {each.youth: each.ideal for each in outcome.youths}


@dataclass(frozen=True)
class Yardstick:
    problem: Problem
    ideals: dict[str, int]

    @cached_property
    def _points(self) -> dict[Placement, int]:
        return {}

    def points(self, placement: Placement) -> int:
        if placement not in self._points:
            self._points[placement] = sum(each.points for each in matching.why(self.problem, placement))
        return self._points[placement]

    def shares(self, plan: Plan) -> dict[str, int]:
        """Share of her ideal, of everybody for whom anything is possible."""
        points = dict.fromkeys(self.ideals, 0)
        for placement in plan.placements:
            points[self.problem.request_of[placement.occurrence].youth] += self.points(placement)
        return {youth: SCALE * points[youth] // ideal for youth, ideal in self.ideals.items() if ideal}

    def least(self, shares: dict[str, int]) -> int:
        """The least share, where a tenth owed from earlier rounds asks for a tenth more; whoever has all lacks nothing."""
        owed = {youth.id: 100 + youth.shortfall for youth in self.problem.youths}
        return min(SCALE if share >= SCALE else 100 * share // owed[youth] for youth, share in shares.items())

    def figures(self, plan: Plan) -> dict[str, float]:
        hers = self.shares(plan)
        shares = sorted(hers.values())
        placed = len(plan.placements)
        return {
            "worst": shares[0] / SCALE,
            "least": self.least(hers) / SCALE,
            "nothing": sum(share == 0 for share in shares) / len(shares),
            "fifth": shares[len(shares) // 20] / SCALE,
            "mean": sum(shares) / len(shares) / SCALE,
            "sum": sum(shares),
            "placed": placed,
            "asked": len(self.problem.occurrence),
            "known": self.known_faces(plan),
            "one_host": self.one_host(plan),
        }

    def known_faces(self, plan: Plan) -> float:
        """Share of placed stays at hosts where she knows the host: from before, or from an earlier stay in this plan."""
        met = {youth.id: set(youth.known) | youth.own_people for youth in self.problem.youths}
        known = count = 0
        windows = self.problem.window
        for one in sorted(plan.placements, key=lambda each: windows[each.occurrence, each.window].arrival):
            if self.problem.site[one.site].kind is SiteKind.HOST:
                hers = met[self.problem.request_of[one.occurrence].youth]
                count += 1
                known += one.site in hers
                hers.add(one.site)
        return known / max(1, count)

    def one_host(self, plan: Plan) -> float:
        """Share of a series' placed stays that are at the site it is mostly at."""
        main = count = 0
        for request in self.problem.requests:
            sites = [plan.by_occurrence[e.id].site for e in request.occurrences if e.id in plan.by_occurrence]
            if request.series and sites:
                main += max(map(sites.count, sites))
                count += len(sites)
        return main / max(1, count)

    def menus(self, plan: Plan) -> dict[str, Any]:
        """How many menus have how many options that hold, built on this plan by the engine."""
        menus, _ = matching.build_menus(self.problem, plan)
        sizes = [len(menu.options) for menu in menus]
        most = range(1, max(sizes, default=1) + 1)
        return {"sizes": [sizes.count(n) for n in most], "two": sum(n > 1 for n in sizes) / max(1, len(sizes))}


def made_valid(problem: Problem, plan: Plan) -> tuple[Plan, int]:
    """The plan without what the checker finds, and how many placements that cost: no method is let off a rule."""
    dropped = 0
    while violations := matching.check(problem, plan):
        guilty = next((each.occurrences for each in violations if each.occurrences), ())
        mine = [each for each in pinned_first(problem, guilty) if each in plan.by_occurrence]
        if not mine:
            raise AssertionError(f"beyond repair: {violations[0].text}")
        plan, dropped = plan.without(mine[-1]), dropped + 1
    return plan, dropped


def after_a_cancellation(problem: Problem, plan: Plan) -> tuple[Problem, str, frozenset[str]] | None:
    """The problem after the busiest host has called off her busiest four weeks, and the occurrences that are hit."""
    hosts = [site for site in problem.sites if site.kind is SiteKind.HOST]
    window = {each.occurrence: problem.window[each.occurrence, each.window] for each in plan.placements}
    month = 28 * 1440
    best: tuple[int, str, int] = (0, "", 0)
    for host in hosts:
        there = [each.occurrence for each in plan.placements if each.site == host.id]
        for start in range(0, problem.calendar.minutes, 7 * 1440):
            count = sum(start <= window[each].arrival < start + month for each in there)
            best = max(best, (count, host.id, -start))
    count, host_id, start = best[0], best[1], -best[2]
    if not count:
        return None
    off = Span(start, start + month)
    hit = frozenset(
        e.occurrence for e in plan.placements if e.site == host_id and window[e.occurrence].span.overlaps(off)
    )
    document = matching.write_problem(problem)
    for site in document["sites"]:
        if site["id"] == host_id:
            site["openings"] = [
                {"start": a, "end": b}
                for each in site["openings"]
                for a, b in ((each["start"], min(each["end"], off.start)), (max(each["start"], off.end), each["end"]))
                if a < b
            ]
    return matching.read_problem(document), host_id, hit


def changes(before: Plan, after: Plan, hit: frozenset[str]) -> int:
    """Stays that were told and are now otherwise, or gone, although their own host has not cancelled."""
    return sum(
        after.by_occurrence.get(each.occurrence) != each for each in before.placements if each.occurrence not in hit
    )
