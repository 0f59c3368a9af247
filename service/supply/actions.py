"""What people do with hosts, places and mentors. Each act records itself; none commits."""

from service.supply.nights import (
    PatternSet,
    as_usual,
    close_nights,
    open_hours,
    open_nights,
    set_day,
    set_pattern,
    stretch,
)
from service.supply.openings import refresh_cleared, refresh_openings
from service.supply.profiles import (
    change_limits,
    make_mentor,
    make_site,
    reveal_address,
    reveal_address_for_stay,
    set_presentation,
)
from service.supply.safety import (
    Detaching,
    before_detaching,
    close_now,
    close_site_now,
    open_again,
    record_check,
    withdraw_check,
)

__all__ = [
    "Detaching",
    "PatternSet",
    "as_usual",
    "before_detaching",
    "change_limits",
    "close_nights",
    "close_now",
    "close_site_now",
    "make_mentor",
    "make_site",
    "open_again",
    "open_hours",
    "open_nights",
    "record_check",
    "refresh_cleared",
    "refresh_openings",
    "reveal_address",
    "reveal_address_for_stay",
    "set_day",
    "set_pattern",
    "set_presentation",
    "stretch",
    "withdraw_check",
]  # fmt: skip
