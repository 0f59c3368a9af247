"""Names, words and codes in their one form; nothing here locks anybody out."""

from collections import Counter
from datetime import timedelta

import pytest

from models.people import Role
from service.accounts import rules
from service.accounts.words import new_name, new_phrase, word_list


def test_the_word_list_is_long_plain_and_without_doubles():
    words = word_list()
    assert len(words) == len(set(words)) >= 1024
    assert all(3 <= len(word) <= 9 and word.isalpha() and word.islower() for word in words)


def test_a_new_phrase_is_good_enough_and_a_new_name_usable():
    for _ in range(2000):
        name = new_name()
        assert rules.is_name(name)
        assert rules.weak_because(new_phrase(), "") is None


@pytest.mark.parametrize(
    "typed",
    ["Båt Sol Mus Lampa", "båt-sol-mus-lampa", "  båt\tsol  mus lampa ", "BÅT,SOL,MUS.LAMPA", "båt sol mus lampa"],
)
def test_words_are_the_same_however_they_are_typed(typed):
    assert rules.as_phrase(typed) == "båt sol mus lampa"


@pytest.mark.parametrize(
    ("phrase", "because"),
    [
        ("sommar vinter höst", "too_few_words"),
        ("a b c d", "too_short_words"),
        ("sommar sommar sommar sommar", "same_words"),
        ("alva sommar vinter hösten", "name_in_words"),
        ("båten lampan musen katten", None),
    ],
)
def test_weak_words_are_told_why(phrase, because):
    assert rules.weak_because(phrase, "alva") == because


def test_codes_are_read_with_and_without_the_line():
    assert rules.as_code("abcd-efgh") == rules.as_code(" ABCD EFGH ") == "ABCDEFGH"


@pytest.mark.parametrize("typed", ["", "ABCD", "ABCDEFGHJ", "ABCDEFG0", "ABCDEFGÅ", "ABCDEFGI"])
def test_what_cannot_be_a_code_is_none(typed):
    assert rules.as_code(typed) is None


def test_the_signs_of_a_card_cannot_be_mistaken():
    assert len(rules.CARD_SIGNS) == len(set(rules.CARD_SIGNS)) == 30
    assert not set("01OILZ") & set(rules.CARD_SIGNS)


def test_it_gets_slower_and_never_stops():
    delays = [rules.delay_after(failures) for failures in range(1000)]
    assert delays == sorted(delays)
    assert delays[0] == timedelta(0)
    assert delays[-1] == timedelta(seconds=8)


@pytest.mark.parametrize(
    "wanted",
    [
        "//elsewhere.example",
        "/\\elsewhere.example",
        "https://elsewhere.example",
        "javascript:alert(1)",
        "/exit",
        "/a\nb",
        "",
        None,
        "/" + "a" * 400,
        "/a?b=//c#d",
    ],
)
def test_after_sign_in_one_stays_here(wanted):
    assert rules.safe_next(wanted, "/home") == "/home"


def test_an_address_of_ours_is_gone_to():
    assert rules.safe_next("/wishes/new?step=2", "/home") == "/wishes/new?step=2"


def test_every_role_has_a_home_and_nobody_invites_a_youth():
    assert set(rules.HOME) == set(Role)
    invited = Counter(role for roles in rules.INVITES.values() for role in roles)
    assert Role.YOUTH not in invited
