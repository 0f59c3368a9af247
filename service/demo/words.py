"""What is said, answered and written down in the demo: a conversation with a host, notes with her own version, and the one
answer that is late from the start (Viktor's), so that it is seen what late looks like.

Through the same actions as people use. Invented words, nobody's own.
"""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.breaks import Stay
from models.words import Statement
from service.actor import Actor
from service.demo.base import World
from service.messages.actions import answer_or_write, write_to
from service.messages.queries import conversation_about, conversation_with
from service.trail.copies import ask_for_copy
from service.youths.actions import answer_statement, make_statement
from service.youths.notes import confirm_note, write_note
from service.youths.queries import statements_of

PILLOW = "Får jag ta med min egen kudde?"


async def say_before(session: AsyncSession, world: World) -> None:
    """Ten days ago: Freja writes with the host of her break; Viktor asks something that nobody has answered since."""
    freja, host = world.actors["freja"], await _host_of(session, world, "freja")
    await write_to(session, freja, host.account_id, PILLOW)
    await make_statement(
        session, world.actors["viktor"], world.youths["viktor"], kind="question", words="Har ni frågat Gunnel än?"
    )
    sara = world.caseworker_of("saga")
    note = await write_note(
        session,
        sara,
        world.youths["saga"],
        kind="phone",
        words="Saga ringde om provet. Hon säger att hon helst vill vara mitt i stan den veckan, och att det är lugnt hemma just nu.",
    )
    await make_statement(
        session,
        world.actors["saga"],
        world.youths["saga"],
        kind="correction",
        words="Jag sa inte att det är lugnt hemma. Jag sa att jag orkar till provet.",
        regards="note",
        regards_id=note.id,
    )
    met = await write_note(
        session,
        world.caseworker_of("freja"),
        world.youths["freja"],
        kind="meeting",
        words="Vi träffades och pratade om natten hos värdfamiljen. Freja vill ha ett eget rum och slippa frågor på kvällen.",
    )
    await confirm_note(session, freja, met.id)


async def answer_before(session: AsyncSession, world: World) -> None:
    """Two days later: the host answers, Sara reads and answers Saga, who said what she meant; Omar hears about his visit, Tuva
    about the break that her host takes back a week later."""
    youth_id, host = world.youths["freja"], await _host_of(session, world, "freja")
    seen = await conversation_about(session, host, youth_id)
    await answer_or_write(
        session, host, youth_id, statement_id=seen.lines[-1].id, words="Ja, ta gärna med den. Vi har fler om du vill."
    )
    await answer_or_write(
        session, host, youth_id, statement_id=None, words="Vi äter vid sex. Säg till om det är något du inte tycker om."
    )
    sara, saga = world.caseworker_of("saga"), world.youths["saga"]
    await statements_of(session, sara, saga, purpose="answer")
    version = await _latest(session, saga, "correction")
    await answer_statement(
        session,
        sara,
        version,
        verdict="heard",
        words="Tack för att du säger det. Jag skrev fel. Din version står kvar bredvid.",
    )

    omar = world.youths["omar"]
    await answer_statement(
        session,
        world.caseworker_of("omar"),
        await _latest(session, omar, "visit"),
        verdict="followed",
        words="Jo kunde den dagen, så det blev som du ville.",
    )
    await answer_statement(
        session,
        world.caseworker_of("tuva"),
        await _latest(session, world.youths["tuva"], "request"),
        verdict="followed",
        words="Helgen du ville är bokad, hos dem du valde.",
    )


async def say_today(session: AsyncSession, world: World) -> None:
    """Freja opens what the host wrote and means something else; Omar wants a copy of everything."""
    freja, host = world.actors["freja"], await _host_of(session, world, "freja")
    await conversation_with(session, freja, host.account_id)
    said = await _latest(session, world.youths["freja"], "message")
    await make_statement(
        session,
        freja,
        world.youths["freja"],
        kind="correction",
        words="Jag menade att jag inte kan sova utan den. Det är viktigt för mig.",
        regards="statement",
        regards_id=said,
    )
    await ask_for_copy(session, world.actors["omar"])


async def _host_of(session: AsyncSession, world: World, slug: str) -> Actor:
    site_id = await session.scalar(
        select(Stay.site_id).where(Stay.youth_id == world.youths[slug]).order_by(Stay.arrival.desc()).limit(1)
    )
    return next(actor for actor in world.actors.values() if actor.subject_id == site_id)


async def _latest(session: AsyncSession, youth_id: UUID, kind: str) -> UUID:
    return (
        await session.scalars(
            select(Statement.id)
            .where(Statement.youth_id == youth_id, Statement.kind == kind)
            .order_by(Statement.made_at.desc())
            .limit(1)
        )
    ).one()
