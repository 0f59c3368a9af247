"""What hosts, keepers, mentors and coordinators can be told when something cannot be done now."""

from service.errors import DomainError


class NightBooked(DomainError):
    """A booked break leans on a night that was to be closed. `nights` says which, in words."""

    code = "supply.night_booked"


class NightHeld(DomainError):
    """A youth is choosing right now, and the night is one of her choices."""

    code = "supply.night_held"


class NightTakenMeanwhile(DomainError):
    """Somebody was promised the night at the very moment it was being closed."""

    code = "supply.night_taken_meanwhile"


class ClosedByCoordinator(DomainError):
    """Closed at once, for good or until a day: the coordinator opens it again, not the calendar."""

    code = "supply.closed_by_coordinator"


class CheckAlreadyWithdrawn(DomainError):
    code = "supply.check_already_withdrawn"


class AlreadyOpen(DomainError):
    """There is nothing closed to open again."""

    code = "supply.already_open"
