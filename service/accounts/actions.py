"""Acts of signing in and of letting others in.

Those before sign-in take `sessions` and open short transactions of their own: nobody waits, hashes or slows down while
holding one. The others act in the actor's transaction.
"""

import asyncio
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from models.people import (
    Account,
    AccountRole,
    ActivationCard,
    Credential,
    Guardian,
    Guardianship,
    Role,
    SupportPerson,
    Youth,
)
from models.supply import Site, SitePerson
from service import clock
from service.accounts import errors, keys, phrases, rules
from service.accounts.access import account_for_card
from service.actor import Actor
from service.database import Sessions, transaction
from service.errors import NotFound
from service.record import Event, record
from service.settings import Settings
from service.web import sessions as web_sessions
from service.web.database_errors import told_as_domain_errors


@dataclass(frozen=True)
class SignedIn:
    """Who it is, and what her browser or program keeps."""

    actor: Actor
    secret: str
    roles: tuple[Role, ...]
    ends_at: datetime


@dataclass(frozen=True)
class NewCard:
    """Shown once: only the HMAC of the code is kept."""

    code: str
    called: str
    expires_at: datetime


@dataclass(frozen=True)
class KnownCard:
    card_id: UUID
    account_id: UUID
    municipality_id: UUID
    called: str
    language: str
    sign_in_name: str | None


def _hmac(secret_key: str, what: str, value: str) -> bytes:
    return hmac.digest(secret_key.encode(), f"{what}:{value}".encode(), "sha256")


# -- before sign-in


async def sign_in(
    sessions: Sessions, secret_key: str, *, name: str, phrase: str, address: str, as_token: bool = False
) -> SignedIn:
    """By name and four words. Slower after each miss, for the name and for the address; never locked."""
    name, phrase = rules.as_name(name), rules.as_phrase(phrase)
    tried = [_hmac(secret_key, "name", name), _hmac(secret_key, "address", address)]
    async with transaction(sessions) as session:
        found = (await session.execute(text("select * from phrase_of(:name)"), {"name": name})).mappings().one_or_none()
    await _slow_down(sessions, tried)
    if not await phrases.is_right(phrase, found["hash"] if found else None) or found is None:
        await _missed(sessions, tried)
        raise errors.NotMatching(field="phrase")
    async with transaction(sessions, found["municipality_id"]) as session:
        await session.execute(text("select forget_tries(:key)"), {"key": tried[0]})
        return await _enter(session, found["account_id"], as_token=as_token, by="phrase")


async def sign_in_by_key(sessions: Sessions, settings: Settings, *, signed: str, address: str) -> SignedIn:
    """By a key of her phone. Slower after misses from one address, as with words."""
    tried = [_hmac(settings.secret_key, "address", address)]
    await _slow_down(sessions, tried)
    try:
        key = await keys.whose_key(sessions, settings, signed)
    except errors.KeyNotKnown:
        await _missed(sessions, tried)
        raise
    async with transaction(sessions, key.municipality_id) as session:
        await keys.key_was_used(session, key)
        return await _enter(session, key.account_id, by="key")


async def sign_in_as_persona(sessions: Sessions, persona: str, role: Role | None = None) -> SignedIn:
    """One click, in the synthetic municipality alone: nobody else has a persona."""
    async with transaction(sessions) as session:
        rows = (await session.execute(text("select * from personas() where persona = :it"), {"it": persona})).mappings()
        found = [row for row in rows if role is None or row["role"] == role.value]
    if not found:
        raise NotFound()
    async with transaction(sessions, found[0]["municipality_id"]) as session:
        return await _enter(session, found[0]["account_id"], role, by="persona")


async def look_at_card(sessions: Sessions, secret_key: str, *, code: str, address: str) -> KnownCard:
    """Whose card this is. Looking does not use it up."""
    tried = [_hmac(secret_key, "address", address)]
    await _slow_down(sessions, tried)
    plain = rules.as_code(code)
    key = {"key": _hmac(secret_key, "card", plain or "")}
    async with transaction(sessions) as session:
        found = (await session.execute(text("select * from card_of(:key)"), key)).mappings().one_or_none()
    if found is None:
        await _missed(sessions, tried)
        raise errors.CardNotKnown(field="code")
    if found["used_at"] is not None:
        raise errors.CardUsed(field="code")
    if found["expires_at"] <= clock.now():
        raise errors.CardTooOld(field="code", hours=rules.CARD_HOURS)
    return KnownCard(
        found["card_id"],
        found["account_id"],
        found["municipality_id"],
        found["called"],
        found["language"],
        found["sign_in_name"],
    )


async def use_card(
    sessions: Sessions,
    secret_key: str,
    *,
    code: str,
    name: str,
    phrase: str,
    address: str,
    as_token: bool = False,
    while_signed_in: Actor | None = None,
) -> SignedIn:
    """Choose a name and four words, once. Whoever was signed in as her before is out."""
    card = await look_at_card(sessions, secret_key, code=code, address=address)
    if while_signed_in is not None:
        await _not_a_guardian_in_her_friends_place(sessions, card, while_signed_in)
    name, phrase = rules.as_name(name), rules.as_phrase(phrase)
    if not rules.is_name(name):
        raise errors.NameNotUsable(field="sign_in_name")
    if (weak := rules.weak_because(phrase, name)) is not None:
        raise errors.WEAK[weak](field="phrase", words=rules.WORDS_IN_PHRASE, signs=rules.SHORTEST_PHRASE)
    hashed = await phrases.hash_of(phrase)
    async with transaction(sessions, card.municipality_id) as session:
        used = await session.scalar(
            update(ActivationCard)
            .where(ActivationCard.id == card.card_id, ActivationCard.used_at.is_(None))
            .values(used_at=clock.now())
            .returning(ActivationCard.id)
        )
        if used is None:  # two browsers at the same moment
            raise errors.CardUsed(field="code")
        kept = await session.scalar(select(Credential).where(Credential.account_id == card.account_id))
        if kept is None:
            session.add(Credential(account_id=card.account_id, sign_in_name=name, hash=hashed))
        else:
            kept.sign_in_name, kept.hash, kept.made_at = name, hashed, clock.now()
        with told_as_domain_errors():  # the name may be somebody else's
            await session.flush()
        await session.execute(text("select forget_tries(:key)"), {"key": _hmac(secret_key, "name", name)})
        await web_sessions.end_all_sessions(session, card.account_id)
        return await _enter(session, card.account_id, as_token=as_token, by="card", used_card=card.card_id)


async def _not_a_guardian_in_her_friends_place(sessions: Sessions, card: KnownCard, actor: Actor) -> None:
    """The card of somebody a youth has beside her is not taken by one who is signed in as her guardian."""
    async with transaction(sessions, card.municipality_id) as session:
        chosen_by = select(SupportPerson.youth_id).where(SupportPerson.account_id == card.account_id)
        guards = await session.scalar(
            select(Guardianship.id)
            .where(Guardianship.guardian_id == actor.subject_id, Guardianship.youth_id.in_(chosen_by))
            .limit(1)
        )
    if guards is not None:
        raise errors.CardForSomebodyElse(field="code")


async def _enter(
    session: AsyncSession,
    account_id: UUID,
    role: Role | None = None,
    *,
    as_token: bool = False,
    by: str = "session",
    used_card: UUID | None = None,
) -> SignedIn:
    """Open a session or token, in the role that was asked for or the first; the municipality is entered already."""
    rows = await session.execute(text("select roles_of(:account)"), {"account": account_id})
    held = set(rows.scalars())
    roles = tuple(role for role in Role if role.value in held)
    if not roles or (role is not None and role not in roles):
        raise NotFound()
    chosen = role or roles[0]
    if as_token:
        secret, ends_at = await web_sessions.open_token(session, account_id, chosen)
        seen = await web_sessions.token_of(session, web_sessions.key_of(secret))
    else:
        secret = await web_sessions.open_session(session, account_id, chosen)
        seen = await web_sessions.session_of(session, web_sessions.key_of(secret))
        ends_at = clock.now() + web_sessions.limits_of(chosen).whole
    if seen is None:
        raise NotFound()
    if used_card is not None:
        about = ("activation_card", used_card)
        record(session, seen.actor, Event.CARD_USED, youth_id=_stream(seen.actor), about=about)
        record(session, seen.actor, Event.PHRASE_CHOSEN, youth_id=_stream(seen.actor))
    record(session, seen.actor, Event.SIGNED_IN, youth_id=_stream(seen.actor), details={"by": by})
    return SignedIn(seen.actor, secret, roles, ends_at)


async def _slow_down(sessions: Sessions, tried: list[bytes]) -> None:
    async with transaction(sessions) as session:
        failed = await session.scalar(
            text("select tries_failed(cast(:keys as bytea[]), :at)"), {"keys": tried, "at": clock.now()}
        )
    await asyncio.sleep(rules.delay_after(failed or 0).total_seconds())


async def _missed(sessions: Sessions, tried: list[bytes]) -> None:
    async with transaction(sessions) as session:
        await session.execute(
            text("select count_failed_try(cast(:keys as bytea[]), :at)"), {"keys": tried, "at": clock.now()}
        )


def _stream(actor: Actor) -> UUID | None:
    """Whose file it stands in: a youth's own acts stand in hers."""
    return actor.subject_id if actor.role is Role.YOUTH else None


# -- signed in


async def take_role(session: AsyncSession, actor: Actor, role: Role) -> SignedIn:
    """Go on in another of one's roles, in a new session."""
    return await _enter(session, actor.account_id, role)


async def token_from_session(session: AsyncSession, actor: Actor) -> tuple[str, datetime]:
    """A bearer token for somebody who is signed in already."""
    record(session, actor, Event.SIGNED_IN, youth_id=_stream(actor), details={"by": "token"})
    return await web_sessions.open_token(session, actor.account_id, actor.role)


async def choose_other_words(
    session: AsyncSession, sessions: Sessions, actor: Actor, settings: Settings, *, now: str, phrase: str, address: str
) -> None:
    """New words, by somebody who knows the old ones. Every other browser is signed out."""
    kept = await session.scalar(select(Credential).where(Credential.account_id == actor.account_id).with_for_update())
    tried = [_hmac(settings.secret_key, "name", kept.sign_in_name if kept else ""),
             _hmac(settings.secret_key, "address", address)]  # fmt: skip
    await _slow_down(sessions, tried)
    if not await phrases.is_right(rules.as_phrase(now), kept.hash if kept else None) or kept is None:
        await _missed(sessions, tried)
        raise errors.NotMatching(field="now")
    phrase = rules.as_phrase(phrase)
    if (weak := rules.weak_because(phrase, kept.sign_in_name)) is not None:
        raise errors.WEAK[weak](field="phrase", words=rules.WORDS_IN_PHRASE, signs=rules.SHORTEST_PHRASE)
    kept.hash, kept.made_at = await phrases.hash_of(phrase), clock.now()
    await session.flush()
    await web_sessions.end_all_sessions(session, actor.account_id)
    record(session, actor, Event.PHRASE_CHOSEN, youth_id=_stream(actor))


async def choose_language(session: AsyncSession, actor: Actor, language: str) -> None:
    await session.execute(update(Account).where(Account.id == actor.account_id).values(language=language))


async def choose_reading_level(session: AsyncSession, actor: Actor, level: str) -> None:
    """How much a youth reads at once, on every phone from now on."""
    changed = await session.scalar(
        update(Youth)
        .where(Youth.id == actor.subject_id, Youth.reading_level != level)
        .values(reading_level=level)
        .returning(Youth.id)
    )
    if changed:
        record(session, actor, Event.YOUTH_CHANGED, youth_id=actor.subject_id, details={"reading_level": level})


async def make_card(session: AsyncSession, actor: Actor, secret_key: str, account_id: UUID) -> NewCard:
    """A card to hand over: works once, within a day. Earlier ones stop working."""
    account = await account_for_card(session, actor, account_id)
    now = clock.now()
    await session.execute(
        update(ActivationCard)
        .where(
            ActivationCard.account_id == account.id,
            ActivationCard.used_at.is_(None),
            ActivationCard.expires_at > now,
        )
        .values(expires_at=now)
    )
    code = rules.new_code(secrets.choice)
    card = ActivationCard(
        account_id=account.id,
        made_by=actor.account_id,
        code_hmac=_hmac(secret_key, "card", code),
        expires_at=now + timedelta(hours=rules.CARD_HOURS),
    )
    session.add(card)
    await session.flush()
    youth_id = await session.scalar(select(Youth.id).where(Youth.account_id == account.id))
    record(session, actor, Event.CARD_MADE, youth_id=youth_id, about=card)
    return NewCard(code, account.called, card.expires_at)


async def invite_adult(
    session: AsyncSession,
    actor: Actor,
    *,
    called: str,
    role: Role,
    site_id: UUID | None = None,
    guardian_id: UUID | None = None,
) -> Account:
    """A new account for an adult; her card is made next. Hosts and place keepers speak for a site, guardians are in the
    file of a youth already."""
    if not rules.may_invite(actor.role, role):
        raise errors.NotYoursToInvite(field="role")
    account = Account(called=called)
    session.add(account)
    await session.flush()
    session.add(AccountRole(account_id=account.id, role=role.value, unit_id=actor.unit_id))
    if role in (Role.HOST, Role.PLACE_KEEPER):
        kind = "host" if role is Role.HOST else "place"
        site = await session.scalar(select(Site).where(Site.id == site_id, Site.kind == kind, Site.closed_at.is_(None)))
        if site is None:
            raise errors.SiteNeeded(field="site_id")
        session.add(SitePerson(site_id=site.id, account_id=account.id))
    if guardian_id is not None:
        guardian = await session.scalar(
            select(Guardian).where(Guardian.id == guardian_id, Guardian.account_id.is_(None)).with_for_update()
        )
        if guardian is None or role is not Role.GUARDIAN:
            raise NotFound()
        guardian.account_id = account.id
    await session.flush()
    record(session, actor, Event.ACCOUNT_MADE, about=account, details={"role": role.value})
    return account


async def leave(sessions: Sessions, key: bytes) -> None:
    """The session ends on the server, at once and before anything else can fail."""
    async with transaction(sessions) as session:
        await web_sessions.end_session(session, key)


async def note_leaving(sessions: Sessions, actor: Actor) -> None:
    """That she left stands in the record; written after the session has ended."""
    async with transaction(sessions, actor.municipality_id) as session:
        record(session, actor, Event.SIGNED_OUT, youth_id=_stream(actor))
