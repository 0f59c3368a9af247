"""Three piles and a fourth: what matters most, what would be good, what does not matter, and what never.

All cards are put in place at once. Only what she moved is said anew: a moved card replaces the wish before it (with the words
that stood beside it), one that does not matter any more is taken back, one that lies where it lay is left alone. That
something decides is not a pile: it is said apart, with what follows from it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from service.actor import Actor
from service.errors import Invalid, NotFound
from service.youths.access import youth_spoken_for
from service.youths.actions import make_wish, take_back_wish
from service.youths.queries import Said, statements_of
from service.youths.traits import TRAITS

IMPORTANT, NICE, NONE, NEVER = "important", "nice", "none", "never"
PILES = (IMPORTANT, NICE, NONE, NEVER)
PILE_OF = {"must": IMPORTANT, "important": IMPORTANT, "nice": NICE, "never": NEVER}  # of a wish's strength
STRONGEST = ("never", "must", "important", "nice")


@dataclass(frozen=True)
class Card:
    """One card as it lies now. `wishes`: what she has said about it, the one that counts first."""

    trait: str
    pile: str
    wishes: tuple[Said, ...] = ()

    @property
    def decides(self) -> bool:
        return any(one.wish is not None and one.wish.strength == "must" for one in self.wishes)


@dataclass(frozen=True)
class Moved:
    """How many wishes were made, changed and taken back."""

    made: int = 0
    changed: int = 0
    taken_back: int = 0

    @property
    def any(self) -> int:
        return self.made + self.changed + self.taken_back


async def cards_of(session: AsyncSession, actor: Actor, youth_id: UUID) -> dict[str, Card]:
    """Every card, in the pile where her wishes put it; what she has said nothing about does not matter."""
    said = await statements_of(session, actor, youth_id, current_only=True)
    by_trait: dict[str, list[Said]] = {}
    for one in said:
        if one.wish is not None and one.wish.trait in TRAITS and one.stay_request_id is None:
            by_trait.setdefault(one.wish.trait, []).append(one)
    cards = {}
    for trait in TRAITS:
        mine = sorted(by_trait.get(trait, ()), key=lambda one: STRONGEST.index(one.wish.strength) if one.wish else 9)
        cards[trait] = Card(trait, PILE_OF[mine[0].wish.strength] if mine and mine[0].wish else NONE, tuple(mine))
    return cards


async def save_piles(session: AsyncSession, actor: Actor, youth_id: UUID, piles: Mapping[str, str]) -> Moved:
    """Put these cards in these piles; cards that are not named stay where they are."""
    await youth_spoken_for(session, actor, youth_id)  # locked: two pages of hers save one after the other
    if unknown := sorted(set(piles) - set(TRAITS)):
        raise Invalid(field=unknown[0], kind="unknown_field")
    cards, made, changed, taken_back = await cards_of(session, actor, youth_id), 0, 0, 0
    for trait, pile in piles.items():
        if pile not in PILES:
            raise Invalid(field=trait, kind="not_a_choice")
        card = cards[trait]
        if card.pile == pile:
            continue
        stays = card.wishes[:1] if pile != NONE else ()
        for one in card.wishes[len(stays) :]:
            await take_back_wish(session, actor, youth_id, one.id)
        if pile == NONE:
            taken_back += 1
            continue
        await make_wish(
            session,
            actor,
            youth_id,
            subject=TRAITS[trait].subject,
            strength=pile,
            trait=trait,
            words=stays[0].words if stays else None,
            supersedes=stays[0].id if stays else None,
        )
        made, changed = made + (not stays), changed + bool(stays)
    return Moved(made, changed, taken_back)


async def let_decide(session: AsyncSession, actor: Actor, youth_id: UUID, statement_id: UUID, *, decides: bool) -> None:
    """This one wish decides, or is important and no more. Saying it twice is the same as once."""
    await youth_spoken_for(session, actor, youth_id)
    said = await statements_of(session, actor, youth_id, statement_id=statement_id)
    wish = said[0].wish if said else None
    if wish is None or wish.strength == NEVER:
        raise NotFound()
    if (wish.strength == "must") == decides:
        return
    await make_wish(
        session,
        actor,
        youth_id,
        subject=wish.subject,
        strength="must" if decides else IMPORTANT,
        words=said[0].words,
        site_id=wish.site_id,
        mentor_id=wish.mentor_id,
        trait=wish.trait,
        stay_request_id=said[0].stay_request_id,
        supersedes=statement_id,
    )
