"""A reviewed round becomes menus: beds are held, hosts are asked, and what has changed since is left out by name.

Each youth's menu is made in a savepoint of its own. The judge is asked once for all of them; what it says no to is left
out, worst rank first, and the rest is made anew. So one change somewhere never takes a whole round away from everybody.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.breaks import HostAsk, Proposal, Round, StayRequest
from models.municipality import Municipality
from models.people import Role, Youth
from models.supply import Mentor, Site
from service import clock
from service.actor import Actor
from service.errors import Forbidden, NotFound
from service.jobs import enqueue, job_of
from service.planning import judge
from service.planning.errors import RoundCannot
from service.planning.queries import PlannedMenu, PlannedOption, menus_of
from service.planning.rules import Step as RoundStep
from service.planning.rules import next_status
from service.proposals import rules
from service.proposals.asks import needs_asking
from service.proposals.changes import asked_for, nevers, option_changed, requests_changed
from service.proposals.making import Making, NothingLeft, make_menu
from service.proposals.menus import FEWEST, options_held
from service.proposals.refill import refill
from service.proposals.rules import Status
from service.record import Event, record

MOST_CORRECTIONS = 50
PUBLISH = "publish_round"
Tell = Callable[[int, int], Awaitable[None]]  # so many menus are made, of so many


@dataclass(frozen=True)
class Dropped:
    """A request that gets no menu from this round, because something of its own has changed since the snapshot."""

    stay_request_id: UUID
    youth_id: UUID
    because: str


@dataclass(frozen=True)
class LeftOut:
    """An option that is not on its menu; the others are."""

    stay_request_id: UUID
    youth_id: UUID
    rank: int
    because: str


@dataclass
class Published:
    """What became of a round: menus that are open, that wait for hosts, that are empty; and what is not there."""

    round_id: UUID
    offered: list[UUID] = field(default_factory=list)  # proposals
    asking: list[UUID] = field(default_factory=list)
    unmet: list[UUID] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)


async def ask_to_publish(session: AsyncSession, actor: Actor, round_id: UUID) -> Round:
    """Let a worker publish what a coordinator has looked at: a hundred menus take longer than a page may."""
    if actor.role is not Role.COORDINATOR:
        raise Forbidden()
    found = await session.get(Round, round_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFound()
    before = await job_of(session, found.job_id) if found.job_id else None
    is_asked = before is not None and before.kind == PUBLISH and not before.has_ended
    if is_asked or next_status(found.status, RoundStep.PUBLISH) is None:
        raise RoundCannot(status=found.status)
    found.job_id = await enqueue(session, PUBLISH, {"round_id": str(round_id), "account_id": str(actor.account_id)})
    return found


async def publish_round(session: AsyncSession, actor: Actor, round_id: UUID, tell: Tell | None = None) -> Published:
    """Publish what a coordinator has looked at. Once: a second try finds it published."""
    if actor.role is not Role.COORDINATOR:
        raise Forbidden()
    found = await session.get(Round, round_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFound()
    to = next_status(found.status, RoundStep.PUBLISH)
    if to is None:
        raise RoundCannot(status=found.status)
    published = await publish_menus(session, actor, found, await menus_of(session, round_id), tell)
    found.status, found.published_at = to.value, clock.now()
    record(
        session,
        actor,
        Event.ROUND_PUBLISHED,
        about=found,
        details={
            "offered": len(published.offered),
            "asking": len(published.asking),
            "unmet": len(published.unmet),
            "dropped": [f"{one.stay_request_id} {one.because}" for one in published.dropped],
            "left_out": [f"{one.stay_request_id} {one.rank} {one.because}" for one in published.left_out],
        },
    )
    await session.flush()
    return published


async def publish_menus(
    session: AsyncSession, actor: Actor, found: Round, menus: Sequence[PlannedMenu], tell: Tell | None = None
) -> Published:
    """The same for menus from anywhere: they are judged like everything else."""
    publishing = await _Publishing.of(session, actor, found, menus)
    publishing.tell = tell
    return await publishing.run()


@dataclass
class _Publishing:
    session: AsyncSession
    actor: Actor
    round: Round
    municipality: Municipality
    menus: Sequence[PlannedMenu]
    requests: dict[UUID, StayRequest]
    youths: dict[UUID, Youth]
    sites: dict[UUID, Site]
    mentors: dict[UUID, Mentor]
    left_out: dict[tuple[UUID, int], str] = field(default_factory=dict)
    dropped: dict[UUID, str] = field(default_factory=dict)
    tell: Tell | None = None

    @property
    def making(self) -> Making:
        return Making(self.actor, self.round.id, self.municipality.ask_hours, self.sites, self.youths)

    @classmethod
    async def of(cls, session: AsyncSession, actor: Actor, found: Round, menus: Sequence[PlannedMenu]) -> "_Publishing":
        placements = [one for menu in menus for option in menu.options for one in option.placements]
        sites = {one.site_id for one in placements}
        mentors = {one.mentor_id for one in placements if one.mentor_id is not None}
        youths = {menu.youth_id for menu in menus}
        # Everything at once and in order, before the first savepoint: two writers cannot wait for each other. All houses,
        # since menus that lose an option look for another one.
        houses = set(await session.scalars(select(Site.id).where(Site.closed_at.is_(None))))
        await judge.lock(session, site_ids=sites | houses, mentor_ids=mentors, youth_ids=youths)
        request_ids = {menu.stay_request_id for menu in menus}
        requests = await _by_id(session, StayRequest, request_ids | asked_for(found))
        return cls(
            session,
            actor,
            found,
            (await session.scalars(select(Municipality))).one(),
            menus,
            requests,
            await _by_id(session, Youth, {one.youth_id for one in requests.values()}),
            await _by_id(session, Site, sites),
            await _by_id(session, Mentor, mentors),
        )

    async def run(self) -> Published:
        await self._leave_out_what_changed()
        await self._leave_out_questions_too_many()
        before = await self._broken()
        for _ in range(MOST_CORRECTIONS):
            savepoint = await self.session.begin_nested()
            published = await self._make_all()
            broken = await self._broken() - before
            if not broken:
                await savepoint.commit()
                await self._fill_up(published)
                return published
            await savepoint.rollback()
            await self._read_again()
            for one in sorted(broken, key=lambda each: (each.rule, sorted(each.occurrence_ids))):
                self._leave_out_the_worst(one)
        raise RoundCannot(status=self.round.status)

    async def _broken(self) -> set[judge.Violation]:
        found = await judge.violations(
            self.session, site_ids=self.sites, mentor_ids=self.mentors, youth_ids=self.youths
        )
        return set(found)

    async def _read_again(self) -> None:
        """Rows that the savepoint had changed have to be read anew."""
        for rows, table in (
            (self.requests, StayRequest),
            (self.youths, Youth),
            (self.sites, Site),
            (self.mentors, Mentor),
        ):
            rows.update(await _by_id(self.session, table, set(rows)))
        await self.session.refresh(self.round)

    # -- what has changed since the snapshot

    async def _leave_out_what_changed(self) -> None:
        changed = await requests_changed(self.session, self.round, self.requests)
        for request_id in set(self.requests) - {menu.stay_request_id for menu in self.menus}:
            self.dropped[request_id] = changed.get(request_id, "windows_changed")
        never = await nevers(self.session)
        for menu in self.menus:
            if menu.stay_request_id in changed:
                self.dropped[menu.stay_request_id] = changed[menu.stay_request_id]
            for option in menu.options:
                because = option_changed(option, self.sites, self.mentors, never.get(menu.youth_id, set()), clock.now())
                if because is not None:
                    self.left_out[menu.stay_request_id, option.rank] = because

    async def _leave_out_questions_too_many(self) -> None:
        wanted = [
            ((menu.stay_request_id, option.rank), option.rank, frozenset(houses))
            for menu in self.menus
            for option in menu.options
            if menu.stay_request_id not in self.dropped and (menu.stay_request_id, option.rank) not in self.left_out
            if (houses := self._houses_to_ask(menu, option))
        ]
        waiting = await self.session.execute(
            select(HostAsk.site_id, func.count()).where(HostAsk.state == "open").group_by(HostAsk.site_id)
        )
        sent = rules.sent_now(wanted, dict(waiting.all()), self.municipality.open_asks_per_host)
        for key, _, _ in wanted:
            if key not in sent:
                self.left_out[key] = "host_has_enough_questions"

    def _houses_to_ask(self, menu: PlannedMenu, option: PlannedOption) -> set[UUID]:
        youth = self.youths[menu.youth_id]
        return {one.site_id for one in option.placements if needs_asking(self.sites[one.site_id], youth, one.arrival)}

    def _leave_out_the_worst(self, broken: judge.Violation) -> None:
        """Of our options that take part in what is broken, the one that is farthest down a menu."""
        ours = [
            (option.rank, number, menu.stay_request_id)
            for number, menu in enumerate(self.menus)
            for option in menu.options
            if menu.stay_request_id not in self.dropped
            and (menu.stay_request_id, option.rank) not in self.left_out
            and any(
                one.occurrence_id in broken.occurrence_ids
                and broken.site_id in (None, one.site_id)
                and broken.mentor_id in (None, one.mentor_id)
                for one in option.placements
            )
        ]
        if ours:
            rank, _, request_id = max(ours)
            self.left_out[request_id, rank] = broken.rule

    # -- writing it

    async def _fill_up(self, published: Published) -> None:
        """Menus that lost an option here and have fewer than two are looked through once more, when all have theirs."""
        lost = {one.stay_request_id for one in published.left_out}
        for proposal_id in published.offered:
            proposal = await self.session.get_one(Proposal, proposal_id)
            if proposal.stay_request_id in lost:
                held = await options_held(self.session, proposal_id)
                await refill(self.session, proposal, max(0, FEWEST - len(held)))

    async def _make_all(self) -> Published:
        published = Published(self.round.id)
        dropped, left_out = dict(self.dropped), dict(self.left_out)
        for number, menu in enumerate(self.menus):
            if self.tell is not None:
                await self.tell(number, len(self.menus))
            if menu.stay_request_id in dropped:
                continue
            try:
                async with self.session.begin_nested():
                    proposal = await make_menu(self.session, self.making, menu, left_out)
            except NothingLeft:
                dropped[menu.stay_request_id] = "no_option_left"
                continue
            into = {Status.OFFERED: published.offered, Status.ASKING: published.asking}
            into.get(Status(proposal.status), published.unmet).append(proposal.id)
        published.dropped = [
            Dropped(id, self.requests[id].youth_id, because) for id, because in dropped.items() if id in self.requests
        ]
        published.left_out = [
            LeftOut(id, self.requests[id].youth_id, rank, because)
            for (id, rank), because in left_out.items()
            if id not in dropped
        ]
        return published


async def _by_id(session: AsyncSession, table: Any, ids: set[UUID]) -> dict[UUID, Any]:
    rows = await session.scalars(select(table).where(table.id.in_(ids)).execution_options(populate_existing=True))
    return {row.id: row for row in rows}
