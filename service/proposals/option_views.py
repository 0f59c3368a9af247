"""What can be chosen, as its reader may see it: times, which of them are not as the rest, and why this one.

A series is one option; single times of it may be as in another option or left out, and then it is said so (`mixed`).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from models.breaks import ChangedTime, Choice, Placement, Proposal, ProposalOption
from models.supply import Mentor, Presentation, Site
from models.words import Heart, Statement, Wish
from service.actor import Actor
from service.proposals.rules import not_as_the_rest
from service.youths.access import READS_WORDS

ON_THE_PAGE = ("held", "chosen")
Said = tuple[str | None, "Wished"]  # of which time (all of them), and what she said


@dataclass(frozen=True)
class Time:
    """One time of an option: when, where, with whom. `differs` says in what it is not as the rest: where, when, who."""

    occurrence_id: UUID
    placement_id: UUID
    arrival: datetime
    departure: datetime
    site_id: UUID
    site_called: str
    mentor_called: str | None = None
    differs: tuple[str, ...] = ()
    instead_of: "Time | None" = None  # what the option has, when she wants it as in another one

    def is_as(self, other: "Time") -> bool:
        def told(one: "Time") -> tuple[Any, ...]:
            return one.occurrence_id, one.arrival, one.departure, one.site_id, one.mentor_called

        return told(self) == told(other)


@dataclass(frozen=True)
class ChangedTimeView:
    """A time of her choice that is not as in the option she chose."""

    occurrence_id: UUID
    instead: UUID | None  # a placement; None: not this time
    was: Time


@dataclass(frozen=True)
class Wished:
    """Something she said, and whether an option gives it. `words` are hers, else `called` or `trait` says the card."""

    reason: str  # wish, window, company
    met: bool
    partly: bool = False
    words: str | None = None
    about: str = ""  # site, mentor, trait
    called: str | None = None
    trait: str | None = None


@dataclass(frozen=True)
class OptionView:
    id: UUID
    rank: int
    state: str
    site_id: UUID
    site_called: str
    site_kind: str
    headline: str
    picture: str
    mentor_called: str | None
    times: tuple[Time, ...]
    said: tuple[Said, ...]
    zone: ZoneInfo
    skipped: tuple[Time, ...] = ()  # not this time

    @property
    def begins(self) -> datetime:
        return self.times[0].arrival

    @property
    def wished(self) -> tuple[Wished, ...]:
        """Each thing she said once, met when it is met every time."""
        met: dict[Wished, list[bool]] = defaultdict(list)
        for _, one in self.said:
            met[replace(one, met=False)].append(one.met)
        found = [replace(one, met=all(each), partly=any(each) and not all(each)) for one, each in met.items()]
        return tuple(sorted(found, key=lambda one: not one.met))

    @property
    def unlike(self) -> tuple[Time, ...]:
        """The times that are not as the rest."""
        return tuple(one for one in self.times if one.differs)

    @property
    def changed(self) -> tuple[Time, ...]:
        """What she has chosen otherwise, with what she does not want; in order of time."""
        own = [one for one in self.times if one.instead_of is not None]
        return tuple(sorted([*own, *self.skipped], key=lambda one: one.arrival))

    def mixed(self, menu: Sequence["OptionView"], instead: Mapping[UUID, UUID | None]) -> "OptionView | None":
        """With these times as in another option of the menu, or left out; None when one of them is not there."""
        there = {time.placement_id: (time, one) for one in menu for time in one.times}
        times: list[Time] = []
        skipped: list[Time] = []
        said = list(self.said)
        main = {one.site_id: one for one in menu}
        for own in self.times:
            wanted = instead.get(own.occurrence_id, own.placement_id)
            if wanted == own.placement_id:
                times.append(own)
                continue
            of = str(own.occurrence_id)
            if wanted is None:
                said = [one for one in said if one[0] != of]
                skipped.append(own)
                continue
            if wanted not in there or there[wanted][0].occurrence_id != own.occurrence_id:
                return None
            time, other = there[wanted]
            if time.is_as(own):
                times.append(own)
                continue
            said = [one for one in said if one[0] != of]
            said += [one for one in other.said if one[0] == of]
            times.append(replace(time, instead_of=own))
        mix = with_times(replace(self, skipped=tuple(skipped), said=tuple(said)), times)
        looks = main.get(mix.site_id)
        if looks is not None:
            mix = replace(mix, site_kind=looks.site_kind, headline=looks.headline, picture=looks.picture)
        return mix

    def instead_of(self, own: Time, menu: Iterable["OptionView"]) -> tuple[Time, ...]:
        """What else the menu has for the very same time; each different way once."""
        found: list[Time] = []
        for time in (time for one in menu for time in one.times if time.occurrence_id == own.occurrence_id):
            if not any(time.is_as(one) for one in (own, *found)):
                found.append(time)
        return tuple(found)

    def said_before(self, changes: Iterable[ChangedTimeView]) -> "OptionView":
        """After its approval the option has exchanged its times: what she changed is said as she saw it."""
        was = {one.occurrence_id: one.was for one in changes if one.instead is not None}
        skipped = tuple(one.was for one in changes if one.instead is None)
        times = tuple(
            replace(one, instead_of=was[one.occurrence_id]) if one.occurrence_id in was else one for one in self.times
        )
        return replace(self, times=times, skipped=skipped)


def with_times(option: OptionView, times: Sequence[Time]) -> OptionView:
    """Named after the house where most of it is; the times that are not as the rest are marked."""
    if not times:
        return replace(option, times=())
    houses = Counter(one.site_id for one in times)
    main = houses.most_common(1)[0][0]
    names = list(dict.fromkeys(one.site_called for one in sorted(times, key=lambda one: -houses[one.site_id])))
    unlike = not_as_the_rest([(one.site_id, one.mentor_called, _pattern(one, option.zone)) for one in times])
    return replace(
        option,
        site_id=main,
        site_called=names[0] if 2 * houses[main] > len(times) else " / ".join(names),
        mentor_called=next((one.mentor_called for one in times if one.mentor_called), None),
        times=tuple(
            replace(
                one, differs=tuple(name for name, is_so in zip(("where", "who", "when"), each, strict=True) if is_so)
            )
            for one, each in zip(times, unlike, strict=True)
        ),
    )


def _pattern(one: Time, zone: ZoneInfo) -> tuple[Any, ...]:
    arrival, departure = one.arrival.astimezone(zone), one.departure.astimezone(zone)
    return arrival.isoweekday(), arrival.time(), departure.isoweekday(), departure.time()


# -- read from the tables


async def options_of(
    session: AsyncSession,
    actor: Actor,
    proposal: Proposal,
    wishes: dict[str, tuple[Wished, UUID | None]],
    texts: dict[UUID, str],
) -> list[OptionView]:
    options = await session.scalars(
        select(ProposalOption)
        .where(ProposalOption.proposal_id == proposal.id, ProposalOption.state.in_(ON_THE_PAGE))
        .order_by(ProposalOption.rank)
        .execution_options(populate_existing=True)
    )
    rows = list(options)
    placed = await session.execute(
        select(Placement, Site, Mentor.called)
        .join(Site, Site.id == Placement.site_id)
        .outerjoin(Mentor, Mentor.id == Placement.mentor_id)
        .where(Placement.option_id.in_([one.id for one in rows]), ~Placement.skipped)
        .order_by(Placement.arrival, Placement.id)
        .execution_options(populate_existing=True)
    )
    by_option: dict[UUID, list[tuple[Placement, Site, str | None]]] = defaultdict(list)
    for placement, site, mentor in placed:
        by_option[placement.option_id].append((placement, site, mentor))
    sites = {site.id: site for each in by_option.values() for _, site, _ in each}
    shown = await _presentations(session, set(sites), actor.language)
    found = []
    for one in rows:
        if not by_option[one.id]:
            continue
        reads = actor.role in READS_WORDS
        first = by_option[one.id][0][1]
        view = OptionView(
            id=one.id,
            rank=one.rank,
            state=one.state,
            site_id=first.id,
            site_called=first.called,
            site_kind=first.kind,
            headline="",
            picture="",
            mentor_called=None,
            times=(),
            said=tuple(_said(one.why, wishes, texts)) if reads else (),
            zone=ZoneInfo(actor.zone),
        )
        view = with_times(view, [_time(*each) for each in by_option[one.id]])
        presentation = shown.get(view.site_id)
        found.append(
            replace(
                view,
                site_kind=sites[view.site_id].kind,
                headline=presentation.headline if presentation else "",
                picture=presentation.picture if presentation else "",
            )
        )
    return found


def _time(one: Placement, site: Site, mentor: str | None) -> Time:
    return Time(one.occurrence_id, one.id, one.arrival, one.departure, site.id, site.called, mentor)


async def changed_times(session: AsyncSession, choice: Choice) -> tuple[ChangedTimeView, ...]:
    """What she changed in the option she chose; the times as they were, wherever they are now."""
    was = aliased(Placement)
    rows = await session.execute(
        select(ChangedTime, was, Site, Mentor.called)
        .join(was, was.id == ChangedTime.instead_of)
        .join(Site, Site.id == was.site_id)
        .outerjoin(Mentor, Mentor.id == was.mentor_id)
        .where(ChangedTime.choice_id == choice.id)
        .order_by(was.arrival, was.id)
    )
    return tuple(
        ChangedTimeView(row.occurrence_id, row.placement_id, _time(placement, site, mentor))
        for row, placement, site, mentor in rows
    )


async def _presentations(session: AsyncSession, site_ids: set[UUID], language: str) -> dict[UUID, Presentation]:
    """In her language, else in Swedish."""
    rows = await session.scalars(
        select(Presentation)
        .where(Presentation.site_id.in_(site_ids))
        .order_by((Presentation.language == language).desc(), (Presentation.language == "sv").desc(), Presentation.id)
    )
    found: dict[UUID, Presentation] = {}
    for one in rows:
        if one.site_id is not None:
            found.setdefault(one.site_id, one)
    return found


def _said(
    why: Iterable[dict[str, Any]], wishes: dict[str, tuple[Wished, UUID | None]], texts: dict[UUID, str]
) -> list[Said]:
    """What she said, time by time."""
    found: list[Said] = []
    for one in why:
        reason, wish_id = one["reason"], one.get("wish")
        if reason == "break":
            continue
        thing, content_id = wishes.get(wish_id or "", (Wished(reason, False), None))
        if reason == "wish" and thing.about == "":
            continue  # a wish that is not hers any more
        words = texts.get(content_id) if content_id else None
        told = Wished(reason, bool(one["met"]), False, words, thing.about, thing.called, thing.trait)
        found.append((one.get("occurrence"), told))
    return found


async def wishes_of(session: AsyncSession, youth_id: UUID) -> dict[str, tuple[Wished, UUID | None]]:
    """By the id that stands in `why` (a wish's or a heart's): what it is about, and where its words are."""
    rows = await session.execute(
        select(Wish, Statement.content_id, Site.called, Mentor.called)
        .join(Statement, Statement.id == Wish.statement_id)
        .outerjoin(Site, Site.id == Wish.site_id)
        .outerjoin(Mentor, Mentor.id == Wish.mentor_id)
        .where(Wish.youth_id == youth_id)
    )
    found: dict[str, tuple[Wished, UUID | None]] = {}
    for wish, content_id, site, mentor in rows:
        about = "site" if wish.site_id else "mentor" if wish.mentor_id else "trait"
        found[str(wish.id)] = (Wished("wish", False, about=about, called=site or mentor, trait=wish.trait), content_id)
    hearts = await session.execute(
        select(Heart, Site.called, Mentor.called)
        .outerjoin(Site, Site.id == Heart.site_id)
        .outerjoin(Mentor, Mentor.id == Heart.mentor_id)
        .where(Heart.youth_id == youth_id)
    )
    for heart, site, mentor in hearts:
        about = "site" if heart.site_id else "mentor"
        found[str(heart.id)] = (Wished("wish", False, about=about, called=site or mentor), None)
    return found


async def wishes_spoken_of(session: AsyncSession, proposal_id: UUID) -> set[str]:
    """The wishes that the options speak of: only their words are opened for this page."""
    listed = await session.scalars(
        select(ProposalOption.why).where(
            ProposalOption.proposal_id == proposal_id, ProposalOption.state.in_(ON_THE_PAGE)
        )
    )
    return {str(one["wish"]) for why in listed for one in why if one.get("wish")}
