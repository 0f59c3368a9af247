"""What comes in and goes out about breaks and consents: forms and API read the same models."""

import re
from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from service.consents.rules import Kind
from service.errors import Invalid
from service.stays.rules import AddressIs, Status, Step
from service.web.schemas import LONGEST_WORDS, Input, Output

Rev = Annotated[int, Field(ge=1, le=2_000_000_000)]
MaybeWords = Annotated[str | None, StringConstraints(max_length=LONGEST_WORDS)]  # kept exactly as typed
MONTH = re.compile(r"20[2-9][0-9]-(0[1-9]|1[0-2])")


class CancelIn(Input):
    """Nothing is needed. Words are kept exactly as typed."""

    words: MaybeWords = None
    rev: Rev | None = None


class StepIn(Input):
    step: Step
    rev: Rev | None = None


class StepWithWordsIn(StepIn):
    """For the API: `words` belong to a change of mind, and are kept exactly as typed."""

    words: MaybeWords = None


class ChangeIn(Input):
    """Other times for a break, as they stand in the choice. Words may be left out."""

    times: Annotated[str, StringConstraints(max_length=80)] | None = None
    words: MaybeWords = None
    rev: Rev | None = None


class HomeIn(Input):
    step: Literal["tell", "going"] = "tell"
    words: MaybeWords = None


class LongerAnswerIn(Input):
    answer: Literal["yes", "no"]
    words: MaybeWords = None


class ReflectionIn(Input):
    weather: Literal["sun", "fair", "cloud", "rain", "storm", "dont_know", "wont_say"] = "wont_say"
    again: Literal["yes", "maybe", "no"] | None = None
    never: Literal["yes"] | None = None
    words: MaybeWords = None


class ReflectionOut(Output):
    """What she told of a break; her words are a statement."""

    stay_id: UUID
    statement_id: UUID
    weather: str
    again: str | None


class RememberIn(Input):
    what: Literal["again", "never"]


class FeedIn(Input):
    """The one word that stands on each entry."""

    called: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]


class NoteIn(Input):
    kind: Literal["meeting", "packing", "own"]
    words: Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_WORDS)]


class AddressGivenIn(Input):
    step: Literal["give", "take_back"]


class NothingIn(Input):
    pass


class OwnConsentIn(Input):
    """A guardian's yes. `mark` is the print of the text she was shown."""

    youth_id: UUID
    kind: Kind
    mark: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16}$")]


class RecordedConsentIn(Input):
    """A yes that a caseworker was told, with the text that was read or signed."""

    guardian_id: UUID
    kind: Kind
    manner: Annotated[str, StringConstraints(max_length=20)]
    text_shown: Annotated[str, StringConstraints(min_length=1, max_length=4000)]


class StayOut(Output):
    """A break in the fields that the reader's role may see; what it may not see is empty."""

    id: UUID
    arrival: datetime
    departure: datetime
    nights: int
    status: Status
    rev: int
    youth: str
    place: str
    place_kind: str
    mentor: str
    shared_needs: list[str]
    arrived_at: datetime | None
    departed_at: datetime | None
    steps: list[Step]


class HandedOverOut(Output):
    """What she herself gets of a protected address; `given_at` and `given_by` when it is handed over to her."""

    state: AddressIs
    since: datetime | None
    given_at: datetime | None
    given_by: str


class WhereOut(Output):
    """open: it can be looked at. later: from `since`. told: a person tells it, here it is not shown. Empty: nothing about it
    to this reader, or not any more. `is_known`: somebody has written it down (empty for her). `hers`: for her caseworker,
    when it is protected."""

    state: AddressIs | None
    since: datetime | None
    is_known: bool | None
    hers: HandedOverOut | None


class AddressOut(Output):
    """In this answer and in no other."""

    address: str


class CalendarOut(Output):
    month: date
    stays: list[StayOut]


class ConsentOut(Output):
    """A consent that was given, with the exact text."""

    id: UUID
    kind: Kind
    guardian_id: UUID | None
    manner: str
    text_shown: str
    given_at: datetime
    withdrawn_at: datetime | None


class WordingOut(Output):
    title: str
    text: str
    mark: str


class AskedOut(Output):
    kind: Kind
    guardian_id: UUID
    guardian_called: str
    wording: WordingOut
    given: ConsentOut | None


class ChildConsentsOut(Output):
    youth_id: UUID
    called: str
    asked: list[AskedOut]
    ask_lawyer: list[Kind]


def month_of(typed: str | None, today: date) -> date:
    """The month of an address like ?month=2027-01; this month when nothing is said."""
    if not typed:
        return today.replace(day=1)
    if MONTH.fullmatch(typed) is None:
        raise Invalid(field="month", code_detail="stays.month")
    return date(int(typed[:4]), int(typed[5:]), 1)
