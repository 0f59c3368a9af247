"""What fits according to the book is what the independent checker finds nothing wrong with, and what is barred it bars."""

from collections import Counter
from dataclasses import replace
from random import Random

from matching.check import check_claims, check_reservations
from matching.constraints import RULE_BY_CODE
from matching.eligibility import mentor_reasons, site_reasons
from matching.generate import generate
from matching.horizon import Span
from matching.ledger import Ledger
from matching.occupancy import Occupancy, Used, Work
from matching.plan import Placement, stay_of
from matching.problem import Along, ClaimState, Exclusion
from matching.table import Table
from tests.matching.small_worlds import SHAPES, a_claim, a_host, a_problem, a_request, a_youth, nights


def with_hard_words(problem, dice):
    """Held claims with alternatives and mentors, a youth and a mentor kept apart, and houses barred for some mentors."""
    youths, sites, mentors = ([each.id for each in m] for m in (problem.youths, problem.sites, problem.mentors))
    claims = []
    for claim in problem.claims:
        held = replace(claim, state=ClaimState.HELD, mentor=dice.choice([None, dice.choice(mentors)]))
        moved = replace(held, id=f"{held.id}-too", site=dice.choice(sites), arrival=held.arrival - 1440)
        claims += [held, moved] if dice.random() < 0.5 else [held]
    barred = [Exclusion(youth=dice.choice([None, dice.choice(youths)]), site=dice.choice(sites),
                        mentor=dice.choice(mentors)) for _ in range(3)]  # fmt: skip
    apart = (dice.choice(youths), dice.choice(mentors))
    return replace(
        problem, claims=tuple(claims), exclusions=tuple(barred), kept_apart=(*problem.kept_apart, apart), budget=25000
    )


def possible_alone(problem, one):
    """No rule bars it by itself, so that only its company in time can be in the way."""
    request, window = problem.request_of[one.occurrence], problem.window[one.occurrence, one.window]
    site = problem.site[one.site]
    if one.mentor is None:
        fine = not site.needs_mentor and request.mentor is not Along.MUST
    else:
        fine = request.mentor is not Along.NO or site.needs_mentor
        fine = fine and not mentor_reasons(problem, one.occurrence, window, problem.mentor[one.mentor])
    return fine and not site_reasons(problem, one.occurrence, window, site)


def test_a_book_filled_at_random_says_what_the_checker_says():
    """Options in any number for each occurrence, as menus have them; each asked of both before it is written."""
    told = Counter()
    for seed in range(3):
        for n, shape in enumerate(SHAPES.all):
            dice = Random(100 * n + seed)
            problem = generate(1000 * n + seed, replace(shape, claims_share=0.2, youths=min(10, shape.youths)))
            problem = with_hard_words(problem, dice)
            if check_claims(problem):
                problem = replace(problem, claims=())
            table, ledger, there = Table(problem), Ledger(problem), []
            options = [
                o.placement for each in problem.occurrence.values() for o in table.options(each.id)
                if each.together_with is None and possible_alone(problem, o.placement)
            ]  # fmt: skip
            for one in dice.sample(options, min(60, len(options))):
                found = {violation.rule for violation in check_reservations(problem, [*there, one])}
                blockers = set(ledger.blockers(stay_of(problem, one)))
                assert bool(found) == bool(blockers) == (not ledger.fits(stay_of(problem, one)))
                assert found == blockers
                told.update(blockers)
                if not blockers:
                    ledger.add(stay_of(problem, one))
                    there.append(one)
                if there and dice.random() < 0.1:
                    gone = dice.choice(there).occurrence
                    ledger.remove(gone)
                    # A stay may have leant on a visit that has gone; then the book is no plan, and is not compared.
                    there = [each for each in there if each.occurrence != gone]
                    while leaning := {o for v in check_reservations(problem, there) for o in v.occurrences}:
                        ledger.remove(*leaning)
                        there = [each for each in there if each.occurrence not in leaning]
    two_at_a_time = {
        "beds", "nights_per_month", "stays_per_month", "rest_between_stays", "mixing", "one_place_at_a_time", "grant",
        "visit_first", "mentor_one_place", "mentor_hours", "budget", "pins_and_exclusions", "siblings",
    }  # fmt: skip
    assert two_at_a_time <= told.keys() <= RULE_BY_CODE.keys()


def test_what_has_been_taken_out_is_as_if_it_had_never_been():
    problem = with_hard_words(generate(8, SHAPES.all[8]), Random(8))
    table, dice = Table(problem), Random(8)
    options = [table.stay(o.placement) for each in problem.occurrence for o in table.options(each)]
    dice.shuffle(options)
    used, fresh = Ledger(problem), Ledger(problem)
    gone, kept = (
        options[:60],
        [each for each in options[60:] if each.occurrence not in {g.occurrence for g in options[:60]}],
    )
    for stay in gone:
        used.add(stay)
    used.remove(*{stay.occurrence for stay in gone})
    for stay in kept[:30]:
        used.add(stay)
        fresh.add(stay)
    answers = [[list(book.blockers(stay)) for stay in options] for book in (used, fresh)]
    assert answers[0] == answers[1]
    assert any(answers[0])


def test_a_time_that_the_problem_does_not_know_has_its_place_too():
    problem = a_problem(
        [a_youth("y"), a_youth("z")], [a_request("a", "y", nights(0)), a_request("b", "z", nights(0))], [a_host()]
    )
    book = Ledger(problem)
    mine, hers = (stay_of(problem, Placement(each, "d0n1", "h")) for each in ("a0", "b0"))
    book.add(mine._replace(span=Span(mine.span.start + 7, mine.span.end + 13)))
    assert list(book.blockers(hers)) == ["beds"]
    assert book.fits(hers._replace(span=Span(mine.span.end + 13, mine.span.end + 99)))
    assert not book.fits(hers._replace(span=Span(mine.span.end + 12, mine.span.end + 99)))


def test_held_alternatives_count_once_where_they_meet_and_everywhere_they_may_be():
    held = [a_claim("old", "z", site, nights(0), ClaimState.HELD) for site in ("g", "h")]
    problem = a_problem(
        [a_youth("y"), a_youth("z")], [a_request("a", "y", nights(0))],
        [a_host("g"), a_host("h"), a_host("i"), a_host("wide", beds=2)], claims=tuple(held),
    )  # fmt: skip
    book = Ledger(problem)
    fits = [site.id for site in problem.sites if book.fits(stay_of(problem, Placement("a0", "d0n1", site.id)))]
    assert fits == ["i", "wide"]
    for site in ("wide", "wide"):
        book.add(held_stay(problem, site))
    assert book.fits(stay_of(problem, Placement("a0", "d0n1", "wide")))


def held_stay(problem, site):
    return Ledger(problem).by_occurrence["old"][0]._replace(site=site)


def test_guests_are_counted_moment_by_moment_as_lists_would():
    dice, ours, lists = Random(1), Occupancy(), {}
    for _ in range(300):
        name = dice.choice("abcdef")
        if dice.random() < 0.3:
            ours.remove(name)
            lists.pop(name, None)
        else:
            first = dice.randrange(20)
            mask = (1 << dice.randrange(first + 1, 22)) - (1 << first)
            ours.add(name, mask)
            lists.setdefault(name, []).append(mask)
        for beds in range(4):
            others = {who: masks for who, masks in lists.items() if who != "a"}
            full = sum(1 << n for n in range(22)
                       if sum(any(mask >> n & 1 for mask in masks) for masks in others.values()) >= beds)  # fmt: skip
            assert ours.taken(beds, "a") & (1 << 22) - 1 == full


def test_limits_count_each_occurrence_at_its_worst_and_shared_hours_once():
    used = Used()
    used.add("a", 2)
    used.add("a", 5)
    used.add("b", 1)
    assert (used.total, used.with_("a", 3), used.with_("a", 6), used.with_("c", 2)) == (6, 6, 7, 8)
    used.remove("a")
    assert used.total == 1
    work, evening = Work(), ("here", 0)
    work.add("a", (evening, ((0, 240),)))
    assert work.most_with("b", (evening, ((0, 240),))) == 240
    assert work.most_with("b", (("there", 0), ((0, 240),))) == 480
    assert work.most_with("a", (("there", 0), ((0, 300),))) == 300
    work.add("a", (("there", 0), ((0, 300),)))
    assert work.most_with("b", (evening, ((0, 240),))) == 540  # what has alternatives shares with nobody
    work.remove("a")
    assert work.minutes[0] == 0
