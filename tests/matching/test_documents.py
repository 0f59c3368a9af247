"""Documents are read strictly: what is wrong is said in one line with its path and value, and nothing is used."""

import copy
import json
from datetime import date
from zoneinfo import ZoneInfo

import pytest

from matching import BadDocument, plan_schema, problem_schema, read_plan, read_problem, write_problem
from matching.document import canonical, problem_hash
from matching.generate import generate
from matching.horizon import Calendar, Span, joined, minute_of
from tests.matching.small_worlds import (
    SHAPES,
    a_claim,
    a_host,
    a_mentor,
    a_problem,
    a_request,
    a_wish,
    a_youth,
    nights,
)

GOOD = write_problem(
    a_problem(
        [a_youth("y", vetoes=frozenset({"g"}), known={"h": 1}), a_youth("z")],
        [
            a_request("a", "y", (nights(0), nights(3)), wishes=(a_wish("h", "site", "nice"),)),
            a_request("b", "z", nights(0)),
        ],
        [a_host("g"), a_host("h")],
        [a_mentor()],
        claims=(a_claim("old", "z", "h", nights(20)), a_claim("held", "z", "g", nights(22), "held")),
    )
)


def put(path, value):
    def change(document):
        at = document
        for step in path[:-1]:
            at = at[step]
        at[path[-1]] = value

    return change


def twice(*path):
    def change(document):
        many = document
        for step in path:
            many = many[step]
        many.append(copy.deepcopy(many[0]))

    return change


def gone(path):
    def change(document):
        at = document
        for step in path[:-1]:
            at = at[step]
        del at[path[-1]]

    return change


R = ["requests", 0]
W = [*R, "occurrences", 0, "windows", 0]
BROKEN = [
    (put(["version"], 2), "version", "must be 1"),
    (put(["colour"], "red"), "colour", "unknown field"),
    (put(["youths", 0, "colour"], "red"), "youths[0].colour", "unknown field"),
    (gone(["calendar"]), "calendar", "missing"),
    (gone(["youths", 0, "age"]), "youths[0].age", "missing"),
    (put(["youths"], {}), "youths", "must be a list"),
    (put(["youths", 0], "y"), "youths[0]", "must be an object"),
    (put(["youths", 0, "age"], "15"), "youths[0].age", "must be a whole number"),
    (put(["youths", 0, "age"], 15.0), "youths[0].age", "must be a whole number"),
    (put(["youths", 0, "age"], True), "youths[0].age", "must be a whole number"),
    (put(["youths", 0, "age"], 99), "youths[0].age", "at most 25"),
    (put(["youths", 0, "id"], 7), "youths[0].id", "must be text"),
    (put(["youths", 0, "id"], " "), "youths[0].id", "must not be empty"),
    (put(["youths", 0, "shortfall"], -1), "youths[0].shortfall", "at least 0"),
    (put(["youths", 0, "vetoes"], ["nobody"]), "youths[0].vetoes", "no such site or mentor"),
    (put(["youths", 0, "vetoes"], ["g", "g"]), "youths[0].vetoes[1]", "stands here twice"),
    (put(["youths", 0, "known"], {"nobody": 1}), "youths[0].known", "no such site or mentor"),
    (put(["youths", 0, "known"], ["h"]), "youths[0].known", "must be an object"),
    (put(["youths", 0, "known"], {"h": -1}), "youths[0].known.h", "at least 0"),
    (put(["youths", 0, "grant", "nights_per_month"], -1), "youths[0].grant.nights_per_month", "at least 0"),
    (put(["youths", 0, "grant", "valid"], [{"start": 9, "end": 9}]), "youths[0].grant.valid[0].end", "after its start"),
    (twice("youths"), "youths[2].id", "used twice"),
    (put(["sites", 0, "id"], "y"), "sites[0].id", "used twice"),
    (twice("requests", 0, "occurrences"), "requests[0].occurrences[1].id", "used twice"),
    (twice(*W[:-1]), "requests[0].occurrences[0].windows[2].id", "used twice"),
    (twice(*R, "wishes"), "requests[0].wishes[1].id", "used twice"),
    (put([*R, "youth"], "nobody"), "requests[0].youth", "no such youth"),
    (put([*R, "importance"], 4), "requests[0].importance", "at most 3"),
    (put([*R, "kind"], "party"), "requests[0].kind", "must be one of"),
    (put([*R, "series"], 1), "requests[0].series", "true or false"),
    (put([*R, "occurrences"], []), "requests[0].occurrences", "at least one"),
    (put([*R, "wishes", 0, "about"], "nobody"), "requests[0].wishes[0].about", "no such site"),
    (put([*R, "wishes", 0, "strength"], "very"), "requests[0].wishes[0].strength", "must be one of"),
    (put([*W, "departure"], 10), "requests[0].occurrences[0].windows[0].departure", "must be after arrival"),
    (put([*W, "departure"], 10**7), "requests[0].occurrences[0].windows[0].departure", "after the horizon"),
    (put([*W, "arrival"], -5), "requests[0].occurrences[0].windows[0].arrival", "at least 0"),
    (put([*W, "mentor_from"], 0), "requests[0].occurrences[0].windows[0].mentor_from", "within the window"),
    (put([*R, "occurrences", 0, "together_with"], "c0"), "requests[0].occurrences[0].together_with", "no such occ"),
    (put([*R, "occurrences", 0, "together_with"], "b0"), "requests[0].occurrences[0].together_with", "in return"),
    (put(["sites", 0, "beds"], -1), "sites[0].beds", "at least 0"),
    (put(["sites", 0, "beds"], None), "sites[0].beds", "must be a whole number"),
    (
        put(["sites", 0, "openings"], [{"start": 0, "end": 9}, {"start": 8, "end": 12}]),
        "sites[0].openings[1]",
        "overlaps",
    ),
    (put(["sites", 0, "openings"], [{"start": 9, "end": 3}]), "sites[0].openings[0].end", "after its start"),
    (put(["sites", 0, "youngest"], 40), "sites[0].oldest", "at least youngest"),
    (put(["sites", 0, "limits", "shortest_nights"], 3), None, None),
    (
        put(["sites", 0, "limits"], {"shortest_nights": 3, "longest_nights": 2}),
        "sites[0].limits.longest_nights",
        "below",
    ),
    (put(["sites", 0, "declines_youths"], ["nobody"]), "sites[0].declines_youths", "no such youth"),
    (put(["mentors", 0, "youths_at_once"], 0), "mentors[0].youths_at_once", "at least 1"),
    (put(["claims", 0, "site"], "nobody"), "claims[0].site", "no such site"),
    (put(["claims", 0, "departure"], 0), "claims[0].departure", "must be after arrival"),
    (put(["claims", 0, "occurrence"], "a0"), "claims[0].occurrence", "also among the requests"),
    (put(["claims", 1, "occurrence"], "old"), "claims[1].occurrence", "no other claim"),
    (put(["told"], [{"occurrence": "x", "window": "w", "site": "h"}]), "told[0].occurrence", "no such occurrence"),
    (put(["pins"], [{"occurrence": "a0", "window": "w"}]), "pins[0].window", "no such window"),
    (put(["pins"], [{"occurrence": "a0"}, {"occurrence": "a0"}]), "pins[1].occurrence", "used twice"),
    (put(["exclusions"], [{"youth": "y"}]), "exclusions[0]", "must name"),
    (put(["exclusions"], [{"window": "d0n1"}]), "exclusions[0].window", "occurrence beside it"),
    (put(["siblings"], [{"first": "y", "second": "y"}]), "siblings[0].second", "somebody else"),
    (put(["kept_apart"], [["y"]]), "kept_apart[0]", "a list of 2"),
    (put(["kept_apart"], [["y", "nobody"]]), "kept_apart[0][1]", "no such youth or mentor"),
    (put(["budget"], -1), "budget", "at least 0"),
    (put(["now"], 2**60), "now", "at most"),
    (put(["calendar", "nights", 0, "month"], "none"), "calendar.nights[0].month", "no such month"),
    (put(["calendar", "nights", 0, "moment"], 10**5), "calendar.nights[1].moment", "in order"),
    (put(["calendar", "months", 1, "start"], 5), "calendar.months[1].start", "where the one before ends"),
    (put(["calendar", "minutes"], 0), "calendar.minutes", "at least 1"),
]


def test_the_good_document_is_good():
    assert write_problem(read_problem(copy.deepcopy(GOOD))) == GOOD
    assert len(BROKEN) >= 60


@pytest.mark.parametrize("n", [n for n, case in enumerate(BROKEN) if case[1] is not None])
def test_each_fault_is_one_line_with_path_and_value(n):
    change, path, words = BROKEN[n]
    document = copy.deepcopy(GOOD)
    change(document)
    with pytest.raises(BadDocument) as caught:
        read_problem(document)
    lines = [str(fault) for fault in caught.value.faults]
    (line,) = [line for line in lines if line.startswith(f"{path}:")]
    assert words in line
    assert "(found " in line
    assert "\n" not in line


def test_all_faults_are_said_at_once():
    document = copy.deepcopy(GOOD)
    put(["youths", 0, "age"], -1)(document)
    put(["sites", 1, "beds"], "many")(document)
    put(["now"], None)(document)
    with pytest.raises(BadDocument) as caught:
        read_problem(document)
    assert [fault.path for fault in caught.value.faults] == ["youths[0].age", "sites[1].beds", "now"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        '{"version": 1, "version": 1}',
        '{"version": NaN}',
        b"\xff\xfe",
        "[" * 100_000,
        '"x"',
        "1e999",
    ],
)
def test_what_is_no_document_is_refused(text):
    with pytest.raises(BadDocument):
        read_problem(text)


def test_the_same_facts_have_the_same_hash_whatever_the_order_of_sets():
    one = a_problem([a_youth(traits=frozenset({"a", "b", "c"}))])
    assert problem_hash(one) == problem_hash(read_problem(json.dumps(write_problem(one))))
    assert problem_hash(one) != problem_hash(a_problem([a_youth(traits=frozenset({"a", "b"}))]))


def test_invented_municipalities_survive_writing_and_reading():
    for n, shape in enumerate(SHAPES.all):
        problem = generate(n, shape)
        assert canonical(write_problem(read_problem(json.dumps(write_problem(problem))))) == canonical(
            write_problem(problem)
        )


def test_a_plan_written_by_hand_needs_placements_only_and_names_what_exists():
    problem = read_problem(copy.deepcopy(GOOD))
    good = {"version": 1, "placements": [{"occurrence": "a0", "window": "d0n1", "site": "h"}]}
    assert read_plan(good, problem).placements[0].mentor is None
    for key, value in (("occurrence", "x"), ("window", "x"), ("site", "x"), ("mentor", "x"), ("bed", 1), ("site", 3)):
        bad = copy.deepcopy(good)
        bad["placements"][0][key] = value
        with pytest.raises(BadDocument, match=rf"^placements\[0\]\.{key}: "):
            read_plan(bad, problem)
    for bad in ({"version": 1}, {"placements": []}, {"version": 1, "placements": [], "more": 1}):
        with pytest.raises(BadDocument):
            read_plan(bad, problem)


def test_the_schemas_describe_every_field_and_allow_no_other():
    for schema, root in ((problem_schema(), "Problem"), (plan_schema(), "Outcome")):
        assert schema["$ref"] == f"#/$defs/{root}"
        for definition in schema["$defs"].values():
            assert definition["additionalProperties"] is False
            assert set(definition["required"]) <= set(definition["properties"])
    assert set(problem_schema()["$defs"]["Problem"]["properties"]) == set(GOOD)
    references = {part.split('"')[0] for part in json.dumps([problem_schema(), plan_schema()]).split("#/$defs/")[1:]}
    assert references <= {*problem_schema()["$defs"], *plan_schema()["$defs"]}


def test_local_time_becomes_minutes_once_and_summer_time_is_an_hour_shorter():
    zone, first = ZoneInfo("Europe/Stockholm"), date(2027, 3, 1)
    calendar = Calendar.between(first, 31, zone)
    assert calendar.minutes == 31 * 1440 - 60
    assert [month.id for month in calendar.months] == ["2027-03"]
    assert calendar.weeks[-1].id == "2027-W13"
    from datetime import datetime

    arrival = minute_of(datetime(2027, 3, 27, 16, tzinfo=zone), first, zone)
    departure = minute_of(datetime(2027, 3, 28, 11, tzinfo=zone), first, zone)
    assert departure - arrival == 18 * 60  # the night of the change is an hour shorter
    assert len(calendar.nights_of(Span(arrival, departure))) == 1
    evening = Span(arrival, minute_of(datetime(2027, 3, 28, 0, 30, tzinfo=zone), first, zone))
    assert len(calendar.nights_of(evening)) == 0  # half past midnight is late, not a night


def test_spans_that_touch_are_one():
    assert joined([Span(5, 9), Span(0, 5), Span(10, 12)]) == (Span(0, 9), Span(10, 12))
