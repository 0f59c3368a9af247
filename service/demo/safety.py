"""Those in the synthetic municipality who have somebody beside them."""

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from models.people import Account, Role
from service.actor import Actor
from service.demo.base import World
from service.messages.to_her import write_to_her
from service.support.actions import choose_somebody


async def choose_support(session: AsyncSession, world: World) -> None:
    """Saga has her aunt beside her, and her caseworker may know; Wilma has a teacher, and she may not."""
    for youth, slug, called, shares, is_named, words in (
        ("saga", "elin", "Elin", ("breaks", "wishes", "answers"), True, "Hej Saga. Jag har fått kortet och är med."),
        ("wilma", "mats", "Mats", ("breaks",), False, None),
    ):
        chosen = await choose_somebody(
            session, world.actors[youth], called=called, shares=shares, months=3, is_named=is_named
        )
        await session.execute(update(Account).where(Account.id == chosen.account_id).values(persona=slug))
        actor = Actor(chosen.account_id, world.actors[youth].municipality_id, Role.SUPPORT_PERSON, called)
        if words:
            await write_to_her(session, actor, world.youths[youth], words)
