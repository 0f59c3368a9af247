"""Why something can't be done with a booked break now; the sentences are in locales."""

from service.errors import DomainError


class StepImpossible(DomainError):
    """The break is not where this step starts from: over, cancelled before, or not begun."""

    code = "stays.step_impossible"


class AlreadyCancelled(DomainError):
    code = "stays.already_cancelled"


class IsOver(DomainError):
    code = "stays.is_over"


class AlreadyAsked(DomainError):
    """One longer time is asked for; it can be taken back first."""

    code = "stays.already_asked"


class CannotBeLonger(DomainError):
    """Everybody says yes, but it does not fit: a bed, an opening, a check, a limit."""

    code = "stays.cannot_be_longer"


class NotOverYet(DomainError):
    """How it was is told when it has been."""

    code = "stays.not_over_yet"


class AlreadyToldOf(DomainError):
    """She has told how it was. What she wants to add is a message."""

    code = "stays.already_told_of"


class AddressNotNow(DomainError):
    """Not yet, not handed over, or the break is over or taken back."""

    code = "stays.address_not_now"


class NoFeedForProtected(DomainError):
    """With protected identity nothing leaves the service by itself."""

    code = "stays.no_feed_for_protected"
    status = 403
