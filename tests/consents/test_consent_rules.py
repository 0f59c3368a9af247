"""Who must agree, by kind, age and number of guardians; what no rule speaks of is never a yes."""

from datetime import date
from types import SimpleNamespace
from uuid import uuid4

import pytest
from sqlalchemy.dialects.postgresql import Range

from service.consents import rules
from service.consents.rules import Kind, Missing, Needed, Needs, needed
from service.youths.ages import age_on

NEW_YEAR = date(2027, 1, 1)
TABLE = [
    SimpleNamespace(
        kind=kind.value,
        age_from=ages[0],
        age_to=ages[1],
        guardians_from=guardians[0],
        guardians_to=guardians[1],
        needs=needs.value,
        law=law,
        valid=Range(rules.FROM, None),
    )
    for kind, ages, guardians, needs, law in rules.TODAY
]


@pytest.mark.parametrize(
    ("kind", "age", "guardians", "needs"),
    [
        (Kind.OVERNIGHT, 9, 1, Needs.GUARDIANS),
        (Kind.OVERNIGHT, 17, 2, Needs.GUARDIANS),
        (Kind.OVERNIGHT, 18, 0, Needs.YOUTH),
        (Kind.OVERNIGHT, 18, 2, Needs.YOUTH),
        (Kind.OVERNIGHT, 17, 0, Needs.ASK_LAWYER),  # nobody who could say yes: not a yes
        (Kind.OVERNIGHT, 17, 3, Needs.ASK_LAWYER),
        (Kind.OVERNIGHT, 26, 0, Needs.ASK_LAWYER),
        (Kind.DAYTIME, 11, 2, Needs.GUARDIANS),
        (Kind.DAYTIME, 12, 2, Needs.YOUTH),
        (Kind.DAYTIME, 12, 0, Needs.YOUTH),
        (Kind.OPEN_OFFER, 11, 1, Needs.GUARDIANS),
        (Kind.OPEN_OFFER, 12, 1, Needs.NOBODY_MORE),
    ],
)
def test_the_table_of_today(kind, age, guardians, needs):
    assert needed(TABLE, kind, age, guardians, NEW_YEAR).needs is needs


def test_every_case_has_one_answer_and_a_law_or_goes_to_a_lawyer():
    for kind in Kind:
        for age in range(26):
            for guardians in range(5):
                answer = needed(TABLE, kind, age, guardians, NEW_YEAR)
                assert bool(answer.law) == (answer.needs is not Needs.ASK_LAWYER)


def test_before_a_rule_holds_and_after_it_a_lawyer_is_asked():
    until_june = [SimpleNamespace(**{**vars(TABLE[0]), "valid": Range(date(2026, 1, 1), date(2027, 6, 1))})]
    answers = [
        needed(until_june, Kind.OVERNIGHT, 15, 2, day).needs
        for day in (date(2025, 12, 31), date(2026, 1, 1), date(2027, 5, 31), date(2027, 6, 1))
    ]
    assert answers == [Needs.ASK_LAWYER, Needs.GUARDIANS, Needs.GUARDIANS, Needs.ASK_LAWYER]


def test_two_rules_for_one_case_are_a_lawyers_question():
    assert needed([*TABLE, TABLE[0]], Kind.OVERNIGHT, 15, 2, NEW_YEAR).needs is Needs.ASK_LAWYER


def test_an_unknown_kind_is_a_lawyers_question():
    assert needed(TABLE, "trip_abroad", 15, 2, NEW_YEAR).needs is Needs.ASK_LAWYER


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (date(2011, 5, 4), date(2027, 5, 3), 15),
        (date(2011, 5, 4), date(2027, 5, 4), 16),
        (date(2012, 2, 29), date(2027, 2, 28), 14),
        (date(2012, 2, 29), date(2027, 3, 1), 15),
        (date(2012, 2, 29), date(2028, 2, 29), 16),
    ],
)
def test_she_is_as_old_as_on_the_day(born, day, age):
    assert age_on(day, born) == age


@pytest.mark.parametrize(
    ("stay", "grant", "kind"),
    [
        ("night", "contact_family", Kind.OVERNIGHT),
        ("weekend", "open_offer", Kind.OVERNIGHT),  # a night is a night
        ("evening", "contact_family", Kind.OVERNIGHT),  # the stricter rule
        ("evening", "mentor", Kind.DAYTIME),
        ("evening", "place", Kind.DAYTIME),
        ("evening", "open_offer", Kind.OPEN_OFFER),
    ],
)
def test_which_consent_a_break_is_about(stay, grant, kind):
    assert rules.kind_of(stay, grant) is kind


def test_the_gate_is_open_when_each_guardian_has_said_yes():
    eva, ali = Missing(uuid4(), "Eva", True), Missing(uuid4(), "Ali", False)
    by_guardians = Needed(Needs.GUARDIANS, "law")
    assert rules.state(by_guardians, [eva, ali], []).missing == (eva, ali)
    assert rules.state(by_guardians, [eva, ali], [eva.guardian_id]).missing == (ali,)
    assert not rules.state(by_guardians, [eva, ali], [eva.guardian_id]).is_open
    assert rules.state(by_guardians, [eva, ali], [eva.guardian_id, ali.guardian_id]).is_open


def test_nobody_to_ask_is_not_a_yes():
    assert not rules.state(Needed(Needs.GUARDIANS), [], []).is_open


def test_a_yes_of_somebody_else_opens_nothing():
    eva = Missing(uuid4(), "Eva", True)
    assert not rules.state(Needed(Needs.GUARDIANS), [eva], [uuid4()]).is_open


def test_a_lawyers_question_is_never_open():
    eva = Missing(uuid4(), "Eva", True)
    assert not rules.state(Needed(Needs.ASK_LAWYER), [eva], [eva.guardian_id]).is_open
