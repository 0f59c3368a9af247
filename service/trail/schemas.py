"""What goes out about the record."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from service.web.schemas import Input, Output, Words


class VersionOut(Output):
    words: str
    at: datetime


class LineOut(Output):
    """`regards` and `regards_id` are what her own version of this would be about; `versions` those she has said."""

    seq: int
    at: datetime
    kind: str
    sentence: str
    who: str
    role: str
    about: list[str]
    words: str
    words_read: list[str]
    times: int
    regards: str
    regards_id: UUID | None
    versions: list[VersionOut]


class ReaderOut(Output):
    called: str
    role: str
    times: int
    last_at: datetime


class MyFileOut(Output):
    """`earlier` is the `before` of the next page, or none. `refused`: who was not let in; some have no name here."""

    lines: list[LineOut]
    readers: list[ReaderOut]
    refused: list[ReaderOut]
    earlier: int | None


class ReadOut(Output):
    seq: int
    at: datetime
    who: str
    role: str
    purpose: str
    file: str
    how_many: int


class RefusedOut(Output):
    """Somebody asked by address for something of a file that is not hers to see. `what`: of which kind."""

    seq: int
    at: datetime
    who: str
    role: str
    what: str
    file: str


class VerificationOut(Output):
    """`first_broken` is the number of the first event that does not fit; none when the chain is whole."""

    is_whole: bool
    first_broken: int | None
    events: int
    last_at: datetime | None
    head: str
    reads: list[ReadOut]
    refused: list[RefusedOut]


KeptBack = Literal["", "about_others", "told_by_others"]


class ReleaseForm(Input):
    """For each part that may be kept back: why; empty when she gets it. `words` is what is answered to her."""

    answers: KeptBack = ""
    notes: KeptBack = ""
    letters: KeptBack = ""
    happened: KeptBack = ""
    words: Words


class CopyOut(Output):
    id: UUID
    state: str
    asked_at: datetime
    made_at: datetime | None
    released_at: datetime | None
