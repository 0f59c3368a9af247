"""What a request offers as a whole: a series in one way or another, or with one break changed; never more than four."""

from matching import Placement, SeriesChoice
from service.planning.ways import ways
from tests.matching.small_worlds import a_host, a_problem, a_request, a_youth, nights

BREAKS = tuple((nights(7 * n, preference=20), nights(7 * n + 2, preference=80 if n == 1 else 20)) for n in range(3))


def given(**facts):
    request = a_request("r", "y", *BREAKS, **facts)
    return a_problem([a_youth()], [request], [a_host("g"), a_host("h")]), request


def at(n, site="g", later=0):
    return Placement(f"r{n}", f"d{7 * n + later}n1", site)


OWN = (at(0), at(1), at(2))
MENUS = {"r0": (at(0), at(0, "h"), at(0, later=2)), "r1": (at(1), at(1, later=2)), "r2": (at(2),)}


def test_a_series_without_another_house_can_still_be_changed_one_break_at_a_time():
    problem, request = given(series=True)
    found = ways(problem, request, MENUS, [SeriesChoice("g", OWN, ())])
    assert found == [OWN, (at(0), at(1, later=2), at(2)), (at(0, "h"), at(1), at(2))]  # most to gain first


def test_the_whole_series_in_another_house_comes_before_a_change_of_one_break():
    problem, request = given(series=True)
    elsewhere = (at(0, "h"), at(1, "h"), at(2))
    menus = {**MENUS, "r1": (at(1), at(1, "h"))}
    found = ways(problem, request, menus, [SeriesChoice("g", OWN, ()), SeriesChoice("h", elsewhere, ("r2",))])
    assert found[:2] == [OWN, elsewhere]
    assert len(found) == len(set(found)) == 4


def test_breaks_that_are_no_series_move_together_from_option_to_option():
    problem, request = given()
    assert ways(problem, request, MENUS) == [
        OWN,
        (at(0, "h"), at(1, later=2), at(2)),
        (at(0, later=2), at(1), at(2)),
    ]


def test_what_has_no_place_is_on_no_way():
    problem, request = given()
    assert ways(problem, request, {"r1": (at(1),)}) == [(at(1),)]
    assert ways(problem, request, {}) == []
