"""What can stand in the way between a plan and a booking, in the words of `locales`."""

from service.errors import DomainError


class StepNotPossible(DomainError):
    """The proposal has moved on, or the step belongs to somebody else."""

    code = "proposals.step_not_possible"


class OptionGone(DomainError):
    """The option is not held any more; the others on the menu are."""

    code = "proposals.option_gone"


class NothingChosen(DomainError):
    """Every time of the option is "not this time": that is a no, and she can say it as one."""

    code = "proposals.nothing_chosen"
    status = 422


class AnswersMissing(DomainError):
    """She has said something about this break that nobody has answered. Nothing is decided before that."""

    code = "proposals.answers_missing"
    status = 422


class AlreadyBooked(DomainError):
    """It is booked: her change of mind is a cancelled break now, on the page of the break."""

    code = "proposals.already_booked"


class AskIsAnswered(DomainError):
    """Somebody of the house has answered already, or it was too late."""

    code = "asks.is_answered"


class CannotHold(Exception):
    """A claim that a rule or the database refuses. `because` is a code; inside the slice only."""

    def __init__(self, because: str) -> None:
        super().__init__(because)
        self.because = because
