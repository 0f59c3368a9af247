"""What stands in a letter before the caseworker has changed it: a beginning, in the youth's language, to write further on."""

from service.web.texts import N_, gettext

BEGINNING = N_("Hi %(her)s")
PARTS = (
    N_("My name is %(me)s. I am a social worker, and I am the one you will meet. I am glad that you exist here now."),
    N_(
        "I know that it can be hard at home sometimes. You need not tell me about it. You decide what you say, and when."
    ),
    N_(
        "When we meet I tell you what I can help with. You tell me what you like and do not like. If you want to be silent, that is fine too."
    ),
    N_("You can ask me anything here. I answer, also when the answer is no."),
)


def beginning(her: str, me: str) -> str:
    """Said in the language that is spoken now."""
    parts = [
        gettext(BEGINNING, her=her),
        *(gettext(part, me=me) if "%(me)s" in part else gettext(part) for part in PARTS),
        me,
    ]
    return "\n\n".join(parts)
