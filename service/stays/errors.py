"""Why something can't be done with a booked break now; the sentences are in locales."""

from service.errors import DomainError


class StepImpossible(DomainError):
    """The break is not where this step starts from: over, cancelled before, or not begun."""

    code = "stays.step_impossible"


class AlreadyCancelled(DomainError):
    code = "stays.already_cancelled"


class IsOver(DomainError):
    code = "stays.is_over"
