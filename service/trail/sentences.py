"""Every kind of event as a sentence to the youth it is about. A kind without one here can't be shown, so a test asks for all.

Three voices: she did it, somebody else did (`%(who)s`), or the clock. What a youth is never told of stands in `NEVER_TOLD`;
hosts that were asked have no name, so that nobody learns who said no.
"""

from dataclasses import dataclass

from service.record import Event
from service.web.texts import N_


@dataclass(frozen=True)
class Sentence:
    hers: str
    others: str
    clocks: str = ""


def _same(said: str) -> Sentence:
    return Sentence(said, said, said)


NEVER_TOLD = frozenset({Event.KEPT_APART})  # it would tell her of another youth

# Whose content may be opened in her file: her own words, and what adults said to her.
HER_FIELDS = frozenset(
    {
        "wish",
        "request",
        "choice",
        "cancellation",
        "message",
        "question",
        "reflection",
        "correction",
        "own_person",
        "needs_today",
        "visit",
        "change",
    }
)
TOLD_HER = frozenset({"answer", "decision", "message", "welcome_letter", "note", "stay_note"})

# The place or person an event is about is named, but not for these.
NAMELESS = frozenset(
    {Event.ASK_SENT, Event.ASK_ANSWERED, Event.ASK_UNANSWERED, Event.OPTION_ADDED, Event.OPTION_DROPPED}
)

# What her own version of an entry would be about; what is not here has none.
REGARDED = {
    Event.WISH_MADE: "statement",
    Event.WISH_CHANGED: "statement",
    Event.STATEMENT_MADE: "statement",
    Event.OWN_VERSION_SAID: "statement",
    Event.STATEMENT_ANSWERED: "answer",
    Event.NOTE_WRITTEN: "note",
    Event.MESSAGE_WRITTEN: "message",
    Event.LETTER_WRITTEN: "welcome_letter",
    Event.APPROVED: "approval",
    Event.RETURNED: "approval",
    Event.OWN_PERSON_NAMED: "own_person",
    Event.OWN_PERSON_TOLD: "own_person_step",
}

# Parts of her file that she can look at by themselves.
PARTS = {
    "said": frozenset(
        {
            Event.WISH_MADE,
            Event.WISH_CHANGED,
            Event.STATEMENT_MADE,
            Event.OWN_VERSION_SAID,
            Event.OWN_PERSON_NAMED,
            Event.REFLECTION_MADE,
        }
    ),
    "written": frozenset(
        {
            Event.STATEMENT_ANSWERED,
            Event.NOTE_WRITTEN,
            Event.MESSAGE_WRITTEN,
            Event.LETTER_WRITTEN,
            Event.APPROVED,
            Event.RETURNED,
            Event.STAY_NOTE_WRITTEN,
        }
    ),
    "read": frozenset({Event.WORDS_READ, Event.LOOK_REFUSED, Event.PROTECTED_REVEALED, Event.FEED_OPENED}),
}
PARTS_CALLED = {
    "said": N_("What I have said"),
    "written": N_("What adults wrote"),
    "read": N_("Who has opened it"),
}

SENTENCES: dict[Event, Sentence] = {
    Event.ACCOUNT_MADE: Sentence(N_("You got an account."), N_("%(who)s made an account for you.")),
    Event.CARD_MADE: Sentence(N_("You made a card to sign in with."), N_("%(who)s made you a card to sign in with.")),
    Event.CARD_USED: Sentence(N_("You used your card."), N_("Your card was used.")),
    Event.SIGNED_IN: Sentence(N_("You signed in."), N_("%(who)s signed in.")),
    Event.SIGNED_OUT: Sentence(N_("You signed out."), N_("%(who)s signed out."), N_("You were signed out.")),
    Event.PHRASE_CHOSEN: _same(N_("You got four words of your own.")),
    Event.WISH_MADE: Sentence(N_("You made a wish."), N_("%(who)s wrote down a wish of yours.")),
    Event.WISH_CHANGED: Sentence(N_("You changed a wish."), N_("%(who)s wrote down a change to a wish of yours.")),
    Event.STATEMENT_MADE: Sentence(N_("You said something."), N_("%(who)s wrote down what you said.")),
    Event.STATEMENT_ANSWERED: Sentence(N_("You answered."), N_("%(who)s answered you.")),
    Event.VETO_MADE: Sentence(N_("You said: never there."), N_("%(who)s wrote down that you said: never there.")),
    Event.VETO_LIFTED: Sentence(N_("You took back a never."), N_("%(who)s wrote down that you took back a never.")),
    Event.HEART_GIVEN: Sentence(N_("You gave a heart."), N_("%(who)s gave a heart for you.")),
    Event.HEART_TAKEN_BACK: Sentence(N_("You took back a heart."), N_("%(who)s took back a heart for you.")),
    Event.OWN_PERSON_NAMED: Sentence(N_("You named somebody."), N_("%(who)s wrote down somebody you named.")),
    Event.OWN_PERSON_TOLD: Sentence(
        N_("You told of somebody you named."), N_("%(who)s told you about somebody you named.")
    ),
    Event.WORDS_READ: Sentence(N_("You read your words."), N_("%(who)s read your words.")),
    # The clock's voice is that of somebody who has no name here.
    Event.LOOK_REFUSED: Sentence(
        N_("You did not come in."),
        N_("%(who)s tried to open something about you, and was not let in."),
        N_("Somebody tried to open something about you, and was not let in."),
    ),
    Event.PROTECTED_REVEALED: Sentence(N_("Your address was shown."), N_("%(who)s looked at your address.")),
    Event.WORDS_ERASED: Sentence(
        N_("Words were erased."), N_("%(who)s erased old words."), N_("Old words were erased.")
    ),
    Event.YOUTH_CHANGED: Sentence(N_("You changed something about you."), N_("%(who)s changed something about you.")),
    Event.SITE_MADE: _same(N_("A new place was added.")),
    Event.SITE_CHANGED: _same(N_("A place was changed.")),
    Event.MENTOR_MADE: _same(N_("A new mentor was added.")),
    Event.MENTOR_CHANGED: _same(N_("A mentor changed something.")),
    Event.PRESENTATION_CHANGED: _same(N_("A presentation was changed.")),
    Event.AVAILABILITY_CHANGED: _same(N_("Open nights were changed.")),
    Event.CHECK_MADE: _same(N_("A check was made.")),
    Event.CHECK_WITHDRAWN: _same(N_("A check was taken back.")),
    Event.SITE_CLOSED: _same(N_("A place was closed.")),
    Event.SUITABILITY_JUDGED: _same(N_("It was looked at who fits you.")),
    Event.KEPT_APART: _same(N_("Something was noted.")),
    Event.GRANT_MADE: Sentence(N_("It was decided what you may have."), N_("%(who)s decided what you may have.")),
    Event.CONSENT_GIVEN: Sentence(N_("You said yes."), N_("A yes from your guardian was noted by %(who)s.")),
    Event.CONSENT_WITHDRAWN: Sentence(N_("You took back your yes."), N_("A guardian's yes was taken back.")),
    Event.REQUEST_MADE: Sentence(N_("You asked for a break."), N_("%(who)s asked for a break for you.")),
    Event.REQUEST_WITHDRAWN: Sentence(
        N_("You took back a wish for a break."), N_("A wish for a break was taken back.")
    ),
    Event.URGENCY_SET: _same(N_("It was noted how soon you need a break.")),
    Event.ROUND_STARTED: _same(N_("Planning began.")),
    Event.ROUND_PLANNED: _same(N_("Planning was done.")),
    Event.ROUND_CANCELLED: _same(N_("Planning was stopped.")),
    Event.ROUND_STOPPED: _same(N_("Planning was ended early, with the best plan so far.")),
    Event.ROUND_FAILED: _same(N_("Planning did not work.")),
    Event.ROUND_PUBLISHED: _same(N_("A plan was sent out.")),
    Event.REPAIRS_ASKED: _same(N_("New places were looked for.")),
    Event.REPAIR_TAKEN: _same(N_("New places were decided on, to be proposed.")),
    Event.PROPOSAL_MADE: _same(N_("We found something for you, and asked.")),
    Event.PROPOSAL_OPENED: _same(N_("You got something to choose from.")),
    Event.PROPOSAL_UNMET: _same(N_("We found nothing this time. We look again.")),
    Event.PROPOSAL_EXPIRED: _same(N_("The time to choose was over. You can wish again.")),
    Event.ASK_SENT: _same(N_("We asked a host, without your name.")),
    Event.ASK_ANSWERED: _same(N_("A host answered us.")),
    Event.ASK_UNANSWERED: _same(N_("A host did not answer in time.")),
    Event.OPTION_ADDED: _same(N_("One more was added to what you can choose.")),
    Event.OPTION_DROPPED: _same(N_("One was taken away from what you can choose.")),
    Event.CHOICE_MADE: Sentence(N_("You chose."), N_("%(who)s wrote down what you chose.")),
    Event.APPROVED: Sentence(N_("You approved."), N_("%(who)s approved what you chose.")),
    Event.RETURNED: Sentence(N_("You sent it back."), N_("%(who)s did not approve it yet, and wrote why.")),
    Event.STAY_BOOKED: _same(N_("A break was booked.")),
    Event.STAY_CANCELLED: Sentence(
        N_("You said no to a break."),
        N_("%(who)s took back a break."),
        N_("A break was taken back."),
    ),
    Event.STAY_INTERRUPTED: Sentence(N_("You went home early."), N_("A break ended early.")),
    Event.STAY_ARRIVED: Sentence(N_("You arrived."), N_("%(who)s said that you are there.")),
    Event.STAY_BEGAN: _same(N_("A break began.")),
    Event.STAY_NO_SHOW: _same(N_("A break did not happen. The door is open.")),
    Event.STAY_ENDED: _same(N_("A break ended.")),
    Event.REFLECTION_MADE: Sentence(N_("You told how it was."), N_("%(who)s wrote down how it was.")),
    Event.REMINDER_DONE: Sentence(N_("You were in touch."), N_("%(who)s was in touch with you.")),
    Event.OWN_VERSION_SAID: Sentence(N_("You said your own version."), N_("%(who)s wrote down your own version.")),
    Event.NOTE_WRITTEN: Sentence(N_("You wrote something down."), N_("%(who)s wrote something down about you.")),
    Event.NOTE_CONFIRMED: _same(N_("You said: it was like this.")),
    Event.LETTER_WRITTEN: Sentence(N_("You wrote a letter."), N_("%(who)s wrote you a letter of welcome.")),
    Event.LETTER_OPENED: _same(N_("You opened your letter of welcome.")),
    Event.MESSAGE_WRITTEN: Sentence(N_("You wrote a message."), N_("%(who)s wrote to you.")),
    Event.MESSAGE_OPENED: _same(N_("You opened a message.")),
    Event.SUPPORT_CHOSEN: _same(N_("You chose somebody to have beside you.")),
    Event.SUPPORT_CHANGED: _same(N_("You changed what somebody beside you may read.")),
    Event.SUPPORT_ENDED: Sentence(
        N_("You ended it: somebody beside you reads nothing any more."),
        N_("%(who)s does not read with you any more."),
        N_("The time was over: somebody beside you reads nothing any more."),
    ),
    Event.CONTACT_CHANGED: Sentence(
        N_("You changed when and how we may reach you."), N_("%(who)s wrote down when we may reach you.")
    ),
    Event.NOTICE_SENT: _same(N_("We let you know that something is new.")),
    Event.FEED_OPENED: _same(N_("You opened your calendar to your phone.")),
    Event.FEED_ENDED: Sentence(
        N_("You closed your calendar to your phone."),
        N_("%(who)s closed your calendar to your phone."),
        N_("Your calendar was closed to your phone."),
    ),
    Event.COPY_ASKED: _same(N_("You asked for a copy of your file.")),
    Event.COPY_MADE: _same(N_("Your copy was made.")),
    Event.COPY_FETCHED: _same(N_("You fetched your copy.")),
    Event.COPY_RELEASED: Sentence(
        N_("You gave out your copy."), N_("%(who)s looked through your copy and gave it to you.")
    ),
    Event.PASSKEY_ADDED: Sentence(N_("You made a key in your phone."), N_("%(who)s made a key.")),
    Event.PASSKEY_REMOVED: Sentence(N_("You took away a key."), N_("%(who)s took away a key.")),
    Event.INTRODUCTION_CHANGED: Sentence(
        N_("You changed how you are shown."), N_("%(who)s changed how others see them.")
    ),
    Event.STAY_CHANGE_ASKED: Sentence(
        N_("You asked to change a break."), N_("%(who)s wrote down that you want to change a break.")
    ),
    Event.STAY_CHANGED: Sentence(N_("You changed a break."), N_("%(who)s changed a break as you asked.")),
    Event.STAY_NOTE_WRITTEN: Sentence(N_("You wrote a note for a break."), N_("%(who)s wrote to you about a break.")),
    Event.ADDRESS_SHOWN: Sentence(
        N_("You looked at where a break is."), N_("%(who)s looked at where a break of yours is.")
    ),
    Event.ADDRESS_GIVEN: Sentence(N_("You may see where a break is."), N_("%(who)s lets you see where a break is.")),
    Event.ADDRESS_TAKEN_BACK: Sentence(
        N_("You can't see where a break is any more."), N_("%(who)s decided that you can't see where a break is.")
    ),
    Event.VISIT_WISHED: Sentence(
        N_("You wished to visit first."), N_("%(who)s wrote down that you wish to visit first.")
    ),
    Event.VISIT_PROPOSED: _same(N_("You were offered a time for a visit.")),
    Event.VISIT_BOOKED: Sentence(N_("You said yes to a visit."), N_("%(who)s wrote down your yes to a visit.")),
    Event.VISIT_DONE: _same(N_("You have been on a visit.")),
    Event.VISIT_CANCELLED: Sentence(
        N_("You said no to a visit."), N_("%(who)s cannot do the visit."), N_("A visit was not done.")
    ),
    Event.REMINDER_SEEN: Sentence(N_("You saw it."), N_("%(who)s saw that you wait.")),
    Event.DUTY_CHANGED: _same(N_("Who is on duty was changed.")),
}

# What she answered to her menu, which is one kind of event.
CHOSE: dict[str, Sentence] = {
    "this": SENTENCES[Event.CHOICE_MADE],
    "something_else": Sentence(
        N_("You wanted something else."), N_("%(who)s wrote down that you wanted something else.")
    ),
    "no": Sentence(N_("You said no to what there was."), N_("%(who)s wrote down that you said no to what there was.")),
    "talk_first": Sentence(N_("You wanted to talk first."), N_("%(who)s wrote down that you wanted to talk first.")),
}
TIMES_OTHERWISE = N_("Some times in another way")

# What somebody tried to open and was refused, as she calls it.
REFUSED = {
    "page": N_("Your page"),
    "card": N_("Your card to sign in with"),
    "words": N_("Something you have said or been told"),
    "break": N_("A break of yours"),
    "visit": N_("A visit of yours"),
    "choices": N_("What you can choose from"),
    "asked": N_("A break you asked for"),
    "people": N_("Your people"),
    "copy": N_("Your copy"),
    "other": N_("Something else about you"),
}

# The same, for the one who checks.
REFUSED_IN_SHORT = {
    "page": N_("The youth"),
    "card": N_("Sign-in card"),
    "words": N_("Words"),
    "break": N_("Break"),
    "visit": N_("Visit"),
    "choices": N_("Choices"),
    "asked": N_("Asked for"),
    "people": N_("People"),
    "copy": N_("Copy"),
    "other": N_("Other"),
}

# Why somebody read, as the code that read says it.
PURPOSES = {
    "support": N_("to support you"),
    "queue": N_("to answer you"),
    "answer": N_("to answer you"),
    "approval": N_("to decide about your break"),
    "copy": N_("to look through your copy"),
}

PURPOSES_IN_SHORT = {
    "support": N_("Support"),
    "queue": N_("Answers"),
    "answer": N_("Answers"),
    "approval": N_("Decision"),
    "copy": N_("Copy"),
}
