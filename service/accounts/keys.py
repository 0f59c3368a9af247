"""Passkeys (WebAuthn level 3): a key that stays in somebody's phone, beside the four words and never instead of them.

The phone's own list of keys shows the name we give: "Kalender", for both the site and the person, whoever she is.
"""

import base64
import hashlib
import json
import secrets
from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy import delete, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from models.people import Passkey
from service import clock
from service.accounts.errors import KeyNotKnown
from service.actor import Actor
from service.database import Sessions, transaction
from service.errors import NotFound
from service.record import Event, record
from service.settings import Settings

NEUTRAL_NAME = "Kalender"
MOST_KEYS = 5


@dataclass(frozen=True)
class KeyLine:
    id: UUID
    called: str
    made_at: datetime
    used_at: datetime | None


@dataclass(frozen=True)
class KnownKey:
    """Whose key signed what we asked."""

    id: UUID
    account_id: UUID
    municipality_id: UUID
    sign_count: int


def host_of(settings: Settings) -> str | None:
    """The host that keys are tied to; None where there can be none: they need a name, not a number."""
    host = urlsplit(settings.base_url).hostname or ""
    try:
        ip_address(host)
    except ValueError:
        return host or None
    return None


def _origin(settings: Settings) -> str:
    parts = urlsplit(settings.base_url)
    return f"{parts.scheme}://{parts.netloc}"


async def keys_of(session: AsyncSession, actor: Actor) -> list[KeyLine]:
    rows = await session.execute(
        select(Passkey.id, Passkey.called, Passkey.made_at, Passkey.used_at)
        .where(Passkey.account_id == actor.account_id)
        .order_by(Passkey.made_at)
    )
    return [KeyLine(*row) for row in rows]


# Imported where it is used: it takes a third of a second, which no start of the service should wait for.


async def ask_for_new_key(session: AsyncSession, actor: Actor, settings: Settings) -> str:
    """What the browser is asked, as JSON: a new key, and her finger or the phone's own code with it."""
    import webauthn
    from webauthn.helpers import structs

    known = await session.scalars(select(Passkey.credential_id).where(Passkey.account_id == actor.account_id))
    options = webauthn.generate_registration_options(
        rp_id=host_of(settings) or "",
        rp_name=NEUTRAL_NAME,
        user_name=NEUTRAL_NAME,
        user_display_name=NEUTRAL_NAME,
        user_id=actor.account_id.bytes,
        challenge=await _new_challenge(session),
        authenticator_selection=structs.AuthenticatorSelectionCriteria(
            resident_key=structs.ResidentKeyRequirement.REQUIRED,
            user_verification=structs.UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[structs.PublicKeyCredentialDescriptor(id=one) for one in known],
    )
    return webauthn.options_to_json(options)


async def add_key(session: AsyncSession, actor: Actor, settings: Settings, made: str, called: str) -> Passkey:
    import webauthn
    from webauthn.helpers.exceptions import WebAuthnException

    challenge = await _asked_before(session, made)
    try:
        checked = webauthn.verify_registration_response(
            credential=made,
            expected_challenge=challenge,
            expected_rp_id=host_of(settings) or "",
            expected_origin=_origin(settings),
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as refused:
        raise KeyNotKnown() from refused
    if len(await keys_of(session, actor)) >= MOST_KEYS:
        raise KeyNotKnown()
    key = Passkey(
        account_id=actor.account_id,
        credential_id=checked.credential_id,
        public_key=checked.credential_public_key,
        sign_count=checked.sign_count,
        called=called,
        made_at=clock.now(),
    )
    session.add(key)
    await session.flush()
    record(session, actor, Event.PASSKEY_ADDED, youth_id=_stream(actor), about=key)
    return key


async def remove_key(session: AsyncSession, actor: Actor, key_id: UUID) -> None:
    removed = await session.scalar(
        delete(Passkey).where(Passkey.id == key_id, Passkey.account_id == actor.account_id).returning(Passkey.id)
    )
    if removed is None:
        raise NotFound()
    record(session, actor, Event.PASSKEY_REMOVED, youth_id=_stream(actor), about=("passkey", key_id))


async def ask_for_key(sessions: Sessions, settings: Settings) -> str:
    """Before anybody is known: any key of ours."""
    import webauthn
    from webauthn.helpers import structs

    async with transaction(sessions) as session:
        challenge = await _new_challenge(session)
    options = webauthn.generate_authentication_options(
        rp_id=host_of(settings) or "",
        challenge=challenge,
        user_verification=structs.UserVerificationRequirement.REQUIRED,
    )
    return webauthn.options_to_json(options)


async def whose_key(sessions: Sessions, settings: Settings, signed: str) -> KnownKey:
    """Whose key has signed what we asked, once and just now."""
    import webauthn
    from webauthn.helpers.exceptions import WebAuthnException

    async with transaction(sessions) as session:
        challenge = await _asked_before(session, signed)
        raw = _from_base64(_plain(signed).get("rawId"))
        asked = text("select * from passkey_of(:credential)")
        found = (await session.execute(asked, {"credential": raw})).mappings().one_or_none()
    if found is None:
        raise KeyNotKnown()
    try:
        checked = webauthn.verify_authentication_response(
            credential=signed,
            expected_challenge=challenge,
            expected_rp_id=host_of(settings) or "",
            expected_origin=_origin(settings),
            credential_public_key=found["public_key"],
            credential_current_sign_count=found["sign_count"],
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as refused:
        raise KeyNotKnown() from refused
    return KnownKey(found["passkey_id"], found["account_id"], found["municipality_id"], checked.new_sign_count)


async def key_was_used(session: AsyncSession, key: KnownKey) -> None:
    await session.execute(
        update(Passkey).where(Passkey.id == key.id).values(sign_count=key.sign_count, used_at=clock.now())
    )


async def _new_challenge(session: AsyncSession) -> bytes:
    challenge = secrets.token_bytes(32)
    told = {"key": hashlib.sha256(challenge).digest(), "at": clock.now()}
    await session.execute(text("select challenge_made(:key, :at)"), told)
    return challenge


async def _asked_before(session: AsyncSession, answer: str) -> bytes:
    """The challenge that was answered, if it was ours, unused and fresh; it is used up by this."""
    response = _plain(answer).get("response")
    client = _from_base64(response.get("clientDataJSON") if isinstance(response, dict) else None)
    challenge = _from_base64(_plain(client.decode("utf-8", "replace")).get("challenge"))
    told = {"key": hashlib.sha256(challenge).digest(), "at": clock.now()}
    if not await session.scalar(text("select challenge_used(:key, :at)"), told):
        raise KeyNotKnown()
    return challenge


def _plain(raw: str) -> dict[str, Any]:
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _from_base64(given: Any) -> bytes:
    if not isinstance(given, str):
        return b""
    try:
        return base64.urlsafe_b64decode(given + "=" * (-len(given) % 4))
    except ValueError:
        return b""


def _stream(actor: Actor) -> UUID | None:
    return actor.subject_id if actor.role.value == "youth" else None
