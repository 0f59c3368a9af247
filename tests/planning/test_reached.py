"""What a round reached, in figures that can be seen in the plan, and how sure each is."""

from dataclasses import replace

import pytest

import matching
from matching.generate import Knobs, generate
from matching.objective import goals
from matching.objective.goal import Setting
from matching.plan import Plan
from matching.problem import Along, Travel
from matching.stage import Stage
from service.planning import reached_words as words
from service.planning.reached import LOTS, Reached, Sure, code_of, reached
from service.web import texts
from tests.matching.small_worlds import a_host, a_mentor, a_problem, a_request, a_youth, nights


def town():
    """Every goal there is: urgency, company, something told, ways and prices."""
    problem = generate(3, replace(Knobs.named("tight"), youths=12, told_share=0.3))
    urgent = tuple(replace(youth, urgency=2 if n < 3 else 0) for n, youth in enumerate(problem.youths))
    told = tuple(replace(one, mentor=problem.mentors[0].id) for one in problem.told)
    return replace(problem, youths=urgent, told=told)


def test_every_goal_of_the_engine_has_words():
    problem = town()
    setting = Setting(problem, {youth.id: 100 for youth in problem.youths})
    codes = [code_of(goal.stage, goal.name) for goal in goals(setting)]
    assert set(words.TITLES) - set(codes) == {"first_plan"}
    assert None not in codes


@pytest.fixture(scope="module")
def outcome():
    problem = town()
    return problem, matching.solve(problem, effort=1, menus=False)


def test_goals_are_told_in_their_order_and_lots_once_and_last(outcome):
    told = [one.code for one in reached(*outcome)]
    assert told[:5] == ["urgent", "everybody", "floor", "lowest", "mean"]
    assert told.count(LOTS) == 1
    assert told[-1] == LOTS
    assert len(set(told)) == len(told)


def test_figures_are_those_of_the_plan(outcome):
    problem, found = outcome
    of = {one.code: one.figures for one in reached(problem, found)}
    shares = [one.utility / 10 for one in found.youths if one.utility is not None and one.asked]
    assert of["everybody"]["youths"] == sum(one.placed > 0 for one in found.youths)
    assert of["mean"]["percent"] == pytest.approx(sum(shares) / len(shares), abs=0.06)
    assert of["floor"]["percent"] <= min(shares)
    assert of["lowest"]["percent"] <= of["mean"]["percent"]
    placed = {one.occurrence for one in found.plan.placements}
    told = {one.occurrence: (one.window, one.site) for one in problem.told}
    now = {one.occurrence: (one.window, one.site) for one in found.plan.placements}
    assert of["changes"] == {"changed": sum(now.get(o) != at for o, at in told.items()), "of": len(told)}
    urgent = {youth.id for youth in problem.youths if youth.urgency}
    assert of["urgent"]["placed"] == sum(problem.request_of[one].youth in urgent for one in placed)


def test_a_way_a_new_house_and_company_are_counted():
    youth = a_youth("y", zone="a", known={"known": 3})
    sites = [a_host("known", zone="a"), a_host("h", zone="b")]
    request = a_request("r", "y", nights(0), nights(7), series=True, mentor=Along.NICE)
    problem = replace(a_problem([youth], [request], sites, mentors=[a_mentor("m")]), travel=(Travel("a", "b", 40),))
    one, two = (each.id for each in request.occurrences)
    plan = Plan((matching.Placement(one, "d0n1", "known", "m"), matching.Placement(two, "d7n1", "h")))
    found = matching.outcome_of_plan(problem, plan, "complete", "proof", matching.Parameters(1, 1, 1))
    found = replace(
        found,
        stages=(
            Stage("known_faces", "new hosts, and hosts per series", 4, 2, 0.5, False, False),
            Stage("few_changes", "half hours on the way", 1, None, None, False, False),
            Stage("company", "new mentors", 2, 2, 0.0, True, False),
        ),
    )
    hosts, travel, mentors = reached(problem, found)
    assert hosts.figures == {"new": 1, "series": 1, "in_one_house": 0}
    assert (hosts.sure, hosts.room) == (Sure.AT_MOST, 50)
    assert travel.figures == {"minutes": 20}
    assert travel.sure is Sure.UNKNOWN
    assert mentors.figures == {"new": 1, "have": 1, "of": 2}
    assert mentors.sure is Sure.PROVEN


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (Reached("mean", {}, Sure.PROVEN), "Proven best"),
        (Reached("mean", {}, Sure.AT_MOST, 0.4), "At most 0.4 % better is possible"),
        (Reached("mean", {}, Sure.UNKNOWN), "Not known how much better is possible"),
        (Reached("everybody", {}, Sure.AT_MOST, 1), "At most 1 more is possible"),
        (Reached("changes", {}, Sure.AT_MOST, 3), "At most 3 fewer are possible"),
        (Reached("floor", {}, Sure.AT_MOST, 75), "At most 75 % is possible"),
        (Reached(LOTS, {}, Sure.PROVEN), ""),
    ],
)
def test_how_sure_it_is_stands_in_a_few_words(one, said):
    with texts.speaking("en"):
        assert words.how_sure(one)[0].replace("\u00a0", " ") == said


@pytest.mark.parametrize(
    ("percent", "said"),
    [(0, "Somebody gets less than 5 %"), (75, "Nobody has less than 75 %"), (100, "Everybody gets all")],
)
def test_the_floor_is_said_as_a_promise_or_as_none(percent, said):
    with texts.speaking("en"):
        (sentence,) = words.sentences(Reached("floor", {"percent": percent}, Sure.PROVEN))
    assert sentence.replace("\u00a0", " ").startswith(said)


def test_numbers_are_written_as_the_reader_writes_them():
    mean = Reached("mean", {"percent": 98.7}, Sure.AT_MOST, 0.4)
    with texts.speaking("sv"):
        assert "98,7\u00a0%" in words.sentences(mean)[0]
        assert words.how_sure(mean)[0] == "Högst 0,4\u00a0% bättre är möjligt"


def test_no_raw_weight_of_the_engine_is_ever_shown(outcome):
    with texts.speaking("en"):
        said = " ".join(sentence for one in reached(*outcome) for sentence in words.sentences(one))
    for stage in outcome[1].stages:
        if stage.value > 10_000 and stage.goal != "cost":
            assert str(stage.value) not in said.replace(",", "")
