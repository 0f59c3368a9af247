"""What the guide shows in the synthetic municipality: adults who show themselves, letters, words for today, a question asked."""

from sqlalchemy.ext.asyncio import AsyncSession

from service.demo.base import World
from service.guide import actions
from service.youths.actions import make_statement

SHOWN = {
    "sara": ("person-2", "Jag har två katter och dricker för mycket te. Säg till om jag pratar för mycket.", "090-00 00 11", "vardagar 8–16"),
    "daniel": ("person-5", "Jag cyklar till jobbet, också när det snöar.", "090-00 00 12", "vardagar 9–17"),
    "kerstin": ("person-4", "Jag letar ställen som passar. Jag gillar kartor.", "", ""),
}  # fmt: skip
LETTERS = {
    "elias": """Hej Elias

Jag är den du får träffa. Vi ses bara en stund första gången. Du kan ta med någon om du vill.

Du behöver inte berätta något du inte vill. Jag har med mig kort med bilder på, så kan du peka i stället för att prata.

Har du något du undrar? Skriv här, så svarar jag.""",
    "alva": """Hej Alva

Jag är glad att du finns här nu. Jag vet att det kan vara svårt hemma ibland. Du bestämmer vad du säger, och när.

När vi ses berättar jag vad jag kan hjälpa till med. Vill du bara sitta och dricka te går det också bra.""",
}
NEEDS = {"alva": (["calm", "few_questions", "sleep"], None), "noor": (["time", "honest"], "Jag har prov på torsdag.")}


async def welcome(session: AsyncSession, world: World) -> None:
    """Adults show themselves and write letters, before anybody has wished anything. Elias has not opened his."""
    for slug, (picture, words, phone, reached) in SHOWN.items():
        await actions.show_oneself(
            session, world.actors[slug], picture=picture, words=words, phone=phone, reached=reached
        )
    for slug, words in LETTERS.items():
        letter = await actions.write_letter(
            session, world.caseworker_of(slug), world.youths[slug], words=words, meeting_at=None
        )
        if slug != "elias":
            await actions.open_letter(session, world.actors[slug], letter.id)


async def speak_of_today(session: AsyncSession, world: World) -> None:
    """Two say what they need today, one is answered; a card is asked for real."""
    for slug, (needs, words) in NEEDS.items():
        said = await actions.say_needs(session, world.actors[slug], needs, words)
        if slug == "noor":
            await actions.take_up_needs(
                session, world.caseworker_of(slug), world.youths[slug], said.id, needs, "Vi tar det efter provet."
            )
    await make_statement(
        session, world.actors["noor"], world.youths["noor"], kind="question", words=None, cards=["does_school_know"]
    )
