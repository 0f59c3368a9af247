"""Forms that another site cannot send: a token tied to the session, or to a cookie of ours before sign-in.

The token is masked anew each time it is shown (compression would otherwise let an attacker guess it, BREACH). Refusing
requests that a browser marks as cross-site is the other half, in `surroundings`. `/exit` needs no token: leaving must
always work, and another site that signs somebody out wins nothing. `/try` needs none: it changes nothing and sets no cookie.
"""

import base64
import binascii
import hashlib
import hmac
import secrets
from uuid import uuid4

from markupsafe import Markup

from service.settings import Settings
from service.web.visit import Visit, visit

FIELD, KEY_FIELD, HEADER = "_csrf", "_key", b"x-csrf-token"
NEEDS_NO_TOKEN = frozenset({"/exit", "/try"})
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def form_cookie_name(settings: Settings) -> str:
    return "__Host-form" if settings.production else "form"


def _secret_of(here: Visit) -> bytes | None:
    if here.csrf is not None:
        return hashlib.sha256(here.csrf.encode()).digest()
    if here.form_nonce is not None:
        return hmac.digest(here.settings.secret_key.encode(), b"form:" + here.form_nonce.encode(), "sha256")
    return None


def token() -> str:
    """A token for a form or header of this visit. A visitor without a cookie gets one now, and not before."""
    here = visit()
    if here.csrf is None and here.form_nonce is None:
        here.form_nonce = secrets.token_urlsafe(24)
        secure = "; Secure" if here.settings.production else ""
        name = form_cookie_name(here.settings)
        here.cookies.append(f"{name}={here.form_nonce}; Path=/; HttpOnly; SameSite=Strict{secure}")
    secret = _secret_of(here) or b""
    pad = secrets.token_bytes(len(secret))
    return base64.urlsafe_b64encode(pad + bytes(a ^ b for a, b in zip(pad, secret, strict=True))).decode()


def is_ours(shown: str) -> bool:
    """Whether a token that came back was made for this visitor."""
    secret = _secret_of(visit())
    if secret is None:
        return False
    try:
        raw = base64.urlsafe_b64decode(shown.encode())
    except (ValueError, binascii.Error):
        return False
    if len(raw) != 2 * len(secret):
        return False
    pad, masked = raw[: len(secret)], raw[len(secret) :]
    return hmac.compare_digest(bytes(a ^ b for a, b in zip(pad, masked, strict=True)), secret)


class FormInputs:
    """`{{ csrf_input }}`: the token, and a key that lets the same press of a button do nothing twice.

    Made when it is printed: a page without a form sets no cookie.
    """

    def __html__(self) -> str:
        return Markup('<input type="hidden" name="{}" value="{}"><input type="hidden" name="{}" value="{}">').format(
            FIELD, token(), KEY_FIELD, uuid4().hex
        )

    __str__ = __html__
