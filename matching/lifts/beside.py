"""Lifts of what depends on others: who may be under one roof, siblings, a visit before, company, and pins and exclusions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from matching.lifts.facts import with_receiver, with_request
from matching.plan import Stay
from matching.problem import Along, Mixing, Problem, SiblingRule


def mixing(problem: Problem, stay: Stay, about: str | None, others: list[Stay]) -> Problem:
    return with_receiver(problem, stay.site, lambda site: replace(site, mixing=Mixing()))


def apart(problem: Problem, stay: Stay, about: str | None, others: list[Stay]) -> Problem:
    """Nobody kept apart from her, or from who comes along; if a mentor is named, only that mentor and she."""

    def is_lifted(pair: Iterable[str]) -> bool:
        both = set(pair)
        if about is not None:
            return both == {stay.youth, about}
        return both != {stay.youth, stay.mentor} and bool(both & {stay.youth, stay.mentor})

    return replace(
        problem,
        kept_apart=tuple(pair for pair in problem.kept_apart if not is_lifted(pair)),
        siblings=tuple(
            each
            for each in problem.siblings
            if each.rule is not SiblingRule.APART or not is_lifted((each.first, each.second))
        ),
    )


def siblings(problem: Problem, stay: Stay, about: str | None, others: list[Stay]) -> Problem:
    together = tuple(
        replace(each, rule=SiblingRule.ANY)
        if each.rule is SiblingRule.TOGETHER and stay.youth in (each.first, each.second)
        else each
        for each in problem.siblings
    )
    linked = {stay.occurrence, problem.occurrence[stay.occurrence].together_with}
    requests = tuple(
        replace(
            request,
            occurrences=tuple(replace(o, together_with=None) if o.id in linked else o for o in request.occurrences),
        )
        if any(o.id in linked and o.together_with for o in request.occurrences)
        else request
        for request in problem.requests
    )
    return replace(problem, siblings=together, requests=requests)


def visit_first(problem: Problem, stay: Stay, about: str | None, others: list[Stay]) -> Problem:
    return replace(
        problem,
        requests=tuple(
            replace(each, visit_first=False) if each.youth == stay.youth and each.visit_first else each
            for each in problem.requests
        ),
    )


def presence(problem: Problem, stay: Stay, about: str | None, others: list[Stay]) -> Problem:
    """A mentor may come along and need not, for her; or, if the house asks for one, for everybody there."""
    if stay.mentor is None and problem.site[stay.site].needs_mentor:
        problem = with_receiver(problem, stay.site, lambda site: replace(site, needs_mentor=False))
        there = {each.request for each in others if each.site == stay.site} | {stay.request}
        return replace(
            problem,
            requests=tuple(replace(r, mentor=Along.NICE) if r.id in there else r for r in problem.requests),
        )
    return with_request(problem, replace(problem.request_of[stay.occurrence], mentor=Along.NICE))


def words_of_adults(problem: Problem, stay: Stay, about: str | None, others: list[Stay]) -> Problem:
    def is_lifted(youth: str | None, occurrence: str | None, window: str | None) -> bool:
        named = ((youth, stay.youth), (occurrence, stay.occurrence), (window, stay.window))
        return all(a in (None, b) for a, b in named)

    pair = about == "pair"  # the host and the mentor together, which no filter can see
    return replace(
        problem,
        exclusions=tuple(
            each
            for each in problem.exclusions
            if not is_lifted(each.youth, each.occurrence, each.window)
            or each.site not in (None, stay.site)
            or each.mentor not in (None, stay.mentor)
            or (each.site is not None and each.mentor is not None) != pair
        ),
        pins=tuple(each for each in problem.pins if pair or each.occurrence != stay.occurrence),
    )
