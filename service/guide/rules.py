"""What holds in the guide: how soon a box of words is answered, who shows herself and how, when it is still today. Pure."""

from datetime import datetime
from zoneinfo import ZoneInfo

from models.people import Role

ANSWERED_WITHIN_DAYS = 1  # a working day: on a Friday it is Monday
PICTURES = tuple(f"person-{number}" for number in range(1, 7))
SHOWS_ITSELF = frozenset({Role.CASEWORKER, Role.COORDINATOR, Role.HOST, Role.PLACE_KEEPER, Role.MENTOR})


def is_today(said_at: datetime, now: datetime, zone: str) -> bool:
    """On the same calendar day where she lives."""
    here = ZoneInfo(zone)
    return said_at.astimezone(here).date() == now.astimezone(here).date()
