"""The country on paper: 290 municipalities sized like Sweden's, from the measured work for each size.

Sizes are invented, but spread like the real ones: 290 of them, a median of about 16,000 inhabitants, the largest about a
million. They follow a lognormal distribution with its quantiles taken in order, so there is no chance in them; together
they are twelve million, a little more than really. How many youths plan breaks is an assumption, said with the result.
"""

from __future__ import annotations

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


def work(records: list[Record]) -> list[tuple[int, float]]:
    """Measured processor seconds until the engine's plan is within one per cent of its last, by number of youths."""
    mine = [each for each in of_method(records, "a") if each["shape"] == "ample"]
    sizes = sorted({each["youths"] for each in mine})
    return [(n, median(_work(each) for each in mine if each["youths"] == n)) for n in sizes]


def _work(record: Record) -> float:
    last = record["curve"][-1][1]
    return max(0.01, next(cpu for _, total, _, cpu in record["curve"] if total >= 0.99 * last))


def seconds_for(count: int, measured: list[tuple[int, float]]) -> float:
    """Between measured sizes by the power that joins them, beyond them by the power of the nearest two."""
    if len(measured) == 1:
        return measured[0][1] * count / measured[0][0]
    above = next((n for n, (size, _) in enumerate(measured) if size >= count), len(measured) - 1)
    (small, low), (large, high) = measured[max(0, above - 1)], measured[max(1, above)]
    power = log(max(high, 0.01) / max(low, 0.01)) / log(large / small)
    return low * (count / small) ** max(0.5, power)


def country(records: list[Record]) -> list[str]:
    measured = work(records)
    if not measured:
        return []
    lines = [
        f"{MUNICIPALITIES} municipalities from {inhabitants()[-1]:,} to {inhabitants()[0]:,} inhabitants"
        f" ({sum(inhabitants()) / 1e6:.1f} million together; a lognormal list, not the real one)."
        " Work is what the engine took until its plan was within 1 % of its last: "
        + ", ".join(f"{size:,} youths {cpu:.1f} processor seconds" for size, cpu in measured)
        + ". Between and beyond these sizes by the power law that joins them.",
        "",
        "| youths with breaks per 1,000 inhabitants | youths | largest municipality | processor time for a round | "
        "on 2 cores | on 32 cores |",
        "| ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for per_thousand in (0.3, 1.0, 3.0):
        sizes = youths(per_thousand)
        times = [seconds_for(count, measured) for count in sizes]
        total = sum(times)
        # A municipality is planned on one core: no number of cores makes the largest one quicker.
        on = [max(max(times), total / cores) / 60 for cores in (2, 32)]
        lines.append(
            f"| {per_thousand:g} | {sum(sizes):,} | {sizes[0]:,} | {total / 60:.1f} min | {on[0]:.1f} min | {on[1]:.1f} min |"
        )
    return lines
