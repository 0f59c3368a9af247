"""What comes in and goes out about proposals: forms and API read the same models."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator

from service.proposals.rules import Status, Step
from service.requests.windows import MOST_OCCURRENCES
from service.web.schemas import LONGEST_WORDS, Input, Output, Words

Rev = Annotated[int, Field(ge=1, le=2_000_000_000)]
OwnWords = Annotated[str | None, StringConstraints(max_length=LONGEST_WORDS)]
Reference = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
AnswerCode = Literal["this", "something_else", "no", "talk_first"]
Verdict = Literal["followed", "partly", "not", "heard"]
ViewSought = Literal["said_in_service", "conversation", "chose_not_to_say", "clarified_otherwise"]
MOST_ANSWERS = 200
TIME, SKIP = "time_", "skip"


class ChoiceIn(Input):
    """Her answer to a menu; `this` names an option. Words are kept exactly as typed.

    Single times that she wants otherwise have a field each on the page, time_<occurrence>: a placement, or "skip".
    """

    answer: AnswerCode
    option_id: UUID | None = None
    changes: Annotated[dict[UUID, UUID | None], Field(max_length=MOST_OCCURRENCES)] = {}
    words: OwnWords = None
    rev: Rev | None = None

    @model_validator(mode="before")
    @classmethod
    def _gather(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        rest = {name: value for name, value in given.items() if not str(name).startswith(TIME)}
        changes = {
            str(name).removeprefix(TIME): None if value == SKIP else value
            for name, value in given.items()
            if str(name).startswith(TIME)
        }
        return rest | ({"changes": changes} if changes else {})


class GivenAnswer(Input):
    """What an adult answers to one statement."""

    verdict: Verdict
    words: Words


class DecisionForm(Input):
    """A caseworker's decision. On the page each statement has two fields of its own: verdict_<id> and because_<id>."""

    decision: Literal["approve", "return"]
    view_sought: ViewSought
    words: OwnWords = None
    delegation_reference: Reference = ""
    rev: Rev
    answers: Annotated[dict[UUID, GivenAnswer], Field(max_length=MOST_ANSWERS)] = {}

    @model_validator(mode="before")
    @classmethod
    def _gather(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        rest: dict[str, Any] = {}
        answers: dict[str, dict[str, Any]] = {}
        for name, value in given.items():
            for begins, part in (("verdict_", "verdict"), ("because_", "words")):
                if str(name).startswith(begins):
                    answers.setdefault(str(name).removeprefix(begins), {})[part] = value
                    break
            else:
                rest[name] = value
        return rest | ({"answers": answers} if answers else {})


class StatementAnswerIn(GivenAnswer):
    statement_id: UUID


class TimeChangeIn(Input):
    """One time of a series that is not to be as in the option: a placement of the same menu for the very same occurrence,
    or none for "not this time"."""

    occurrence_id: UUID
    placement_id: UUID | None


class ProposalStepIn(Input):
    """A step over the API. A youth: choose (with `option_id`, and `changes` for single times of a series), want_else,
    decline, talk_first, with or without words.
    A caseworker: approve or return, with `view_sought` and `answers`; a return needs words. `If-Match` carries the rev."""

    step: Literal["choose", "want_else", "decline", "talk_first", "approve", "return"]
    option_id: UUID | None = None
    changes: Annotated[list[TimeChangeIn], Field(max_length=MOST_OCCURRENCES)] = []
    words: OwnWords = None
    view_sought: ViewSought | None = None
    answers: Annotated[list[StatementAnswerIn], Field(max_length=MOST_ANSWERS)] = []
    delegation_reference: Reference = ""


class AskAnswerIn(Input):
    answer: Literal["yes", "no"]


class ReminderDoneIn(Input):
    """Nothing to fill in: the address says which."""


class PublishIn(Input):
    """Nothing to fill in: the address says which round."""


# -- out


class TimeOut(Output):
    arrival: datetime
    departure: datetime


class OptionTimeOut(TimeOut):
    """One time of an option. `differs`: in what it is not as the rest (where, who, when)."""

    occurrence_id: UUID
    placement_id: UUID
    site_called: str
    mentor_called: str | None
    differs: list[str]


class WishedOut(Output):
    """Something she said and what the option does about it."""

    said: str
    met: bool
    therefore: str


class OptionOut(Output):
    id: UUID
    rank: int
    state: str
    site_id: UUID
    site_called: str
    headline: str
    mentor_called: str | None
    times: list[OptionTimeOut]
    wished: list[WishedOut]


class WhyNotOut(Output):
    called: str
    reasons: list[str]


class GateOut(Output):
    name: str
    is_open: bool
    waits_for: list[str]


class TimeChangeOut(Output):
    """A time that she wants otherwise than the option has it: the placement, or none for "not this time"."""

    occurrence_id: UUID
    placement_id: UUID | None


class ChoiceOut(Output):
    """Her answer; `times` is exactly what she chose, as long as it counts and is there."""

    answer: str
    option_id: UUID | None
    changes: list[TimeChangeOut]
    times: list[OptionTimeOut]
    words: str | None
    made_at: datetime


class DecisionOut(Output):
    decision: str
    by: str
    words: str | None
    made_at: datetime


class BookedOut(Output):
    stay_id: UUID
    site_called: str
    arrival: datetime
    departure: datetime
    status: str


class ProposalLineOut(Output):
    id: UUID
    youth_id: UUID
    stay_request_id: UUID
    status: str
    hold_until: datetime | None
    made_at: datetime
    rev: int


class ProposalOut(Output):
    """A menu. `rev` is its revision: send it in `If-Match` with a step."""

    id: UUID
    youth_id: UUID
    stay_request_id: UUID
    status: Status
    rev: int
    asks_due: datetime | None
    opened_at: datetime | None
    hold_until: datetime | None
    options: list[OptionOut]
    why_not: list[WhyNotOut]
    choice: ChoiceOut | None
    decision: DecisionOut | None
    gates: list[GateOut]
    booked: list[BookedOut]
    steps: list[Step]


class AskOut(Output):
    """A question to a house, without who it is about. Ages are [from, to) in whole years."""

    id: UUID
    site_called: str
    state: str
    due: datetime | None
    age_from: int
    age_to: int
    shared_needs: list[str]
    times: list[TimeOut]
    with_mentor: bool


class UnansweredOut(Output):
    id: UUID
    youth_id: UUID
    youth_called: str
    kind: str
    made_at: datetime
    answer_due: datetime


class ToDecideOut(Output):
    proposal_id: UUID
    youth_id: UUID
    youth_called: str
    kind: str
    begins: datetime
    chosen_at: datetime
    unanswered: int


class ReminderOut(Output):
    id: UUID
    youth_id: UUID
    youth_called: str
    because: str
    due: datetime
    proposal_id: UUID | None


class WaitingOut(Output):
    proposal_id: UUID
    youth_id: UUID
    youth_called: str
    begins: datetime
    gates: list[str]


class QueueOut(Output):
    unanswered: list[UnansweredOut]
    to_decide: list[ToDecideOut]
    reminders: list[ReminderOut]
    waiting: list[WaitingOut]


class PublishingOut(Output):
    """A round that a worker publishes; its status says when it is done."""

    round_id: UUID
    status: str
