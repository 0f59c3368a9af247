"""What a youth or her caseworker can be told when something cannot be done now."""

from service.errors import DomainError


class Vetoed(DomainError):
    """She has said never about this one; a heart or a wish for it needs that to be taken back first."""

    code = "youths.vetoed"
    status = 409


class AlreadyReplaced(DomainError):
    """The wish she wants to change has been changed already."""

    code = "youths.already_replaced"
    status = 409
