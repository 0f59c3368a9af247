"""How far it is between two localities, told in quarters of an hour and never finer, so that no address can be guessed.

No timetable is available offline: great-circle distance × 1.3 at two speeds (town and road), a labelled approximation.
"""

from itertools import combinations
from math import asin, ceil, cos, radians, sin, sqrt

from models.municipality import Zone

EARTH_KM = 6371.0
DETOUR = 1.3
TOWN_KM, TOWN_KM_PER_HOUR, ROAD_KM_PER_HOUR = 5.0, 18.0, 55.0
BUCKET_MINUTES = 15
NEAR_MINUTES = 15  # what "close to my school" means: one quarter, counted from the locality of her school


def kilometres(one: Zone, other: Zone) -> float:
    """Great-circle distance (haversine)."""
    north, north_too = radians(one.latitude), radians(other.latitude)
    half = sin((north_too - north) / 2) ** 2
    half += cos(north) * cos(north_too) * sin(radians(other.longitude - one.longitude) / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(half))


def bucket_minutes(one: Zone, other: Zone) -> int:
    """Minutes on the way, rounded up to whole quarters; within one locality one quarter."""
    way = kilometres(one, other) * DETOUR
    hours = min(way, TOWN_KM) / TOWN_KM_PER_HOUR + max(way - TOWN_KM, 0) / ROAD_KM_PER_HOUR
    return max(1, ceil(hours * 60 / BUCKET_MINUTES)) * BUCKET_MINUTES


def is_near(one: Zone, other: Zone) -> bool:
    return bucket_minutes(one, other) <= NEAR_MINUTES


def matrix(zones: list[Zone]) -> list[tuple[str, str, int]]:
    pairs = combinations(sorted(zones, key=lambda zone: str(zone.id)), 2)
    return [(str(one.id), str(other.id), bucket_minutes(one, other)) for one, other in pairs]
