"""What the service says, in the reader's language and the municipality's hours.

English sentences in code and templates are the keys; `service/locales/<language>/<slice>.po` says them. Swedish is the
default. The catalogues are read into memory at start, without a compile step. Language and zone belong to the request,
so they live in context variables; nothing here knows about the web.

    from service.web.texts import gettext as _
    _("Sara answers before %(day)s.", day=day(deadline))

Sentences for a `DomainError` have its code as their key: msgid "consent.missing". See `sentence`.
Texts kept in tables are marked with `N_("…")` there and said with `_(label)` where they are shown.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import jinja2
from babel import Locale, UnknownLocaleError
from babel.support import Translations

from service.web.texts.catalogues import languages_on_disk, read_language

DEFAULT_LANGUAGE = "sv"
DEFAULT_ZONE = "Europe/Stockholm"

_language: ContextVar[str] = ContextVar("language", default=DEFAULT_LANGUAGE)
_zone: ContextVar[str] = ContextVar("zone", default=DEFAULT_ZONE)
_said: dict[str, Translations] = {}


def N_(message: str) -> str:
    """Mark a text that stands in a table, so that it is found for translation; say it later with `gettext`."""
    return message


def available_languages() -> dict[str, str]:
    """Language codes with their own names, the default first: {"sv": "svenska", "en": "English"}."""
    codes = sorted(languages_on_disk(), key=lambda code: (code != DEFAULT_LANGUAGE, code))
    return {code: str(Locale.parse(code).get_display_name(code)) for code in codes}


def choose_language(*wanted: str | None, accept_language: str | None = None) -> str:
    """The first of `wanted` (profile, cookie) that we speak, else the browser's, else Swedish."""
    spoken = available_languages()
    for code in wanted:
        if code and code in spoken:
            return code
    for code in _by_preference(accept_language or ""):
        if code in spoken:
            return code
    return DEFAULT_LANGUAGE


def _by_preference(header: str) -> Iterable[str]:
    """Language codes of an Accept-Language header, most wanted first; nonsense is passed over."""
    weighed: list[tuple[float, int, str]] = []
    for place, part in enumerate(header[:500].split(",")):
        tag, _, parameter = part.strip().partition(";")
        try:
            weight = float(parameter.strip().removeprefix("q=") or 1)
            code = Locale.parse(tag.strip(), sep="-").language
        except (ValueError, UnknownLocaleError):
            continue
        weighed.append((-weight, place, {"nb": "no"}.get(code, code)))
    return [code for _, _, code in sorted(weighed)]


def speak(language: str, zone: str = DEFAULT_ZONE) -> None:
    """From here on in this request: this language, these hours."""
    _language.set(language if language in available_languages() else DEFAULT_LANGUAGE)
    _zone.set(zone)


@contextmanager
def speaking(language: str, zone: str = DEFAULT_ZONE) -> Iterator[None]:
    """This language inside the block; for letters, jobs and tests."""
    before = _language.set(language), _zone.set(zone)
    try:
        yield
    finally:
        _language.reset(before[0])
        _zone.reset(before[1])


def language() -> str:
    return _language.get()


def zone() -> str:
    return _zone.get()


def locale() -> Locale:
    # English here is read by Europeans: Monday first, 24 hours, day before month.
    return Locale.parse("en_GB" if language() == "en" else language())


def direction() -> str:
    """ "ltr" or "rtl", for the dir attribute."""
    return "rtl" if locale().text_direction == "rtl" else "ltr"


def _catalogue() -> Translations:
    code = language()
    if code not in _said:
        _said[code] = read_language(code)
    return _said[code]


def load() -> None:
    """Read every catalogue now, so that the first visitor does not wait and a broken file stops the start."""
    for code in available_languages():
        _said[code] = read_language(code)


def gettext(message: str, **values: Any) -> str:
    said = str(_catalogue().gettext(message))
    return said % values if values else said


def ngettext(one: str, many: str, n: int, **values: Any) -> str:
    said = str(_catalogue().ngettext(one, many, n))
    return said % {"num": n, **values} if "%(" in said else said


def pgettext(context: str, message: str, **values: Any) -> str:
    said = str(_catalogue().pgettext(context, message))
    return said % values if values else said


def npgettext(context: str, one: str, many: str, n: int, **values: Any) -> str:
    said = str(_catalogue().npgettext(context, one, many, n))
    return said % {"num": n, **values} if "%(" in said else said


def sentence(code: str, params: dict[str, Any] | None = None, *, to_a_youth: bool = False) -> str:
    """What a person reads for an error code. A youth's sentence (msgctxt "youth") may differ from an adult's.

    `params["code_detail"]`, when given, names a more exact sentence than the code itself.
    """
    values = {name: value for name, value in (params or {}).items() if name != "code_detail"}
    keys = [key for key in ((params or {}).get("code_detail"), code, "error") if key]
    catalogue = _catalogue()
    for key in keys:
        for said in ([str(catalogue.pgettext("youth", key))] if to_a_youth else []) + [str(catalogue.gettext(key))]:
            if said != key:
                try:
                    return said % values if values else said
                except (KeyError, TypeError, ValueError):
                    return said.split("%(")[0].rstrip()  # a half sentence is better than a 500
    return code


def install(env: jinja2.Environment) -> None:
    """Give templates the texts, dates, pictures and icons. Called once by the rendering environment."""
    from service.web import pictures
    from service.web.texts import dates, static_files

    env.add_extension("jinja2.ext.i18n")
    env.policies["ext.i18n.trimmed"] = True
    env.install_gettext_callables(  # type: ignore[attr-defined]
        _catalogue_gettext,
        _catalogue_ngettext,
        newstyle=True,
        pgettext=_catalogue_pgettext,
        npgettext=_catalogue_npgettext,
    )
    env.filters.update(dates.FILTERS)
    env.globals.update(
        language=language,
        direction=direction,
        available_languages=available_languages,
        asset=static_files.asset,
        **dates.GLOBALS,
        picture=pictures.picture,
        picture_for=pictures.picture_for,
        icon=pictures.icon,
        sign_of=pictures.sign_of,
    )
    load()


# Jinja puts the values in by itself (and escapes them), so it gets the bare look-ups.
def _catalogue_gettext(message: str) -> str:
    return str(_catalogue().gettext(message))


def _catalogue_ngettext(one: str, many: str, n: int) -> str:
    return str(_catalogue().ngettext(one, many, n))


def _catalogue_pgettext(context: str, message: str) -> str:
    return str(_catalogue().pgettext(context, message))


def _catalogue_npgettext(context: str, one: str, many: str, n: int) -> str:
    return str(_catalogue().npgettext(context, one, many, n))
