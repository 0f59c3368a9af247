"""A site takes the youth's age, has what she needs, and takes her with the traits she has.

placed[o, w, s] exists only if  youngest(s) <= age <= oldest(s),  needs within traits(s),
                                traits(youth) and declines_traits(s) share nothing
"""

from __future__ import annotations

from collections.abc import Iterator

from matching.masks import Among
from matching.plan import Stays
from matching.problem import Problem, Request, Site, Youth
from matching.rule import Reason, Rule, Side, Violation


def bars_site(problem: Problem, youth: Youth, request: Request, site: Site) -> bool:
    return (
        not site.youngest <= youth.age <= site.oldest
        or not youth.needs <= site.traits
        or bool(youth.traits & site.declines_traits)
    )


def bars_sites(problem: Problem, youth: Youth, request: Request, sites: Among[Site]) -> int:
    age, having = youth.age, sites.by("traits", lambda site: site.traits)
    takes = sites.where(("age", age), lambda site: site.youngest <= age <= site.oldest)
    for need in youth.needs:
        takes &= having.get(need, 0)
    declining = sites.by("declines_traits", lambda site: site.declines_traits)
    for trait in youth.traits:
        takes &= ~declining.get(trait, 0)
    return sites.everybody & ~takes


def violations(stays: Stays, problem: Problem) -> Iterator[Violation]:
    for stay in stays.all:
        if stay.fixed:
            continue
        youth, site = problem.youth[stay.youth], problem.site[stay.site]
        if youth.age < site.youngest or youth.age > site.oldest:
            yield Violation(RULE.code, f"{site.id} takes {site.youngest}-{site.oldest}, not {youth.age}", (stay,))
        for need in sorted(youth.needs):
            if need not in site.traits:
                yield Violation(RULE.code, f"{site.id} lacks {need}, which {youth.id} needs", (stay,))
        for trait in sorted(youth.traits):
            if trait in site.declines_traits:
                yield Violation(RULE.code, f"{site.id} cannot take {trait}", (stay,))


RULE = Rule(
    Reason(
        "ages_and_needs",
        Side.ADULT,
        "It does not have what you need, or is meant for another age.",
        "Age, needs or traits do not fit.",
    ),
    violations,
    bars_site=bars_site,
    bars_sites=bars_sites,
)
