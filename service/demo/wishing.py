"""Visits first and own people in the synthetic municipality: somebody at each step, through the same actions as people use."""

from datetime import datetime, time, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from models.words import OwnPerson
from service import clock
from service.actor import Actor
from service.demo.base import World
from service.requests.windows import local
from service.visits import actions as visits
from service.visits.rules import Step
from service.youths import piles
from service.youths.actions import name_own_person
from service.youths.own_people import tell_of_own_person

AT_FOUR = time(16)
LATER = {"freja": "garcia"}  # wished and waiting for a time: whose house sees a question


async def before(session: AsyncSession, world: World) -> None:
    """Two weeks ago: Omar met Jo before he went anywhere. Saga named the parents of a friend, Wilma her grandmother."""
    await _visit(session, world, "omar", mentor="jo", days=2, says_yes=True)
    ebbas = await _name(session, world, "saga", "Ebbas föräldrar, Lotta och Henke. Jag har sovit där förut.")
    await _name(session, world, "wilma", "Mormor i Vännäs. Hon har plats i soffan.")
    await tell_of_own_person(
        session,
        world.caseworker_of("saga"),
        world.youths["saga"],
        ebbas.id,
        state="contacted",
        words="Jag har ringt Lotta, som du sa att jag fick. Hon vill gärna. Vi ses den här veckan.",
    )


async def lately(session: AsyncSession, world: World) -> None:
    """Yesterday: Freja wants to see Lucía first, Noor has a time to answer, and Milo is going to meet Mira."""
    for slug, home in LATER.items():
        await visits.wish_visit(session, world.actors[slug], world.youths[slug], site_id=world.sites[home])
    await _visit(session, world, "noor", mentor="fatima", days=6)
    await _visit(session, world, "milo", mentor="mira", days=5, says_yes=True)
    await piles.save_piles(
        session, world.actors["hugo"], world.youths["hugo"], {"cat": "important", "children": "never"}
    )


async def _visit(
    session: AsyncSession, world: World, slug: str, *, mentor: str, days: int, says_yes: bool = False
) -> None:
    actor: Actor = world.actors[slug]
    visit = await visits.wish_visit(session, actor, world.youths[slug], mentor_id=world.mentors[mentor])
    when = _in_days(days, actor.zone)
    await visits.propose(session, world.actors[mentor], visit.id, arrival=when, minutes=60)
    if says_yes:
        await visits.take_step(session, actor, visit.id, Step.ACCEPT)


def _in_days(days: int, zone: str) -> datetime:
    return local(clock.today(zone) + timedelta(days=days), AT_FOUR, zone)


async def _name(session: AsyncSession, world: World, slug: str, words: str) -> OwnPerson:
    return await name_own_person(session, world.actors[slug], world.youths[slug], words=words)
