"""What can go wrong in the domain, as types with a key.

The sentence a person reads lives in locales, under the key; pages and the API turn the same error into their own form.
"""

from typing import Any, ClassVar


class DomainError(Exception):
    """An act that cannot be done now. `code` names the sentence, `status` the HTTP status, `params` fill the sentence."""

    code: ClassVar[str] = "error"
    status: ClassVar[int] = 409

    def __init__(self, *, field: str | None = None, **params: Any) -> None:
        super().__init__(self.code)
        self.field = field
        self.params = params


class NotFound(DomainError):
    """It does not exist, or is not yours: the answer is the same."""

    code = "not_found"
    status = 404


class Forbidden(DomainError):
    """You are signed in, and this is not for your role."""

    code = "forbidden"
    status = 403


class NotSignedIn(DomainError):
    code = "not_signed_in"
    status = 401


class Invalid(DomainError):
    """What was typed cannot be used; `field` says where, `code_detail` which sentence."""

    code = "invalid"
    status = 422


class Changed(DomainError):
    """Somebody else changed it since it was read (the `rev` differs)."""

    code = "changed_meanwhile"
    status = 412
