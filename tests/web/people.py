"""A town with an account in every role, and a neighbour; ways to sign in without typing."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import httpx

from models.people import Account, AccountRole, Role
from service.actor import Actor
from service.database import transaction
from service.web import sessions
from tests.given import Given, given_municipality


@dataclass
class Town:
    """`actors` by role. `other` is a neighbouring municipality with the same people."""

    database: Any
    given: Given
    actors: dict[Role, Actor]
    other: "Town | None" = None

    @property
    def municipality_id(self) -> UUID:
        return self.given.municipality.id


async def given_a_town(database: Any) -> Town:
    made = await _town(database, "Björkby")
    made.other = await _town(database, "Granstad")
    return made


async def _town(database: Any, called: str) -> Town:
    async with transaction(database.sessions) as session:
        given = await given_municipality(session, called)
        actors = {
            actor.role: actor
            for actor in (
                given.as_youth,
                given.as_caseworker,
                given.as_coordinator,
                given.as_host,
                given.as_place_keeper,
                given.as_mentor,
                given.as_guardian,
                given.as_admin,
            )
        }
        for role in (Role.AUDITOR, Role.SUPPORT_PERSON):
            account = Account(id=uuid4(), called=f"{role.value} {called}")
            session.add(account)
            await session.flush()
            session.add(AccountRole(account_id=account.id, role=role.value))
            actors[role] = Actor(account.id, given.municipality.id, role, account.called)
    return Town(database, given, actors)


async def sign_in_as(client: httpx.AsyncClient, town: Town, role: Role) -> str:
    """A session opened as the sign-in page opens it; its cookie is put into the browser's jar."""
    async with transaction(town.database.sessions, town.municipality_id) as session:
        secret = await sessions.open_session(session, town.actors[role].account_id, role)
    client.cookies.set(sessions.session_cookie_name(town.database.settings), secret)
    return secret


async def token_for(town: Town, role: Role) -> str:
    async with transaction(town.database.sessions, town.municipality_id) as session:
        secret, _ = await sessions.open_token(session, town.actors[role].account_id, role)
    return secret
