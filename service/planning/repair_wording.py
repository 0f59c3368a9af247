"""Each choice in plain words, and how sure it is. The title is what it means for the breaks that were hit, and for others."""

from service.planning.repair_view import Choice, Where
from service.web.texts import gettext, ngettext
from service.web.texts.dates import span


def title(choice: Choice, hit: int, alone: int) -> str:
    if not choice.others:
        return ngettext(
            "Nobody else moves: %(placed)d of %(num)d has a new place",
            "Nobody else moves: %(placed)d of %(num)d have a new place",
            hit,
            placed=choice.placed,
        )
    more = choice.placed - alone
    first = ngettext("%(num)d more has a place", "%(num)d more have a place", more)
    return first + " " + ngettext("if %(num)d other moves", "if %(num)d others move", choice.others)


def price(choice: Choice) -> str:
    """What it costs those who move."""
    if not choice.worse:
        return gettext("Nobody gets less of what was wished. They have to be asked first all the same.")
    return ngettext(
        "%(num)d gets less of what was wished. Everybody who moves has to be asked first.",
        "%(num)d get less of what was wished. Everybody who moves has to be asked first.",
        choice.worse,
    )


def how_sure(choice: Choice, hit: int) -> tuple[str, str]:
    """The words, and the kind of tag."""
    if choice.placed == hit and not choice.others:
        return gettext("Everybody has a place"), "done"
    if not choice.proven:
        return gettext("Not known if more is possible"), "wait"
    if choice.others:
        return gettext("Proven: not with fewer moves"), "done"
    return gettext("Proven: not more without moves"), "done"


def where(one: Where) -> str:
    place = gettext("%(place)s with %(mentor)s", place=one.place, mentor=one.mentor) if one.mentor else one.place
    return f"{place}, {span(one.arrival, one.departure)}"
