"""The words that a host, place, mentor and a wish have in common: what it is like there, and who somebody is.

A code here is what `site.traits`, `mentor.traits`, `wish.trait` and `youth.needs` hold; the sentence is what people read.
Only what can be known of a home or person without a judgement is on the list.
"""

from dataclasses import dataclass

from service.web.texts import N_


@dataclass(frozen=True)
class Trait:
    """`of` says what can have it ("site", "mentor"); `subject` under which question of the wish builder it is asked."""

    called: str
    of: frozenset[str]
    subject: str


SITE, MENTOR, BOTH = frozenset({"site"}), frozenset({"mentor"}), frozenset({"site", "mentor"})

TRAITS: dict[str, Trait] = {
    # where: what it is like there
    "quiet": Trait(N_("That it is quiet"), SITE, "where"),
    "own_room": Trait(N_("A room of my own"), SITE, "where"),
    "near_school": Trait(N_("Close to my school"), SITE, "where"),
    "near_bus": Trait(N_("Close to a bus"), SITE, "where"),
    "town": Trait(N_("In town"), SITE, "where"),
    "nature": Trait(N_("Near the forest or the sea"), SITE, "where"),
    "step_free": Trait(N_("Without stairs"), SITE, "where"),
    "smoke_free": Trait(N_("Nobody smokes"), SITE, "where"),
    # who: those who are there
    "animals": Trait(N_("Animals"), SITE, "who"),
    "dog": Trait(N_("A dog"), SITE, "who"),
    "cat": Trait(N_("A cat"), SITE, "who"),
    "no_animals": Trait(N_("No animals"), SITE, "who"),
    "children": Trait(N_("Small children"), SITE, "who"),
    "teenagers": Trait(N_("Others of my age"), SITE, "who"),
    "no_children": Trait(N_("No other children"), SITE, "who"),
    "lgbtq_aware": Trait(N_("That all kinds of love are fine"), BOTH, "who"),
    "listens": Trait(N_("Somebody who listens"), MENTOR, "who"),
    # what: what there is to do
    "cooking": Trait(N_("Cook or bake together"), BOTH, "what"),
    "games": Trait(N_("Games and films"), BOTH, "what"),
    "music": Trait(N_("Music"), BOTH, "what"),
    "crafts": Trait(N_("Make things, draw, mend"), BOTH, "what"),
    "sport": Trait(N_("Sport and being out"), BOTH, "what"),
    "homework": Trait(N_("Help with school work"), BOTH, "what"),
    "nothing_planned": Trait(N_("Just to be"), SITE, "what"),
    # when: what the times are like
    "early_arrival": Trait(N_("Right after school"), SITE, "when"),
    "late_departure": Trait(N_("Stay until late on Sunday"), SITE, "when"),
    "short_notice": Trait(N_("That it can be soon"), SITE, "when"),
}


def traits_of(thing: str) -> dict[str, Trait]:
    """What a "site" or "mentor" can be."""
    return {code: trait for code, trait in TRAITS.items() if thing in trait.of}


def traits_about(subject: str) -> dict[str, Trait]:
    """What the wish builder offers under one question: when, where, who, what."""
    return {code: trait for code, trait in TRAITS.items() if trait.subject == subject}
