"""What a youth can be told when a break cannot be wished like this. Each says what she can do now."""

from datetime import date, timedelta

from sqlalchemy.dialects.postgresql import Range

from service.errors import DomainError
from service.web.texts import dates


class NoGrant(DomainError):
    """The municipality has decided on no support of this kind for her yet."""

    code = "requests.no_grant"


class BeyondGrant(DomainError):
    """The days begin before or end after what was decided."""

    code = "requests.beyond_grant"

    def __init__(self, *, grant: Range[date]) -> None:
        if grant.lower and grant.upper:
            ends = grant.upper - timedelta(days=1)
            super().__init__(field="occurrences", first=dates.day_full(grant.lower), last=dates.day_full(ends))
        else:
            super().__init__(field="occurrences", code_detail="requests.beyond_grant_open")


class TooManyNights(DomainError):
    """More nights of one month than were decided."""

    code = "requests.too_many_nights"

    def __init__(self, *, nights: int, most: int, month: tuple[int, int]) -> None:
        year, number = month
        super().__init__(field="occurrences", nights=nights, most=most, month=dates.month(date(year, number, 1)))


class NotWithdrawable(DomainError):
    """It is booked already (then a stay is cancelled) or over."""

    code = "requests.not_withdrawable"
