"""The questions of a wish, in order: what it is about, which of these, how much, in her own words, and a look at it all.

Pure: the answers so far are passed in. Each can be skipped; from the look at it all each can be changed alone.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from service.youths.traits import TRAITS, Trait, traits_about

STEPS = ("subject", "thing", "strength", "words", "check")
OWN_WORDS = "own"  # "something else": straight to her own words
MILD = "nice"  # how much it matters when she did not say


def step_after(step: str, answers: dict[str, Any]) -> str:
    """Where to go on. A wish about a host or mentor has its thing already; one in her own words alone needs none."""
    following = STEPS[STEPS.index(step) + 1]
    if following == "thing" and (answers.get("subject") == OWN_WORDS or about_somebody(answers)):
        return step_after("thing", answers)
    if following == "strength" and answers.get("subject") == OWN_WORDS:
        return "words"
    return following


def step_before(step: str, answers: dict[str, Any]) -> str | None:
    """The question before this one, for Back; None on the first."""
    before = [one for one in STEPS[: STEPS.index(step)] if one != "strength" or answers.get("subject") != OWN_WORDS]
    if answers.get("subject") == OWN_WORDS or about_somebody(answers):
        before = [one for one in before if one != "thing"]
    if about_somebody(answers):
        before = [one for one in before if one != "subject"]
    return before[-1] if before else None


def about_somebody(answers: dict[str, Any]) -> bool:
    return bool(answers.get("site_id") or answers.get("mentor_id"))


def things_to_offer(answers: dict[str, Any]) -> dict[str, Trait]:
    """What can be picked under her question; all of it when she skipped the question."""
    return traits_about(str(answers["subject"])) if answers.get("subject") else TRAITS


def with_answer(answers: dict[str, Any], step: str, given: dict[str, Any]) -> dict[str, Any]:
    """The answers with one step's answer put in. Another subject makes the picked thing void."""
    after = {**answers, **given}
    if step == "subject" and after.get("subject") != answers.get("subject"):
        after.pop("trait", None)
    return {name: value for name, value in after.items() if value}


@dataclass(frozen=True)
class BegunWish:
    """The answers as `make_wish` takes them."""

    subject: str
    strength: str
    words: str | None
    trait: str | None
    site_id: UUID | None
    mentor_id: UUID | None
    supersedes: UUID | None

    @property
    def is_empty(self) -> bool:
        return not ((self.words or "").strip() or self.trait or self.site_id or self.mentor_id)


def begun_wish(answers: dict[str, Any]) -> BegunWish:
    """What she has said so far. What she did not say is filled in mildly: "nice", and a subject from what she picked."""
    trait = answers.get("trait")
    subject = answers.get("subject")
    if subject in (None, OWN_WORDS):
        subject = TRAITS[trait].subject if trait in TRAITS else ("who" if about_somebody(answers) else "what")
    return BegunWish(
        subject=str(subject),
        strength=str(answers.get("strength", MILD)),
        words=answers.get("words"),
        trait=trait,
        site_id=UUID(answers["site_id"]) if answers.get("site_id") else None,
        mentor_id=UUID(answers["mentor_id"]) if answers.get("mentor_id") else None,
        supersedes=UUID(answers["supersedes"]) if answers.get("supersedes") else None,
    )
