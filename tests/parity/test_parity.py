"""Whether anybody is offered less for having changed her mind. What was found: docs/parity.md.

Two ways of looking. What the engine is told in the next round is the same, byte for byte, whether youths have changed their
mind before or have never asked. And a municipality lives 50 rounds in which each youth is once among those who change their
mind and once among those who never do: every wish is offered the same in both. Each finds a penalty that was planted.
`PARITY=write` keeps the figures in docs/parity.md, `LIVES=10` lives the fifty rounds so many times, with other lots and
other changes of mind.
"""

import os
from collections.abc import Sequence
from datetime import timedelta
from itertools import product
from pathlib import Path
from random import Random
from statistics import mean

import numpy as np
import pytest
from sqlalchemy import func, select

import matching
from models.breaks import Occurrence
from models.supply import Site
from service import clock
from service.planning import told_youths
from service.planning.jobs import solve
from service.planning.snapshot import snapshot
from tests.parity.life import (
    EFFORT,
    MONDAY,
    Offer,
    Town,
    asks,
    asks_as_always,
    changes_her_mind,
    given_a_town,
    live,
    plans,
    told_to_the_engine,
)

REPORT = Path(__file__).parents[2] / "docs" / "parity.md"
HISTORIES = 50
YOUTHS, HOMES = 12, 5
ROUNDS = 25  # in each of two lives
LIVES = int(os.environ.get("LIVES", "1"))  # pairs of them
NEXT = MONDAY + timedelta(weeks=1)
MEASURES = {
    "options on the menu": lambda offers: mean(one.options for one in offers),
    "share of what she wished (per mille)": lambda offers: mean(one.share for one in offers),
    "her five worst wishes (per mille)": lambda offers: mean(sorted(one.share for one in offers)[:5]),
    "wishes without an offer (per cent)": lambda offers: 100 * mean(not one.options for one in offers),
}
LEAST_CHANCE = 0.05  # below this the planted penalty is called found


async def given_a_history(session, town: Town, seed: int) -> int:
    """A round in which half of them, by chance, asked and changed their mind, each in her way. How many."""
    town.chance = Random(seed)
    changing = town.chance.sample(range(YOUTHS), YOUTHS // 2)
    with clock.at(MONDAY):
        requests = [(town.everybody[at], await asks(session, town.everybody[at])) for at in sorted(changing)]
        await plans(session, town, seed)
        for one, request in requests:
            await changes_her_mind(session, town, one, request, wholly=True)
    return len(changing)


async def told_after(session, town: Town, seed: int | None) -> str:
    """The bytes of the next round's problem after that history, or after none; then all is as before."""
    savepoint = await session.begin_nested()
    try:
        if seed is not None:
            await given_a_history(session, town, seed)
        with clock.at(NEXT):
            await asks_as_always(session, town)
            return await told_to_the_engine(session)
    finally:
        await savepoint.rollback()
        session.expire_all()
        for one in town.everybody:
            await session.refresh(one.youth)
            await session.refresh(one.grant)


@pytest.fixture
def figures():
    found: list[str] = []
    yield found
    if os.environ.get("PARITY") == "write" and found:
        before = (
            REPORT.read_text().split("\n## ")
            if REPORT.exists()
            else ["# Parity: whether a change of mind costs anything\n"]
        )
        kept = [part for part in before[1:] if part.splitlines()[0] != found[0]]
        REPORT.write_text("\n## ".join([before[0].rstrip() + "\n", *kept, "\n".join(found).rstrip() + "\n"]))


@pytest.mark.timeout(280)
async def test_the_engine_is_told_the_same_whatever_changes_of_mind_there_were(session, figures):
    town = await given_a_town(session, YOUTHS, HOMES)
    never = await told_after(session, town, None)
    same = [await told_after(session, town, seed) == never for seed in range(HISTORIES)]
    assert all(same), f"histories that leave a trace: {[seed for seed, one in enumerate(same) if not one]}"
    figures += [
        "What the engine is told",
        "",
        f"{HISTORIES} histories of a planned and published round in a municipality of {YOUTHS} youths, in which half of them "
        f"({town.changed} changes in all) withdrew, said no, wanted something else, cancelled, shortened or asked for longer "
        f"and took it back: the problem of the next round was equal byte for byte ({len(never):,} characters) to that of a "
        f"municipality in which nobody had asked before, in {sum(same)} of {len(same)}.",
    ]


@pytest.mark.parametrize("count_them", ["one_home_less", "shortfall"])
async def test_a_planted_penalty_is_found_in_what_the_engine_is_told(session, monkeypatch, count_them):
    """Negative control: whoever has cancelled before comes later, in a way that nobody would see on a page."""
    town = await given_a_town(session, YOUTHS, HOMES)
    plant(monkeypatch, count_them)
    never = await told_after(session, town, None)
    assert any([await told_after(session, town, seed) != never for seed in range(2)])


async def test_the_same_problem_gives_the_same_plan(session):
    town = await given_a_town(session, YOUTHS, HOMES)
    with clock.at(NEXT):
        await asks_as_always(session, town)
        problem = matching.write_problem(await snapshot(session, now=clock.now()))
    asked = {"problem": problem, "seed": 3, "effort": EFFORT}
    assert solve(asked, lambda _: None) == solve(asked, lambda _: None)


@pytest.mark.timeout(280 if LIVES == 1 else 900 * LIVES)
async def test_over_fifty_rounds_each_wish_is_offered_as_much_to_who_changes_her_mind_as_to_who_never_does(
    session, figures
):
    offers = await two_lives(session, ROUNDS, LIVES)
    figures += table_of(offers)
    assert [(at, week) for at, (a, b) in enumerate(offers) for week in range(ROUNDS) if a[week] != b[week]] == []


@pytest.mark.timeout(280)
async def test_a_planted_penalty_is_found_in_what_they_are_offered(session, monkeypatch):
    """Negative control: the same comparison, when those who cancelled have one home left to go to."""
    plant(monkeypatch, "one_home_only")
    pairs = measured(await two_lives(session, 5))["share of what she wished (per mille)"]
    assert mean(a - b for a, b in pairs) < 0
    assert chance_of(pairs) < LEAST_CHANCE


async def test_forgetting_what_she_withdrew_is_found_in_what_they_are_offered(session, monkeypatch):
    """Negative control: the rule there was before. It is no penalty that anybody meant."""
    monkeypatch.setattr(told_youths, "shortfall", _shortfall_of_who_waits)
    offers = await two_lives(session, 5)
    assert any(a != b for a, b in offers)


# -- how it is compared


async def two_lives(session, rounds: int, times: int = 1) -> list[tuple[list[Offer], list[Offer]]]:
    """What each youth was offered changing her mind, and never: week by week. The same municipality, people and lots."""
    compared: list[tuple[list[Offer], list[Offer]]] = []
    first_half = range(YOUTHS // 2)
    town = await given_a_town(session, YOUTHS, HOMES)
    for time in range(times):
        offers: list[list[list[Offer]]] = []
        for changing in (first_half, range(YOUTHS // 2, YOUTHS)):
            savepoint = await session.begin_nested()
            town.measured, town.chance = {}, Random(7 + time)
            await live(session, town, rounds, changing, first_seed=1 + time * rounds)
            offers.append([list(town.measured[one.youth.id].values()) for one in town.everybody])
            await savepoint.rollback()
            session.expire_all()
            for one in town.everybody:
                await session.refresh(one.youth)
                await session.refresh(one.grant)
        one_life, other_life = offers
        compared += [
            (one_life[at], other_life[at]) if at in first_half else (other_life[at], one_life[at])
            for at in range(YOUTHS)
        ]
    return compared


def measured(offers: list[tuple[list[Offer], list[Offer]]]) -> dict[str, list[tuple[float, float]]]:
    return {called: [(measure(a), measure(b)) for a, b in offers] for called, measure in MEASURES.items()}


def chance_of(pairs: Sequence[tuple[float, float]]) -> float:
    """Paired permutation test: how often a difference this large comes of swapping the two by chance. Exact for twelve
    pairs, over 200,000 swaps drawn by lot for more."""
    differences = np.array([a - b for a, b in pairs])
    size = abs(differences.sum()) - 1e-9
    signs = _every_swap(len(pairs)) if len(pairs) <= YOUTHS else _some_swaps(len(pairs))
    return float(np.mean(np.abs(signs @ differences) >= size))


def _every_swap(pairs: int):
    return np.array(list(product((1, -1), repeat=pairs)))


def _some_swaps(pairs: int):
    return np.random.default_rng(1).choice([1, -1], size=(200_000, pairs))


def table_of(offers: list[tuple[list[Offer], list[Offer]]]) -> list[str]:
    same, wishes = sum(a == b for pair in offers for a, b in zip(*pair, strict=True)), len(offers) * ROUNDS
    rows = [
        f"| {called} | {mean(a for a, _ in pairs):.2f} | {mean(b for _, b in pairs):.2f} | "
        f"{min(a for a, _ in pairs):.2f} | {min(b for _, b in pairs):.2f} | {chance_of(pairs):.2f} |"
        for called, pairs in measured(offers).items()
    ]
    return [
        "What they are offered",
        "",
        f"{2 * ROUNDS} rounds in two lives of one municipality ({YOUTHS} youths, {HOMES + 1} families and a place, weekly rounds)"
        + (f", {LIVES} times with other lots and other changes of mind. " if LIVES > 1 else ". ")
        + "In each life one half changes its mind seven times of ten, the other never; each youth is compared with herself. "
        + f"The offer was the same, in number and worth, for {same:,} of {wishes:,} wishes. "
        + f"`p`: paired permutation test over {len(offers)} pairs.",
        "",
        "| Measure | changing her mind | never | lowest, changing | lowest, never | p |",
        "| --- | --- | --- | --- | --- | --- |",
        *rows,
        "",
        "A penalty that is planted on purpose is found by both tests (see `tests/parity/test_parity.py`).",
    ]


def plant(monkeypatch, what: str) -> None:
    """Let whoever has a cancelled time behind her be told of otherwise."""
    real = told_youths.shortfall
    if what == "shortfall":

        async def less(session):
            return {**await real(session), **dict.fromkeys(await _cancellers(session), 0)}

        async def counted(session):
            return {youth: 1 + share for youth, share in (await less(session)).items()}

        monkeypatch.setattr(told_youths, "shortfall", counted)
        return
    real_vetoes = told_youths.vetoes

    async def fewer_homes(session):
        vetoes = await real_vetoes(session)
        sites = [str(one) for one in await session.scalars(select(Site.id).order_by(Site.id))]
        for youth in await _cancellers(session):
            vetoes[youth] = vetoes[youth] | frozenset(sites[1:] if what == "one_home_only" else sites[:1])
        return vetoes

    monkeypatch.setattr(told_youths, "vetoes", fewer_homes)


async def _cancellers(session):
    rows = await session.execute(
        select(Occurrence.youth_id, func.count()).where(Occurrence.status == "cancelled").group_by(Occurrence.youth_id)
    )
    return [youth for youth, _ in rows]


async def _shortfall_of_who_waits(session):
    unmet, asked = (
        func.count().filter(Occurrence.status.in_(those)) for those in (("unmet",), ("unmet", "booked", "done"))
    )
    rows = await session.execute(select(Occurrence.youth_id, unmet, asked).group_by(Occurrence.youth_id))
    return {youth: 100 * lacked // of for youth, lacked, of in rows if of}
