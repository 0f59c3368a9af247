"""What can stand in the way of planning, in the words of `locales`."""

from service.errors import DomainError


class RoundIsRunning(DomainError):
    """Another round of this municipality is under way; it can be stopped or waited for."""

    code = "round.is_running"


class NothingToPlan(DomainError):
    """No open request has a window ahead of it."""

    code = "round.nothing_to_plan"


class RoundCannot(DomainError):
    """The round is not in a state for this step."""

    code = "round.cannot"


class NothingIsHit(DomainError):
    """No break that is still ahead has lost its place."""

    code = "repairs.nothing_is_hit"


class RepairsAreLookedFor(DomainError):
    """The search is under way; it takes some seconds."""

    code = "repairs.are_looked_for"


class RepairIsOutdated(DomainError):
    """Something has changed since the search: it is asked for anew."""

    code = "repairs.is_outdated"
