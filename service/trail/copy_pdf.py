"""Sets the copy of her file on A4, in the typefaces of the service, left to right or right to left.

Pure: a document in, bytes out.
"""

from fpdf import FPDF
from fpdf.enums import Align, XPos, YPos

from service.trail.copy_document import CopyDocument, Entry, Section
from service.trail.copy_letters import (
    ARABIC,
    BOLD,
    FAMILIES,
    LATIN,
    NO_SIGN,
    PLAIN,
    family_of,
    is_joined,
    printable,
    typeface,
)
from service.web.texts import dates, speaking

RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})
INK, SOFT, APRICOT, HUSH = (33, 43, 41), (88, 98, 95), (255, 232, 214), (240, 238, 232)
MARGIN = 20.0  # mm
LINE = 6.5


class _Paper(FPDF):
    def __init__(self, document: CopyDocument) -> None:
        super().__init__(format="A4")
        self.rtl = document.language in RIGHT_TO_LEFT
        self.main = ARABIC if self.rtl else LATIN  # of what is no sentence: page numbers
        self.families: set[str] = set()
        self.has_no_sign = False
        self._bring({LATIN, self.main})
        self.set_font(self.main, "", 12)
        self.set_margins(MARGIN, MARGIN, MARGIN)
        self.set_auto_page_break(True, MARGIN)
        self.set_title(document.title)
        self.set_lang(document.language)
        self.foot = document.title

    def _bring(self, families: set[str]) -> None:
        if families <= self.families:
            return
        for family in FAMILIES:
            if family in families - self.families:
                bold = BOLD if FAMILIES[family] == "fonts" else PLAIN
                self.add_font(family, "", typeface(family, PLAIN))
                self.add_font(family, "B", typeface(family, bold))
        self.families |= families
        self.set_fallback_fonts([one for one in FAMILIES if one in self.families], exact_match=True)

    def footer(self) -> None:
        self.set_y(-15)
        self.set_font(self.main, "", 9)
        self.set_text_color(*SOFT)
        self.cell(0, 8, str(self.page_no()), align=Align.C)

    def say(
        self,
        words: str,
        *,
        size: float = 12,
        style: str = "",
        colour: tuple[int, int, int] = INK,
        ground: tuple[int, int, int] | None = None,
        after: float = 2,
    ) -> None:
        if not words:
            return
        shown = printable(words)
        self.has_no_sign |= shown.count(NO_SIGN) > words.count(NO_SIGN)
        from_the_right = any(is_joined(sign) for sign in shown)
        self._bring(
            {family for sign in set(shown) if (family := family_of(sign))} | ({ARABIC} if from_the_right else set())
        )
        self.set_text_shaping(from_the_right)  # letters that join need it; for others it only takes time
        self.set_font(ARABIC if from_the_right else LATIN, style, size)
        self.set_text_color(*colour)
        if ground:
            self.set_fill_color(*ground)
        self.multi_cell(
            0,
            LINE * size / 12,
            shown,
            align=Align.R if self.rtl or from_the_right else Align.L,
            fill=ground is not None,
            padding=(2, 4) if ground else 0,
            new_x=XPos.LMARGIN,
            new_y=YPos.NEXT,
        )
        self.ln(after)


def set_on_paper(document: CopyDocument, zone: str) -> bytes:
    with speaking(document.language, zone):
        paper = _Paper(document)
        paper.add_page()
        paper.say(document.title, size=24, style="B", after=1)
        paper.say(f"{document.called} · {document.municipality}", size=14, colour=SOFT, after=6)
        for line in document.introduction:
            paper.say(line, size=13)
        paper.ln(4)
        paper.say(document.facts_title, size=18, style="B")
        for fact in document.facts:
            paper.say(fact.label, size=10, colour=SOFT, after=0)
            paper.say(fact.value or "–", after=2)
        for section in document.sections:
            _section(paper, section, document.labels)
        if paper.has_no_sign:
            paper.say(document.labels["no_sign"], size=10, colour=SOFT)
        return bytes(paper.output())


def _section(paper: _Paper, section: Section, labels: dict[str, str]) -> None:
    paper.ln(5)
    paper.say(section.title, size=18, style="B")
    if section.kept_back:
        paper.say(labels["kept_back"], style="B", after=1)
        paper.say(section.kept_back, after=1)
        paper.say(labels["complain"])
    elif not section.entries:
        paper.say(labels["nothing"], colour=SOFT)
    for entry in section.entries:
        _entry(paper, entry, labels)


def _entry(paper: _Paper, entry: Entry, labels: dict[str, str]) -> None:
    paper.say(entry.when, size=10, colour=SOFT, after=0)
    paper.say(entry.happened, style="B", after=1)
    if entry.is_hers:
        _hers(paper, entry.words, labels)
    else:
        paper.say(entry.words, ground=HUSH, after=1)
    for words in entry.words_read:
        _hers(paper, words, labels, size=10)
    for read in entry.read_by:
        paper.say(
            labels["read"].replace("{name}", read.called).replace("{when}", dates.moment(read.at)),
            size=10,
            colour=SOFT,
            after=0,
        )
    for own in entry.own_versions:
        paper.say(labels["own_version"], size=10, colour=SOFT, after=0)
        _hers(paper, own.words, labels)
    paper.ln(3)


def _hers(paper: _Paper, words: str, labels: dict[str, str], size: float = 12) -> None:
    """Her words look as they do on the pages: apricot, in quotation marks, and nothing else does."""
    if words:
        paper.say(labels["said"].replace("{words}", words), size=size, ground=APRICOT, after=1)
