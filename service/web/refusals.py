"""What is wrong with a request itself, before any rule of ours is asked."""

from service.errors import DomainError


class Unreadable(DomainError):
    """An address or a body that is not text."""

    code = "request.unreadable"
    status = 400


class TooLarge(DomainError):
    code = "request.too_large"
    status = 413


class FromElsewhere(DomainError):
    """A form that another site sent, or one that lay open since before the last sign-in."""

    code = "request.from_elsewhere"
    status = 403


class MethodNotAllowed(DomainError):
    code = "request.method"
    status = 405


class NotJson(DomainError):
    """The body is not JSON, or not of the asked kind."""

    code = "request.not_json"
    status = 400


class NotValid(DomainError):
    """Some fields cannot be used; the errors say which."""

    code = "request.fields"
    status = 422


class AlreadyDone(DomainError):
    """This key was used, and no answer was kept with it."""

    code = "request.already_done"
    status = 409


class KeyUsedOtherwise(DomainError):
    """An Idempotency-Key came back with another body (draft-ietf-httpapi-idempotency-key-header)."""

    code = "request.key_used_otherwise"
    status = 422


class Unexpected(DomainError):
    """A fault of ours."""

    code = "unexpected"
    status = 500
