"""Documents are read strictly: what is wrong is said in one line with its path and value, and nothing is used."""

import copy
import json
from datetime import date
from zoneinfo import ZoneInfo

import pytest

from matching import BadDocument, plan_schema, problem_schema, read_plan, read_problem, write_problem
from matching.__main__ import main
from matching.document import canonical, problem_hash
from matching.generate import generate
from matching.horizon import Calendar, Span, joined, minute_of
from tests.matching.broken_documents import BROKEN, GOOD, put
from tests.matching.small_worlds import SHAPES, a_problem, a_youth


def test_the_good_document_is_good():
    assert write_problem(read_problem(copy.deepcopy(GOOD))) == GOOD
    assert len({(path, words) for _, path, words in BROKEN}) >= 120


@pytest.mark.parametrize(("change", "path", "words"), BROKEN)
def test_each_fault_is_one_line_with_path_and_value_exit_two_and_nothing_written(change, path, words, tmp_path, capsys):
    document = copy.deepcopy(GOOD)
    change(document)
    with pytest.raises(BadDocument) as caught:
        read_problem(copy.deepcopy(document))
    lines = [str(fault) for fault in caught.value.faults]
    (line,) = [line for line in lines if line.startswith(f"{path}:")]
    assert words in line
    assert "(found " in line
    assert all(len(each.splitlines()) == 1 for each in lines)

    problem, target = tmp_path / "problem.json", tmp_path / "plan.json"
    problem.write_text(json.dumps(document))
    assert main(["solve", str(problem), "-o", str(target)]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    if "Infinity" in problem.read_text():  # Python may hold what JSON cannot say
        assert said.err == "(document): is not strict JSON (found Infinity is no number)\n"
    else:
        assert said.err == "".join(f"{each}\n" for each in lines)
    assert list(tmp_path.iterdir()) == [problem]


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
        '{"version": ' + "9" * 5000 + "}",
        '{"version": 1, "budget": -Infinity}',
        b"\x80",
        "{'version': 1}",
        '{"version": 1,}',
    ],
)
def test_what_is_no_document_is_refused_in_one_line(text):
    with pytest.raises(BadDocument) as caught:
        read_problem(text)
    assert len(str(caught.value).splitlines()) == 1


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
