"""A wish, a statement and where a break is on its way, in short sentences of the reader's language.

`said_of` turns a picked card into the words that stand in quotation marks, so that cards and own words look alike.
"""

from collections.abc import Sequence
from datetime import datetime

from service.web.texts import N_, dates, gettext
from service.youths.cards import NEEDS, QUESTIONS
from service.youths.queries import Said, WishedThing
from service.youths.traits import TRAITS

SUBJECTS = {
    "when": N_("When it is"),
    "where": N_("How it is there"),
    "who": N_("Who is there"),
    "what": N_("What I do there"),
    "own": N_("Something else"),
}
STRENGTHS = {
    "must": N_("It decides. Without it I do not want to"),
    "important": N_("It is important to me"),
    "nice": N_("It would be nice"),
    "never": N_("Never this"),
}
PILES = {
    "important": N_("Matters most"),
    "nice": N_("Would be good"),
    "none": N_("Does not matter"),
    "never": N_("Never this"),
}
KINDS = {
    "wish": N_("A wish"),
    "request": N_("Wished break"),
    "choice": N_("Choice"),
    "cancellation": N_("Cancelled"),
    "message": N_("Message"),
    "question": N_("Question"),
    "reflection": N_("Looking back"),
    "correction": N_("Correction"),
    "needs_today": N_("What I need today"),
    "visit": N_("A first meeting"),
    "change": N_("A change"),
}
VERDICTS = {
    "followed": N_("It will be so"),
    "partly": N_("It will be partly so"),
    "not": N_("It will not be so"),
    "heard": N_("Read, and thought about"),
}
VERDICT_SIGNS = {"followed": "done", "partly": "wait", "not": "stop", "heard": "wait"}
BREAKS = {
    "evening": N_("An evening"),
    "night": N_("A night"),
    "weekend": N_("A weekend"),
    "week": N_("A week"),
}
OWN_PERSON_STATES = {
    "named": N_("You have named"),
    "contacted": N_("We have been in touch"),
    "approved": N_("You can stay there"),
    "not_possible": N_("It did not work out"),
    "withdrawn": N_("You took it back"),
}
MEETINGS = {
    "wished": (N_("waits for a time"), "wait"),
    "proposed": (N_("she has a time to answer"), "wait"),
    "booked": (N_("booked"), "done"),
    "done": (N_("has been"), ""),
    "cancelled": (N_("she said no"), ""),
    "not_possible": (N_("they could not"), "stop"),
}
OWN_PERSON_STEPS = {
    "contacted": N_("%(who)s got in touch %(when)s."),
    "approved": N_("%(who)s said yes %(when)s."),
    "not_possible": N_("%(who)s told you %(when)s."),
}
OWN_PERSON_STAFF = {
    "named": N_("Not in touch yet"),
    "contacted": N_("In touch"),
    "approved": N_("She can be there"),
    "not_possible": N_("Does not work out"),
}
STAFF_PLACES = {
    "begun": N_("begun"),
    "open": N_("waits for a round"),
    "planning": N_("in a round"),
    "lost": N_("has lost its place"),
    "asking": N_("hosts are asked"),
    "offered": N_("is choosing"),
    "returned": N_("chooses again"),
    "wants_talk": N_("wants to talk first"),
    "chosen": N_("has chosen"),
    "approved": N_("approved, a gate is closed"),
    "unmet": N_("nothing fitted"),
    "booked": N_("booked"),
    "going_on": N_("is there now"),
    "withdrawn": N_("taken back"),
    "closed": N_("over"),
}


def thing_of(wish: WishedThing) -> str:
    """What a wish is about: "A dog", "The Lindgrens"; empty for words alone."""
    if wish.called:
        return wish.called
    return gettext(TRAITS[wish.trait].called) if wish.trait in TRAITS else ""


PICKED = {
    "must": N_("%(thing)s. It decides."),
    "important": N_("%(thing)s. It is important."),
    "nice": N_("%(thing)s. It would be nice."),
    "never": N_("Never: %(thing)s"),
}


def said_of(statement: Said) -> str:
    """What stands in quotation marks: her words, else the card she picked and how much it matters, else what it is."""
    if said := "\n".join(part for part in (cards_of(statement.kind, statement.cards), statement.words) if part):
        return said
    if statement.wish is not None:
        thing = thing_of(statement.wish)
        if statement.wish.strength == "never" and not statement.wish.called:
            thing = thing[:1].lower() + thing[1:]
        return gettext(PICKED[statement.wish.strength], thing=thing)
    if statement.takes_back:
        return gettext(N_("I take it back"))
    if statement.wished_break is not None:
        return break_in_words(
            statement.wished_break.kind, statement.wished_break.is_series, statement.wished_break.first
        )
    return gettext(KINDS[statement.kind])


def cards_of(kind: str, codes: Sequence[str]) -> str:
    """Picked cards as she would say them: the questions, or "I need: calm, time". A code we no longer have is left out."""
    if kind == "question":
        return "\n".join(gettext(QUESTIONS[code].asked) for code in codes if code in QUESTIONS)
    if kind == "needs_today":
        words = [gettext(NEEDS[code].called) for code in codes if code in NEEDS]
        return gettext(N_("I need: %(words)s"), words=", ".join(_inside(one) for one in words)) if words else ""
    return "\n".join(gettext(CHANGES[code]) for code in codes if code in CHANGES)


CHANGES = {  # of a booked break, and how it was
    "weather_sun": N_("It was really good."),
    "weather_fair": N_("It was good."),
    "weather_cloud": N_("It was so-so."),
    "weather_rain": N_("It was hard."),
    "weather_storm": N_("It was really hard."),
    "weather_dont_know": N_("I don't know how it was."),
    "weather_wont_say": N_("I don't want to say how it was."),
    "again_yes": N_("I would like to go there again."),
    "again_maybe": N_("Maybe I want to go there again."),
    "again_no": N_("I don't want to go there again."),
    "longer": N_("I would like to stay longer."),
    "shorter": N_("I make it shorter."),
    "home_now": N_("I want to go home now."),
    "call_me": N_("Please call me."),
}


def _inside(word: str) -> str:
    """A word of a card inside a sentence."""
    return word[:1].lower() + word[1:]


def card_of(statement: Said) -> str:
    """The picked card and its strength beside her own words, when there are both: "A dog · Never this"."""
    if not statement.words or statement.wish is None:
        return ""
    return " · ".join(part for part in (thing_of(statement.wish), gettext(STRENGTHS[statement.wish.strength])) if part)


def label_of(statement: Said) -> str:
    """What kind of statement it is, for the line under her words."""
    return " · ".join(part for part in (gettext(KINDS[statement.kind]), card_of(statement)) if part)


def break_in_words(kind: str, is_series: bool, first: datetime | None) -> str:
    """ "A weekend, several times, Fri 4 Dec" """
    parts = [gettext(BREAKS[kind]), gettext(N_("several times")) if is_series else "", dates.day(first)]
    return ", ".join(part for part in parts if part)


def grouped(said: Sequence[Said], most: int | None) -> tuple[dict[str, list[Said]], bool]:
    """What waits (the most pressing first), what is answered, and the rest; and whether something was left out."""
    waiting = sorted((one for one in said if one.waits), key=lambda one: one.answer_due or one.made_at)
    answered = [one for one in said if one.answers]
    rest = [one for one in said if not one.waits and not one.answers]
    groups = {"waiting": waiting, "answered": answered, "rest": rest}
    return {name: each[:most] for name, each in groups.items()}, any(
        len(each) > (most or len(each)) for each in groups.values()
    )
