"""The whole of her file as one document: what the copy she can ask for consists of, as pages to read and as data.

Told in her language when it is made; the PDF only sets what stands here. What was kept back is left out here, with the reason.
"""

from collections.abc import Mapping
from datetime import datetime

from pydantic import BaseModel, ConfigDict
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.breaks import Stay
from models.municipality import Municipality, Zone
from models.people import Account, CaseworkerAssignment, Guardian, Guardianship, SupportGrant, Youth, YouthProtected
from models.supply import Mentor, Site
from service.actor import Actor
from service.record import Event
from service.trail.files import file_of
from service.trail.lines import Line
from service.trail.sentences import PURPOSES
from service.trail.speech import said
from service.web.texts import N_, dates
from service.web.texts import gettext as _


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Fact(Part):
    label: str
    value: str


class Version(Part):
    words: str
    at: datetime


class Reading(Part):
    called: str
    at: datetime


class Entry(Part):
    """One thing that happened: `words` exactly as they were written, by her when `is_hers`."""

    at: datetime
    when: str
    happened: str
    by: str
    is_hers: bool
    words: str
    words_read: list[str] = []
    read_by: list[Reading] = []
    own_versions: list[Version] = []


class Section(Part):
    """`kept_back`: why none of it is shown; empty otherwise."""

    code: str
    title: str
    entries: list[Entry] = []
    kept_back: str = ""


class CopyDocument(Part):
    language: str
    title: str
    called: str
    municipality: str
    made_at: datetime
    introduction: list[str]
    facts_title: str
    facts: list[Fact]
    sections: list[Section]
    labels: dict[str, str]


_ANSWERS = frozenset({Event.STATEMENT_ANSWERED, Event.APPROVED, Event.RETURNED})
_NOTES = frozenset({Event.NOTE_WRITTEN})
_LETTERS = frozenset({Event.LETTER_WRITTEN, Event.MESSAGE_WRITTEN, Event.STAY_NOTE_WRITTEN})
_SAID = frozenset(
    {
        Event.WISH_MADE,
        Event.WISH_CHANGED,
        Event.STATEMENT_MADE,
        Event.OWN_VERSION_SAID,
        Event.OWN_PERSON_NAMED,
        Event.REFLECTION_MADE,
        Event.REQUEST_MADE,
        Event.CHOICE_MADE,
    }
)
_READ = frozenset({Event.WORDS_READ, Event.LOOK_REFUSED, Event.PROTECTED_REVEALED, Event.FEED_OPENED})

# (code, title, events, whether it may be kept back): what she said and who read it are hers without exception.
SECTIONS = (
    ("said", N_("What you have said"), _SAID, False),
    ("answers", N_("Answers and decisions"), _ANSWERS, True),
    ("notes", N_("Notes about talks with you"), _NOTES, True),
    ("letters", N_("Letters and messages to you"), _LETTERS, True),
    ("read", N_("Who has opened your words"), _READ, False),
    ("happened", N_("What else has happened"), None, True),
)
KEEPABLE = {code: title for code, title, _events, keepable in SECTIONS if keepable}
# Why a part may be kept back, and where the law says so (Swedish Public Access to Information and Secrecy Act, 2009:400).
REASONS = {
    "about_others": N_("It tells about somebody else, who has a right to be left in peace. Secrecy Act 26:1."),
    "told_by_others": N_("Somebody who told us something could come to harm. Secrecy Act 26:5."),
}


async def document_of(
    session: AsyncSession, actor: Actor, made_at: datetime, kept_back: Mapping[str, str]
) -> CopyDocument:
    """`actor` is she herself: the copy opens what she may open, no more and no less."""
    file = await file_of(session, actor, most=None)
    lines = list(reversed(file.lines))  # the oldest first, as a story is told
    taken: set[int] = set()
    sections = []
    for code, title, events, _keepable in SECTIONS:
        here = [line for line in lines if line.seq not in taken and (events is None or Event(line.kind) in events)]
        taken.update(line.seq for line in here)
        if code in kept_back:
            sections.append(Section(code=code, title=_(title), kept_back=_(REASONS[kept_back[code]])))
        else:
            sections.append(Section(code=code, title=_(title), entries=[_entry(line) for line in here]))
    youth, municipality = await _who(session, actor)
    return CopyDocument(
        language=actor.language,
        title=_("Everything about you"),
        called=youth.called,
        municipality=municipality,
        made_at=made_at,
        introduction=[
            _(
                "This is a copy of all that is written about you here. It was made %(when)s.",
                when=dates.moment(made_at),
            ),
            _("Your own words have a colour of their own, just as you wrote them."),
            _("If something is wrong you can tell it your way. Your version then stands beside it."),
            _("Keep the copy where nobody else finds it. You can always ask for a new one."),
        ],
        facts_title=_("What we know about you"),
        facts=await _facts(session, youth),
        sections=sections,
        labels={
            "nothing": _("Nothing stands here."),
            "said": _("“%(words)s”", words="{words}"),
            "kept_back": _("This part is kept back."),
            "own_version": _("Your own version"),
            "read": _("%(name)s read this %(when)s.", name="{name}", when="{when}"),
            "no_sign": _("Some signs cannot be printed and are shown as %(sign)s. The data file has them.", sign="[?]"),
            "complain": _("You can ask to have it tried by somebody else. Ask how, and you get help with it."),
        },
    )


def _entry(line: Line) -> Entry:
    about = " ".join(_(one) for one in line.about)
    why = _("It was %(why)s.", why=_(PURPOSES[line.purpose])) if line.purpose in PURPOSES else ""
    return Entry(
        at=line.at,
        when=dates.moment(line.at),
        happened=" ".join(part for part in (said(line), f"{about}." if about else "", why) if part),
        by="" if line.is_hers else line.who,
        is_hers=line.is_hers,
        words=line.words,
        words_read=list(line.words_read),
        read_by=[Reading(called=one.called, at=one.at) for one in line.read_by],
        own_versions=[Version(words=one.words, at=one.at) for one in line.versions],
    )


async def _who(session: AsyncSession, actor: Actor) -> tuple[Youth, str]:
    row = (
        await session.execute(
            select(Youth, Municipality.called)
            .join(Municipality, Municipality.id == Youth.municipality_id)
            .where(Youth.id == actor.subject_id)
        )
    ).one()
    return row[0], row[1]


async def _facts(session: AsyncSession, youth: Youth) -> list[Fact]:
    """What stands in tables and not in the record: who she is, who is around her, what is decided, her breaks."""
    protected = await session.scalar(select(YouthProtected.grade).where(YouthProtected.youth_id == youth.id))
    zone = await session.scalar(select(Zone.called).where(Zone.id == youth.home_zone_id))
    caseworkers = await session.scalars(
        select(Account.called)
        .join(CaseworkerAssignment, CaseworkerAssignment.caseworker_id == Account.id)
        .where(CaseworkerAssignment.youth_id == youth.id)
    )
    guardians = await session.scalars(
        select(Guardian.called)
        .join(Guardianship, Guardianship.guardian_id == Guardian.id)
        .where(Guardianship.youth_id == youth.id)
    )
    grants = await session.scalars(select(SupportGrant).where(SupportGrant.youth_id == youth.id))
    stays = await session.execute(
        select(Site.called, Mentor.called, Stay.arrival, Stay.departure)
        .join(Site, Site.id == Stay.site_id)
        .outerjoin(Mentor, Mentor.id == Stay.mentor_id)
        .where(Stay.youth_id == youth.id)
        .order_by(Stay.arrival)
    )
    return [
        Fact(label=_("You are called"), value=youth.called),
        Fact(label=_("You were born"), value=youth.birth_date.isoformat()),
        # A paper can be found by somebody: where she lives stands in it only when that need not be hidden.
        *([Fact(label=_("You live in"), value=zone or "")] if protected in (None, "none") else []),
        Fact(label=_("Languages"), value=", ".join(youth.languages)),
        Fact(label=_("Your social worker"), value=", ".join(dict.fromkeys(caseworkers))),
        Fact(label=_("Guardians"), value=", ".join(guardians)),
        *(
            Fact(
                label=_("What is decided"),
                value=_(GRANTS[one.kind]) + f" ({one.valid.lower} – {one.valid.upper or ''})",
            )
            for one in grants
        ),
        *(
            Fact(
                label=_("Break"),
                value=", ".join(part for part in (site, mentor, dates.span(arrival, departure)) if part),
            )
            for site, mentor, arrival, departure in stays
        ),
    ]


GRANTS = {
    "contact_family": N_("Breaks with a host family"),
    "mentor": N_("A mentor"),
    "place": N_("Breaks at a place"),
    "open_offer": N_("Open for everybody"),
}
