"""What can be in the way of signing in, each with a sentence that says what to do now."""

from service.errors import DomainError


class NotMatching(DomainError):
    """Name and words do not belong together. The same answer for a name that is not there."""

    code = "accounts.not_matching"
    status = 422


class PinNotUsable(DomainError):
    """Four to six digits, and not the ones that everybody tries first."""

    code = "accounts.pin_not_usable"
    status = 422


class PinWrong(DomainError):
    """`left`: how many tries are left before the session ends. Her four words work whatever happens here."""

    code = "accounts.pin_wrong"
    status = 422


class KeyNotKnown(DomainError):
    """This key is nobody's here, or what it signed is not what was asked."""

    code = "accounts.key_not_known"
    status = 422


class CardForSomebodyElse(DomainError):
    """A guardian does not take the card of the one whom the child has chosen."""

    code = "accounts.card_for_somebody_else"
    status = 403


class CardNotKnown(DomainError):
    """No such code; the same answer for one that was never printed."""

    code = "accounts.card_not_known"
    status = 422


class CardTooOld(DomainError):
    """Printed more than a day ago."""

    code = "accounts.card_too_old"
    status = 409


class CardUsed(DomainError):
    """A card works once."""

    code = "accounts.card_used"
    status = 409


class NameNotUsable(DomainError):
    code = "accounts.name_not_usable"
    status = 422


class WeakPhrase(DomainError):
    """Somebody could guess it."""

    code = "accounts.weak_phrase"
    status = 422


class TooFewWords(WeakPhrase):
    code = "accounts.too_few_words"


class TooShortWords(WeakPhrase):
    code = "accounts.too_short_words"


class SameWords(WeakPhrase):
    code = "accounts.same_words"


class NameInWords(WeakPhrase):
    code = "accounts.name_in_words"


WEAK: dict[str, type[WeakPhrase]] = {
    "too_few_words": TooFewWords,
    "too_short_words": TooShortWords,
    "same_words": SameWords,
    "name_in_words": NameInWords,
}


class NotYoursToInvite(DomainError):
    """Somebody else gives cards to people in that role."""

    code = "accounts.not_yours_to_invite"
    status = 403


class SiteNeeded(DomainError):
    """A host or place keeper speaks for a home or place: which one?"""

    code = "accounts.site_needed"
    status = 422
