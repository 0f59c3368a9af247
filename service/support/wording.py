"""What she can share, in plain words: to her, and to the one she shares it with."""

from service.web.texts import N_, gettext, ngettext

SHARES = {
    "breaks": (N_("My breaks"), N_("When and where. No address.")),
    "wishes": (N_("What I wish"), N_("But not whom I said never to.")),
    "words": (N_("What I write"), N_("To adults here. Not how a break was.")),
    "answers": (N_("The answers I get"), N_("And who gave them.")),
}
SHORT = {"breaks": N_("breaks"), "wishes": N_("wishes"), "words": N_("what I write"), "answers": N_("answers")}


def time_of(months: int) -> str:
    return gettext("A year") if months == 12 else ngettext("%(num)s month", "%(num)s months", months)


def in_short(shares: tuple[str, ...]) -> str:
    """breaks, wishes; or that nothing is shared."""
    return ", ".join(gettext(SHORT[one]) for one in SHORT if one in shares) or gettext("Nothing")
