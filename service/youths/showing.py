"""Statements put together with all that stands around them, and their words opened at once, as one reading."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.people import Youth
from models.words import Statement
from service import clock
from service.actor import Actor
from service.record import read_words
from service.youths.access import READS_WORDS
from service.youths.receipts import receipt_of
from service.youths.regards import regarded
from service.youths.rules import NOTHING_OFFERED
from service.youths.said import GivenAnswer, Known, OwnVersion, Regarded, Said
from service.youths.said_rows import (
    Readers,
    answers_of,
    breaks_of,
    came_of_wishes,
    corrections_of,
    readings_of,
    wishes_of,
)


async def as_shown(
    session: AsyncSession, actor: Actor, youth: Youth, statements: list[Statement], purpose: str
) -> list[Said]:
    ids = [one.id for one in statements]
    wishes = await wishes_of(session, ids)
    breaks = await breaks_of(session, [one.stay_request_id for one in statements if one.stay_request_id])
    answers = await answers_of(session, actor, ids)
    came_of = await came_of_wishes(session, youth.id) if wishes and actor.role in READS_WORDS else {}
    about = await regarded(session, youth.id, [(one.regards, one.regards_id) for one in statements])
    corrections = await corrections_of(
        session, actor, [*ids, *(one.id for each in answers.values() for one, _ in each)]
    )
    texts = await read_words(
        session,
        actor,
        [one.content_id for one in statements]
        + [answer.content_id for each in answers.values() for answer, _ in each]
        + ([one.content_id for one in about.values()] if actor.role in READS_WORDS else [])
        + [one.content_id for each in corrections.values() for one in each],
        purpose=purpose,
    )
    readings = await readings_of(session, youth.id, youth.account_id) if actor.role in READS_WORDS else {}
    replaced = set(await session.scalars(select(Statement.supersedes_id).where(Statement.supersedes_id.in_(ids))))
    readers = Readers(session, youth, actor.zone)
    now = clock.now()

    def versions_of(one: UUID) -> tuple[OwnVersion, ...]:
        return tuple(
            OwnVersion(each.id, texts.get(each.content_id, "") if each.content_id else "", each.made_at)
            for each in corrections.get(one, ())
        )

    said = []
    for one in statements:
        wish = wishes.get(one.id)
        wished_break = breaks.get(one.stay_request_id) if one.stay_request_id else None
        known = Known(
            kind=one.kind,
            answer_due=one.answer_due,
            addressed_to=one.addressed_to,
            is_answered=one.id in answers,
            is_replaced=one.id in replaced,
            takes_back=one.kind == "wish" and wish is None,
            is_offered=one.kind == "request"
            and one.content_id is None
            and wished_break is not None
            and wished_break.status not in NOTHING_OFFERED,
        )
        row = about.get(one.regards_id) if one.regards_id else None
        said.append(
            Said(
                id=one.id,
                kind=one.kind,
                words=texts.get(one.content_id) if one.content_id else None,
                made_at=one.made_at,
                audience=one.audience,
                stay_request_id=one.stay_request_id,
                answer_due=one.answer_due,
                wish=wish,
                wished_break=wished_break,
                on_her_behalf=one.made_by != youth.account_id,
                is_replaced=known.is_replaced,
                takes_back=known.takes_back,
                receipt=receipt_of(
                    known, await readers.of("veto" if wish and wish.is_a_veto else one.kind, one.addressed_to), now
                ),
                answers=tuple(
                    GivenAnswer(
                        answer.verdict,
                        texts.get(answer.content_id, ""),
                        by,
                        answer.made_at,
                        answer.id,
                        versions_of(answer.id),
                    )
                    for answer, by in answers.get(one.id, ())
                ),
                read_by=tuple(readings.get(one.content_id, ())) if one.content_id else (),
                cards=tuple(one.cards),
                addressed_to=one.addressed_to,
                about=Regarded(
                    row.kind,
                    row.id,
                    texts.get(row.content_id, "") if row.content_id else "",
                    row.by if row.made_by != youth.account_id else "",
                    row.at,
                )
                if row
                else None,
                versions=versions_of(one.id),
                came_of=tuple(came_of.get(wish.wish_id, ())) if wish else (),
            )
        )
    return said
