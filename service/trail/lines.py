"""An event of the record as a line of her file: the sentence, whom it names, and what her own version would be about."""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.breaks import Placement
from models.record import RecordEvent
from models.supply import Mentor, Site
from service.actor import Actor
from service.record import Event
from service.trail.sentences import CHOSE, NAMELESS, REFUSED, REGARDED, SENTENCES, TIMES_OTHERWISE
from service.youths.said import OwnVersion, ReadBy
from service.youths.traits import TRAITS
from service.youths.wording import cards_of


@dataclass(frozen=True)
class Line:
    """One thing that happened. `sentence` is a key with `%(who)s`; `about` names a place, person or card of hers."""

    seq: int
    at: datetime
    kind: str
    sentence: str
    who: str
    role: str
    is_hers: bool
    about: tuple[str, ...] = ()
    words: str = ""
    words_read: tuple[str, ...] = ()
    purpose: str = ""
    times: int = 1
    content_id: UUID | None = None
    regards: str = ""  # with `regards_id`: what her own version of this would be about
    regards_id: UUID | None = None
    versions: tuple[OwnVersion, ...] = ()
    read_by: tuple[ReadBy, ...] = ()
    confirmed_at: datetime | None = None  # of a note: she said that it was so


def line_of(actor: Actor, event: RecordEvent, called: str, words: dict[UUID, str], names: dict[str, str]) -> Line:
    kind, told = Event(event.kind), json.loads(event.details)
    is_hers = event.actor_id == actor.account_id
    voices = CHOSE.get(str(told.get("answer")), SENTENCES[kind]) if kind is Event.CHOICE_MADE else SENTENCES[kind]
    has_no_name = kind is Event.LOOK_REFUSED and not told.get("named")
    if is_hers:
        sentence = voices.hers
    elif event.actor_id is None or has_no_name:
        sentence = voices.clocks or voices.hers
    else:
        sentence = voices.others
    about = [] if kind in NAMELESS else [names[one] for one in _places(event, told) if one in names]
    if told.get("trait") in TRAITS:
        about.append(TRAITS[told["trait"]].called)
    if told.get("changed_times"):
        about.append(TIMES_OTHERWISE)
    if kind is Event.LOOK_REFUSED:
        about = [REFUSED.get(str(told.get("what")), REFUSED["other"])]
    read = [UUID(one) for one in told.get("contents", [])] if kind is Event.WORDS_READ else []
    return Line(
        event.seq,
        event.at,
        event.kind,
        sentence,
        "" if has_no_name else called,
        "" if has_no_name else event.role,
        is_hers,
        tuple(about),
        _said(told, words.get(event.content_id, "") if event.content_id else ""),
        tuple(words[one] for one in read if one in words),
        event.purpose or "",
        content_id=event.content_id,
        regards=(about_what := REGARDED.get(kind, "")),
        regards_id=_regarded_id(event, told, about_what),
    )


def _said(told: dict[str, Any], words: str) -> str:
    """Her words, after the cards she picked with them."""
    picked = cards_of(str(told.get("kind")), told["cards"]) if told.get("cards") else ""
    return "\n".join(part for part in (picked, words) if part)


def _regarded_id(event: RecordEvent, told: dict[str, Any], regards: str) -> UUID | None:
    if regards == "answer":
        return UUID(told["answer"]) if told.get("answer") else None
    return event.about_id if regards and event.about == regards else None


async def names_in(session: AsyncSession, events: Iterable[RecordEvent]) -> dict[str, str]:
    """What places, mentors and options of these events are called, by id as the record spells it."""
    ids: set[UUID] = set()
    for event in events:
        ids.update(UUID(one) for one in _places(event, json.loads(event.details)))
    sites = await session.execute(select(Site.id, Site.called).where(Site.id.in_(ids)))
    mentors = await session.execute(select(Mentor.id, Mentor.called).where(Mentor.id.in_(ids)))
    options = await session.execute(
        select(Placement.option_id, Site.called)
        .join(Site, Site.id == Placement.site_id)
        .where(Placement.option_id.in_(ids))
        .order_by(Placement.arrival)
    )
    names = {str(one): called for one, called in [*sites, *mentors]}
    there: dict[str, dict[str, None]] = defaultdict(dict)  # in the order of their times, each house once
    for option, called in options:
        there[str(option)][called] = None
    return names | {option: ", ".join(houses) for option, houses in there.items()}


def _places(event: RecordEvent, told: dict[str, Any]) -> list[str]:
    """Ids of the house and mentor that an event is about, or of what she chose."""
    ids = [told[key] for key in ("site", "mentor", "option") if told.get(key)]
    return [*ids, str(event.about_id)] if event.about in ("site", "mentor") else ids


def folded(lines: Iterable[Line], zone: str) -> list[Line]:
    """What one person read or tried to open on one day, one after the other, is one line."""
    folded: list[Line] = []
    for line in lines:
        last = folded[-1] if folded else None
        if last is not None and _is_the_same(last, line, zone):
            read = tuple(dict.fromkeys([*last.words_read, *line.words_read]))
            about = tuple(dict.fromkeys([*last.about, *line.about]))
            folded[-1] = replace(last, words_read=read, about=about, times=last.times + 1)
        else:
            folded.append(line)
    return folded


FOLDED = (Event.WORDS_READ, Event.LOOK_REFUSED)


def _is_the_same(one: Line, other: Line, zone: str) -> bool:
    return (
        one.kind == other.kind
        and one.kind in FOLDED
        and (one.who, one.role, one.purpose) == (other.who, other.role, other.purpose)
        and _day(one.at, zone) == _day(other.at, zone)
    )


def _day(moment: datetime, zone: str) -> date:
    return moment.astimezone(ZoneInfo(zone)).date()
