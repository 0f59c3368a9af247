"""A reviewed round becomes menus: beds are held, hosts are asked, and what has changed since is left out by name.

Each youth's menu is made in a savepoint of its own. The judge is asked once for all of them; what it says no to is left
out, worst rank first, and the rest is made anew. So one change somewhere never takes a whole round away from everybody.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from models.breaks import HostAsk, Occurrence, Placement, Proposal, ProposalOption, Round, StayRequest
from models.municipality import Municipality
from models.people import Role, Youth
from models.supply import Mentor, Site
from service import clock
from service.actor import Actor
from service.errors import Forbidden, NotFound
from service.planning import judge
from service.planning.errors import RoundCannot
from service.planning.queries import PlannedMenu, PlannedOption, menus_of
from service.planning.rules import Step as RoundStep
from service.planning.rules import next_status
from service.proposals import rules
from service.proposals.asks import ask_hosts, needs_asking
from service.proposals.changes import asked_for, nevers, option_changed, requests_changed
from service.proposals.errors import CannotHold
from service.proposals.holds import hold
from service.proposals.menus import offer, options_held, set_request
from service.proposals.rules import Status
from service.record import Event, record

MOST_CORRECTIONS = 50


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


async def publish_round(session: AsyncSession, actor: Actor, round_id: UUID) -> Published:
    """Publish what a coordinator has looked at. Once: a second press finds it published."""
    if actor.role is not Role.COORDINATOR:
        raise Forbidden()
    found = await session.get(Round, round_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFound()
    to = next_status(found.status, RoundStep.PUBLISH)
    if to is None:
        raise RoundCannot(status=found.status)
    published = await publish_menus(session, actor, found, await menus_of(session, round_id))
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


async def publish_menus(session: AsyncSession, actor: Actor, found: Round, menus: Sequence[PlannedMenu]) -> Published:
    """The same for menus from anywhere: they are judged like everything else."""
    return await (await _Publishing.of(session, actor, found, menus)).run()


class _NothingLeft(Exception):
    """Every option of a menu was left out: the savepoint of this youth is undone."""


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

    @classmethod
    async def of(cls, session: AsyncSession, actor: Actor, found: Round, menus: Sequence[PlannedMenu]) -> "_Publishing":
        placements = [one for menu in menus for option in menu.options for one in option.placements]
        sites = {one.site_id for one in placements}
        mentors = {one.mentor_id for one in placements if one.mentor_id is not None}
        youths = {menu.youth_id for menu in menus}
        # Everything at once and in order, before the first savepoint: two writers cannot wait for each other.
        await judge.lock(session, site_ids=sites, mentor_ids=mentors, youth_ids=youths)
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

    async def _make_all(self) -> Published:
        published = Published(self.round.id)
        dropped, left_out = dict(self.dropped), dict(self.left_out)
        for menu in self.menus:
            if menu.stay_request_id in dropped:
                continue
            try:
                async with self.session.begin_nested():
                    proposal = await self._make(menu, left_out)
            except _NothingLeft:
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

    async def _make(self, menu: PlannedMenu, left_out: dict[tuple[UUID, int], str]) -> Proposal:
        now = clock.now()
        proposal = Proposal(
            round_id=self.round.id,
            stay_request_id=menu.stay_request_id,
            youth_id=menu.youth_id,
            status=Status.ASKING.value if menu.options else Status.UNMET.value,
            why_not=menu.why_not,
            made_at=now,
            rev=1,
        )
        self.session.add(proposal)
        await self.session.flush()
        record(
            self.session,
            self.actor,
            Event.PROPOSAL_MADE,
            youth_id=menu.youth_id,
            about=proposal,
            details={"round": self.round.id, "options": len(menu.options)},
        )
        if not menu.options:
            await self._set_occurrences(menu, set())
            record(self.session, self.actor, Event.PROPOSAL_UNMET, youth_id=menu.youth_id, about=proposal)
            return proposal
        first = min(one.arrival for option in menu.options for one in option.placements)
        proposal.asks_due = rules.asks_due(now, self.municipality.ask_hours, first)
        waits = await self._make_options(proposal, menu, left_out, proposal.asks_due)
        held = {one.occurrence_id for option in menu.options for one in option.placements}
        await self._set_occurrences(menu, held)
        if waits:
            await set_request(self.session, proposal, "planning")
        else:
            proposal.asks_due = None
            await offer(self.session, proposal, await options_held(self.session, proposal.id))
        await self.session.flush()
        return proposal

    async def _make_options(
        self, proposal: Proposal, menu: PlannedMenu, left_out: dict[tuple[UUID, int], str], due: datetime
    ) -> bool:
        """Each in a savepoint of its own. True when a host has to answer first."""
        waits = False
        made = 0
        for option in menu.options:
            key = (menu.stay_request_id, option.rank)
            if key in left_out:
                continue
            try:
                async with self.session.begin_nested():
                    waits |= await self._make_option(proposal, menu, option, due)
            except CannotHold as refused:
                left_out[key] = refused.because
                continue
            made += 1
        if not made:
            raise _NothingLeft
        return waits

    async def _make_option(self, proposal: Proposal, menu: PlannedMenu, option: PlannedOption, due: datetime) -> bool:
        row = ProposalOption(proposal_id=proposal.id, rank=option.rank, state="asking", why=option.why)
        self.session.add(row)
        await self.session.flush()
        placements = [
            Placement(
                option_id=row.id,
                occurrence_id=one.occurrence_id,
                site_id=one.site_id,
                mentor_id=one.mentor_id,
                arrival=one.arrival,
                departure=one.departure,
            )
            for one in option.placements
        ]
        self.session.add_all(placements)
        await self.session.flush()
        await hold(self.session, menu.youth_id, placements)
        waits = ask_hosts(self.session, self.actor, row, placements, self.sites, self.youths[menu.youth_id], due)
        await self.session.flush()
        return waits

    async def _set_occurrences(self, menu: PlannedMenu, held: set[UUID]) -> None:
        for ids, status in ((held, "held"), (set(menu.unmet_occurrences), "unmet")):
            await self.session.execute(update(Occurrence).where(Occurrence.id.in_(ids)).values(status=status))


async def _by_id(session: AsyncSession, table: Any, ids: set[UUID]) -> dict[UUID, Any]:
    rows = await session.scalars(select(table).where(table.id.in_(ids)).execution_options(populate_existing=True))
    return {row.id: row for row in rows}
