"""A municipality that falls apart is planned part by part, several at once if asked: the same plan, byte for byte."""

import multiprocessing
from dataclasses import replace

import pytest

import matching.parts
from matching import check, solve
from matching.document import canonical
from matching.generate import Knobs, generate
from matching.outcome import Outcome
from matching.parts import parts_of
from matching.problem import Problem
from matching.table import Table


@pytest.fixture
def municipality(monkeypatch: pytest.MonkeyPatch) -> Problem:
    """Three districts with nothing in common, planned apart however small they are."""
    monkeypatch.setattr(matching.parts, "LARGE", 0)
    return generate(3, Knobs.named("scarce", youths=30, weeks=6, districts=3))


def text_of(outcome: Outcome) -> str:
    """All but how many workers were asked for."""
    return canonical(replace(outcome, parameters=replace(outcome.parameters, workers=1)).to_document())


def burn() -> None:
    while True:
        pass


@pytest.fixture
def busy_machine():
    burning = multiprocessing.get_context("spawn").Process(target=burn, daemon=True)
    burning.start()
    yield
    burning.terminate()
    burning.join()


def test_any_number_of_workers_gives_the_same_plan_on_a_busy_machine(municipality, busy_machine):
    assert len(parts_of(Table(municipality))) > 1
    outcomes = [solve(municipality, effort=0.6, workers=workers) for workers in (1, 2, 3)]
    assert len({text_of(each) for each in outcomes}) == 1
    assert outcomes[0].stopped_by == "effort"  # so where a search was cut, it was cut at the same step
    assert text_of(solve(municipality, effort=0.6, seed=2)) != text_of(outcomes[0])


def test_one_part_is_searched_by_one_worker_whatever_is_asked():
    problem = generate(2, Knobs(youths=12, weeks=6, occurrences=(3, 6)))
    assert len(parts_of(Table(problem))) == 1
    assert len({text_of(solve(problem, effort=1, workers=workers)) for workers in (1, 2)}) == 1


def test_what_parts_tell_only_grows_and_ends_with_the_whole(municipality):
    told = []
    outcome = solve(municipality, effort=1.5, workers=2, progress=told.append)
    steps = told[1:]
    assert [each.done for each in steps] == sorted(each.done for each in steps)
    assert steps[-1].done == steps[-1].goals
    assert len(outcome.plan.placements) > 20


def test_a_cancel_between_parts_keeps_a_valid_plan_of_all(municipality):
    for step in (1, 4, 12):
        told = []
        outcome = solve(
            municipality, effort=6, workers=2, progress=told.append, cancelled=lambda: len(told) > step  # noqa: B023
        )  # fmt: skip
        assert outcome.status == "cancelled"
        assert check(municipality, outcome.plan) == []
        assert len(outcome.plan.placements) > 20
