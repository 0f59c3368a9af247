"""A simulated year of rounds: whatever was promised holds, and whatever went wrong is remembered."""

from collections import Counter
from dataclasses import replace

import pytest

from matching.generate import Knobs
from matching.plan import Plan
from matching.simulate import Rounds, broken_promises, figures, simulate

TOWN = Knobs.named(
    "tight",
    youths=12,
    weeks=26,
    hosts_per_youth=0.3,
    suitable_hosts=3,
    cancellations_per_week=1.5,
    seasons=1.0,
    late_series=True,
)
RULES = Rounds(effort=0.2)


@pytest.fixture(scope="module")
def year():
    return simulate(1, TOWN, RULES)


def changed(year, number, **facts):
    rounds = list(year.rounds)
    rounds[number] = replace(rounds[number], **facts)
    return replace(year, rounds=tuple(rounds))


def test_in_half_a_year_of_weekly_rounds_every_promise_holds(year):
    assert broken_promises(year) == []
    assert len(year.rounds) == 26


def test_the_year_was_not_an_easy_one(year):
    """The invariants say something only where hosts called off, menus were used and not everybody got everything."""
    hit = sum(len(each.hit) for round_ in year.rounds for each in round_.cancellations)
    assert hit >= 3
    chose_otherwise = sum(
        option != round_.plan.by_occurrence[option.occurrence] for round_ in year.rounds for option in round_.chosen
    )
    assert chose_otherwise >= 5
    assert any(youth.shortfall for round_ in year.rounds for youth in round_.problem.youths)
    assert any(round_.problem.told for round_ in year.rounds)


def test_what_somebody_was_not_given_counts_for_her_in_the_rounds_after(year):
    lost = Counter(year.problem.request_of[each].youth for round_ in year.rounds[:10] for each in round_.expired)
    later = {youth.id: youth.shortfall for youth in year.rounds[10].problem.youths}
    assert all(later[youth] > 0 for youth in lost)
    assert lost


def test_a_broken_promise_would_be_found(year):
    late = year.rounds[-1]
    assert len(late.claims) > 2
    moved = replace(late.claims[0], site=next(s.id for s in year.problem.sites if s.id != late.claims[0].site))
    assert any("has moved" in each for each in broken_promises(changed(year, -1, claims=(moved, *late.claims[1:]))))
    assert any("has moved" in each for each in broken_promises(changed(year, -1, claims=late.claims[1:])))

    first = late.claims[0]
    other = next(site.id for site in year.problem.sites if site.id != first.site)
    twice = replace(first, id="twice", occurrence="twice", site=other)
    assert any("at once" in each for each in broken_promises(changed(year, -1, claims=(*late.claims, twice))))

    forgiving = [replace(youth, shortfall=0) for youth in late.problem.youths]
    forgetful = replace(late.problem, youths=tuple(forgiving))
    assert any("shortfall" in each for each in broken_promises(changed(year, -1, problem=forgetful)))

    number = next(n for n, round_ in enumerate(year.rounds) if round_.expired)
    assert any("neither given nor" in each for each in broken_promises(changed(year, number, expired=())))

    full = next(round_ for round_ in year.rounds if len(round_.plan.placements) > 3)
    doubled = Plan((*full.plan.placements, replace_site(full, year)))
    assert any("plan:" in each for each in broken_promises(changed(year, full.number, plan=doubled)))


def replace_site(round_, year):
    one = round_.plan.placements[0]
    return replace(one, site=next(site.id for site in year.problem.sites if site.id != one.site))


def test_the_same_year_is_lived_again_from_the_same_seed():
    short, rules = replace(TOWN, weeks=4), replace(RULES, every=2)
    once = simulate(2, short, rules)
    assert once == simulate(2, short, rules)
    assert once.rounds != simulate(3, short, rules).rounds


def test_a_year_has_its_figures(year):
    found = figures(year)
    assert found.rounds == 26
    assert found.asked == len(year.problem.occurrence)
    assert 0 < found.given <= found.asked
    assert 0 <= found.worst <= found.mean <= 1.01  # nobody does better than alone; foresight and chance may round
    assert found.placed_again <= found.hit
    assert 0 < found.known_faces < 1
    assert 0 < found.two_options < 1
