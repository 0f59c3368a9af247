"""Browser sessions and API tokens: opened at sign-in, seen at each request, ended at exit.

The cookie is random and new at each sign-in; the database knows its SHA-256 alone. Both limits, idle and whole, stand in
the row, so a copied cookie ends when they do. The tables are reached through the functions of sql/40_sign_in.sql only.
"""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from models.people import Role
from service import clock
from service.actor import Actor
from service.settings import Settings


@dataclass(frozen=True)
class Limits:
    idle: timedelta
    whole: timedelta


YOUTH_LIMITS = Limits(idle=timedelta(minutes=10), whole=timedelta(minutes=60))
ADULT_LIMITS = Limits(idle=timedelta(minutes=30), whole=timedelta(hours=8))
OWN_PHONE = Limits(idle=timedelta(minutes=30), whole=timedelta(hours=12))  # with a PIN: it rests, and goes on
MOST_WRONG_PINS = 5


def limits_of(role: Role) -> Limits:
    """How long a session lasts. A phone may be picked up by somebody else, so a youth's is short."""
    return YOUTH_LIMITS if role is Role.YOUTH else ADULT_LIMITS


@dataclass(frozen=True)
class Seen:
    """Who a session or token belongs to."""

    actor: Actor
    csrf: str | None
    signed_in_at: datetime
    help: list[dict[str, Any]]


def session_cookie_name(settings: Settings) -> str:
    # A name with __Host- is refused by browsers on plain http, which the demo and tests use.
    return "__Host-session" if settings.production else "session"


def key_of(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()


async def open_session(session: AsyncSession, account_id: UUID, role: Role) -> str:
    """A new session; the value for the cookie. Whatever id the browser came with is never used again."""
    secret, limits = secrets.token_urlsafe(32), limits_of(role)
    await session.execute(
        text("select session_open(:key, :account, :role, :csrf, :at, :idle, :whole)"),
        {
            "key": key_of(secret),
            "account": account_id,
            "role": role.value,
            "csrf": secrets.token_hex(32),
            "at": clock.now(),
            "idle": limits.idle,
            "whole": limits.whole,
        },
    )
    return secret


async def session_of(session: AsyncSession, key: bytes) -> Seen | None:
    """Who is behind this cookie; None when it is unknown, too old or was idle too long. Counts as being seen."""
    rows = await session.execute(text("select * from session_seen(:key, :at)"), {"key": key, "at": clock.now()})
    return _seen(rows.mappings().all())


async def end_session(session: AsyncSession, key: bytes) -> None:
    await session.execute(text("select session_end(:key)"), {"key": key})


async def end_all_sessions(session: AsyncSession, account_id: UUID) -> None:
    """Out everywhere, tokens too; the account is of the municipality that was entered."""
    await session.execute(text("select sessions_end(:account)"), {"account": account_id})


# -- "only my phone": a session that rests instead of ending


async def keep_with_pin(session: AsyncSession, key: bytes, pin_hash: str) -> bool:
    """From now on this session rests after a while and goes on with her PIN, until its twelve hours are over."""
    told = {"key": key, "hash": pin_hash, "at": clock.now(), "idle": OWN_PHONE.idle, "whole": OWN_PHONE.whole}
    return bool(await session.scalar(text("select session_keep(:key, :hash, :at, :idle, :whole)"), told))


async def is_kept(session: AsyncSession, key: bytes) -> bool:
    return bool(await session.scalar(text("select session_is_kept(:key)"), {"key": key}))


async def rest(session: AsyncSession, key: bytes) -> bool:
    """At once. False when it has no PIN."""
    return bool(await session.scalar(text("select session_rest(:key, :at)"), {"key": key, "at": clock.now()}))


async def is_resting(session: AsyncSession, key: bytes) -> bool:
    return bool(await session.scalar(text("select session_is_resting(:key, :at)"), {"key": key, "at": clock.now()}))


async def try_pin(session: AsyncSession, key: bytes) -> tuple[str, int] | None:
    """The PIN's hash and how many tries are left after this one; None when it was one too many, or nothing rests.

    The try is counted here, before it is looked at: commit first, then look.
    """
    told = {"key": key, "at": clock.now(), "most": MOST_WRONG_PINS}
    row = (await session.execute(text("select * from session_try_pin(:key, :at, :most)"), told)).one_or_none()
    return (row.pin_hash, row.tries_left) if row else None


async def go_on(session: AsyncSession, key: bytes) -> bool:
    told = {"key": key, "at": clock.now(), "idle": OWN_PHONE.idle}
    return bool(await session.scalar(text("select session_goes_on(:key, :at, :idle)"), told))


async def open_token(session: AsyncSession, account_id: UUID, role: Role) -> tuple[str, datetime]:
    """A bearer token of the API and when it ends. It lives as long as a session of that role may at most."""
    secret, whole = secrets.token_urlsafe(32), limits_of(role).whole
    await session.execute(
        text("select token_open(:key, :account, :role, :at, :whole)"),
        {"key": key_of(secret), "account": account_id, "role": role.value, "at": clock.now(), "whole": whole},
    )
    return secret, clock.now() + whole


async def token_of(session: AsyncSession, key: bytes) -> Seen | None:
    rows = await session.execute(text("select * from token_seen(:key, :at)"), {"key": key, "at": clock.now()})
    return _seen(rows.mappings().all())


async def end_token(session: AsyncSession, key: bytes) -> None:
    await session.execute(text("select token_end(:key)"), {"key": key})


def _seen(rows: Sequence[Any]) -> Seen | None:
    if not rows:
        return None
    row = rows[0]
    actor = Actor(
        account_id=row["account_id"],
        municipality_id=row["municipality_id"],
        role=Role(row["role"]),
        called=row["called"],
        subject_id=row["subject_id"],
        unit_id=row["unit_id"],
        language=row["language"],
        zone=row["zone"],
        reading_level=row["reading_level"],
    )
    return Seen(actor, row["csrf"], row["signed_in_at"], row["help"] or [])
