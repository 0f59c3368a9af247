"""Where the synthetic municipality lies. Coordinates are facts; everything that lives there is invented.

Localities of Umeå municipality (code 2480): names, WGS 84 coordinates and populations from GeoNames (geonames.org,
CC BY 4.0). The population given there for Umeå is the whole municipality's; the town's share is set to about 90 000.
School breaks are examples by ISO week as commonly used in the north, not the municipality's own calendar.
"""

from datetime import date
from typing import NamedTuple


class Locality(NamedTuple):
    called: str
    latitude: float
    longitude: float
    population: int


LOCALITIES = (
    Locality("Umeå", 63.828, 20.260, 90_000),
    Locality("Holmsund", 63.706, 20.364, 5_962),
    Locality("Sävar", 63.904, 20.550, 2_968),
    Locality("Hörnefors", 63.623, 19.909, 2_514),
    Locality("Röbäck", 63.809, 20.189, 2_460),
    Locality("Obbola", 63.700, 20.317, 2_173),
    Locality("Ersmark", 63.883, 20.317, 1_650),
    Locality("Täfteå", 63.840, 20.479, 1_305),
    Locality("Tomtebo", 63.804, 20.370, 741),
    Locality("Innertavle", 63.811, 20.408, 576),
)

SCHOOLS = (
    ("Strömskolan", "Umeå"),
    ("Älvgymnasiet", "Umeå"),
    ("Havsskolan", "Holmsund"),
    ("Skogsskolan", "Sävar"),
    ("Byskolan", "Röbäck"),
)

# Numbers that are shown, marked as examples: each municipality fills in its own.
SETTINGS = {
    "help": [
        {
            "called": "Socialjouren",
            "number": "090-000 00 02",
            "example": True,
            "hours": [
                {"days": [1, 2, 3, 4, 5], "from": "16:00", "to": "08:00"},
                {"days": [6, 7], "from": "08:00", "to": "08:00"},
            ],
        },
        {
            "called": "Mottagningen",
            "number": "090-000 00 01",
            "example": True,
            "hours": [{"days": [1, 2, 3, 4, 5], "from": "08:00", "to": "16:00"}],
        },
    ],
}


def school_breaks(year: int) -> list[tuple[str, date, date]]:
    """Name, first day and the day after the last, for the school year that begins in `year`; examples."""

    def week(of_year: int, number: int) -> tuple[date, date]:
        return date.fromisocalendar(of_year, number, 1), date.fromisocalendar(of_year, number, 6)

    return [
        ("Höstlov", *week(year, 44)),
        ("Jullov", date(year, 12, 22), date(year + 1, 1, 9)),
        ("Sportlov", *week(year + 1, 10)),
        ("Påsklov", *week(year + 1, 15)),
        ("Sommarlov", date(year + 1, 6, 12), date(year + 1, 8, 18)),
    ]
