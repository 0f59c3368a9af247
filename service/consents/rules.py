"""Whose consent a kind of support needs, by age and number of guardians, on a given day.

Kept apart from proposals because a consent outlives any one break. Pure: rules, age and day are passed in. A case that no
rule speaks of is never a silent yes: a lawyer is asked.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from sqlalchemy.dialects.postgresql import Range


class Kind(StrEnum):
    OVERNIGHT = "overnight"
    DAYTIME = "daytime"
    OPEN_OFFER = "open_offer"


class Needs(StrEnum):
    GUARDIANS = "guardians"  # each of them
    YOUTH = "youth"  # her own choice of a break is her consent: no second yes is asked of her
    NOBODY_MORE = "nobody_more"
    ASK_LAWYER = "ask_lawyer"


class Rule(Protocol):
    """A row of the municipality's table."""

    kind: str
    age_from: int
    age_to: int
    guardians_from: int
    guardians_to: int
    needs: str
    law: str
    valid: Range[date]


@dataclass(frozen=True)
class Needed:
    needs: Needs
    law: str = ""


@dataclass(frozen=True)
class Missing:
    """A guardian whose yes is not here. Without an account she can't give it on a page: her caseworker records it."""

    guardian_id: UUID
    called: str
    has_account: bool


@dataclass(frozen=True)
class ConsentState:
    """The gate of one kind of support for one youth on one day."""

    is_open: bool
    missing: tuple[Missing, ...]
    needs: Needs
    law: str


def kind_of(stay_kind: str, grant_kind: str) -> Kind:
    """Which consent a break is about.

    A host family is asked about as if it were overnight, also for an evening: no section of law we know lets a youth
    agree to a contact family alone, so the stricter rule holds.
    """
    if stay_kind != "evening" or grant_kind == "contact_family":
        return Kind.OVERNIGHT
    return Kind.OPEN_OFFER if grant_kind == "open_offer" else Kind.DAYTIME


def needed(rules: Iterable[Rule], kind: Kind | str, age: int, guardians: int, on: date) -> Needed:
    """What the rules of that day say about this case; two answers or none are a lawyer's question."""
    fitting = [
        rule
        for rule in rules
        if rule.kind == kind
        and rule.age_from <= age < rule.age_to
        and rule.guardians_from <= guardians < rule.guardians_to
        and rule.valid.contains(on)
    ]
    if len(fitting) != 1:
        return Needed(Needs.ASK_LAWYER)
    return Needed(Needs(fitting[0].needs), fitting[0].law)


def state(needs: Needed, guardians: Sequence[Missing], said_yes: Iterable[UUID]) -> ConsentState:
    """Is the gate open, and who is still to be asked? `guardians` are those of the day, `said_yes` whose consent holds."""
    if needs.needs is Needs.GUARDIANS:
        yes = set(said_yes)
        missing = tuple(one for one in guardians if one.guardian_id not in yes)
        return ConsentState(bool(guardians) and not missing, missing, needs.needs, needs.law)
    return ConsentState(needs.needs in (Needs.YOUTH, Needs.NOBODY_MORE), (), needs.needs, needs.law)


# -- the table a municipality starts with: the Swedish reading of today. Law references are data with dates (SoL 2025:400
#    is in force from 1 July 2025); a lawyer of the municipality changes rows, not this file.

FROM = date(2025, 7, 1)
ANY_NUMBER = (0, 10)
ONE_OR_TWO = (1, 3)
GUARDIANS_DECIDE = "FB 6 kap. 11 och 13 §§"
FROM_TWELVE = "SoL (2025:400), öppna insatser och kontaktperson från 12 år"
OF_AGE = "FB 9 kap. 1 §"
NO_DECISION = "SoL (2025:400), insatser utan behovsprövning"

#                kind, ages [from, to), guardians [from, to), who must agree, law
TODAY: tuple[tuple[Kind, tuple[int, int], tuple[int, int], Needs, str], ...] = (
    (Kind.OVERNIGHT, (0, 18), ONE_OR_TWO, Needs.GUARDIANS, GUARDIANS_DECIDE),
    (Kind.OVERNIGHT, (18, 26), ANY_NUMBER, Needs.YOUTH, OF_AGE),
    (Kind.DAYTIME, (0, 12), ONE_OR_TWO, Needs.GUARDIANS, GUARDIANS_DECIDE),
    (Kind.DAYTIME, (12, 18), ANY_NUMBER, Needs.YOUTH, FROM_TWELVE),
    (Kind.DAYTIME, (18, 26), ANY_NUMBER, Needs.YOUTH, OF_AGE),
    (Kind.OPEN_OFFER, (0, 12), ONE_OR_TWO, Needs.GUARDIANS, GUARDIANS_DECIDE),
    (Kind.OPEN_OFFER, (12, 26), ANY_NUMBER, Needs.NOBODY_MORE, NO_DECISION),
)


def kinds_that_ask_guardians(rules: Sequence[Rule], age: int, guardians: int, on: date) -> list[Kind]:
    """Which consents a guardian can be asked for, for a child of this age."""
    return [kind for kind in Kind if needed(rules, kind, age, guardians, on).needs is Needs.GUARDIANS]
