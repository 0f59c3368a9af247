"""Loading the synthetic municipality: a few weeks of its life, lived through the same actions as people use.

The clock is set back, people wish, three rounds are planned and published, hosts answer, youths choose, caseworkers decide;
then the clock is let go. One youth stands at each step of the way.
"""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.breaks import HostAsk, Proposal, ProposalOption, Stay
from service import clock
from service.actor import Actor
from service.consents.actions import give_consent
from service.consents.rules import Kind as ConsentKind
from service.consents.wording import wording_of
from service.database import Sessions, engine_for, sessions_on, transaction
from service.demo import base, guide, homes, living, wishing, words, young
from service.demo.base import World
from service.demo.looking import look_and_be_refused
from service.demo.safety import choose_support
from service.demo.young import Young
from service.jobs.running import claim
from service.planning.actions import start_round
from service.planning.jobs import plan_round
from service.proposals import actions as proposals
from service.proposals.publish import publish_round
from service.requests.actions import make_request
from service.requests.windows import WINDOWS_OF, Kind, WishedWindow, windows_of_series
from service.settings import Settings
from service.stays.jobs import let_time_pass  # which knows what to do when a house closes
from service.supply.safety import close_now
from service.visits.jobs import let_visits_pass
from service.youths.actions import make_wish
from service.youths.likings import give_heart, veto
from service.youths.queries import unanswered

SIZES = {"S": (15, 8), "M": (60, 35), "L": (300, 180)}
FIRST_ROUND, SECOND_ROUND = ("omar", "freja", "tuva"), ("wilma", "hugo", "saga", "leo", "kajsa")
THIRD_ROUND = ("ida", "viktor", "lova")  # what they ask for cannot be had as things are, each for a reason of its own
Act = Callable[[AsyncSession], Awaitable[object]]


async def load(settings: Settings, size: str = "S", seed: int = 1) -> None:
    """Live the weeks. An empty database is expected; the caller looks first."""
    engine = engine_for(settings.database_url)
    try:
        await Life(sessions_on(engine, settings.master_key), seed).live(*SIZES[size])
    finally:
        await engine.dispose()


class Life:
    """The municipality's weeks, in order."""

    def __init__(self, sessions: Sessions, seed: int) -> None:
        self.sessions = sessions
        self.world = World()
        self.chance = Random(seed)  # noqa: S311  invented people, no secrets
        self.seed = seed
        self.now = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)

    async def live(self, youths: int, hosts: int) -> None:
        with clock.at(self._at(30, 9)):
            await self._people(youths, hosts)
            await self._do(lambda session: guide.welcome(session, self.world))
        with clock.at(self._at(16, 17)):
            for slug in FIRST_ROUND:
                await self._wish(_one(slug))
        with clock.at(self._at(15, 9)):
            await self._plan(FIRST_ROUND)
        with clock.at(self._at(14, 15)):
            for slug in FIRST_ROUND:
                await self._choose(slug)
                await self._consent(slug, len(_one(slug).guardians))
                await self._approve(slug)
        with clock.at(self._at(14, 16)):
            await self._do(lambda session: wishing.before(session, self.world))
        with clock.at(self._at(10, 9)):
            await self._do(lambda session: words.say_before(session, self.world))
        with clock.at(self._at(8, 13)):
            await self._do(lambda session: words.answer_before(session, self.world))
        with clock.at(self._at(2, 17)):
            for slug in SECOND_ROUND:
                await self._wish(_one(slug))
        with clock.at(self._at(1, 8)):
            await self._plan(SECOND_ROUND)
        with clock.at(self._at(1, 10)):
            for slug in THIRD_ROUND:
                await self._wish(_one(slug))
        with clock.at(self._at(1, 11)):
            await self._plan(THIRD_ROUND)
        with clock.at(self._at(1, 16)):
            for slug in ("saga", "leo"):
                await self._choose(slug)
            await self._consent("leo", 1)  # of two guardians: the gate is still closed
            await self._approve("leo")
            for one in young.YOUNG:
                if one.step in ("wishes", "open"):
                    await self._wish(one)
            for one in self.others:
                await self._wish(one)
        with clock.at(self._at(1, 17)):
            await self._fall_ill("tuva")
        with clock.at(self._at(1, 18)):
            await self._do(lambda session: wishing.lately(session, self.world))
            await self._do(lambda session: choose_support(session, self.world))
            await self._do(lambda session: look_and_be_refused(session, self.world))
        with clock.at(self._at(0, self.now.hour)):
            await self._do(lambda session: guide.speak_of_today(session, self.world))
            await self._do(lambda session: words.say_today(session, self.world))
            await self._do(lambda session: living.live_on(session, self.world))
        await self._do(let_time_pass)
        await self._do(let_visits_pass)

    def _at(self, days_ago: int, hour: int) -> datetime:
        """A moment in the past, at an hour when people are awake (UTC)."""
        return (self.now - timedelta(days=days_ago)).replace(hour=hour)

    # -- people and homes

    async def _people(self, youths: int, hosts: int) -> None:
        world = self.world
        async with self._transaction(None) as session:
            await base.make_ground(session, world)
            for home in (*homes.HOSTS, *homes.PLACES):
                await base.make_home(session, world, home)
            for mentor in homes.MENTORS:
                await base.make_mentor_person(session, world, mentor)
        async with self._transaction(world.municipality_id) as session:
            for one in young.YOUNG:
                await base.make_young(session, world, one)
            await base.keep_apart(session, world, "hugo", "omar")
        async with self._transaction(world.municipality_id) as session:
            for home in base.more_homes(hosts - len(homes.HOSTS), self.chance):
                await base.make_home(session, world, home, persona=False)
            self.others = list(base.more_young(youths - len(young.YOUNG), self.chance))
            for one in self.others:
                await base.make_young(session, world, one, persona=False)

    async def _wish(self, one: Young) -> None:
        """What she says: wishes, vetoes, hearts, and the break she asks for."""
        actor, youth_id = self.world.actors[one.slug], self.world.youths[one.slug]
        async with self._transaction(self.world.municipality_id) as session:
            for home in one.vetoes:
                await veto(session, actor, youth_id, site_id=self.world.sites[home])
            for home in one.hearts:
                await give_heart(session, actor, youth_id, site_id=self.world.sites[home])
            for said in one.wishes:
                await make_wish(
                    session,
                    actor,
                    youth_id,
                    subject=said.subject,
                    strength=said.strength,
                    words=said.words,
                    site_id=self.world.sites[said.home] if said.home else None,
                    mentor_id=self.world.mentors[said.mentor] if said.mentor else None,
                    trait=said.trait,
                )
            if one.asks is not None:
                await self._ask_for_a_break(session, actor, youth_id, one)

    async def _ask_for_a_break(self, session: AsyncSession, actor: Actor, youth_id: UUID, one: Young) -> None:
        assert one.asks is not None  # noqa: S101
        kind, weeks = Kind(one.asks[0]), one.asks[1]
        day = self.now.date() + timedelta(weeks=weeks)
        if kind is Kind.NIGHT:  # a night before a free day
            day += timedelta(days=5 - day.isoweekday())
        occurrences = (
            windows_of_series(kind, day, day + timedelta(weeks=2 * one.series), 2, actor.zone, shorter=True)
            if one.series
            else [WINDOWS_OF[kind](day, actor.zone) if one.only else _times(kind, day, actor.zone)]
        )
        await make_request(
            session,
            actor,
            youth_id,
            kind=kind.value,
            occurrences=occurrences,
            importance=one.importance,
            mentor_along=one.mentor_along,
            every_weeks=2 if one.series else None,
            words=one.words,
        )

    # -- rounds

    async def _plan(self, slugs: tuple[str, ...]) -> None:
        """A round as the worker does it, published by the coordinator; hosts answer as they would."""
        kerstin = self.world.coordinator()
        async with self._transaction(self.world.municipality_id) as session:
            made = await start_round(session, kerstin, effort="quick", seed=self.seed)
            round_id, job_id = made.id, made.job_id
        assert job_id is not None  # noqa: S101
        job = await claim(self.sessions, job_id, self.world.municipality_id)
        if job is None:
            raise RuntimeError("a worker took the demo's round; load it before workers start")
        await plan_round(self.sessions, job)
        async with self._transaction(self.world.municipality_id) as session:
            await publish_round(session, kerstin, round_id)
        wilmas = self.world.youths["wilma"]
        async with self._transaction(self.world.municipality_id) as session:
            asks = await session.execute(
                select(HostAsk.id, HostAsk.site_id)
                .join(ProposalOption, ProposalOption.id == HostAsk.option_id)
                .join(Proposal, Proposal.id == ProposalOption.proposal_id)
                .where(HostAsk.state == "open", Proposal.youth_id != wilmas)
                .order_by(HostAsk.id)
            )
            hosts = {site: actor for actor in self.world.actors.values() if (site := actor.subject_id)}
            for ask_id, site_id in asks.all():
                await proposals.answer_ask(session, hosts[site_id], ask_id, yes=True)

    async def _choose(self, slug: str) -> None:
        async with self._transaction(self.world.municipality_id) as session:
            proposal = await self._proposal(session, slug)
            option = await session.scalar(
                select(ProposalOption).where(ProposalOption.proposal_id == proposal.id, ProposalOption.state == "held")
                .order_by(ProposalOption.rank)
            )  # fmt: skip
            if option is None:
                raise RuntimeError(f"{slug} has nothing to choose: another seed or more homes")
            await proposals.choose(
                session,
                self.world.actors[slug],
                proposal.id,
                answer="this",
                option_id=option.id,
                words=None,
                rev=proposal.rev,
            )

    async def _fall_ill(self, slug: str) -> None:
        """Her host has to close, until the day after her break: it is taken back, and a new place is to be found."""
        async with self._transaction(self.world.municipality_id) as session:
            stay = (await session.scalars(select(Stay).where(Stay.youth_id == self.world.youths[slug]))).one()
            hosts = {site: actor for actor in self.world.actors.values() if (site := actor.subject_id)}
            until = stay.departure + timedelta(days=1)
            await close_now(session, hosts[stay.site_id], site_id=stay.site_id, reason="illness", until=until)

    async def _consent(self, slug: str, guardians: int) -> None:
        for guardian_slug, guardian_id in self.world.guardians[slug][:guardians]:
            async with self._transaction(self.world.municipality_id) as session:
                youth_id = self.world.youths[slug]
                wording = await wording_of(session, ConsentKind.OVERNIGHT, _one(slug).called)
                await give_consent(
                    session,
                    self.world.actors[guardian_slug],
                    youth_id,
                    guardian_id,
                    ConsentKind.OVERNIGHT,
                    "signed_in",
                    wording.text,
                )

    async def _approve(self, slug: str) -> None:
        caseworker = self.world.caseworker_of(slug)
        async with self._transaction(self.world.municipality_id) as session:
            proposal = await self._proposal(session, slug)
            open_ones = await unanswered(session, caseworker, youth_id=self.world.youths[slug])
            await proposals.approve(
                session,
                caseworker,
                proposal.id,
                view_sought="said_in_service",
                answers={one.id: ("followed", "Det blev så.") for one in open_ones},
                words="Du valde, och det passar bra.",
                rev=proposal.rev,
            )

    async def _proposal(self, session: AsyncSession, slug: str) -> Proposal:
        query = select(Proposal).where(Proposal.youth_id == self.world.youths[slug]).order_by(Proposal.made_at.desc())
        found = await session.scalar(query.limit(1))
        if found is None:
            raise RuntimeError(f"{slug} got no proposal")
        return found

    # -- plumbing

    def _transaction(self, municipality_id: UUID | None) -> AbstractAsyncContextManager[AsyncSession]:
        return transaction(self.sessions, municipality_id)

    async def _do(self, act: Act) -> None:
        async with self._transaction(self.world.municipality_id) as session:
            await act(session)


def _times(kind: Kind, day: date, zone: str) -> list[WishedWindow]:
    """That time, or the week after."""
    later = [
        replace(one, preference=max(0, one.preference - 1)) for one in WINDOWS_OF[kind](day + timedelta(weeks=1), zone)
    ]
    return [*WINDOWS_OF[kind](day, zone, shorter=True), *later]


def _one(slug: str) -> Young:
    return next(one for one in young.YOUNG if one.slug == slug)
