"""The catalogue files: reading them at start, finding what the code says, keeping both in step.

One file per slice and language (`service/locales/sv/stays.po`), so that two people who write texts for two slices
never meet in one file. A text belongs to the slice whose folder it stands in; core files and `web/` share `web.po`.
Swedish must say everything; English says only the error codes, since its sentences are the keys themselves.
"""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from babel.support import Translations

SERVICE = Path(__file__).resolve().parents[2]
LOCALES = SERVICE / "locales"
SOURCE_LANGUAGE = "en"

KEYWORDS = {
    "_": None,
    "N_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
# The Jinja extractor wants strings: real booleans crash it.
JINJA_OPTIONS = {"silent": "false", "trimmed": "true", "newstyle_gettext": "true", "encoding": "utf-8"}
ERROR_CODE = re.compile(r"[a-z_]+(\.[a-z_]+)*")

Key = tuple[str | None, str | tuple[str, ...]]  # context, and message or (one, many)


@dataclass
class Found:
    """One text in the code."""

    key: Key
    places: list[tuple[str, int]] = field(default_factory=list)
    is_code: bool = False

    @property
    def slices(self) -> list[str]:
        return sorted({slice_of(Path(path)) for path, _ in self.places})


def languages_on_disk() -> list[str]:
    return sorted({SOURCE_LANGUAGE, *(path.name for path in LOCALES.iterdir() if any(path.glob("*.po")))})


def read_files(language: str) -> dict[str, Catalog]:
    """The catalogues of a language by slice."""
    catalogues = {}
    for path in sorted((LOCALES / language).glob("*.po")):
        with path.open("rb") as file:
            catalogues[path.stem] = read_po(file, locale=language, abort_invalid=True)
    return catalogues


def read_language(language: str) -> Translations:
    """All slices of a language as one."""
    said = Catalog(locale=language)
    for catalogue in read_files(language).values():
        for message in catalogue:
            if message.id and message.string and not message.fuzzy and any(message.string):
                said.add(message.id, message.string, context=message.context)
    compiled = BytesIO()
    write_mo(compiled, said)
    compiled.seek(0)
    return Translations(compiled)


def slice_of(path: Path) -> str:
    """`service/stays/pages.py` -> stays; core files and the web plumbing -> web."""
    parts = path.parts[path.parts.index("service") + 1 :] if "service" in path.parts else path.parts
    return parts[0] if len(parts) > 1 else "web"


@cache
def find_texts(service: Path = SERVICE) -> dict[Key, Found]:
    """Every text that the code and templates say, with where."""
    found: dict[Key, Found] = {}

    def note(key: Key, path: Path, line: int, is_code: bool = False) -> None:
        entry = found.setdefault(key, Found(key, is_code=is_code))
        entry.places.append((str(Path("service") / path.relative_to(service)), line))

    for path in sorted([*service.rglob("*.py"), *service.rglob("templates/**/*.html")]):
        if path.suffix == ".html":
            method, options = "jinja2", JINJA_OPTIONS
        else:
            method, options = "python", {"encoding": "utf-8"}
            for code, line in _error_codes(path):
                note((None, code), path, line, is_code=True)
        for line, messages, _, context in extract_from_file(method, path, keywords=KEYWORDS, options=options):
            message = tuple(messages) if isinstance(messages, (list, tuple)) else messages
            if message:
                note((context, message), path, line)
    return found


def _error_codes(path: Path) -> Iterator[tuple[str, int]]:
    """`code = "…"` in a class, `code_detail="…"` in a call: keys of sentences."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ClassDef):
            for line in node.body:
                target = line.target if isinstance(line, ast.AnnAssign) else getattr(line, "targets", [None])[0]
                value = getattr(line, "value", None)
                if isinstance(target, ast.Name) and target.id == "code" and isinstance(value, ast.Constant):
                    yield from _as_code(value)
        if isinstance(node, ast.Call):
            for keyword in node.keywords:
                if keyword.arg == "code_detail" and isinstance(keyword.value, ast.Constant):
                    yield from _as_code(keyword.value)


def _as_code(value: ast.Constant) -> Iterator[tuple[str, int]]:
    if isinstance(value.value, str) and ERROR_CODE.fullmatch(value.value):
        yield value.value, value.lineno


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"%\((\w+)\)[sd]", text))


def missing(language: str, only: str | None = None) -> list[Found]:
    """Texts in the code that the language does not say yet."""
    said = {(m.context, m.id) for c in read_files(language).values() for m in c if m.id and _is_complete(m)}
    return [
        text
        for key, text in find_texts().items()
        if key not in said and (language != SOURCE_LANGUAGE or text.is_code) and (only is None or only in text.slices)
    ]


def leftovers(language: str, only: str | None = None) -> dict[str, list[Message]]:
    """What a language says and nothing in the code asks for any more, by slice."""
    found = find_texts()
    # A youth's own sentence for an error stands beside the adult's; codes are also made of parts at run time.
    known = set(found) | {("youth", message) for _, message in found}
    return {
        name: unasked
        for name, catalogue in read_files(language).items()
        if only in (None, name)
        and (unasked := [m for m in catalogue if m.id and _key(m) not in known and not _is_code(m)])
    }


def prune(language: str) -> int:
    """Take out what nothing asks for. How many."""
    gone = leftovers(language)
    for name, messages in gone.items():
        path = LOCALES / language / f"{name}.po"
        with path.open("rb") as file:
            catalogue = read_po(file, locale=language)
        for message in messages:
            catalogue.delete(message.id, message.context)
        write(path, catalogue)
    return sum(len(messages) for messages in gone.values())


def _key(message: Message) -> Key:
    return message.context, message.id if isinstance(message.id, str) else tuple(message.id)


def _is_code(message: Message) -> bool:
    return isinstance(message.id, str) and bool(ERROR_CODE.fullmatch(message.id))


def _strings(message: Message) -> list[str]:
    """What is said: one string, or one for each plural form."""
    return [message.string or ""] if isinstance(message.string, str | None) else list(message.string)


def _is_complete(message: Message) -> bool:
    return all(_strings(message))


def faults(language: str, only: str | None = None) -> list[str]:
    """What is wrong with a language, as sentences: nothing said, other placeholders, said in two ways, asked for by nothing."""
    lines = [
        f"{language}: not said yet: {text.key[1]!r} ({text.places[0][0]}:{text.places[0][1]})"
        for text in missing(language, only)
    ]
    said_as: dict[Key, tuple[str, object]] = {}
    for name, catalogue in read_files(language).items():
        for message in catalogue:
            if not message.id or (only and name != only) or not _is_complete(message):
                continue
            one, *many = [message.id] if isinstance(message.id, str) else message.id
            wanted = placeholders(one).union(*(placeholders(m) for m in many))
            strings = _strings(message)
            is_code = bool(ERROR_CODE.fullmatch(one)) and not many
            if not is_code and not any(many) and any(placeholders(s) != wanted for s in strings):
                lines.append(f"{language}/{name}.po: other placeholders than {one!r}")
            if many and any(placeholders(s) - wanted - {"num"} for s in strings):
                lines.append(f"{language}/{name}.po: unknown placeholder in {one!r}")
            other = said_as.setdefault(_key(message), (name, message.string))
            if other[1] != message.string:
                lines.append(f"{language}: {one!r} is said in two ways, in {other[0]}.po and {name}.po")
    for name, messages in leftovers(language, only).items():
        lines += [f"{language}/{name}.po: nothing asks for {message.id!r} any more" for message in messages]
    return lines


def update(language: str, only: str | None = None) -> dict[str, int]:
    """Add what is missing to the right slice's file, with nothing said yet; drop nothing. How many, by slice."""
    wanted: dict[str, list[Found]] = defaultdict(list)
    known = {(m.context, m.id) for c in read_files(language).values() for m in c if m.id}
    for text in missing(language):
        home = text.slices[0] if len(text.slices) == 1 else "web"  # said by several slices: the bottom of the house
        if text.key not in known and only in (None, home):
            wanted[home].append(text)
    for name, texts in wanted.items():
        _add(LOCALES / language / f"{name}.po", language, texts)
    return {name: len(texts) for name, texts in wanted.items()}


def _add(path: Path, language: str, texts: list[Found]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    catalogue = Catalog(locale=language, project="Mellanrummet", charset="utf-8")
    if path.exists():
        with path.open("rb") as file:
            catalogue = read_po(file, locale=language)
    for text in texts:
        context, message = text.key
        flags = ["python-format"] if placeholders(str(message)) else []
        catalogue.add(message, context=context, flags=flags, locations=text.places[:1])
    write(path, catalogue)


def write(path: Path, catalogue: Catalog) -> None:
    """In one form always, so that two tools never fight over line breaks."""
    catalogue.header_comment = f"# What the service says: {path.parent.name}, {path.stem}."
    out = BytesIO()
    write_po(out, catalogue, width=0, sort_output=False, include_lineno=False, ignore_obsolete=True)
    lines = out.getvalue().decode().replace('#, fuzzy\nmsgid ""\n', 'msgid ""\n', 1).splitlines(keepends=True)
    dull = (
        "POT-Creation",
        "PO-Revision",
        "Last-Translator",
        "Language-Team",
        "Generated-By",
        "Report-Msgid",
        "Project-Id",
    )
    path.write_text("".join(line for line in lines if not line.startswith(tuple(f'"{word}' for word in dull))))
