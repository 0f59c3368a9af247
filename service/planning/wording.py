"""What is in the way of a break without an option, and what would help, in short sentences for staff."""

import matching
from service.planning.reasons import Help
from service.planning.unmet import UnmetView
from service.web.texts import N_, gettext

SIDES = {
    "youth": N_("%(youth)s could change"),
    "adult": N_("A host or mentor can be asked"),
    "safety": N_("Law, safety or a decision"),
    "others": N_("It would take from another youth"),
}
IN_THE_WAY = {
    "ages_and_needs": N_("Age, needs or traits do not fit."),
    "beds": N_("No bed is free, or the bed rests between guests."),
    "budget": N_("It is outside the budget."),
    "checks_valid": N_("A required check is missing or ends before the stay does."),
    "declined": N_("The host or mentor has declined this match."),
    "grant": N_("It is outside the grant's dates or nights."),
    "kept_apart": N_("Somebody who is to be kept apart would be under the same roof."),
    "mentor_head_count": N_("The mentor follows as many youths as agreed."),
    "mentor_hours": N_("The mentor's hours that week are used up."),
    "mentor_one_place": N_("The mentor is elsewhere then."),
    "mentor_presence": N_("A mentor is needed, and none is free and suitable."),
    "mixing": N_("The house does not mix these guests."),
    "must_wishes": N_("It is against a must or a never of %(youth)s."),
    "nights_per_month": N_("The host's nights that month are used up."),
    "notice_and_length": N_("Notice or length is outside the host's limits."),
    "one_place_at_a_time": N_("%(youth)s is elsewhere at that time."),
    "openings": N_("Not open for the whole time."),
    "pins_and_exclusions": N_("Pinned or excluded by the coordinator."),
    "rest_between_stays": N_("The host rests between stays."),
    "siblings": N_("The siblings would not be together."),
    "stays_per_month": N_("The host's stays that month are used up."),
    "unsuitable": N_("Marked as unsuitable by the social worker."),
    "vetoed": N_("%(youth)s has said no to this one."),
    "visit_first": N_("%(youth)s wants to visit first, and there is no earlier visit."),
}
HELPS = {
    "beds": N_("Ask %(whom)s to take one guest more this once."),
    "budget": N_("The budget would need %(amount)s more."),
    "grant": N_("A decision about more nights or other dates: %(amount)s more."),
    "mentor_head_count": N_("Ask %(whom)s to follow one youth more."),
    "mentor_hours": N_("Ask %(whom)s for %(hours)s hours more that week."),
    "mentor_presence": N_("Talk with %(youth)s about going without a mentor."),
    "mixing": N_("Ask %(whom)s to have these guests at the same time."),
    "move": N_("Another stay of this round would move to a place of its own, the one of %(stay)s."),
    "must_wishes": N_("Talk with %(youth)s about a must or a never that stands in the way."),
    "nights_per_month": N_("Ask %(whom)s for more nights that month: %(amount)s."),
    "notice_and_length": N_("Ask %(whom)s about notice or length this once."),
    "openings": N_("Ask %(whom)s to open %(hours)s hours more."),
    "own_stay": N_("Another break of %(youth)s would move to another place or time."),
    "rest_between_stays": N_("Ask %(whom)s about fewer days of rest this once: %(amount)s."),
    "siblings": N_("Talk with the siblings about being in different places."),
    "stays_per_month": N_("Ask %(whom)s for one stay more that month."),
    "vetoed": N_("Talk with %(youth)s about the no to %(whom)s, if that is all right."),
    "visit_first": N_("Talk with %(youth)s about going without a visit first."),
    "window": N_("Ask %(youth)s about another time: %(days)s days later."),
}
EARLIER = N_("Ask %(youth)s about another time: %(days)s days earlier.")


def in_the_way(unmet: UnmetView) -> list[tuple[str, list[str]]]:
    """Sentences by who could lift it."""
    return [
        (_about(unmet, SIDES[side]), [_about(unmet, IN_THE_WAY[code]) for code in codes if code in IN_THE_WAY])
        for side, codes in unmet.in_the_way.items()
    ]


def _about(unmet: UnmetView, sentence: str) -> str:
    return gettext(sentence, youth=unmet.called)


def helps(unmet: UnmetView) -> list[tuple[str, list[str]]]:
    """What would help, each once: at which houses, and its steps."""
    found: dict[tuple[str, ...], list[str]] = {}
    for one in unmet.helps:
        places = found.setdefault(tuple(steps(unmet, one)), [])
        if (place := where(unmet, one.option)) not in places:
            places.append(place)
    return [(_either(places), list(said)) for said, places in found.items()]


def _either(places: list[str]) -> str:
    """One, two or three."""
    *first, last = places
    return gettext(N_("%(some)s or %(last)s"), some=", ".join(first), last=last) if first else last


def steps(unmet: UnmetView, one: Help) -> list[str]:
    """Each step of a change, with the names of whom to ask."""
    said = []
    for step in one.steps:
        values = {**step.values, "youth": unmet.called, "whom": unmet.names.get(step.whom or "", "–")}
        values["days"] = str(abs(step.amount))
        values["stay"] = unmet.names.get(step.stay or "", "–")
        is_earlier = step.kind == "window" and step.amount < 0
        sentence = gettext(EARLIER if is_earlier else HELPS[step.kind], **values)
        said.append(gettext(N_("For her sibling: %(sentence)s"), sentence=sentence) if step.is_siblings else sentence)
    return said


def where(unmet: UnmetView, option: matching.Placement) -> str:
    """At whom it would be, with whom along."""
    along = f" + {unmet.names.get(option.mentor, '–')}" if option.mentor else ""
    return unmet.names.get(option.site, "–") + along
