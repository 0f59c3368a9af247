"""Who may be in the house together: one household, one group, ages not too far apart. As the host or place decides.

    for every site s with a mixing rule, every division of the youths into sides of which only one may be there at a time
    (households; groups; those up to an age and those older by more than the gap), and every maximal set W of windows
    that meet at s:
        sum over sides of there[side, W]  <=  1,      there[side, W] >= sum over (o, w) of y in W of placed[o, w, s]
                                                                        for every y of the side

Siblings may mix whatever the rule says, unless they want to be apart.
"""

from __future__ import annotations

from collections.abc import Iterator

from matching.model import Placed, Variables, grouped
from matching.plan import Stay, Stays
from matching.problem import Mixing, Problem, Site, Youth
from matching.programme import Programme
from matching.rule import Reason, Rule, Side, Violation

Mine = dict[str, list[Placed]]
Fixed = dict[str, list[Stay]]


def _may_mix(problem: Problem, site: Site, one: Youth, two: Youth) -> bool:
    if frozenset((one.id, two.id)) in problem.may_mix_anyway:
        return True
    rule = site.mixing
    return not (
        rule.one_household
        or (rule.one_group and one.group != two.group)
        or (rule.largest_age_gap is not None and abs(one.age - two.age) > rule.largest_age_gap)
    )


def _sides(mixing: Mixing, youths: list[Youth]) -> Iterator[list[list[Youth]]]:
    """Partitions of (some of) the youths, such that only one part may be there at a time; together they say the rule."""
    if mixing.one_household:
        yield [[each] for each in youths]
        return
    if mixing.one_group:
        yield list(grouped(youths, lambda each: each.group).values())
    if mixing.largest_age_gap is not None:
        tellings: dict[int, list[list[Youth]]] = {}
        for age in sorted({each.age for each in youths}):
            younger = [each for each in youths if each.age <= age]
            older = [each for each in youths if each.age > age + mixing.largest_age_gap]
            tellings[len(older)] = [younger, older]  # with the same older ones, more younger ones say more
        yield from (sides for older, sides in tellings.items() if older)


def constrain(programme: Programme, variables: Variables, problem: Problem) -> None:
    for site_id, options in variables.by_site.items():
        site = problem.site[site_id]
        mixing = site.mixing
        if site.beds < 2 or not (mixing.one_household or mixing.one_group or mixing.largest_age_gap is not None):
            continue
        mine = grouped(options, lambda each: each.candidate.youth)
        fixed = grouped(variables.fixed_by_site.get(site_id, []), lambda stay: stay.youth)
        youths = [problem.youth[each] for each in dict.fromkeys([*mine, *fixed])]
        # Siblings may mix where others may not, so sides do not tell about them: they are asked pair by pair.
        free = {
            each for pair in problem.may_mix_anyway if all(one in mine or one in fixed for one in pair) for each in pair
        }

        def never_meet(sides: list[list[Youth]], mine: Mine = mine, fixed: Fixed = fixed) -> None:
            variables.never_meet(
                [[(o.span, y.id, o.column) for y in side for o in mine.get(y.id, [])] for side in sides],
                [[(stay.span, stay) for y in side for stay in fixed.get(y.id, [])] for side in sides],
            )

        for sides in _sides(mixing, [each for each in youths if each.id not in free]):
            never_meet(sides)
        for one in (each for each in youths if each.id in free):
            for two in youths:
                if (two.id not in free or one.id < two.id) and not _may_mix(problem, site, one, two):
                    never_meet([[one], [two]])


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
