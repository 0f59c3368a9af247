"""Each hard rule: a plan that breaks it is found, one that keeps it passes, and the solver told only this never does.

The controls: the same solver without the rule does break it, and no other rule is needed to find the broken plan.
"""

from dataclasses import dataclass, replace

import numpy as np
import pytest

from matching.candidates import Eligible
from matching.check import check
from matching.constraints import RULE_BY_CODE, RULES, mentor_presence, one_option_per_occurrence
from matching.cpsat import search
from matching.eligibility import eligible
from matching.encoding import encoded
from matching.generate import generate
from matching.horizon import Span
from matching.model import Variables
from matching.plan import Placement, Plan, stays_of
from matching.problem import (
    Along,
    ClaimState,
    Exclusion,
    Grant,
    Kind,
    Limits,
    Mixing,
    Pin,
    Problem,
    SiblingRule,
    Siblings,
    Strength,
    Subject,
)
from matching.programme import Programme
from matching.rule import Rule
from tests.matching.small_worlds import (
    ALWAYS,
    DAY,
    HOUR,
    SHAPES,
    a_claim,
    a_host,
    a_mentor,
    a_problem,
    a_request,
    a_wish,
    a_youth,
    an_evening,
    linked,
    nights,
)


@dataclass
class Case:
    """A world, a plan in it that breaks the rule, and one that keeps it."""

    code: str
    problem: Problem
    broken: tuple[Placement, ...]
    kept: tuple[Placement, ...]

    @property
    def rule(self) -> Rule:
        return RULE_BY_CODE[self.code]


def at(occurrence, window, site="h", mentor=None):
    return Placement(occurrence, window, site, mentor)


Y, Z = a_youth("y"), a_youth("z")
ONE = a_request("a", "y", nights(0))
TWO = a_request("b", "z", nights(0))
LATER = a_request("b", "z", nights(3))
OWN_LATER = a_request("b", "y", nights(3))
M1 = a_request("a", "y", an_evening(0), mentor=Along.MUST)
M2 = a_request("b", "z", an_evening(0), mentor=Along.MUST)
TWO_BEDS = a_host(beds=2)

CASES = {
    "one option per occurrence": Case(
        "one_option_per_occurrence",
        a_problem([Y], [a_request("a", "y", (nights(0), nights(3)))], [a_host()]),
        (at("a0", "d0n1"), at("a0", "d3n1")),
        (at("a0", "d3n1"),),
    ),
    "a stay outside the openings": Case(
        "openings",
        a_problem(
            [Y],
            [a_request("a", "y", (nights(0), nights(1), nights(2)))],
            # Two openings that touch are one; half an opening is none.
            [a_host(openings=(Span(16 * HOUR, DAY), Span(DAY, 2 * DAY + 9 * HOUR)))],
        ),
        (at("a0", "d1n1"),),
        (at("a0", "d0n1"),),
    ),
    "a mentor who is away": Case(
        "openings",
        a_problem([Y], [replace(M1, mentor=Along.NICE)], [a_host()], [a_mentor(openings=(Span(DAY, 2 * DAY),))]),
        (at("a0", "e0", "h", "m"),),
        (at("a0", "e0"),),
    ),
    "a check that ends before the stay": Case(
        "checks_valid",
        a_problem([Y], [a_request("a", "y", (nights(0), nights(1)))], [a_host(cleared=(Span(0, DAY + 10 * HOUR),))]),
        (at("a0", "d1n1"),),
        (at("a0", "d0n1"),),
    ),
    "a mentor without a valid check": Case(
        "checks_valid",
        a_problem([Y], [replace(M1, mentor=Along.NICE)], [a_host()], [a_mentor(cleared=())]),
        (at("a0", "e0", "h", "m"),),
        (at("a0", "e0"),),
    ),
    "too young": Case(
        "ages_and_needs",
        a_problem([Y], [ONE], [a_host(youngest=16), a_host("g")]),
        (at("a0", "d0n1"),),
        (at("a0", "d0n1", "g"),),
    ),
    "a need that is not met": Case(
        "ages_and_needs",
        a_problem([a_youth(needs=frozenset({"lift"}))], [ONE], [a_host(), a_host("g", traits=frozenset({"lift"}))]),
        (at("a0", "d0n1"),),
        (at("a0", "d0n1", "g"),),
    ),
    "a trait that is declined": Case(
        "ages_and_needs",
        a_problem(
            [a_youth(traits=frozenset({"smokes"}))], [ONE], [a_host(declines_traits=frozenset({"smokes"})), a_host("g")]
        ),
        (at("a0", "d0n1"),),
        (at("a0", "d0n1", "g"),),
    ),
    "her veto": Case(
        "vetoed",
        a_problem([a_youth(vetoes=frozenset({"h"}))], [ONE], [a_host(), a_host("g")]),
        (at("a0", "d0n1"),),
        (at("a0", "d0n1", "g"),),
    ),
    "her veto of a mentor": Case(
        "vetoed",
        a_problem([a_youth(vetoes=frozenset({"m"}))], [M1], [a_host()], [a_mentor(), a_mentor("n")]),
        (at("a0", "e0", "h", "m"),),
        (at("a0", "e0", "h", "n"),),
    ),
    "unsuitable": Case(
        "unsuitable",
        a_problem([a_youth(unsuitable=frozenset({"h"}))], [ONE], [a_host(), a_host("g")]),
        (at("a0", "d0n1"),),
        (at("a0", "d0n1", "g"),),
    ),
    "the host has declined": Case(
        "declined",
        a_problem([Y], [ONE], [a_host(declines_youths=frozenset({"y"})), a_host("g")]),
        (at("a0", "d0n1"),),
        (at("a0", "d0n1", "g"),),
    ),
    "a must that is not met": Case(
        "must_wishes",
        a_problem(
            [Y],
            [replace(ONE, wishes=(a_wish("g", Subject.SITE, Strength.MUST), a_wish("f", Subject.SITE, Strength.MUST)))],
            [a_host(), a_host("g"), a_host("f")],
        ),
        (at("a0", "d0n1"),),
        (at("a0", "d0n1", "g"),),
    ),
    "a never that happens": Case(
        "must_wishes",
        a_problem(
            [Y],
            [replace(ONE, wishes=(a_wish("dog", Subject.TRAIT, Strength.NEVER),))],
            [a_host(traits=frozenset({"dog"})), a_host("g")],
        ),
        (at("a0", "d0n1"),),
        (at("a0", "d0n1", "g"),),
    ),
    "a mentor without the language": Case(
        "must_wishes",
        a_problem(
            [Y],
            [replace(M1, wishes=(a_wish("ar", Subject.MENTOR_TRAIT, Strength.MUST),))],
            [a_host()],
            [a_mentor(), a_mentor("n", languages=frozenset({"ar"}))],
        ),
        (at("a0", "e0", "h", "m"),),
        (at("a0", "e0", "h", "n"),),
    ),
    "too short a notice": Case(
        "notice_and_length",
        a_problem([Y], [a_request("a", "y", (nights(2), nights(9)))], [a_host(limits=Limits(notice=7 * DAY))], now=DAY),
        (at("a0", "d2n1"),),
        (at("a0", "d9n1"),),
    ),
    "too long a stay": Case(
        "notice_and_length",
        a_problem([Y], [a_request("a", "y", (nights(0, 3), nights(0, 2)))], [a_host(limits=Limits(longest_nights=2))]),
        (at("a0", "d0n3"),),
        (at("a0", "d0n2"),),
    ),
    "too short a stay, though an evening is no stay": Case(
        "notice_and_length",
        a_problem(
            [Y], [a_request("a", "y", (nights(0, 1), an_evening(3)))], [a_host(limits=Limits(shortest_nights=2))]
        ),
        (at("a0", "d0n1"),),
        (at("a0", "e3"),),
    ),
    "outside the grant's dates": Case(
        "grant",
        a_problem(
            [a_youth(grant=Grant(9, (Span(0, 2 * DAY),)))], [a_request("a", "y", (nights(0), nights(1)))], [a_host()]
        ),
        (at("a0", "d1n1"),),
        (at("a0", "d0n1"),),
    ),
    "more nights than granted": Case(
        "grant",
        a_problem([a_youth(grant=Grant(2, (ALWAYS,)))], [a_request("a", "y", nights(0, 2), nights(5))], [a_host()]),
        (at("a0", "d0n2"), at("a1", "d5n1")),
        (at("a0", "d0n2"),),
    ),
    "more nights than granted, beside what is booked": Case(
        "grant",
        a_problem(
            [a_youth(grant=Grant(2, (ALWAYS,)))],
            [a_request("a", "y", nights(5), nights(30))],
            [a_host()],
            claims=(a_claim("old", "y", "h", nights(0, 2)),),
        ),
        (at("a0", "d5n1"),),
        (at("a1", "d30n1"),),
    ),
    "two in one bed": Case(
        "beds",
        a_problem([Y, Z], [ONE, TWO], [a_host(), a_host("g")]),
        (at("a0", "d0n1"), at("b0", "d0n1")),
        (at("a0", "d0n1"), at("b0", "d0n1", "g")),
    ),
    "a bed that has to rest": Case(
        "beds",
        a_problem(
            [Y, Z],
            [ONE, a_request("b", "z", (nights(1), nights(2)))],
            [a_host(turnaround=7 * HOUR)],
        ),
        (at("a0", "d0n1"), at("b0", "d1n1")),
        (at("a0", "d0n1"), at("b0", "d2n1")),
    ),
    "a bed that is held, with two options that count once": Case(
        "beds",
        a_problem(
            [Y, Z, a_youth("x")],
            [ONE, TWO],
            [TWO_BEDS],
            claims=(
                a_claim("old", "x", "h", nights(0, 1), ClaimState.HELD),
                a_claim("old", "x", "h", nights(0, 2), ClaimState.HELD),
            ),
        ),
        (at("a0", "d0n1"), at("b0", "d0n1")),
        (at("a0", "d0n1"),),
    ),
    "a host's nights in a month": Case(
        "nights_per_month",
        a_problem([Y, Z], [a_request("a", "y", nights(0, 2)), LATER], [a_host(limits=Limits(nights_per_month=2))]),
        (at("a0", "d0n2"), at("b0", "d3n1")),
        (at("a0", "d0n2"),),
    ),
    "a host's stays in a month": Case(
        "stays_per_month",
        a_problem([Y, Z], [ONE, LATER], [a_host(limits=Limits(stays_per_month=1))]),
        (at("a0", "d0n1"), at("b0", "d3n1")),
        (at("b0", "d3n1"),),
    ),
    "a host who rests": Case(
        "rest_between_stays",
        a_problem([Y, Z], [ONE, a_request("b", "z", (nights(2), nights(4)))], [a_host(limits=Limits(rest_days=2))]),
        (at("a0", "d0n1"), at("b0", "d2n1")),
        (at("a0", "d0n1"), at("b0", "d4n1")),
    ),
    "a host of two who rests": Case(
        "rest_between_stays",
        a_problem(
            [Y, Z],
            [ONE, a_request("b", "z", (nights(0), nights(2)))],
            [a_host(beds=2, limits=Limits(rest_days=2))],
        ),
        (at("a0", "d0n1"), at("b0", "d2n1")),
        (at("a0", "d0n1"), at("b0", "d0n1")),
    ),
    "two households": Case(
        "mixing",
        a_problem([Y, Z], [ONE, TWO], [a_host(beds=2, mixing=Mixing(one_household=True)), a_host("g")]),
        (at("a0", "d0n1"), at("b0", "d0n1")),
        (at("a0", "d0n1"), at("b0", "d0n1", "g")),
    ),
    "ages too far apart": Case(
        "mixing",
        a_problem([Y, a_youth("z", age=11)], [ONE, TWO], [a_host(beds=2, mixing=Mixing(largest_age_gap=3))]),
        (at("a0", "d0n1"), at("b0", "d0n1")),
        (at("a0", "d0n1"),),
    ),
    "two groups, and one of them booked": Case(
        "mixing",
        a_problem(
            [a_youth("y", group="a"), a_youth("z", group="b")],
            [a_request("a", "y", (nights(0), nights(3)))],
            [a_host(beds=2, mixing=Mixing(one_group=True))],
            claims=(a_claim("old", "z", "h", nights(0)),),
        ),
        (at("a0", "d0n1"),),
        (at("a0", "d3n1"),),
    ),
    "siblings may mix": Case(
        "mixing",
        a_problem(
            [Y, Z, a_youth("x")],
            [ONE, TWO, a_request("c", "x", nights(0))],
            [a_host(beds=3, mixing=Mixing(one_household=True))],
            siblings=(Siblings("y", "z"),),
        ),
        (at("a0", "d0n1"), at("c0", "d0n1")),
        (at("a0", "d0n1"), at("b0", "d0n1")),
    ),
    "in two places at once": Case(
        "one_place_at_a_time",
        a_problem(
            [Y], [a_request("a", "y", nights(0, 2), (an_evening(1), an_evening(3)))], [a_host(beds=2), a_host("g")]
        ),
        (at("a0", "d0n2"), at("a1", "e1", "g")),
        (at("a0", "d0n2"), at("a1", "e3", "g")),
    ),
    "siblings in two houses": Case(
        "siblings",
        a_problem(
            [Y, Z], [ONE, TWO], [TWO_BEDS, a_host("g", beds=2)], siblings=(Siblings("y", "z", SiblingRule.TOGETHER),)
        ),
        (at("a0", "d0n1"), at("b0", "d0n1", "g")),
        (at("a0", "d0n1"), at("b0", "d0n1")),
    ),
    "linked, and one without the other": Case(
        "siblings",
        a_problem(
            [Y, Z],
            [
                linked(a_request("a", "y", (nights(0), nights(3))), "b0"),
                linked(a_request("b", "z", (nights(0), nights(2))), "a0"),
            ],
            [TWO_BEDS],
        ),
        (at("a0", "d3n1"), at("b0", "d2n1")),
        (at("a0", "d0n1"), at("b0", "d0n1")),
    ),
    "siblings who want to be apart": Case(
        "kept_apart",
        a_problem([Y, Z], [ONE, TWO], [TWO_BEDS, a_host("g")], siblings=(Siblings("y", "z", SiblingRule.APART),)),
        (at("a0", "d0n1"), at("b0", "d0n1")),
        (at("a0", "d0n1"), at("b0", "d0n1", "g")),
    ),
    "a mentor under her roof": Case(
        "kept_apart",
        a_problem(
            [Y, Z],
            [ONE, replace(M2, id="b")],
            [TWO_BEDS, a_host("g")],
            [a_mentor()],
            kept_apart=(("y", "m"),),
        ),
        (at("a0", "d0n1"), at("b0", "e0", "h", "m")),
        (at("a0", "d0n1"), at("b0", "e0", "g", "m")),
    ),
    "no visit before": Case(
        "visit_first",
        a_problem(
            [Y],
            [
                a_request("v", "y", (an_evening(1), an_evening(9)), kind=Kind.VISIT),
                a_request("a", "y", nights(4), visit_first=True),
            ],
            [a_host(beds=2), a_host("g", beds=2)],
        ),
        (at("v0", "e9"), at("a0", "d4n1")),
        (at("v0", "e1"), at("a0", "d4n1")),
    ),
    "no mentor where one must be": Case(
        "mentor_presence",
        a_problem([Y], [ONE], [a_host(needs_mentor=True)], [a_mentor()]),
        (at("a0", "d0n1"),),
        (at("a0", "d0n1", "h", "m"),),
    ),
    "a mentor in two houses": Case(
        "mentor_one_place",
        a_problem([Y, Z], [M1, M2], [TWO_BEDS, a_host("g")], [a_mentor(youths_at_once=2)]),
        (at("a0", "e0", "h", "m"), at("b0", "e0", "g", "m")),
        (at("a0", "e0", "h", "m"), at("b0", "e0", "h", "m")),
    ),
    "a mentor with too many": Case(
        "mentor_one_place",
        a_problem([Y, Z], [M1, M2], [TWO_BEDS], [a_mentor(), a_mentor("n")]),
        (at("a0", "e0", "h", "m"), at("b0", "e0", "h", "m")),
        (at("a0", "e0", "h", "m"), at("b0", "e0", "h", "n")),
    ),
    "a mentor's week": Case(
        "mentor_hours",
        a_problem(
            [Y],
            [a_request("a", "y", an_evening(0), (an_evening(1), an_evening(8)), mentor=Along.MUST)],
            [a_host()],
            [a_mentor(minutes_per_week=7 * HOUR)],
        ),
        (at("a0", "e0", "h", "m"), at("a1", "e1", "h", "m")),
        (at("a0", "e0", "h", "m"), at("a1", "e8", "h", "m")),
    ),
    "a mentor's week, in which time together counts once": Case(
        "mentor_hours",
        a_problem(
            [Y, Z],
            [M1, replace(M2, occurrences=a_request("b", "z", (an_evening(0), an_evening(1))).occurrences)],
            [TWO_BEDS],
            [a_mentor(minutes_per_week=7 * HOUR, youths_at_once=2)],
        ),
        (at("a0", "e0", "h", "m"), at("b0", "e1", "h", "m")),
        (at("a0", "e0", "h", "m"), at("b0", "e0", "h", "m")),
    ),
    "a mentor of one": Case(
        "mentor_head_count",
        a_problem(
            [Y, Z],
            [a_request("a", "y", an_evening(0), an_evening(1), mentor=Along.MUST), replace(M2, id="b")],
            [TWO_BEDS],
            [a_mentor(most_youths=1, youths_at_once=2)],
        ),
        (at("a0", "e0", "h", "m"), at("b0", "e0", "h", "m")),
        (at("a0", "e0", "h", "m"), at("a1", "e1", "h", "m")),
    ),
    "pinned to a house": Case(
        "pins_and_exclusions",
        a_problem([Y], [ONE], [a_host(), a_host("g")], pins=(Pin("a0", site="g"),)),
        (at("a0", "d0n1"),),
        (at("a0", "d0n1", "g"),),
    ),
    "pinned, and not placed": Case(
        "pins_and_exclusions",
        a_problem([Y], [ONE, OWN_LATER], [a_host()], pins=(Pin("a0"),)),
        (at("b0", "d3n1"),),
        (at("a0", "d0n1"),),
    ),
    "excluded with this mentor from this house": Case(
        "pins_and_exclusions",
        a_problem([Y], [M1], [a_host(), a_host("g")], [a_mentor()], exclusions=(Exclusion("y", site="h", mentor="m"),)),
        (at("a0", "e0", "h", "m"),),
        (at("a0", "e0", "g", "m"),),
    ),
    "excluded from a house": Case(
        "pins_and_exclusions",
        a_problem([Y], [ONE], [a_host(), a_host("g")], exclusions=(Exclusion(youth="y", site="h"),)),
        (at("a0", "d0n1"),),
        (at("a0", "d0n1", "g"),),
    ),
    "over the budget": Case(
        "budget",
        a_problem([Y, Z], [ONE, LATER], [a_host(cost_per_night=900)], budget=1000),
        (at("a0", "d0n1"), at("b0", "d3n1")),
        (at("a0", "d0n1"),),
    ),
}

FRAME = (one_option_per_occurrence.RULE, mentor_presence.RULE)  # without these, variables make no plan at all


def fullest_plan(problem: Problem, *rules: Rule) -> Plan:
    """As many stays and as much company as the solver can place when it knows only these rules."""
    programme, variables = programme_of(problem, rules)
    weights = np.zeros(len(programme.low), dtype=np.int64)
    weights[[each.column for each in variables.placed]] = 10
    weights[[each.column for each in variables.along]] = 1
    found = search(programme.matrix, weights, effort=2)
    assert found.x is not None
    return variables.plan_of(found.x)


def programme_of(problem: Problem, rules: tuple[Rule, ...]) -> tuple[Programme, Variables]:
    """The integer programme of these rules, with every mentor apart."""
    allowed = eligible(problem, rules)
    company = {key: [(mentor,) for mentor in mentors] for key, mentors in allowed.company.items()}
    return encoded(problem, allowed.candidates, company, rules)


def broken_by(plan: Plan, case_rule: Rule, problem: Problem) -> list:
    return [
        each
        for each in case_rule.violations(stays_of(problem, plan.placements), problem)
        if not each.is_only_about_fixed
    ]


def test_every_rule_has_a_case():
    assert {case.code for case in CASES.values()} == {rule.code for rule in RULES}


@pytest.mark.parametrize("name", CASES)
def test_a_plan_that_breaks_it_is_found(name):
    case = CASES[name]
    assert case.code in {each.rule for each in check(case.problem, Plan(case.broken))}


@pytest.mark.parametrize("name", CASES)
def test_nothing_else_is_wrong_with_the_broken_plan(name):
    """So it is this rule that finds it, and no other would have."""
    case = CASES[name]
    assert {each.rule for each in check(case.problem, Plan(case.broken))} == {case.code}


@pytest.mark.parametrize("name", CASES)
def test_a_plan_that_keeps_it_passes(name):
    case = CASES[name]
    assert check(case.problem, Plan(case.kept)) == []


def is_possible(problem: Problem, placements: tuple[Placement, ...], rules: tuple[Rule, ...]) -> bool:
    """Whether the solver, told these rules, could come to this plan."""
    programme, variables = programme_of(problem, rules)
    x = np.zeros(len(programme.low), dtype=np.int64)
    for column in variables.values_of(Plan(placements)):
        x[column] = 1
    decided = [each.column for each in (*variables.placed, *variables.along)] + list(variables.with_.values())
    low, high = programme.matrix.low.copy(), programme.matrix.high.copy()
    if np.any(x[decided] > high[decided]):
        return False
    low[decided] = high[decided] = x[decided]
    reached = set(variables.plan_of(x).placements)
    return search(programme.matrix, np.zeros_like(x), low=low, high=high).x is not None and reached == set(placements)


@pytest.mark.parametrize("name", CASES)
def test_the_encoding_refuses_the_broken_plan_and_allows_the_kept_one(name):
    case = CASES[name]
    assert not is_possible(case.problem, case.broken, RULES)
    assert is_possible(case.problem, case.kept, RULES)


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.code != "one_option_per_occurrence"])
def test_without_the_rule_the_encoding_lets_the_broken_plan_through(name):
    """The control: it is this rule's encoding that refuses, and no other's. (Two placements have no meaning at all
    without one option per occurrence: its variables describe one mentor for both.)"""
    case = CASES[name]
    assert is_possible(case.problem, case.broken, tuple(rule for rule in RULES if rule is not case.rule))


@pytest.mark.parametrize("name", CASES)
def test_the_solver_with_only_this_rule_never_breaks_it(name):
    case = CASES[name]
    assert broken_by(fullest_plan(case.problem, *FRAME, case.rule), case.rule, case.problem) == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_the_solver_with_only_this_rule_never_breaks_it_in_invented_municipalities(rule):
    for shape in (2, 3, 4, 5, 6):
        problem = generate(shape, SHAPES.all[shape])
        assert broken_by(fullest_plan(problem, *FRAME, rule), rule, problem) == []


def test_eligible_options_are_exactly_those_that_are_valid_alone():
    """Filter and checker agree on every single option, each way, in invented municipalities."""
    seen = 0
    for shape in (0, 3, 4, 6):
        problem = generate(shape, SHAPES.all[shape])
        alone = replace(problem, claims=(), pins=(), budget=None)
        allowed: Eligible = eligible(alone)
        candidates = {(each.occurrence, each.window.id, each.site) for each in allowed.candidates}
        companies = {(*key, mentor) for key, mentors in allowed.company.items() for mentor in mentors}
        for (occurrence, window), _ in alone.window.items():
            for site in alone.sites:
                for mentor in (None, *alone.mentors[:3]):
                    one = Placement(occurrence, window, site.id, mentor.id if mentor else None)
                    wrong = {v.rule for v in check(alone, Plan((one,)))} - {"visit_first"}
                    wanted = alone.request_of[occurrence].mentor
                    company_ok = (
                        wanted is not Along.MUST and not site.needs_mentor
                        if mentor is None
                        else (wanted is not Along.NO or site.needs_mentor)
                        and (occurrence, window, mentor.id) in companies
                    )
                    # Limits can bar a single stay too: a grant or a host of too few nights.
                    by_limit = bool(wrong & {"grant", "nights_per_month", "stays_per_month", "mentor_hours", "beds"})
                    expected = (occurrence, window, site.id) in candidates and company_ok
                    assert expected == (not wrong) or (expected and by_limit)
                    seen += expected
    assert seen > 100
