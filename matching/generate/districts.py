"""Districts side by side in one municipality: components that share nobody, unless some youths cross a border.

Where somebody may be is said with what the engine knows anyway: sites carry the traits of their district and of its
two borders, and a youth needs her district, or, if she crosses, a border.
"""

from __future__ import annotations

from dataclasses import replace
from random import Random

from matching.generate.dice import HOUR
from matching.generate.knobs import Knobs
from matching.generate.receivers import ZONES
from matching.problem import Problem, SiteKind, Travel, Youth

NEIGHBOUR_HOSTS = 2
ACROSS = HOUR  # minutes on the way to a neighbouring district


def joined_districts(dice: Random, knobs: Knobs, parts: list[Problem]) -> Problem:
    youths = [list(part.youths) for part in parts]
    crossed: set[int] = set()
    for n, hers in enumerate(youths):
        for k, youth in enumerate(hers):
            if len(parts) > 1 and dice.random() < knobs.crossing:
                hers[k] = _crossing(dice, youth, n, parts[(n + 1) % len(parts)])
                crossed.add(n)
    first = parts[0]
    return replace(
        first,
        youths=tuple(youth for hers in youths for youth in hers),
        requests=tuple(each for part in parts for each in part.requests),
        sites=tuple(each for part in parts for each in part.sites),
        mentors=tuple(each for part in parts for each in part.mentors),
        claims=tuple(each for part in parts for each in part.claims),
        told=tuple(each for part in parts for each in part.told),
        siblings=tuple(each for part in parts for each in part.siblings),
        kept_apart=tuple(each for part in parts for each in part.kept_apart),
        travel=(
            *(each for part in parts for each in part.travel),
            *(
                Travel(f"d{n}-{a}", f"d{(n + 1) % len(parts)}-{b}", ACROSS)
                for n in sorted(crossed)
                if n != len(parts) - 1 or len(parts) > 2
                for a in ZONES
                for b in ZONES
            ),
        ),
    )


def _crossing(dice: Random, youth: Youth, district: int, neighbour: Problem) -> Youth:
    """Approved for a few hosts and every place next door as well."""
    hosts = [site.id for site in neighbour.sites if site.kind is SiteKind.HOST]
    approved = set(dice.sample(hosts, min(len(hosts), NEIGHBOUR_HOSTS)))
    return replace(
        youth,
        needs=youth.needs - {f"district-{district}"} | {f"border-{district}"},
        unsuitable=youth.unsuitable.union(set(hosts) - approved),
    )
