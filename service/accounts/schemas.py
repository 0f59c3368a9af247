"""What comes in and goes out when signing in, by form or by API."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from models.people import Role
from service.web.schemas import Input, Output, ShortText

Typed = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Adult = Literal["caseworker", "coordinator", "host", "mentor", "place_keeper", "guardian", "auditor", "admin"]


class SignInIn(Input):
    """A name and four words."""

    sign_in_name: Typed
    phrase: Typed
    next: str | None = Field(default=None, max_length=300)


class CardIn(Input):
    code: Typed
    again: str | None = None  # "other words, please"
    sign_in_name: str | None = Field(default=None, max_length=200)  # kept while she looks at other words


class CardUseIn(Input):
    code: Typed
    sign_in_name: Typed
    phrase: Typed


class PinIn(Input):
    pin: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20)]


class WakeIn(PinIn):
    next: str | None = Field(default=None, max_length=300)


class OtherWordsIn(Input):
    now: Typed
    phrase: Typed


class KeyIn(Input):
    """What the phone made, as the browser's JSON."""

    credential: Annotated[str, StringConstraints(min_length=1, max_length=20_000)]
    called: str | None = Field(default=None, max_length=80)


class SignedKeyIn(Input):
    credential: Annotated[str, StringConstraints(min_length=1, max_length=20_000)]


class RoleIn(Input):
    role: Role


class LanguageIn(Input):
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
    next: str | None = Field(default=None, max_length=300)


class InviteIn(Input):
    """An adult who is to have an account."""

    called: Annotated[ShortText, StringConstraints(max_length=80)]
    role: Adult
    site_id: UUID | None = None
    guardian_id: UUID | None = None


class TokenIn(Input):
    """By name and words; by card, choosing both; or by the session of the browser (with X-CSRF-Token)."""

    by: Literal["phrase", "card", "session"]
    sign_in_name: Typed | None = None
    phrase: Typed | None = None
    code: Typed | None = None


class TokenOut(Output):
    token: str
    role: Role
    ends_at: datetime


class MeOut(Output):
    account_id: UUID
    municipality_id: UUID
    role: Role
    called: str
    language: str
    subject_id: UUID | None


class AccountOut(Output):
    id: UUID
    called: str
    roles: list[Role]
    has_signed_in: bool
    has_card: bool


class CardOut(Output):
    """Shown this once; nobody can look it up again."""

    code: str
    called: str
    expires_at: datetime
    address: str = Field(description="What its QR code says")


class Invited(Output):
    id: UUID
    called: str
    role: Role
