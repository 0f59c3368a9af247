"""Menus, gates, reasons and reminders in short sentences of the reader's language. A youth's and an adult's may differ.

The codes of reasons are the engine's rules; its sentences for youths stand here, where they are translated.
"""

from collections.abc import Collection, Iterable

from service.proposals.option_views import OptionView, Time, Wished
from service.proposals.rules import STEP_OF, Step
from service.proposals.schemas import SKIP
from service.web.texts import N_, dates, gettext
from service.youths.meetings import Meeting
from service.youths.traits import TRAITS

# Why somebody she wished for is not on the menu. Never about another person, never that somebody said no to her.
WHY_NOT = {
    "ages_and_needs": N_("It does not have what you need, or is for another age."),
    "beds": N_("It is full then."),
    "budget": N_("There is no money left for it this time."),
    "checks_valid": N_("All the safety checks are not in place for those days."),
    "declined": N_("It cannot be arranged there."),
    "grant": N_("It is more than what has been decided for you. You can ask for more."),
    "kept_apart": N_("It cannot be arranged there at that time."),
    "mentor_head_count": N_("The mentor follows as many as they can."),
    "mentor_hours": N_("The mentor has no hours left that week."),
    "mentor_one_place": N_("The mentor is with somebody else then."),
    "mentor_presence": N_("A mentor needs to come along, and none can then."),
    "mixing": N_("They take one family or one group at a time."),
    "must_wishes": N_("It goes against something you said decides. You can change what you said."),
    "nights_per_month": N_("They have as many nights that month as they can manage."),
    "notice_and_length": N_("They want to know earlier, or want shorter or longer stays."),
    "one_option_per_occurrence": N_("This break already has a time and a place."),
    "one_place_at_a_time": N_("You have another break at that time."),
    "openings": N_("It is not open then."),
    "possible": N_("It could be. What you get fits more of what you said, and you can still ask for this."),
    "pins_and_exclusions": N_("It has been arranged in another way. Ask your social worker about it."),
    "rest_between_stays": N_("They need some days of rest between guests."),
    "siblings": N_("You and your sibling would not be together."),
    "stays_per_month": N_("They have as many guests that month as they can manage."),
    "unsuitable": N_("Your social worker can tell you about this one."),
    "vetoed": N_("You have said no to this one. You can take your no back."),
    "visit_first": N_("You wanted to visit first, and there is no visit before that time."),
}
HELPS = {
    "beds": N_("Your social worker can ask if they take one more guest."),
    "budget": N_("Your municipality can look at it once more."),
    "grant": N_("You can ask for more than what has been decided for you."),
    "mentor_head_count": N_("Your social worker can ask a mentor."),
    "mentor_hours": N_("Your social worker can ask a mentor about more time."),
    "mentor_presence": N_("It works out if no mentor has to come along."),
    "mixing": N_("Your social worker can ask if you can be there at the same time as other guests."),
    "must_wishes": N_(
        "It works out if one thing you said decides does not have to be so. You can change what you said."
    ),
    "nights_per_month": N_("Your social worker can ask if they manage a little more that month."),
    "notice_and_length": N_("Your social worker can ask if they manage it on shorter notice, or for another length."),
    "openings": N_("Your social worker can ask if they open a little longer."),
    "own_stay": N_("It works out if another break of yours moves."),
    "rest_between_stays": N_("Your social worker can ask if they manage with a shorter rest this once."),
    "siblings": N_("It works out if you and your sibling can be in different places."),
    "stays_per_month": N_("Your social worker can ask if they manage a little more that month."),
    "vetoed": N_("You have said no to somebody. You can take your no back, and you do not have to."),
    "visit_first": N_("It works out if you go there without a visit first."),
    "window": N_("It works out on other days. You can add days to your wish."),
}
ONLY_OTHERS = N_("Then somebody else would be without.")
WHO_COULD = {
    "youth": N_("You can change this yourself."),
    "adult": N_("We can ask them about it, if you want."),
}

GATES = {
    "choice": N_("You have chosen"),
    "host": N_("The host says yes"),
    "mentor": N_("The mentor says yes"),
    "consents": N_("Those who need to agree have said yes"),
    "checks": N_("The safety checks are in place"),
    "grant": N_("It is within what has been decided for you"),
    "approval": N_("Your social worker says yes"),
}
STAFF_GATES = {
    "choice": N_("The youth's choice"),
    "host": N_("The host's yes"),
    "mentor": N_("The mentor's yes"),
    "consents": N_("Consents"),
    "checks": N_("Checks on host, place and mentor"),
    "grant": N_("The grant"),
    "approval": N_("Approval"),
}
WAITS_FOR = {
    "ask_lawyer": N_("No rule speaks of this case. Ask a lawyer."),
    "open": N_("no answer yet"),
    "no": N_("no"),
    "no_answer": N_("did not answer"),
    "withdrawn": N_("taken back"),
}
REMINDERS = {
    "hold_ends": N_("What is kept for her runs out. Make contact first."),
    "wants_talk": N_("Wants to talk before choosing."),
    "declined": N_("Said no to the menu. The door stays open."),
    "cancelled": N_("Cancelled a break. The door stays open."),
    "something_else": N_("Wants something else than the menu."),
    "no_host_left": N_("No host could this time."),
    "consent_missing": N_("Approved, and a consent is missing."),
    "no_show": N_("Did not come to a break. The door stays open."),
    "interrupted": N_("A break was ended early by us."),
    "needs_today": N_("Has said what is needed today."),
    "soon": N_("Needs a break now. Be in touch at once."),
    "go_home": N_("Wants to go home from a break. Be in touch at once."),
    "change": N_("Wants to change a break."),
    "visit": N_("A visit did not work out. Tell her kindly, and look for another."),
}
VIEWS = {
    "conversation": N_("In a conversation with her"),
    "said_in_service": N_("By what she has said here"),
    "chose_not_to_say": N_("She chose not to say more"),
    "clarified_otherwise": N_("In another way"),
}
ANSWERS = {
    "something_else": N_("I want something else"),
    "no": N_("No thanks"),
    "talk_first": N_("I want to talk first"),
}
STAYS = {
    "booked": (N_("Booked"), "done"),
    "going_on": (N_("Now"), "done"),
    "ended": (N_("Has been"), ""),
    "cancelled": (N_("Cancelled"), "stop"),
    "no_show": (N_("Did not happen"), ""),
    "interrupted": (N_("Ended early"), "stop"),
}
ASK_STATES = {
    "open": N_("waits for your answer"),
    "yes": N_("you said yes"),
    "no": N_("you said no"),
    "no_answer": N_("the time ran out"),
    "withdrawn": N_("taken back"),
}
LEFT_OUT = {
    "request_closed": N_("The request was closed."),
    "has_a_menu": N_("There is a menu for it already."),
    "wishes_changed": N_("Something that decides was added after the round began."),
    "windows_changed": N_("The times were changed after the round began."),
    "no_option_left": N_("None of its options could be held any more."),
    "past": N_("It has begun already."),
    "vetoed_or_unsuitable": N_("No longer possible for this youth."),
    "closed": N_("The host, place or mentor has closed."),
    "host_has_enough_questions": N_("The host has as many open questions as agreed."),
}


def said_of(wished: Wished) -> str:
    """What she said, for the quotation marks."""
    if wished.words:
        return wished.words
    if wished.reason == "window":
        return gettext(N_("These days suit me best"))
    if wished.reason == "company":
        return gettext(N_("A mentor may come along"))
    if wished.called:
        return wished.called
    return gettext(TRAITS[wished.trait].called) if wished.trait in TRAITS else ""


def therefore(wished: Wished, option: OptionView) -> str:
    """What the option does about it."""
    if wished.partly:
        return gettext(N_("It is so some of the times."))
    match wished.reason, wished.about, wished.met:
        case "window", _, True:
            return gettext(N_("So it is these days."))
        case "window", _, False:
            return gettext(N_("This is on other days that you said could do."))
        case "company", _, True:
            return gettext(N_("So %(name)s comes along."), name=option.mentor_called or "")
        case "company", _, False:
            return gettext(N_("No mentor can then."))
        case _, "site", True:
            return gettext(N_("So it is there."))
        case _, "site", False:
            return gettext(N_("This is somewhere else."))
        case _, "mentor", True:
            return gettext(N_("So %(name)s comes along."), name=option.mentor_called or "")
        case _, "mentor", False:
            return gettext(N_("This is without that mentor."))
        case _, _, True:
            return gettext(N_("It is so there."))
    return gettext(N_("It is not so there."))


def met(option: OptionView) -> list[tuple[str, str]]:
    return [(said_of(one), therefore(one, option)) for one in option.wished if one.met and said_of(one)]


def unmet(option: OptionView) -> list[tuple[str, str]]:
    return [(said_of(one), therefore(one, option)) for one in option.wished if not one.met and said_of(one)]


def why_not(reasons: tuple[tuple[str, str], ...], visit: Meeting | None = None) -> list[str]:
    """Sentences for a youth: what is in the way, and what could be done. Codes that tell of others become one sentence."""
    said: dict[str, None] = {}
    if visit is not None:
        if visit.has_a_time:
            said[gettext(N_("You wanted to visit first. That is %(when)s."), when=dates.moment(visit.arrival))] = None
        else:
            said[gettext(N_("You wanted to visit first. They have not said a time yet."))] = None
        reasons = tuple(each for each in reasons if each[0] not in ("visit_first", "pins_and_exclusions"))
    for code, side in reasons:
        said[gettext(WHY_NOT.get(code, ONLY_OTHERS))] = None
        if side in WHO_COULD and code not in ("must_wishes", "vetoed", "grant"):
            said[gettext(WHO_COULD[side])] = None
    return list(said)


def helps(kinds: tuple[str, ...]) -> list[str]:
    """Sentences for a youth about what could make it possible; what would move somebody else is only for staff."""
    return list(dict.fromkeys(gettext(HELPS[kind]) for kind in kinds if kind in HELPS))


def left_out(because: str) -> str:
    return gettext(LEFT_OUT[because]) if because in LEFT_OUT else gettext(WHY_NOT.get(because, ONLY_OTHERS))


def when(option: OptionView) -> str:
    """fre 4 dec 18:00 – sön 6 dec 16:00; of a series its first time, and how many."""
    first = dates.span(option.times[0].arrival, option.times[0].departure)
    if len(option.times) == 1:
        return first
    return gettext(N_("%(first)s, and %(more)s more times"), first=first, more=len(option.times) - 1)


def differs(one: Time) -> str:
    """In what this time is not as the rest, as a few words; nothing when it is as the rest."""
    if "where" in one.differs:
        return one.site_called
    if "when" in one.differs:
        return gettext(N_("at other hours"))
    if "who" in one.differs:
        return (
            gettext(N_("with %(name)s"), name=one.mentor_called)
            if one.mentor_called
            else gettext(N_("without a mentor"))
        )
    return ""


def way_of(one: Time, than: Time) -> str:
    """Another way to spend the same time, told apart from the first: where, and what else is not the same."""
    parts = [one.site_called]
    if (one.arrival, one.departure) != (than.arrival, than.departure):
        parts.append(dates.span(one.arrival, one.departure))
    if one.mentor_called != than.mentor_called:
        parts.append(
            gettext(N_("with %(name)s"), name=one.mentor_called)
            if one.mentor_called
            else gettext(N_("without a mentor"))
        )
    return ", ".join(parts)


def ways_of(one: Time, others: Iterable[Time]) -> list[tuple[str, str, str]]:
    """What she can pick for one time of a series: as it is, as in another option, or not this time."""
    return [
        ("", one.site_called, gettext(N_("As on the menu"))),
        *((str(other.placement_id), way_of(other, one), "") for other in others),
        (SKIP, gettext(N_("Not this time")), gettext(N_("The rest stays as it is."))),
    ]


def changed(one: Time) -> str:
    """What she wants instead of what the option has."""
    if one.instead_of is None:
        return gettext(N_("Not this time"))
    return gettext(
        N_("%(this)s instead of %(that)s"), this=way_of(one, one.instead_of), that=one.instead_of.site_called
    )


def times_in_address(option: OptionView) -> str:
    """Her changes, as they stand in an address."""
    instead = [(one.occurrence_id, one.placement_id if one.instead_of else SKIP) for one in option.changed]
    return "".join(f"&time_{of}={wanted}" for of, wanted in instead)


OTHER_ANSWERS = {
    "something_else": (N_("I want something else"), N_("We look again, with what you say now.")),
    "no": (N_("No thanks"), N_("Nothing is booked. You can wish again whenever you like.")),
    "talk_first": (N_("I want to talk first"), N_("Everything is kept for you meanwhile.")),
}


def other_answers(here: str, steps: Collection[Step]) -> list[tuple[str, str, str, str, str]]:
    """What she can say beside choosing, as rows of a list."""
    return [
        (gettext(called), f"{here}/answer?answer={answer}", "", "", gettext(hint))
        for answer, (called, hint) in OTHER_ANSWERS.items()
        if STEP_OF[answer] in steps
    ]
