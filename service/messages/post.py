"""One mail, always the same: no name, no link, no sender that tells. Over the server that SMTP_URL names, or not at all.

SMTP_URL=smtp://user:password@mail.example:587?from=kalender@example   (smtps:// for a server that begins with TLS)
"""

from email.message import EmailMessage
from email.utils import make_msgid
from urllib.parse import parse_qs, unquote, urlsplit

import aiosmtplib

from service.settings import secret
from service.web import texts
from service.web.texts import N_

SUBJECT = N_("Calendar")
NEUTRAL = N_("There is something new in the calendar.")
SECONDS = 20


class NotSent(Exception):
    """The server did not take it, or there is none. Says nothing about whom it was for."""


def can_send() -> bool:
    """Whether this municipality has a way of sending mail."""
    return bool(secret("SMTP_URL"))


def neutral_words(language: str) -> tuple[str, str]:
    """Subject and text, exactly as they are sent."""
    with texts.speaking(language):
        return texts.gettext(SUBJECT), texts.gettext(NEUTRAL)


async def send_neutral(address: str, language: str) -> None:
    url = urlsplit(secret("SMTP_URL"))
    if not url.hostname:
        raise NotSent()
    sender = parse_qs(url.query).get("from", [f"kalender@{url.hostname}"])[0]
    letter = EmailMessage()
    letter["Subject"], text = neutral_words(language)
    letter["From"], letter["To"] = sender, address
    letter["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2])
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(text)
    try:
        await aiosmtplib.send(
            letter,
            hostname=url.hostname,
            port=url.port,
            username=unquote(url.username) if url.username else None,
            password=unquote(url.password) if url.password else None,
            use_tls=url.scheme == "smtps",
            timeout=SECONDS,
        )
    except (aiosmtplib.SMTPException, OSError, ValueError) as failed:
        raise NotSent() from failed
