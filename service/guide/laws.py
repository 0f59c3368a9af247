"""Her rights in plain words, each with the law behind it as data: which law, which section, from when, where it was read.

A section we have not read ourselves is left empty: then the law is named, and no number is shown. The municipality's lawyer
looks at this table; nothing in the service decides by it (whose consent is asked for stands in `consents`).
"""

from dataclasses import dataclass
from datetime import date

from service.web.texts import N_


@dataclass(frozen=True)
class Law:
    """`section` is None where the text of the law was not at hand."""

    called: str
    section: str | None
    since: date
    source: str
    until: date | None = None

    def holds(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)


@dataclass(frozen=True)
class Right:
    """`said` is the right, `means` what it means here, `laws` codes of LAWS."""

    said: str
    means: str
    laws: tuple[str, ...]
    sign: str


@dataclass(frozen=True)
class Complaint:
    """Where she can turn when something is not right, the nearest first. `reached` is an address to type, or empty."""

    called: str
    means: str
    reached: str = ""


LAWS = {
    "crc_12": Law(
        N_("The Convention on the Rights of the Child (law 2018:1197)"),
        N_("article 12"),
        date(2020, 1, 1),
        "SFS 2018:1197",
    ),
    "crc_13": Law(
        N_("The Convention on the Rights of the Child (law 2018:1197)"),
        N_("article 13"),
        date(2020, 1, 1),
        "SFS 2018:1197",
    ),
    "crc_16": Law(
        N_("The Convention on the Rights of the Child (law 2018:1197)"),
        N_("article 16"),
        date(2020, 1, 1),
        "SFS 2018:1197",
    ),
    "sol": Law(N_("The Social Services Act (2025:400)"), None, date(2025, 7, 1), "SFS 2025:400"),
    "sol_contact": Law(
        N_("The Social Services Act (2025:400)"), N_("chapter 13, section 7"), date(2025, 7, 1), "SFS 2025:400"
    ),
    "secrecy": Law(
        N_("The Public Access and Secrecy Act (2009:400)"),
        N_("chapter 26, section 1"),
        date(2009, 6, 30),
        "SFS 2009:400",
    ),
    "secrecy_parents": Law(
        N_("The Public Access and Secrecy Act (2009:400)"),
        N_("chapter 12, section 3"),
        date(2009, 6, 30),
        "SFS 2009:400",
    ),
    "see_papers": Law(
        N_("The Administrative Procedure Act (2017:900)"), N_("section 10"), date(2018, 7, 1), "SFS 2017:900"
    ),
    "be_heard": Law(
        N_("The Administrative Procedure Act (2017:900)"), N_("section 25"), date(2018, 7, 1), "SFS 2017:900"
    ),
    "who_read": Law(
        N_("The law on personal data in social services (2001:454)"),
        N_("section 10"),
        date(2001, 10, 1),
        "SFS 2001:454",
    ),
    "gdpr_copy": Law(
        N_("The General Data Protection Regulation"), N_("article 15"), date(2018, 5, 25), "(EU) 2016/679"
    ),
    "two_guardians": Law(
        N_("The Parental Code (1949:381)"), N_("chapter 6, section 13 a"), date(2012, 5, 1), "SFS 1949:381"
    ),
}

RIGHTS = (
    Right(
        N_("You may say what you think."),
        N_("In all that is about you. Adults listen, and tell you what they did with it. You may also be silent."),
        ("crc_12", "sol", "be_heard"),
        "words",
    ),
    Right(
        N_("You may know what happens."),
        N_("What comes next, when, and who decides. In words that you understand. You can ask again."),
        ("crc_13", "sol"),
        "info",
    ),
    Right(
        N_("What you tell is secret."),
        N_(
            "People who work here may not tell it to others as they like. Mum and dad may not be told if it can "
            "harm you. If somebody hurts you, adults here act. Then you get to know first, if it can be done."
        ),
        ("crc_16", "secrecy", "secrecy_parents"),
        "window",
    ),
    Right(
        N_("You may read what is written about you."),
        N_("Open My file. If something is wrong, you can say how it was. Your version stays beside it."),
        ("see_papers", "gdpr_copy"),
        "eye",
    ),
    Right(
        N_("You may know who has read it."),
        N_("Every time somebody else opens your words, it is noted. You see who, and when."),
        ("who_read",),
        "person",
    ),
    Right(
        N_("You may say no to a break."),
        N_("A break here is free to say yes or no to. You can change your mind at any time."),
        ("sol_contact",),
        "check",
    ),
    Right(
        N_("From 12 you may say yes yourself to some help."),
        N_(
            "To a contact person in the daytime, for example. For nights away your parents are asked as well. If "
            "only one of them says yes, the municipality can look at what is best for you."
        ),
        ("sol", "two_guardians"),
        "path",
    ),
)

COMPLAINTS = (
    Complaint(N_("The boss there"), N_("Say that you want to talk to the boss. You need not say why.")),
    Complaint(
        N_("IVO"),
        N_(
            "They check that social services do what is right. You can tell them what went wrong, also without your name."
        ),
        "ivo.se",
    ),
    Complaint(
        N_("JO"),
        N_(
            "They check that those who work for the state and the municipality follow the law. Anybody can write to them, at any age."
        ),
        "jo.se",
    ),
    Complaint(
        N_("Barnombudsmannen"),
        N_(
            "They know all about the rights of the young. They can't change what was decided about you, but can tell you what holds."
        ),
        "barnombudsmannen.se",
    ),
)


def laws_of(right: Right, day: date) -> list[Law]:
    """The laws behind it that hold on this day."""
    return [LAWS[code] for code in right.laws if LAWS[code].holds(day)]
