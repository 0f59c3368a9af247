"""The exact text a guardian says yes to. Made here, so that what is stored is what was shown, and nothing a browser sent.

`mark` is a short print of the text: a form carries it back, and when the text has changed meanwhile nothing is stored.
"""

from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.municipality import Municipality
from service.consents.rules import Kind
from service.web.texts import N_
from service.web.texts import gettext as _

NAMES = {
    Kind.OVERNIGHT: N_("Breaks with a night, or with a host family"),
    Kind.DAYTIME: N_("Meeting a mentor or being at a place by day"),
    Kind.OPEN_OFFER: N_("Coming to open evenings"),
}
# %(name)s: the youth, %(municipality)s: "Umeå kommun"
TEXTS = {
    Kind.OVERNIGHT: N_(
        "I say yes to %(name)s taking breaks from home, also over night. It can be with a host family or at a place that"
        " %(municipality)s has checked. %(name)s says what the breaks are to be like. My yes holds until I take it back."
        " I can take it back on any day."
    ),
    Kind.DAYTIME: N_(
        "I say yes to %(name)s meeting a mentor, and being at places that %(municipality)s has checked, by day and in the"
        " evening. My yes holds until I take it back. I can take it back on any day."
    ),
    Kind.OPEN_OFFER: N_(
        "I say yes to %(name)s coming to open evenings of %(municipality)s. My yes holds until I take it back. I can take"
        " it back on any day."
    ),
}


@dataclass(frozen=True)
class Wording:
    title: str
    text: str

    @property
    def mark(self) -> str:
        return sha256(self.text.encode()).hexdigest()[:16]


async def wording_of(session: AsyncSession, kind: Kind, name: str) -> Wording:
    """In the language of whoever reads."""
    municipality = await session.scalar(select(Municipality.called)) or ""
    return Wording(_(NAMES[kind]), _(TEXTS[kind], name=name, municipality=municipality))
