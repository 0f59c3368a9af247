"""A year in a dozen figures."""

from __future__ import annotations

from dataclasses import dataclass

from matching.engine import outcome_of_plan
from matching.explain import why
from matching.outcome import Parameters
from matching.plan import Placement, Plan
from matching.problem import Claim, SiteKind
from matching.simulate.lived import Year


@dataclass(frozen=True)
class Figures:
    """Shares are of 1. `worst` and `mean`: of what each youth would have had alone, all wishes known from the start."""

    rounds: int
    asked: int
    given: int
    worst: float
    nothing: float
    mean: float
    known_faces: float
    two_options: float
    cancellations: int
    hit: int
    placed_again: int
    changes_per_cancellation: float
    told_otherwise: float


def figures(year: Year) -> Figures:
    problem = year.problem
    claims = year.rounds[-1].claims
    nothing = Parameters(effort_thousandths=0, seed=1, workers=1)
    ideals = {each.youth: each.ideal for each in outcome_of_plan(problem, Plan(), "complete", "year", nothing).youths}
    points = dict.fromkeys(ideals, 0)
    for claim in claims:
        points[claim.youth] += sum(each.points for each in why(problem, placement_of(year, claim)))
    shares = [points[youth] / ideal for youth, ideal in ideals.items() if ideal]
    cancellations = [each for round_ in year.rounds for each in round_.cancellations]
    menus = [menu for round_ in year.rounds for menu in round_.menus]
    told = sum(len(round_.problem.told) for round_ in year.rounds)
    return Figures(
        rounds=len(year.rounds),
        asked=len(problem.occurrence),
        given=len(claims),
        worst=round(min(shares), 4),
        nothing=round(sum(share == 0 for share in shares) / len(shares), 4),
        mean=round(sum(shares) / len(shares), 4),
        known_faces=round(_known_faces(year, claims), 4),
        two_options=round(sum(len(menu.options) > 1 for menu in menus) / max(1, len(menus)), 4),
        cancellations=len(cancellations),
        hit=sum(len(each.hit) for each in cancellations),
        placed_again=sum(len(each.placed_again) for each in cancellations),
        changes_per_cancellation=round(sum(len(c.moved) for c in cancellations) / max(1, len(cancellations)), 3),
        told_otherwise=round(sum(len(round_.changed) for round_ in year.rounds) / max(1, told), 4),
    )


def placement_of(year: Year, claim: Claim) -> Placement:
    windows = year.problem.occurrence[claim.occurrence].windows
    window = next(each for each in windows if each.span == claim.span)
    return Placement(claim.occurrence, window.id, claim.site, claim.mentor)


def _known_faces(year: Year, claims: tuple[Claim, ...]) -> float:
    """Share of stays at hosts where she had met the host before, that year or earlier."""
    met = {youth.id: set(youth.known) for youth in year.problem.youths}
    known = count = 0
    for claim in sorted(claims, key=lambda each: each.arrival):
        if year.problem.site[claim.site].kind is SiteKind.HOST:
            count += 1
            known += claim.site in met[claim.youth]
            met[claim.youth].add(claim.site)
    return known / max(1, count)
