"""One fact of one person, house or request replaced by another: what every lift is made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from matching.problem import Mentor, Problem, Request, Site, Youth


def with_receiver(
    problem: Problem,
    id_: str | None,
    as_site: Callable[[Site], Site] = lambda site: site,
    as_mentor: Callable[[Mentor], Mentor] = lambda mentor: mentor,
) -> Problem:
    if id_ in problem.site:
        return replace(problem, sites=tuple(as_site(each) if each.id == id_ else each for each in problem.sites))
    return replace(problem, mentors=tuple(as_mentor(each) if each.id == id_ else each for each in problem.mentors))


def with_youth(problem: Problem, youth: Youth) -> Problem:
    return replace(problem, youths=tuple(youth if each.id == youth.id else each for each in problem.youths))


def with_request(problem: Problem, request: Request) -> Problem:
    return replace(problem, requests=tuple(request if each.id == request.id else each for each in problem.requests))
