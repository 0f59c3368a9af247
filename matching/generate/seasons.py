"""Holidays: more youths want to get away, fewer hosts are at home. Swedish school years, by ISO week.

The factors are assumptions, not measurements: they say in which direction a week differs, and roughly how much.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Season:
    """What a week of the year does to demand, and to the days that hosts, places and mentors are open."""

    weeks: frozenset[int]
    demand: float
    hosts: float
    places: float
    mentors: float


SEASONS = (
    Season(frozenset({9, 44}), demand=2.0, hosts=0.9, places=1.0, mentors=0.8),  # sports and autumn breaks
    Season(frozenset(range(25, 33)), demand=2.5, hosts=0.5, places=0.6, mentors=0.5),  # summer
    Season(frozenset({52, 53, 1}), demand=3.0, hosts=0.4, places=0.5, mentors=0.4),  # Christmas and New Year
)
_USUAL = Season(frozenset(), 1.0, 1.0, 1.0, 1.0)


class Seasons:
    """The factor of every day of the horizon, to the power of how strongly the seasons count."""

    def __init__(self, first_day: date, days: int, strength: float) -> None:
        by_week = {week: season for season in SEASONS for week in season.weeks}
        weeks = [(first_day + timedelta(days=day)).isocalendar().week for day in range(days)]
        of_day = [by_week.get(week, _USUAL) for week in weeks]
        self.are_felt = strength > 0
        self.demand = [season.demand**strength for season in of_day]
        self.supply = {
            "host": [season.hosts**strength for season in of_day],
            "place": [season.places**strength for season in of_day],
            "mentor": [season.mentors**strength for season in of_day],
        }
