"""The country on paper: 290 municipalities sized like Sweden's, from the measured work for each size.

Sizes are invented, but spread like the real ones: 290 of them, a median of about 16,000 inhabitants, the largest about a
million. They follow a lognormal distribution with its quantiles taken in order, so there is no chance in them; together
they are twelve million, a little more than really. How many youths plan breaks is an assumption, said with the result.
"""

from __future__ import annotations

from collections.abc import Callable
from math import exp, log
from statistics import NormalDist, median

from tests.benchmarks.compare import Record, of_method

MUNICIPALITIES, MEDIAN, LARGEST = 290, 16_000, 1_000_000
PER_THOUSAND = 1.0  # youths with planned breaks, of a thousand inhabitants; 0.3 to 3 are all imaginable


def inhabitants() -> list[int]:
    """From the largest to the smallest: the middle one has the median, the top one the largest size."""
    quantiles = [NormalDist().inv_cdf((n + 0.5) / MUNICIPALITIES) for n in range(MUNICIPALITIES)]
    spread = (log(LARGEST) - log(MEDIAN)) / quantiles[-1]
    return sorted((round(MEDIAN * exp(spread * quantile)) for quantile in quantiles), reverse=True)


def youths(per_thousand: float = PER_THOUSAND) -> list[int]:
    return [max(1, round(people * per_thousand / 1000)) for people in inhabitants()]


def work(records: list[Record], spent: Callable[[Record], float]) -> list[tuple[int, float]]:
    """Measured processor seconds of the engine, by number of youths."""
    mine = [each for each in of_method(records, "a") if each["shape"] == "ample"]
    sizes = sorted({each["youths"] for each in mine})
    return [(n, median(spent(each) for each in mine if each["youths"] == n)) for n in sizes]


def to_one_per_cent(record: Record) -> float:
    """Until its plan's sum is within one per cent of its last."""
    last = record["curve"][-1][1]
    return max(0.01, next(cpu for _, total, _, cpu in record["curve"] if total >= 0.99 * last))


def to_the_end(record: Record) -> float:
    return max(0.01, record["cpu"])


def seconds_for(count: int, measured: list[tuple[int, float]]) -> float:
    """Between measured sizes by the power that joins them, beyond them by the power of the nearest two."""
    if len(measured) == 1:
        return measured[0][1] * count / measured[0][0]
    above = next((n for n, (size, _) in enumerate(measured) if size >= count), len(measured) - 1)
    (small, low), (large, high) = measured[max(0, above - 1)], measured[max(1, above)]
    power = log(max(high, 0.01) / max(low, 0.01)) / log(large / small)
    return low * (count / small) ** max(0.5, power)


def country(records: list[Record]) -> list[str]:
    soon, whole = work(records, to_one_per_cent), work(records, to_the_end)
    if not whole:
        return []
    shown = (f"{size:,} youths {cpu:.1f} and {end:.1f}" for (size, cpu), (_, end) in zip(soon, whole, strict=True))
    lines = [
        f"{MUNICIPALITIES} municipalities from {inhabitants()[-1]:,} to {inhabitants()[0]:,} inhabitants"
        f" ({sum(inhabitants()) / 1e6:.1f} million together; a lognormal list, not the real one). Measured processor"
        " seconds of the engine in *ample* until its plan was within 1 % of its last, and until it ended: "
        + ", ".join(shown)
        + ". Between and beyond these sizes by the power law that joins them: beyond the largest it is a guess. A"
        " municipality is planned on one core, so the largest one is the least it takes.",
        "",
        "| youths with breaks per 1,000 inhabitants | youths | largest municipality | until | processor time for a round |"
        " on 2 cores | on 32 cores |",
        "| ---: | ---: | ---: | --- | ---: | ---: | ---: |",
    ]
    for per_thousand in (0.3, 1.0, 3.0):
        sizes = youths(per_thousand)
        for until, measured in (("within 1 %", soon), ("its end", whole)):
            # Two measured sizes give a steep power: nothing comes later than the end.
            times = [min(seconds_for(count, measured), seconds_for(count, whole)) for count in sizes]
            on = [_minutes(max(max(times), sum(times) / cores)) for cores in (2, 32)]
            lines.append(
                f"| {per_thousand:g} | {sum(sizes):,} | {sizes[0]:,} | {until} | {_minutes(sum(times))} | {on[0]} | {on[1]} |"
            )
    return lines


def _minutes(seconds: float) -> str:
    return f"{seconds / 60:.1f} min" if seconds < 6000 else f"{seconds / 3600:.1f} h"
