"""The few cookies there are: the session's, the language somebody chose before signing in, and how light it is. All end with the browser."""

from service.settings import Settings
from service.web.sessions import session_cookie_name
from service.web.visit import visit


def keep_session(secret: str, *, for_seconds: int | None = None) -> None:
    """Send the session's id with this answer. It ends with the browser, or on her own phone after some hours."""
    settings = visit().settings
    lives = f"Max-Age={for_seconds}; " if for_seconds else ""
    visit().cookies.append(f"{session_cookie_name(settings)}={secret}; {lives}{_attributes(settings)}")


def forget_session() -> None:
    settings = visit().settings
    visit().cookies.append(f"{session_cookie_name(settings)}=; Max-Age=0; {_attributes(settings)}")


def keep_language(language: str) -> None:
    visit().cookies.append(f"language={language}; {_attributes(visit().settings)}")


def keep_theme(theme: str) -> None:
    """ "light" or "night"; nothing means: as the phone has it."""
    kept = f"theme={theme}" if theme else "theme=; Max-Age=0"
    visit().cookies.append(f"{kept}; {_attributes(visit().settings)}")


def keep_level(level: str) -> None:
    """How much somebody wants to read at once; a youth's own is kept with her when she has signed in."""
    visit().cookies.append(f"level={level}; {_attributes(visit().settings)}")


def _attributes(settings: Settings) -> str:
    return "Path=/; HttpOnly; SameSite=Lax" + ("; Secure" if settings.production else "")
