"""Why not: every conflict is lifted for real, member by member, and the independent checker asked again."""

from dataclasses import replace

import pytest

from matching import RULES, Side, check, why_not
from matching.answers import WhyNot
from matching.explain import Explainer
from matching.lifting import lifted
from matching.lifts import LIFTS
from matching.plan import Placement, Plan
from matching.problem import Along, Exclusion, Grant, Pin, Strength, Subject
from tests.matching.small_worlds import (
    ALWAYS,
    SHAPES,
    a_claim,
    a_host,
    a_mentor,
    a_problem,
    a_request,
    a_wish,
    a_youth,
    linked,
    nights,
)
from tests.matching.towns import a_town


def is_possible_without(problem, plan, answer, blockers):
    """The option beside the plan once these blockers are lifted, judged by the checker."""
    mine = {option.occurrence: option for option in answer.options}
    plan = plan.without(*mine)
    for each in blockers:
        problem, plan = lifted(problem, plan, each, mine[each.occurrence])
    return check(problem, plan.with_(*answer.options)) == []


def is_minimal(problem, plan, answer):
    subsets = ([each for each in answer.conflict if each is not left] for left in answer.conflict)
    return is_possible_without(problem, plan, answer, answer.conflict) and not any(
        is_possible_without(problem, plan, answer, fewer) for fewer in subsets
    )


@pytest.mark.parametrize("number", range(len(SHAPES.all)))
def test_a_conflict_lifted_makes_it_possible_and_nothing_less_does(number):
    problem, plan = a_town(number, SHAPES.all[number])
    explainer = Explainer(problem, plan)
    seen = 0
    for occurrence in list(problem.occurrence)[:12]:
        answers = explainer.why_not(occurrence)
        for answer in answers[:: max(1, len(answers) // 8)]:
            assert is_minimal(problem, plan, answer), answer
            seen += len(answer.conflict)
    assert seen > 20


@pytest.mark.parametrize("number", range(len(SHAPES.all)))
def test_every_wish_that_was_not_met_has_its_answer_in_the_round(number):
    problem, plan = a_town(number + 20, SHAPES.all[number])
    missed = Explainer(problem, plan).all()
    assert {one.occurrence for one in missed if one.subject == "any"} == set(problem.occurrence) - set(
        plan.by_occurrence
    )
    for one in missed:
        assert is_minimal(problem, plan, one.nearest), one
        if one.subject != "any":
            placed = plan.by_occurrence.get(one.occurrence)
            assert placed is None or getattr(placed, one.subject) != one.about
            assert getattr(one.nearest.placement, one.subject) == one.about
    for request in problem.requests:
        for wish in request.wishes:
            if wish.subject is Subject.SITE and wish.strength is not Strength.NEVER:
                for occurrence in request.occurrences:
                    placed = plan.by_occurrence.get(occurrence.id)
                    is_answered = any((m.occurrence, m.about) == (occurrence.id, wish.about) for m in missed)
                    assert is_answered == (placed is None or placed.site != wish.about)


def test_a_conflict_with_one_blocker_too_many_or_too_few_is_found_out():
    """The tests above can fail."""
    taken = a_claim("old", "z", "h", nights(0))
    youth = a_youth("y", vetoes=frozenset({"h"}))
    problem = a_problem([youth, a_youth("z")], [a_request("a", "y", nights(0))], [a_host("h")], claims=(taken,))
    (answer,) = why_not(problem, Plan(), "a0")
    assert {each.code for each in answer.conflict} == {"vetoed", "beds"}
    assert is_minimal(problem, Plan(), answer)
    for fewer in answer.conflict:
        assert not is_minimal(problem, Plan(), replace(answer, conflict=(fewer,)))
    closed = replace(answer.conflict[0], code="openings")
    assert not is_minimal(problem, Plan(), replace(answer, conflict=(*answer.conflict, closed)))


def test_what_vanishes_when_somebody_goes_is_not_said_twice():
    """The guest who has the bed also has used up the month: one thing is in the way, not two."""
    one_night = replace(a_host("h").limits, nights_per_month=1)
    requests = [a_request("a", "y", nights(0)), a_request("b", "z", nights(0))]
    problem = a_problem([a_youth("y"), a_youth("z")], requests, [a_host("h", limits=one_night)])
    plan = Plan((Placement("b0", "d0n1", "h"),))
    (answer,) = why_not(problem, plan, "a0")
    assert {reason.code for reason in answer.reasons} == {"beds", "nights_per_month"}
    assert [(each.code, each.side, each.stay) for each in answer.conflict] == [("beds", Side.OTHERS, "b0")]
    assert is_minimal(problem, plan, answer)


def test_of_several_guests_only_as_many_go_as_have_to():
    """Two beds, and three guests of whom two are there one after the other: one leaves room, not three."""
    requests = [
        a_request("a", "y", nights(0, 2)),
        a_request("b", "z", nights(0, 2)),
        a_request("c", "x", nights(0)),
        a_request("d", "w", nights(1)),
    ]
    youths = [a_youth(id) for id in "yzxw"]
    problem = a_problem(youths, requests, [a_host("h", beds=2)])
    plan = Plan((Placement("b0", "d0n2", "h"), Placement("c0", "d0n1", "h"), Placement("d0", "d1n1", "h")))
    (answer,) = why_not(problem, plan, "a0")
    assert is_minimal(problem, plan, answer)
    assert {each.stay for each in answer.conflict} in ({"b0"}, {"c0", "d0"})


def test_it_is_told_apart_who_could_lift_it():
    youth = a_youth("y", vetoes=frozenset({"h"}), grant=Grant(28, ()))
    problem = a_problem(
        [youth, a_youth("z")],
        [a_request("a", "y", nights(0)), a_request("b", "z", nights(0))],
        [a_host("h", openings=())],
    )
    plan = Plan((Placement("b0", "d0n1", "h"),))
    (answer,) = why_not(problem, plan, "a0")
    sides = {side: [each.code for each in found] for side, found in answer.by_side.items()}
    assert sides == {
        Side.YOUTH: ["vetoed"],
        Side.ADULT: ["openings"],
        Side.SAFETY: ["grant"],
        Side.OTHERS: ["beds"],
    }


def test_siblings_who_go_together_are_asked_about_together():
    together = (linked(a_request("a", "y", nights(0)), "b0"), linked(a_request("b", "z", nights(0)), "a0"))
    youths = [a_youth("y"), a_youth("z", vetoes=frozenset({"h"}))]
    problem = a_problem(youths, together, [a_host("h", beds=2), a_host("i", beds=1), a_host("j", beds=2)])
    found = {answer.placement.site: answer for answer in why_not(problem, Plan(), "a0")}
    assert found["j"].is_possible
    assert found["j"].options == (Placement("a0", "d0n1", "j"), Placement("b0", "d0n1", "j"))
    assert [(each.code, each.occurrence) for each in found["h"].conflict] == [("vetoed", "b0")]
    assert [reason.code for reason in found["h"].reasons] == ["siblings"]  # her sibling's no is not for her to read
    assert not found["i"].is_possible
    assert all(is_minimal(problem, Plan(), each) for each in found.values() if each.placement.site != "i")


def test_the_word_of_the_coordinator_can_be_lifted_in_thought():
    requests = [a_request("a", "y", nights(0), mentor=Along.NICE)]
    exclusions = (Exclusion(youth="y", site="h"), Exclusion(site="i", mentor="m"))
    facts = {"exclusions": exclusions, "pins": (Pin("a0", site="j"),)}
    problem = a_problem([a_youth()], requests, [a_host("h"), a_host("i"), a_host("j")], [a_mentor()], **facts)
    for site, mentor, codes in (("h", None, 1), ("i", "m", 2), ("j", None, 0)):
        (answer,) = why_not(problem, Plan(), "a0", site=site, mentor=mentor)
        assert [each.code for each in answer.conflict] == ["pins_and_exclusions"] * codes
        assert is_minimal(problem, Plan(), answer)


def test_asking_leaves_the_book_as_it_was():
    problem, plan = a_town(3, SHAPES.all[4])
    explainer = Explainer(problem, plan)
    first = explainer.all()
    for occurrence in list(problem.occurrence)[:10]:
        explainer.why_not(occurrence)
        explainer.would_help(occurrence)
    assert explainer.all() == first == Explainer(problem, plan).all()


def test_every_rule_that_can_bar_can_be_lifted():
    lifted_by_a_stay_that_goes = {"one_place_at_a_time", "mentor_one_place", "one_option_per_occurrence"}
    assert {rule.code for rule in RULES} - LIFTS.keys() == lifted_by_a_stay_that_goes


def test_a_time_that_nobody_offers_has_no_answer_and_no_error():
    problem = a_problem([a_youth()], [a_request("a", "y", nights(0))], [])
    assert why_not(problem, Plan(), "a0") == ()
    (missed,) = Explainer(problem, Plan()).all()
    assert (missed.subject, missed.nearest) == ("any", None)
    wished = a_request("a", "y", nights(0), wishes=(a_wish("h", Subject.SITE, Strength.NICE),))
    problem = a_problem([a_youth()], [wished], [a_host("h", openings=(ALWAYS,))])
    assert Explainer(problem, Plan((Placement("a0", "d0n1", "h"),))).all() == ()
    assert all(isinstance(one.nearest, WhyNot) for one in Explainer(problem, Plan()).all())
