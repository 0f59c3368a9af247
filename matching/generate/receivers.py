"""Hosts, places and mentors: when they are open, whom they take, and how much."""

from __future__ import annotations

from matching.generate.dice import DAY, HOUR, Dice, Ground
from matching.horizon import joined
from matching.problem import Limits, Mentor, Mixing, Site, SiteKind, Span

ZONES = ("centre", "north", "south", "coast", "valley")
TRAITS = ("animals", "calm", "countryside", "other_children", "near_bus", "music", "own_room", "sports")
LANGUAGES = ("sv", "en", "ar", "so", "fi", "ti")


def host(ground: Ground, n: int) -> Site:
    dice = ground.dice
    beds = dice.choice((1, 1, 1, 2))
    youngest = dice.choice((0, 0, 10, 12, 14))
    return Site(
        id=ground.name(f"h{n}"),
        kind=SiteKind.HOST,
        beds=beds,
        openings=_openings(ground, "host", dice.uniform(0.6, 0.9), dice.uniform(0.25, 0.55)),
        cleared=_cleared(ground),
        zone=ground.name(dice.choice(ZONES)),
        youngest=youngest,
        oldest=dice.choice((15, 17, 19, 19)),
        traits=frozenset({*dice.sample(TRAITS, 3), *(("protected",) if dice.random() < 0.6 else ()), *ground.marks}),
        declines_traits=frozenset({"smokes"} if dice.random() < 0.3 else ()),
        limits=Limits(
            nights_per_month=dice.choice((4, 6, 8, 8, 10, 14, 20)),
            stays_per_month=dice.choice((None, None, 3, 5)),
            rest_days=dice.choice((0, 0, 1, 2)),
            notice=dice.choice((0, 2 * DAY, 7 * DAY)),
            longest_nights=dice.choice((None, 2, 3, 7)),
        ),
        mixing=Mixing(one_household=beds > 1 and dice.random() < 0.5),
        cost_per_night=dice.choice((700, 900, 1100)),
    )


def place(ground: Ground, n: int) -> Site:
    dice = ground.dice
    return Site(
        id=ground.name(f"p{n}"),
        kind=SiteKind.PLACE,
        beds=dice.choice((2, 3, 4, 5, 6, 7)),
        openings=_openings(ground, "place", 0.98, 0.8),
        cleared=(Span(0, ground.calendar.minutes),),
        zone=ground.name(dice.choice(ZONES)),
        youngest=dice.choice((10, 12, 13)),
        oldest=20,
        traits=frozenset({*dice.sample(TRAITS, 3), *ground.marks}),
        mixing=Mixing(one_group=dice.random() < 0.3, largest_age_gap=4 if dice.random() < 0.3 else None),
        turnaround=dice.choice((0, 60, 180)),
        needs_mentor=dice.random() < 0.25,
        cost_per_night=dice.choice((1500, 2000)),
    )


def mentor(ground: Ground, n: int) -> Mentor:
    dice = ground.dice
    return Mentor(
        id=ground.name(f"m{n}"),
        openings=_openings(ground, "mentor", dice.uniform(0.4, 0.8), dice.uniform(0.3, 0.7)),
        cleared=_cleared(ground),
        minutes_per_week=dice.choice((8, 12, 20)) * HOUR,
        youths_at_once=_at_once(ground, dice),
        most_youths=dice.choice((None, 4, 6)),
        languages=frozenset({"sv", dice.choice(LANGUAGES)}),
        traits=frozenset({*dice.sample(TRAITS, 2), *ground.marks}),
    )


def _at_once(ground: Ground, dice: Dice) -> int:
    """Mostly one; two for every fourth mentor, or for as few of those as the knob says."""
    usual = dice.choice((1, 1, 1, 2))
    return 2 if usual == 2 and ground.later.random() < 4 * ground.knobs.several_at_once else 1


def _openings(ground: Ground, who: str, weekends: float, weekdays: float) -> tuple[Span, ...]:
    """Open from 15:00 on an open day to 12:00 after its last open night; nights in a row are one opening."""
    spans = []
    season = ground.seasons.supply[who]
    for day in range(ground.days):
        likely = (weekends if day % 7 in (4, 5) else weekdays) * season[day]
        if ground.dice.random() < likely:
            spans.append(Span(day * DAY + 15 * HOUR, min(day * DAY + 42 * HOUR, ground.calendar.minutes)))
    return joined(spans)


def _cleared(ground: Ground) -> tuple[Span, ...]:
    if ground.dice.random() < 0.1:  # a check that ends before the horizon does
        return (Span(0, ground.dice.randrange(ground.calendar.minutes // 2, ground.calendar.minutes)),)
    return (Span(0, ground.calendar.minutes),)
