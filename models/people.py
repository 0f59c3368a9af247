"""People and how they sign in: accounts, roles, youths, guardians, who is whose caseworker.

What must not be found by search or told to the engine (address, protected identity) stands in tables of its own.
"""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, LargeBinary, SmallInteger, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY, DATERANGE, ExcludeConstraint, Range
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from models.base import Base, Made, Owned, OwnerId, belongs_to, owned


class Role(StrEnum):
    YOUTH = "youth"
    CASEWORKER = "caseworker"
    COORDINATOR = "coordinator"
    HOST = "host"
    MENTOR = "mentor"
    PLACE_KEEPER = "place_keeper"
    GUARDIAN = "guardian"
    SUPPORT_PERSON = "support_person"
    AUDITOR = "auditor"
    ADMIN = "admin"


ROLES = ", ".join(f"'{role}'" for role in Role)


class Account(Owned, Base):
    """Somebody who can sign in. `called` is the name she wants to be called by."""

    __tablename__ = "account"
    __table_args__ = owned(CheckConstraint("length(called) between 1 and 80", name="called"))
    called: Mapped[str]
    language: Mapped[str] = mapped_column(server_default="sv")
    closed_at: Mapped[datetime | None]
    persona: Mapped[str | None] = mapped_column(unique=True)  # demo municipality only
    made_at: Mapped[Made]


class AccountRole(Owned, Base):
    __tablename__ = "account_role"
    __table_args__ = owned(
        belongs_to("account"),
        belongs_to("unit"),
        UniqueConstraint("account_id", "role"),
        CheckConstraint(f"role in ({ROLES})", name="role"),
    )
    account_id: Mapped[UUID]
    role: Mapped[str]
    unit_id: Mapped[UUID | None]


class Credential(Owned, Base):
    """A sign-in name and a four-word phrase, kept as an Argon2id hash (RFC 9106).

    The name is unique over all municipalities: it is typed before we know which one she belongs to.
    """

    __tablename__ = "credential"
    __table_args__ = owned(
        belongs_to("account"), UniqueConstraint("account_id", "kind"), UniqueConstraint("sign_in_name")
    )
    account_id: Mapped[UUID]
    kind: Mapped[str] = mapped_column(server_default="phrase")
    sign_in_name: Mapped[str]
    hash: Mapped[str]
    made_at: Mapped[Made]


class Passkey(Owned, Base):
    """A key that stays in her phone or computer (WebAuthn level 3); we keep its public half."""

    __tablename__ = "passkey"
    __table_args__ = owned(belongs_to("account"), UniqueConstraint("credential_id"))
    account_id: Mapped[UUID]
    credential_id: Mapped[bytes] = mapped_column(LargeBinary)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(BigInteger, server_default="0")
    called: Mapped[str] = mapped_column(server_default="")
    made_at: Mapped[Made]
    used_at: Mapped[datetime | None]


class ActivationCard(Owned, Base):
    """A code handed over on paper: once, within its hours. Only its HMAC is kept."""

    __tablename__ = "activation_card"
    __table_args__ = owned(belongs_to("account"), belongs_to("account", "made_by"), UniqueConstraint("code_hmac"))
    account_id: Mapped[UUID]
    made_by: Mapped[UUID]
    code_hmac: Mapped[bytes] = mapped_column(LargeBinary)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    made_at: Mapped[Made]


class SignInTry(Base):
    """Failed tries, counted per name or code and per address, so that we slow down and never lock out."""

    __tablename__ = "sign_in_try"
    key: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)  # HMAC of what was tried, or of the address
    failures: Mapped[int] = mapped_column(server_default="0")
    last_at: Mapped[datetime]


class SignInChallenge(Base):
    """What a passkey has to sign: made by us, good once and for some minutes. The key is SHA-256 of the challenge."""

    __tablename__ = "sign_in_challenge"
    key: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    made_at: Mapped[datetime]


class WebSession(Base):
    """A signed-in browser. The key is SHA-256 of the cookie; two limits, idle and absolute, both here."""

    __tablename__ = "web_session"
    key: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    municipality_id: Mapped[UUID] = mapped_column(ForeignKey("municipality.id"))
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    role: Mapped[str]
    made_at: Mapped[Made]
    seen_at: Mapped[Made]
    idle_until: Mapped[datetime]
    ends_at: Mapped[datetime]
    csrf: Mapped[str]
    pin_hash: Mapped[str | None]  # "only my phone": rests after a while, and goes on with a PIN
    wrong_pins: Mapped[int] = mapped_column(SmallInteger, server_default="0")


class ApiToken(Base):
    """A bearer token of the API, kept as SHA-256; same limits and same role as the account that made it."""

    __tablename__ = "api_token"
    key: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    municipality_id: Mapped[UUID] = mapped_column(ForeignKey("municipality.id"))
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    role: Mapped[str]
    made_at: Mapped[Made]
    ends_at: Mapped[datetime]


class Youth(Owned, Base):
    """A young person who takes breaks. Her needs are traits she agreed to share with a host, never reasons."""

    __tablename__ = "youth"
    __table_args__ = owned(
        belongs_to("account"),
        belongs_to("zone", "home_zone_id"),
        belongs_to("school"),
        UniqueConstraint("account_id"),
        CheckConstraint("reading_level in ('pictures', 'short', 'full')", name="reading_level"),
        CheckConstraint("urgency between 0 and 3", name="urgency"),
    )
    account_id: Mapped[UUID]
    called: Mapped[str]
    birth_date: Mapped[date]
    home_zone_id: Mapped[UUID]
    school_id: Mapped[UUID | None]
    languages: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{sv}")
    needs: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    reading_level: Mapped[str] = mapped_column(server_default="short")
    urgency: Mapped[int] = mapped_column(SmallInteger, server_default="0")  # set by a named caseworker
    urgency_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    careful_at: Mapped[datetime | None]  # when she was first asked whether somebody can see her screen
    made_at: Mapped[Made]


class YouthProtected(Base):
    """Address and protection, apart: never in search, maps, feeds, exports, logs or the engine's input."""

    __tablename__ = "youth_protected"
    __table_args__ = (
        belongs_to("youth"),
        CheckConstraint("grade in ('none', 'marked', 'protected_registration', 'fictitious')", name="grade"),
    )
    youth_id: Mapped[UUID] = mapped_column(primary_key=True)
    municipality_id: Mapped[OwnerId]
    grade: Mapped[str]
    address: Mapped[bytes] = mapped_column(LargeBinary)  # sealed with the youth's own key


class YouthKey(Base):
    """The youth's own key, wrapped by the service's master key; dropping it makes her words unreadable."""

    __tablename__ = "youth_key"
    __table_args__ = (belongs_to("youth"),)
    youth_id: Mapped[UUID] = mapped_column(primary_key=True)
    municipality_id: Mapped[OwnerId]
    wrapped: Mapped[bytes] = mapped_column(LargeBinary)


class Introduction(Owned, Base):
    """How an adult shows herself to the youths she works with: a drawing, a line of her own, when and where she answers."""

    __tablename__ = "introduction"
    __table_args__ = owned(belongs_to("account"), UniqueConstraint("account_id"))
    account_id: Mapped[UUID]
    picture: Mapped[str] = mapped_column(server_default="person-1")
    words: Mapped[str] = mapped_column(server_default="")
    phone: Mapped[str] = mapped_column(server_default="")
    reached: Mapped[str] = mapped_column(server_default="")  # "weekdays 8–16", as she writes it


class SupportPerson(Owned, Base):
    """Somebody the youth has chosen to have beside her: reads what she shares, until a day, and decides nothing.

    Taken back by her in one tap (`revoked_at`); nobody else can prolong it.
    """

    __tablename__ = "support_person"
    __table_args__ = owned(
        belongs_to("youth"),
        belongs_to("account"),
        CheckConstraint("shares <@ array['breaks', 'wishes', 'words', 'answers']::text[]", name="shares"),
        CheckConstraint("ends_at > made_at and ends_at <= made_at + interval '370 days'", name="for_a_time"),
        Index(
            "uq_support_person_live", "youth_id", "account_id", unique=True, postgresql_where=text("revoked_at is null")
        ),
    )
    youth_id: Mapped[UUID]
    account_id: Mapped[UUID]
    shares: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    is_named: Mapped[bool] = mapped_column(server_default=text("true"))  # her caseworker sees who it is
    made_at: Mapped[Made]
    ends_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class Sibling(Owned, Base):
    """Two youths of one family, and whether they want to go together, apart, or it does not matter."""

    __tablename__ = "sibling"
    __table_args__ = owned(
        belongs_to("youth", "older_id"),
        belongs_to("youth", "younger_id"),
        UniqueConstraint("older_id", "younger_id"),
        CheckConstraint("older_id <> younger_id", name="two_people"),
        CheckConstraint("want in ('together', 'apart', 'no_matter')", name="want"),
    )
    older_id: Mapped[UUID]
    younger_id: Mapped[UUID]
    want: Mapped[str] = mapped_column(server_default="no_matter")


class KeptApart(Owned, Base):
    """Two youths who are never under one roof. Decided by a caseworker; no youth learns of it."""

    __tablename__ = "kept_apart"
    __table_args__ = owned(
        belongs_to("youth", "one_id"),
        belongs_to("youth", "other_id"),
        belongs_to("account", "made_by"),
        CheckConstraint("one_id < other_id", name="ordered"),
        UniqueConstraint("one_id", "other_id"),
    )
    one_id: Mapped[UUID]
    other_id: Mapped[UUID]
    made_by: Mapped[UUID]
    made_at: Mapped[Made]


class Guardian(Owned, Base):
    __tablename__ = "guardian"
    __table_args__ = owned(belongs_to("account"))
    account_id: Mapped[UUID | None]  # a guardian may have no account: the caseworker then records the consent
    called: Mapped[str]


class Guardianship(Owned, Base):
    __tablename__ = "guardianship"
    __table_args__ = owned(belongs_to("youth"), belongs_to("guardian"), UniqueConstraint("youth_id", "guardian_id"))
    youth_id: Mapped[UUID]
    guardian_id: Mapped[UUID]
    valid: Mapped[Range[date]] = mapped_column(DATERANGE, server_default=text("'[,)'"))


class CaseworkerAssignment(Owned, Base):
    """Who is whose caseworker, and when. One at a time."""

    __tablename__ = "caseworker_assignment"
    __table_args__ = owned(
        belongs_to("youth"),
        belongs_to("account", "caseworker_id"),
        ExcludeConstraint(("youth_id", "="), ("valid", "&&"), using="gist", name="ex_caseworker_assignment_one"),
    )
    youth_id: Mapped[UUID]
    caseworker_id: Mapped[UUID]
    valid: Mapped[Range[date]] = mapped_column(DATERANGE)


class SupportGrant(Owned, Base):
    """Grant: what the municipality has decided the youth may have. Nothing is booked outside it.

    `nights_per_month` counts calendar months; None for kinds without nights. `open_offer` needs no decision.
    """

    __tablename__ = "support_grant"
    __table_args__ = owned(
        belongs_to("youth"),
        belongs_to("account", "decided_by"),
        CheckConstraint("kind in ('contact_family', 'mentor', 'place', 'open_offer')", name="kind"),
        CheckConstraint("nights_per_month between 0 and 31", name="nights"),
    )
    youth_id: Mapped[UUID]
    kind: Mapped[str]
    valid: Mapped[Range[date]] = mapped_column(DATERANGE)
    nights_per_month: Mapped[int | None] = mapped_column(SmallInteger)
    decision_reference: Mapped[str | None]
    decided_by: Mapped[UUID | None]
    made_at: Mapped[Made]
