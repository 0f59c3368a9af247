"""Who may be in the house together: one household, one group, ages not too far apart. As the host or place decides.

    for every site s with a mixing rule, every two youths a, b who may not mix there,
    and every maximal set W of their windows that meet at s:
        sum over (o, w) of a or b with w in W of placed[o, w, s]  <=  1

Siblings may mix whatever the rule says, unless they want to be apart.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from ortools.sat.python.cp_model import CpModel

from matching.model import Variables, grouped
from matching.plan import Stay, Stays
from matching.problem import Problem, Site, Youth
from matching.rule import Reason, Rule, Side, Violation


def _may_mix(problem: Problem, site: Site, one: Youth, two: Youth) -> bool:
    if frozenset((one.id, two.id)) in problem.may_mix_anyway:
        return True
    rule = site.mixing
    return not (
        rule.one_household
        or (rule.one_group and one.group != two.group)
        or (rule.largest_age_gap is not None and abs(one.age - two.age) > rule.largest_age_gap)
    )


def constrain(model: CpModel, variables: Variables, problem: Problem) -> None:
    for site_id, options in variables.by_site.items():
        site = problem.site[site_id]
        fixed = grouped(variables.fixed_by_site.get(site_id, []), lambda stay: stay.youth)
        if site.beds < 2 or not (
            site.mixing.one_household or site.mixing.one_group or site.mixing.largest_age_gap is not None
        ):
            continue
        by_youth = grouped(options, lambda each: each.candidate.youth)
        together = list(dict.fromkeys([*by_youth, *fixed]))
        for one, two in combinations(together, 2):
            if _may_mix(problem, site, problem.youth[one], problem.youth[two]):
                continue
            mine = [(each.span, each.var) for youth in (one, two) for each in by_youth.get(youth, [])]
            # A fixed stay counts for the pair only if it is the other's; her own overlap is another rule's.
            variables.limit_where_they_meet(
                mine, [(stay.span, stay) for youth in (one, two) for stay in fixed.get(youth, [])], 1
            )


def violations(stays: Stays, problem: Problem) -> Iterator[Violation]:
    friends = {frozenset((s.first, s.second)) for s in problem.siblings if s.rule != "apart"}
    for site_id, here in stays.by_site.items():
        rule = problem.site[site_id].mixing
        if not rule.one_household and not rule.one_group and rule.largest_age_gap is None:
            continue
        for a, b in _at_the_same_time(here):
            if a.youth == b.youth:
                continue
            if frozenset((a.youth, b.youth)) in friends:
                continue
            one, two = problem.youth[a.youth], problem.youth[b.youth]
            if rule.one_household:
                yield Violation(RULE.code, f"{site_id} takes one household at a time", (a, b))
            elif rule.one_group and one.group != two.group:
                yield Violation(RULE.code, f"{site_id} takes one group at a time", (a, b))
            elif (
                rule.largest_age_gap is not None
                and not -rule.largest_age_gap <= one.age - two.age <= rule.largest_age_gap
            ):
                yield Violation(RULE.code, f"{site_id}: ages {one.age} and {two.age} are too far apart", (a, b))


def _at_the_same_time(stays: list[Stay]) -> Iterator[tuple[Stay, Stay]]:
    """In order of arrival: as soon as one arrives after another has left, so do all who follow."""
    ordered = sorted(stays, key=lambda stay: stay.span.start)
    for n, one in enumerate(ordered):
        for k in range(n + 1, len(ordered)):
            if ordered[k].span.start >= one.span.end:
                break
            yield one, ordered[k]


RULE = Rule(
    Reason(
        "mixing",
        Side.ADULT,
        "They take one family or one group at a time.",
        "The house does not mix these guests.",
    ),
    violations,
    constrain,
)
