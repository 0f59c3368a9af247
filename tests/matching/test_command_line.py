"""The engine on the command line: documents in, documents out; bad input is exit 2 and nothing written."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from matching import read_problem, solve
from matching.__main__ import main

ROOT = Path(__file__).parents[2]
SIZE = ["--youths", "6", "--weeks", "3"]


@pytest.fixture
def problem(tmp_path):
    path = tmp_path / "problem.json"
    assert main(["generate", *SIZE, "--seed", "2", "-o", str(path)]) == 0
    return path


@pytest.fixture
def plan(problem, tmp_path):
    path = tmp_path / "plan.json"
    assert main(["solve", str(problem), "-o", str(path), "--effort", "1"]) == 0
    return path


def test_the_same_seed_invents_the_same_municipality(capsys):
    texts = []
    for seed in ("2", "2", "3"):
        main(["generate", *SIZE, "--seed", seed])
        texts.append(capsys.readouterr().out)
    assert texts[0] == texts[1] != texts[2]
    assert len(read_problem(texts[0]).youths) == 6


def test_a_solved_plan_is_what_the_library_gives_and_passes_the_check(problem, plan, capsys):
    assert json.loads(plan.read_text()) == solve(read_problem(problem.read_bytes()), effort=1).to_document()
    assert main(["check", str(problem), str(plan)]) == 0
    said = capsys.readouterr().out
    assert "0 violations" in said
    values = {line.split(" | ")[1]: line.split(" | ")[2] for line in said.splitlines() if " | " in line}
    for stage in json.loads(plan.read_text())["stages"]:
        assert values[stage["goal"]] == str(stage["value"])


def test_a_plan_changed_by_hand_is_found_out(problem, plan, capsys):
    document = json.loads(plan.read_text())
    document["placements"][1] = {**document["placements"][0]}
    plan.write_text(json.dumps(document))
    assert main(["check", str(problem), str(plan)]) == 1
    assert "one_option_per_occurrence" in capsys.readouterr().out
    assert main(["menu", str(problem), str(plan)]) == 2


def test_progress_is_a_line_a_step_on_standard_error(problem, tmp_path, capsys):
    assert main(["solve", str(problem), "-o", str(tmp_path / "p.json"), "--effort", "1", "--progress"]) == 0
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("[....................]")
    assert "[####################]" in said.err


def test_menus_reasons_and_repairs_are_documents(problem, plan, tmp_path, capsys):
    outcome = json.loads(plan.read_text())
    assert main(["menu", str(problem), str(plan)]) == 0
    menus = json.loads(capsys.readouterr().out)
    assert menus == {"menus": outcome["menus"], "series": outcome["series"]}
    occurrence = outcome["placements"][0]["occurrence"]
    assert main(["explain", str(problem), str(plan), occurrence]) == 0
    explained = json.loads(capsys.readouterr().out)
    assert explained["placed"] == outcome["placements"][0]
    assert explained["why"][0]["reason"] == "break"
    assert {"code", "side", "youth", "staff"} == set(explained["why_not"][-1]["reasons"][0])
    changed = json.loads(problem.read_text())
    site = outcome["placements"][0]["site"]
    for each in changed["sites"]:
        each["openings"] = [] if each["id"] == site else each["openings"]
    problem.write_text(json.dumps(changed))
    assert main(["check", str(problem), str(plan)]) == 1
    assert main(["replan", str(problem), str(plan), "-o", str(tmp_path / "new.json")]) == 0
    new = json.loads((tmp_path / "new.json").read_text())
    assert occurrence in new["moved"] + new["lost"]
    (tmp_path / "bare.json").write_text(json.dumps({"version": 1, "placements": new["placements"]}))
    capsys.readouterr()
    assert main(["check", str(problem), str(tmp_path / "bare.json")]) == 0


@pytest.mark.parametrize("document", ["problem", "plan"])
def test_schemas_are_printed(document, capsys):
    assert main(["schema", document]) == 0
    assert json.loads(capsys.readouterr().out)["$schema"].endswith("2020-12/schema")


def test_bad_input_is_a_line_a_fault_exit_two_and_nothing_written(problem, plan, tmp_path, capsys):
    document = json.loads(problem.read_text())
    document["sites"][0]["beds"] = -1
    document["youths"][1]["age"] = "ten"
    problem.write_text(json.dumps(document))
    target = tmp_path / "nothing.json"
    for command in (
        ["solve", str(problem), "-o", str(target)],
        ["check", str(problem), str(plan)],
        ["menu", str(problem), str(plan), "-o", str(target)],
        ["explain", str(problem), str(plan), "x"],
        ["replan", str(problem), str(plan), "-o", str(target)],
    ):
        capsys.readouterr()
        assert main(command) == 2
        said = capsys.readouterr()
        assert said.out == ""
        assert said.err.splitlines() == [
            'youths[1].age: must be a whole number (found "ten")',
            "sites[0].beds: must be at least 0 (found -1)",
        ]
    assert not target.exists()


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["dance"],
        ["solve"],
        ["solve", "x.json", "--effort", "-1"],
        ["solve", "x.json", "--effort", "nan"],
        ["solve", "x.json", "--workers", "0"],
        ["generate", "--youths", "many"],
        ["generate", "--told-share", "2"],
        ["schema", "other"],
    ],
)
def test_a_command_that_makes_no_sense_is_exit_two(arguments, capsys):
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2


@pytest.mark.parametrize("plan_text", ["", "{", "[]", "null", '{"version": 1}', '{"version": 1, "placements": 3}'])
def test_a_plan_that_is_none_is_exit_two(problem, tmp_path, plan_text, capsys):
    plan = tmp_path / "bad.json"
    plan.write_text(plan_text)
    for command in (["check"], ["menu"], ["replan"]):
        assert main([*command, str(problem), str(plan)]) == 2
    assert main(["check", str(problem), str(tmp_path / "missing.json")]) == 2
    assert main(["solve", str(tmp_path / "missing.json")]) == 2
    assert main(["solve", str(problem), "--effort", "0.2", "-o", str(tmp_path / "no" / "where.json")]) == 2
    assert "cannot be" in capsys.readouterr().err


def test_an_interrupt_writes_the_best_plan_so_far(tmp_path):
    problem, target = tmp_path / "large.json", tmp_path / "plan.json"
    main(["generate", "--youths", "24", "-o", str(problem)])
    command = [
        sys.executable,
        "-m",
        "matching",
        "solve",
        str(problem),
        "-o",
        str(target),
        "--effort",
        "300",
        "--progress",
    ]
    running = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True, env={**os.environ})
    assert running.stderr is not None
    assert "first plan" in running.stderr.readline()
    time.sleep(0.5)
    running.send_signal(signal.SIGINT)
    assert running.wait(60) == 0
    running.stderr.close()
    assert json.loads(target.read_text())["status"] == "cancelled"
    assert main(["check", str(problem), str(target)]) == 0
