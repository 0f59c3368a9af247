"""What a round reached, in short sentences for the coordinator: what it is, how far it came, how sure that is."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from babel.numbers import format_decimal

from service.planning.reached import COUNTED, LOTS, Reached, Sure
from service.web import texts
from service.web.texts import N_, gettext, ngettext

TITLES = {
    "urgent": N_("Urgent ones first"),
    "everybody": N_("A break for everybody"),
    "floor": N_("A floor under everybody"),
    "lowest": N_("Most to those who have least"),
    "mean": N_("Most wishes"),
    "hosts": N_("Known faces"),
    "changes": N_("Few changes"),
    "travel": N_("Short ways"),
    "cost": N_("Low cost"),
    "mentors": N_("Company"),
    "mentor_changes": N_("The mentor who was told"),
    "lots": N_("Ties"),
    "first_plan": N_("A first plan"),
}
LESS_IS_BETTER = frozenset({"changes", "mentor_changes", "hosts", "mentors", "travel", "cost"})


def title(one: Reached) -> str:
    return gettext(TITLES[one.code])


def sentences(one: Reached) -> list[str]:
    """How far it came; each can be checked by looking at the plan."""
    n = {name: _number(value) for name, value in one.figures.items()}
    match one.code:
        case "urgent":
            said = [N_("%(placed)s of %(asked)s urgent breaks have a place (urgency %(tier)s).")]
        case "everybody":
            said = [N_("%(youths)s of %(of)s youths get at least one break.")]
            if one.figures["impossible"]:
                said.append(N_("For %(impossible)s more, nothing is possible as things are now."))
        case "floor":
            said = [_floor(one.figures["percent"])]
        case "lowest":
            said = [
                N_(
                    "The fifth of the youths with the least get %(percent)s %% of what would be possible for them alone."
                )
            ]
        case "mean":
            said = [N_("On average a youth gets %(percent)s %% of what would be possible for her alone.")]
        case "hosts":
            said = [N_("First meetings between a youth and a host family: %(new)s.")]
            if one.figures["series"]:
                said.append(N_("Series that stay in one house: %(in_one_house)s of %(series)s."))
        case "changes":
            said = [N_("Breaks that become different from what was told: %(changed)s of %(of)s.")]
        case "travel":
            near = N_("Every break is in the area where the youth lives.")
            said = [N_("On average %(minutes)s minutes on the way.") if one.figures["minutes"] else near]
        case "cost":
            said = [N_("The nights cost %(amount)s kronor.")]
        case "mentors":
            said = [
                N_("Breaks with a mentor along: %(have)s of the %(of)s where one is wished or needed."),
                N_("First meetings between a youth and a mentor: %(new)s."),
            ]
        case "mentor_changes":
            said = [N_("Breaks with another mentor than was told: %(changed)s of %(of)s.")]
        case _:
            said = [N_("Ties were settled by a published lot.")]
    return [_whole(gettext(each, **n)) for each in said]


def _floor(percent: float) -> str:
    if percent >= 100:
        return N_("Everybody gets all that would be possible for her alone.")
    if percent <= 0:
        return N_("Somebody gets less than 5 %% of what would be possible for her alone.")
    return N_("Nobody has less than %(percent)s %% of what would be possible for her alone.")


def so_far(told: Mapping[str, Any], now: datetime) -> tuple[str, list[tuple[str, str]]]:
    """A running round: what it is looking at, and what is known of the best plan so far."""
    code = told["code"] if told["code"] in TITLES else "first_plan"
    figures = [
        (gettext("Breaks placed so far"), f"{_number(told['placed'])} / {_number(told['asked'])}"),
        (gettext("Youths with a break so far"), f"{_number(told['youths'])} / {_number(told['wishing'])}"),
        (gettext("Time"), gettext("%(seconds)s s", seconds=_number(max(0, round(now.timestamp() - told["began"]))))),
    ]
    if code not in (LOTS, "first_plan"):
        sure, _ = how_sure(Reached(code, {}, Sure(told["sure"]), told["room"]))
        figures.insert(2, (gettext("In this step"), sure))
    step = gettext("Step %(step)d of %(steps)d", step=told["step"], steps=told["steps"])
    return f"{step}: {gettext(TITLES[code])}", figures


def how_sure(one: Reached) -> tuple[str, str]:
    """In a few words, with the kind of tag they stand in; nothing about lots, which are neither good nor bad."""
    if one.code == LOTS:
        return "", ""
    if one.sure is Sure.PROVEN:
        return gettext("Proven best"), "done"
    if one.sure is Sure.UNKNOWN or one.room is None:
        return gettext("Not known how much better is possible"), ""
    if one.code in COUNTED:
        fewer = one.code in LESS_IS_BETTER
        count = round(one.room)
        if fewer:
            return ngettext("At most %(num)d fewer is possible", "At most %(num)d fewer are possible", count), ""
        return ngettext("At most %(num)d more is possible", "At most %(num)d more are possible", count), ""
    percent = _number(one.room)
    if one.code == "floor":
        return _whole(gettext("At most %(percent)s %% is possible", percent=percent)), ""
    return _whole(gettext("At most %(percent)s %% better is possible", percent=percent)), ""


def _whole(sentence: str) -> str:
    """No line ends between a number and its sign."""
    return sentence.replace(" %", "\u00a0%")


def _number(value: float) -> str:
    """As numbers are written in the reader's language: 12 400, 98,7."""
    return str(format_decimal(value, format="#,##0.#", locale=texts.locale()))
