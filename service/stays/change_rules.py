"""How a booked break can be made shorter or longer: which other times she can point at, and which are hers alone to take.

Pure: the times of the break, the moment and the zone are passed in. Wall times are kept, so that a day more or less is a
day also when the clock is changed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

LEAST = timedelta(hours=1)  # shorter than this is no break: then she says no to it
MOST_NIGHTS_MORE = 2
LATEST_EVENING = time(22)
MORNING = time(12)
EVENING = time(21)
HOURS = (timedelta(hours=1), timedelta(hours=2))


@dataclass(frozen=True, order=True)
class Times:
    """Arrival and departure that a break could have instead."""

    arrival: datetime
    departure: datetime

    @property
    def value(self) -> str:
        """As it stands in a form."""
        return f"{self.arrival:%Y-%m-%dT%H:%M%z}/{self.departure:%Y-%m-%dT%H:%M%z}"


def is_shorter(now: datetime, arrival: datetime, departure: datetime, to: Times) -> bool:
    """Within what is booked, something is left of it, and nothing of it is in the past."""
    begins_as_booked = to.arrival == arrival or to.arrival > now
    within = arrival <= to.arrival and to.departure <= departure
    return (
        within
        and (to.arrival, to.departure) != (arrival, departure)
        and begins_as_booked
        and to.departure > now
        and to.departure - to.arrival >= LEAST
    )


def is_longer(now: datetime, arrival: datetime, departure: datetime, to: Times) -> bool:
    """All that is booked and something more, at an end that has not come."""
    around = to.arrival <= arrival and departure <= to.departure
    more = (arrival - to.arrival) + (to.departure - departure)
    begins = to.arrival == arrival or to.arrival > now
    return around and timedelta(0) < more <= timedelta(days=MOST_NIGHTS_MORE, hours=2) and begins and departure > now


def shorter_times(now: datetime, arrival: datetime, departure: datetime, zone: str) -> list[Times]:
    """What she can point at: a day later, a day earlier home, some hours less. The longest that is left first."""
    local = ZoneInfo(zone)
    days = (departure.astimezone(local).date() - arrival.astimezone(local).date()).days
    found = [Times(arrival, _later(departure, -number, local)) for number in range(1, days + 1)]
    found += [Times(_later(arrival, number, local), departure) for number in range(1, days + 1)]
    found += [Times(arrival, departure - less) for less in HOURS]
    if days > 0:
        home_to_sleep = datetime.combine(arrival.astimezone(local).date(), EVENING, local).astimezone(UTC)
        found.append(Times(arrival, home_to_sleep))
    else:
        found += [Times(arrival + less, departure) for less in HOURS]
    return _in_order((one for one in found if is_shorter(now, arrival, departure, one)), longest_first=True)


def longer_times(now: datetime, arrival: datetime, departure: datetime, zone: str) -> list[Times]:
    """What she can ask for: a night or two more, a day sooner; of an evening some hours, or the night too."""
    local = ZoneInfo(zone)
    first, last = arrival.astimezone(local), departure.astimezone(local)
    found: list[Times] = []
    if first.date() == last.date():
        found += [
            Times(arrival, departure + more)
            for more in HOURS
            if (departure + more).astimezone(local).date() == last.date()
            and (departure + more).astimezone(local).time() <= LATEST_EVENING
        ]
        found += [Times(arrival - more, departure) for more in HOURS]
        morning = datetime.combine(last.date() + timedelta(days=1), MORNING, local).astimezone(UTC)
        found.append(Times(arrival, morning))
    else:
        found += [Times(arrival, _later(departure, nights, local)) for nights in range(1, MOST_NIGHTS_MORE + 1)]
        found.append(Times(_later(arrival, -1, local), departure))
    return _in_order((one for one in found if is_longer(now, arrival, departure, one)), longest_first=False)


def read_times(typed: str) -> Times | None:
    """What `Times.value` wrote; None when it is something else."""
    begins, found, ends = typed.partition("/")
    try:
        times = Times(datetime.fromisoformat(begins), datetime.fromisoformat(ends))
    except ValueError:
        return None
    return times if found and times.arrival.tzinfo and times.departure.tzinfo else None


def _later(moment: datetime, days: int, local: ZoneInfo) -> datetime:
    there = moment.astimezone(local)
    return datetime.combine(there.date() + timedelta(days=days), there.time(), local).astimezone(UTC)


def _in_order(times: Iterable[Times], *, longest_first: bool) -> list[Times]:
    return sorted(
        set(times),
        key=lambda one: (
            (one.departure - one.arrival) * (-1 if longest_first else 1),
            one.departure,
        ),
    )
