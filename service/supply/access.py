"""Whose hosts, places and mentors somebody may see, and whose calendar she keeps. What is not yours does not exist.

Youths see presentations alone (`queries.presentations_for`), never these rows.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, false, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from models.people import Role
from models.supply import Mentor, Site
from service.actor import Actor
from service.errors import Forbidden, Invalid, NotFound
from service.supply.rules import Kind

SEES_ALL = frozenset({Role.COORDINATOR, Role.CASEWORKER})
KEEPS_ALL = frozenset({Role.COORDINATOR})
KEEPS_A_SITE = frozenset({Role.HOST, Role.PLACE_KEEPER})


@dataclass(frozen=True)
class Owner:
    """The site or mentor that availability, checks and a presentation belong to; either `site` or `mentor`."""

    row: Site | Mentor

    @property
    def id(self) -> UUID:
        return self.row.id

    @property
    def kind(self) -> Kind:
        return Kind(self.row.kind) if isinstance(self.row, Site) else Kind.MENTOR

    @property
    def key(self) -> dict[str, UUID]:
        """For making a row of it."""
        return {"site_id": self.id} if isinstance(self.row, Site) else {"mentor_id": self.id}

    def of(self, table: Any) -> ColumnElement[bool]:
        """The rows of `table` that are its."""
        column = table.site_id if isinstance(self.row, Site) else table.mentor_id
        return column == self.id  # type: ignore[no-any-return]


def visible_sites(actor: Actor) -> ColumnElement[bool]:
    if actor.role in SEES_ALL:
        return true()
    return Site.id == actor.subject_id if actor.role in KEEPS_A_SITE else false()


def visible_mentors(actor: Actor) -> ColumnElement[bool]:
    if actor.role in SEES_ALL:
        return true()
    return Mentor.id == actor.subject_id if actor.role is Role.MENTOR else false()


def may_keep(actor: Actor) -> bool:
    """Whether this role keeps any calendar at all; of whom, `visible_*` says."""
    return actor.role in KEEPS_ALL | KEEPS_A_SITE | {Role.MENTOR}


async def owner_seen_by(
    session: AsyncSession, actor: Actor, *, site_id: UUID | None = None, mentor_id: UUID | None = None
) -> Owner:
    """The site or mentor, if this actor may see it."""
    return Owner(await _row(session, actor, site_id, mentor_id, lock=False))


async def owner_kept_by(
    session: AsyncSession, actor: Actor, *, site_id: UUID | None = None, mentor_id: UUID | None = None
) -> Owner:
    """The site or mentor, if this actor keeps it; locked, as every writer of claims locks it too."""
    if not may_keep(actor):
        raise Forbidden()
    return Owner(await _row(session, actor, site_id, mentor_id, lock=True))


def only_coordinator(actor: Actor) -> None:
    """Checks, new hosts and closing for good are the coordinator's."""
    if actor.role not in KEEPS_ALL:
        raise Forbidden()


async def _row(
    session: AsyncSession, actor: Actor, site_id: UUID | None, mentor_id: UUID | None, *, lock: bool
) -> Site | Mentor:
    if (site_id is None) == (mentor_id is None):
        raise Invalid(field="site_id", kind="missing")
    asked: Any = (
        select(Site).where(Site.id == site_id, visible_sites(actor))
        if site_id is not None
        else select(Mentor).where(Mentor.id == mentor_id, visible_mentors(actor))
    )
    row: Site | Mentor | None = await session.scalar(
        asked.with_for_update().execution_options(populate_existing=True) if lock else asked
    )
    if row is None:
        raise NotFound()
    return row
