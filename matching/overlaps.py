"""Which spans meet: the maximal sets of spans that share a moment. Capacity needs one row for each, and no more."""

from __future__ import annotations

from collections.abc import Sequence

from matching.horizon import Span


def maximal_overlaps(spans: Sequence[Span]) -> list[list[int]]:
    """Every maximal set of spans with a common moment, as positions in `spans`.

    Sweep over time; just before somebody leaves, if anybody has come since the last such moment, all present are one
    maximal set. Spans that touch do not meet: leaving comes before coming.
    """
    events = sorted(
        [(span.end, 0, n) for n, span in enumerate(spans)] + [(span.start, 1, n) for n, span in enumerate(spans)]
    )
    present: dict[int, None] = {}
    found: list[list[int]] = []
    somebody_came = False
    for _, comes, n in events:
        if comes:
            present[n] = None
            somebody_came = True
        else:
            if somebody_came:
                found.append(list(present))
                somebody_came = False
            del present[n]
    return found


def stretched(span: Span, after: int) -> Span:
    return Span(span.start, span.end + after)
