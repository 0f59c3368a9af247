"""What pages and other slices look up about hosts, places and mentors."""

from service.supply.month import MonthCalendar, NightCell, mentor_calendar, site_calendar
from service.supply.overview import (
    CheckMade,
    Effects,
    SupplyDetail,
    SupplyRow,
    effects_of_closing,
    effects_of_withdrawing,
    supply_detail,
    supply_overview,
    zones_of,
)
from service.supply.presentations import Housemate, PresentationCard, presentations_for

__all__ = [
    "CheckMade", "Effects", "Housemate", "MonthCalendar", "NightCell", "PresentationCard", "SupplyDetail", "SupplyRow",
    "effects_of_closing", "effects_of_withdrawing", "mentor_calendar", "presentations_for", "site_calendar", "supply_detail", "supply_overview", "zones_of",
]  # fmt: skip
