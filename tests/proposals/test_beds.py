"""Handing out beds: always possible when the counts fit, nobody who sleeps there is moved."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.proposals.beds import Claimed, NoBedLeft, hand_out

START = datetime(2027, 1, 4, 16, 0, tzinfo=UTC)
BEDS = [UUID(int=n) for n in range(1, 5)]


def claim(
    number: int, first: int, last: int, *, occurrence: int | None = None, bed: UUID | None = None, begun: bool = False
) -> Claimed:
    return Claimed(
        UUID(int=1000 + number),
        UUID(int=2000 + (number if occurrence is None else occurrence)),
        START + timedelta(days=first),
        START + timedelta(days=last),
        bed,
        begun,
    )


def overlaps(one: Claimed, other: Claimed) -> bool:
    return one.arrival < other.free_again and other.arrival < one.free_again


def needed(claims: list[Claimed]) -> int:
    """The most occurrences at one time."""
    return max(
        (
            len({other.occurrence_id for other in claims if other.arrival <= one.arrival < other.free_again})
            for one in claims
        ),
        default=0,
    )


spans = st.tuples(st.integers(0, 20), st.integers(1, 5), st.integers(0, 6))


@settings(max_examples=300, deadline=None)
@given(st.lists(spans, max_size=14))
def test_whenever_the_counts_fit_everybody_gets_a_bed_of_her_own(rows: list[tuple[int, int, int]]):
    claims = [claim(n, first, first + nights, occurrence=of) for n, (first, nights, of) in enumerate(rows)]
    enough = (
        BEDS[: max(needed(claims), 1)] if needed(claims) <= 4 else [UUID(int=n) for n in range(1, needed(claims) + 1)]
    )
    beds = hand_out(enough, claims)
    assert set(beds) == {each.id for each in claims}
    for one in claims:
        for other in claims:
            if one.occurrence_id != other.occurrence_id and overlaps(one, other):
                assert beds[one.id] != beds[other.id]


@settings(max_examples=200, deadline=None)
@given(st.lists(spans, min_size=2, max_size=10))
def test_one_bed_too_few_is_said(rows: list[tuple[int, int, int]]):
    claims = [claim(n, first, first + nights, occurrence=of) for n, (first, nights, of) in enumerate(rows)]
    if needed(claims) > 1:
        with pytest.raises(NoBedLeft):
            hand_out([UUID(int=n) for n in range(1, needed(claims))], claims)


def test_options_of_one_break_share_a_bed():
    claims = [claim(1, 0, 2, occurrence=1), claim(2, 0, 2, occurrence=1), claim(3, 1, 3, occurrence=1)]
    assert len(set(hand_out(BEDS[:1], claims).values())) == 1


def test_slots_move_to_make_room():
    """Two beds, three breaks that fit by count; where the first ones lie now, the third would not fit."""
    held = [claim(1, 0, 2, bed=BEDS[0]), claim(2, 3, 6, bed=BEDS[1]), claim(3, 0, 4)]
    beds = hand_out(BEDS[:2], held)
    assert beds[claim(3, 0, 4).id] != beds[claim(1, 0, 2).id]
    assert beds[claim(3, 0, 4).id] != beds[claim(2, 3, 6).id]


def test_who_has_a_bed_keeps_it_when_nothing_stands_in_the_way():
    held = [claim(1, 0, 2, bed=BEDS[2]), claim(2, 0, 2, bed=BEDS[1]), claim(3, 1, 3)]
    beds = hand_out(BEDS, held)
    assert (beds[held[0].id], beds[held[1].id]) == (BEDS[2], BEDS[1])


def test_who_sleeps_there_is_never_moved():
    begun = claim(1, -1, 4, bed=BEDS[1], begun=True)
    beds = hand_out(BEDS[:2], [begun, claim(2, 0, 2, bed=BEDS[1]), claim(3, 2, 5, bed=BEDS[1])])
    assert beds[begun.id] == BEDS[1]
    assert {beds[claim(2, 0, 2).id], beds[claim(3, 2, 5).id]} == {BEDS[0]}
