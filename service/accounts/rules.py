"""What a name, four words and a card look like, how slow we get, and who may give a card to whom. Pure."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from datetime import timedelta
from itertools import pairwise

from models.people import Role

CARD_HOURS = 24
CARD_SIGNS = "ABCDEFGHJKMNPQRSTUVWXY23456789"  # 30 signs: no 0 and O, no 1, I and L, no Z beside 2
CARD_LENGTH = 8

WORDS_IN_PHRASE = 4
SHORTEST_PHRASE = 16
PIN_DIGITS = (4, 6)
NAME = re.compile(r"[a-zåäöéæøü0-9][a-zåäöéæøü0-9._-]{2,29}")

# Seconds before an answer, by failed tries in the last hour. It grows and stays at the last: never a lock.
DELAYS = (0, 0, 0, 1, 2, 4, 8)

HOME: dict[Role, str] = {
    Role.YOUTH: "/home",
    Role.CASEWORKER: "/queue",
    Role.COORDINATOR: "/rounds",
    Role.HOST: "/asks",
    Role.MENTOR: "/availability",
    Role.PLACE_KEEPER: "/availability",
    Role.GUARDIAN: "/consents",
    Role.SUPPORT_PERSON: "/with",
    Role.AUDITOR: "/trail/verify",
    Role.ADMIN: "/accounts",
}

# Who may invite whom, and give a new card to whom. A youth's card comes from her own caseworker alone, and the card of
# somebody beside her from herself alone.
INVITES: dict[Role, frozenset[Role]] = {
    Role.YOUTH: frozenset({Role.SUPPORT_PERSON}),
    Role.CASEWORKER: frozenset({Role.GUARDIAN}),
    Role.COORDINATOR: frozenset({Role.HOST, Role.MENTOR, Role.PLACE_KEEPER}),
    Role.ADMIN: frozenset(Role) - {Role.YOUTH, Role.SUPPORT_PERSON},
}


def delay_after(failures: int) -> timedelta:
    """How long we wait before we look at the next try."""
    return timedelta(seconds=DELAYS[min(failures, len(DELAYS) - 1)])


def as_name(typed: str) -> str:
    """A sign-in name in its one form: small letters, no spaces around."""
    return unicodedata.normalize("NFC", typed).strip().casefold()


def as_phrase(typed: str) -> str:
    """Four words in their one form: however they were spaced, hyphened or capitalised."""
    return " ".join(re.sub(r"[-,.;_]", " ", unicodedata.normalize("NFC", typed)).casefold().split())


def is_name(name: str) -> bool:
    return NAME.fullmatch(name) is not None


def is_pin(pin: str) -> bool:
    """Four to six digits, neither all the same nor one after the other: those are the first that anybody tries."""
    if not (PIN_DIGITS[0] <= len(pin) <= PIN_DIGITS[1] and pin.isascii() and pin.isdigit()):
        return False
    steps = {int(after) - int(before) for before, after in pairwise(pin)}
    return steps not in ({0}, {1}, {-1})


def weak_because(phrase: str, name: str) -> str | None:
    """Why somebody could guess it; None when it is good. `phrase` and `name` in their one form."""
    words = phrase.split()
    if len(words) < WORDS_IN_PHRASE:
        return "too_few_words"
    if len(phrase) < SHORTEST_PHRASE:
        return "too_short_words"
    if len(set(words)) < WORDS_IN_PHRASE:
        return "same_words"
    if name and name in words:
        return "name_in_words"
    return None


def as_code(typed: str) -> str | None:
    """A card's code in its one form, or None when it cannot be one."""
    plain = re.sub(r"[\s-]", "", typed).upper()
    return plain if len(plain) == CARD_LENGTH and set(plain) <= set(CARD_SIGNS) else None


def shown(code: str) -> str:
    """ABCD-EFGH"""
    return f"{code[:4]}-{code[4:]}"


def new_code(choose: Callable[[Sequence[str]], str]) -> str:
    """39 bits. `choose` picks one sign, by chance that cannot be foreseen."""
    return "".join(choose(CARD_SIGNS) for _ in range(CARD_LENGTH))


def may_invite(inviter: Role, invited: Role) -> bool:
    return invited in INVITES.get(inviter, frozenset())


def safe_next(wanted: str | None, otherwise: str) -> str:
    """An address of ours to go on to after sign-in; never one of somebody else's."""
    ours = re.compile(r"/(?![/\\])[A-Za-z0-9/_.~%-]*(\?[A-Za-z0-9/_.~%=&-]*)?")
    if wanted and len(wanted) <= 300 and ours.fullmatch(wanted) and not wanted.startswith(("/exit", "/sign")):
        return wanted
    return otherwise
