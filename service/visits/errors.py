"""What she, or those she wants to visit, can be told when something cannot be done now."""

from service.errors import DomainError


class NotThatStep(DomainError):
    """It has gone on meanwhile: answered, cancelled, or over."""

    code = "visits.not_that_step"


class BusyThen(DomainError):
    """She, or the mentor, has something else at that time."""

    code = "visits.busy_then"


class NotCleared(DomainError):
    """The checks are not valid at that time, so nobody is sent there."""

    code = "visits.not_cleared"


class SaidNoToThem(DomainError):
    """She has said no to this one; her no comes first."""

    code = "visits.said_no"
