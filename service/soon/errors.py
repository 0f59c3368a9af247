"""What can stand in the way of a break soon."""

from service.errors import DomainError


class TimeIsPast(DomainError):
    """It was possible when the page was opened."""

    code = "soon.time_is_past"


class NotOnDuty(DomainError):
    """Her duty is not now: the role is right, the hour is not."""

    code = "soon.not_on_duty"
    status = 409
