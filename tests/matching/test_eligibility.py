"""The table of what is possible, made by masks for all houses at once, is what asking every rule one by one gives."""

from dataclasses import replace
from random import Random

from matching.constraints import RULES
from matching.eligibility import eligible, mentor_reasons, site_reasons
from matching.generate import generate
from matching.masks import Roster, bits
from matching.problem import Along, Exclusion, Pin
from tests.matching.small_worlds import SHAPES, a_host, a_problem, a_request, a_youth, an_evening


def with_words_of_a_coordinator(problem, dice):
    """Pins and exclusions of every form, at random."""
    occurrences = list(problem.occurrence)
    sites, mentors = ([each.id for each in many] for many in (problem.sites, problem.mentors))
    pins = [
        Pin(each, dice.choice([None, dice.choice(problem.occurrence[each].windows).id]),
            dice.choice([None, dice.choice(sites)]), dice.choice([None, dice.choice(mentors)]))
        for each in dice.sample(occurrences, 3)
    ]  # fmt: skip
    exclusions = []
    for _ in range(8):
        about = dice.choice([None, dice.choice(occurrences)])
        window = dice.choice([None, dice.choice(problem.occurrence[about].windows).id]) if about else None
        site, mentor = dice.choice([None, dice.choice(sites)]), dice.choice([None, dice.choice(mentors)])
        if site or mentor or window:
            exclusions.append(
                Exclusion(dice.choice([None, dice.choice(problem.youths).id]), about, window, site, mentor)
            )
    return replace(problem, pins=tuple(pins), exclusions=tuple(exclusions), now=3000)


def asked_one_by_one(problem):
    """Sites and mentors by occurrence and window, from the reasons that each single option has against it."""
    sites, mentors = {}, {}
    for request in problem.requests:
        for occurrence in request.occurrences:
            for window in occurrence.windows:
                there = [s for s in problem.sites if not site_reasons(problem, occurrence.id, window, s)]
                who = [m.id for m in problem.mentors if not mentor_reasons(problem, occurrence.id, window, m)]
                if request.mentor is Along.NO and not any(site.needs_mentor for site in there):
                    who = []
                if not who:
                    there = [s for s in there if not s.needs_mentor and request.mentor is not Along.MUST]
                sites[occurrence.id, window.id] = [site.id for site in there]
                mentors[occurrence.id, window.id] = who if there else []
    return sites, mentors


def test_what_is_eligible_is_what_no_rule_bars_one_by_one():
    compared = barred = 0
    for seed, shape in enumerate(SHAPES.all):
        for problem in (generate(seed, shape), with_words_of_a_coordinator(generate(seed, shape), Random(seed))):
            found = eligible(problem)
            sites, mentors = asked_one_by_one(problem)
            here = {key: [] for key in sites}
            for each in found.candidates:
                here[each.occurrence, each.window.id].append(each.site)
            assert here == sites
            assert {key: list(found.company.get(key, ())) for key in mentors} == mentors
            compared += len(found.candidates)
            barred += sum(len(problem.sites) - len(each) for each in sites.values())
    assert compared > 700
    assert barred > 1000


def test_leaving_a_rule_out_lets_more_in():
    """The negative control: each filter takes something away, so a comparison without it could fail."""
    without_effect = set()
    for rule in RULES:
        if rule.bars_site or rule.bars_times_at_site or rule.bars_window:
            rest = [each for each in RULES if each is not rule]
            problems = [generate(seed, shape) for seed, shape in enumerate(SHAPES.all)]
            if all(len(eligible(p).candidates) == len(eligible(p, rest).candidates) for p in problems):
                without_effect.add(rule.code)
    assert without_effect <= {"declined", "grant"}  # the generator has none of these by themselves


def test_company_is_shared_and_read_when_asked_for():
    problem = generate(1, SHAPES.all[3])
    company = eligible(problem).company
    read = [company[key] for key in company]
    assert all(read)
    assert len({id(each) for each in read}) == len(set(read)) < len(read)


def test_a_set_of_houses_is_one_number():
    roster = Roster(f"h{n}" for n in range(200))
    some = ("h0", "h7", "h63", "h64", "h199")
    assert roster.names(roster.mask(some)) == some
    assert roster.names(0) == ()
    assert bits(roster.mask(some)) == [0, 7, 63, 64, 199]
    assert roster.names(roster.mask(some) & ~roster.mask(["h7"])) == ("h0", "h63", "h64", "h199")


def test_a_municipality_without_any_house_has_nothing_eligible():
    problem = a_problem([a_youth()], [a_request("a", "y", an_evening(0))])
    assert eligible(problem).candidates == ()
    assert eligible(replace(problem, sites=(a_host(),))).candidates != ()
