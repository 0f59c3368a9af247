"""What an option is worth to the youth, wish by wish, so that every reason given to her can be recomputed.

    points(option) = importance * (BREAK + preference of the window + points of the wishes it meets + company)

Importance is hers: 1, 2 or 3 piles. Musts and nevers give no points: they are rules. Since a plan is judged by points
over her own ideal, wishing more or louder gives nobody more.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from matching.plan import Placement
from matching.problem import Along, Problem, Request, Strength, Subject, Window

BREAK = 100  # getting away at all
WISH = {Strength.IMPORTANT: 60, Strength.NICE: 25}
COMPANY = 40  # a mentor along, where she would like that


@dataclass(frozen=True)
class Points:
    """One reason for points: the break itself, its window, a wish, or company; `most` is what it could have given."""

    occurrence: str
    reason: str
    wish: str | None
    points: int
    most: int

    @property
    def met(self) -> bool:
        return self.points == self.most


def points_of(problem: Problem, placement: Placement) -> tuple[Points, ...]:
    """Reason by reason, met or not; their sum is the option's points."""
    return tuple(_reasons(problem, placement))


def total(problem: Problem, placement: Placement) -> int:
    return sum(each.points for each in points_of(problem, placement))


def _reasons(problem: Problem, placement: Placement) -> Iterator[Points]:
    request = problem.request_of[placement.occurrence]
    window = problem.window[placement.occurrence, placement.window]
    times = request.importance
    yield Points(placement.occurrence, "break", None, times * BREAK, times * BREAK)
    yield Points(placement.occurrence, "window", None, times * window.preference, times * 100)
    for wish in request.wishes:
        if wish.strength in WISH:
            worth = times * WISH[wish.strength]
            met = _is_met(problem, wish.subject, wish.about, placement)
            yield Points(placement.occurrence, "wish", wish.id, worth if met else 0, worth)
    if request.mentor is Along.NICE:
        worth = times * COMPANY
        yield Points(placement.occurrence, "company", None, worth if placement.mentor else 0, worth)


def _is_met(problem: Problem, subject: Subject, about: str, placement: Placement) -> bool:
    if subject is Subject.SITE:
        return placement.site == about
    if subject is Subject.TRAIT:
        return about in problem.site[placement.site].traits
    if placement.mentor is None:
        return False
    mentor = problem.mentor[placement.mentor]
    return mentor.id == about if subject is Subject.MENTOR else about in mentor.traits | mentor.languages


def site_points(problem: Problem, request: Request, window: Window, site_id: str) -> int:
    """Everything that window and site give, whoever comes along."""
    traits = problem.site[site_id].traits
    wishes = sum(
        WISH.get(wish.strength, 0)
        for wish in request.wishes
        if (wish.subject is Subject.SITE and wish.about == site_id)
        or (wish.subject is Subject.TRAIT and wish.about in traits)
    )
    return request.importance * (BREAK + window.preference + wishes)


def mentor_points(problem: Problem, request: Request, mentor_id: str) -> int:
    """Everything that this mentor along gives."""
    mentor = problem.mentor[mentor_id]
    traits = mentor.traits | mentor.languages
    wishes = sum(
        WISH.get(wish.strength, 0)
        for wish in request.wishes
        if (wish.subject is Subject.MENTOR and wish.about == mentor_id)
        or (wish.subject is Subject.MENTOR_TRAIT and wish.about in traits)
    )
    return request.importance * (wishes + (COMPANY if request.mentor is Along.NICE else 0))
