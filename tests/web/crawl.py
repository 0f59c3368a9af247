"""Walking through the service as a person does: from her first page, along every link, noting every form."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import httpx

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
NOT_WALKED = ("/static/", "/demo", "/exit", "/sign-out", "/api/", "/look")


@dataclass
class Form:
    page: str
    action: str
    fields: dict[str, list[str]] = field(default_factory=dict)  # name → values as the browser would send them
    typed: set[str] = field(default_factory=set)  # names of fields for text

    @property
    def kind(self) -> str:
        """The same for forms that differ in ids alone."""
        return f"{shape(self.action)} {' '.join(sorted(name for name in self.fields if not name.startswith('_')))}"


@dataclass
class Seen:
    path: str
    answer: httpx.Response
    links: list[str]
    forms: list[Form]


def shape(path: str) -> str:
    return re.sub(r"\d{4}-\d\d(-\d\d)?|W\d+", "…", UUID.sub("…", path))


class _Reader(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.page, self.links, self.forms = page, [], []
        self._form: Form | None = None
        self._select: str | None = None
        self._area: str | None = None

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        if tag == "a" and given.get("href", "").startswith("/"):
            self.links.append(given["href"])
        elif tag == "form" and given.get("method") == "post":
            self._form = Form(self.page, given.get("action") or self.page)
            self.forms.append(self._form)
        elif self._form is not None and given.get("name"):
            self._field(tag, given)
        elif tag == "option" and self._form is not None and self._select:
            known = self._form.fields[self._select]
            if "selected" in given or not known:
                known[:] = [given.get("value", "")]

    def _field(self, tag: str, given: dict[str, str]) -> None:
        assert self._form is not None
        values = self._form.fields.setdefault(given["name"], [])
        kind = given.get("type", "text")
        if tag == "select":
            self._select = given["name"]
        elif tag == "textarea":
            self._area = given["name"]
            self._form.typed.add(given["name"])
            values.append("")
        elif tag == "button":
            if not values:
                values.append(given.get("value", ""))
        elif kind in ("radio", "checkbox"):
            if "checked" in given or (kind == "radio" and not values):
                values[:] = [given.get("value", "on")] if kind == "radio" else [*values, given.get("value", "on")]
        else:
            values.append(given.get("value", ""))
            if kind != "hidden":
                self._form.typed.add(given["name"])

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea":
            self._area = None

    def handle_data(self, data: str) -> None:
        if self._area and self._form is not None:
            self._form.fields[self._area][-1] += data


def read(path: str, answer: httpx.Response) -> Seen:
    reader = _Reader(path)
    reader.feed(answer.text)
    return Seen(path, answer, reader.links, reader.forms)


async def look(client: httpx.AsyncClient, path: str) -> Seen:
    """The page, or where it leads."""
    answer = await client.get(path)
    for _ in range(4):
        if answer.status_code != 303:
            break
        path = answer.headers["location"]
        answer = await client.get(path)
    return read(path, answer)


async def walk(client: httpx.AsyncClient, start: str, *, most: int = 120, alike: int = 1) -> list[Seen]:
    """Every page that can be reached; of pages that differ in ids and days alone, `alike` is enough."""
    waiting, known, shapes, found = [start], {start}, {}, []
    while waiting and len(found) < most:
        path = waiting.pop(0)
        seen = await look(client, path)
        found.append(seen)
        for link in seen.links:
            plain = link.partition("#")[0]
            if not plain or plain in known or plain.startswith(NOT_WALKED):
                continue
            known.add(plain)
            shapes[shape(plain)] = shapes.get(shape(plain), 0) + 1
            if shapes[shape(plain)] <= alike:
                waiting.append(plain)
    return found


WRONG = ("", "x" * 12_000, "a\x00b", "fel typ", "-1", "9" * 20, "2026-13-45", "01980000-0000-7000-8000-000000000000",
         "' or 1=1 --", "😀" * 50)  # fmt: skip


def spoiled(form: Form, turn: int, ways: int = 3) -> Iterator[tuple[str, dict[str, Any]]]:
    """The form with one field wrong, the rest as it stood on the page. Each field in a few ways; by `turn` the next form
    gets the next ones, so that all ways are tried over all forms."""
    plain = {name: values for name, values in form.fields.items() if values and not name.startswith("_")}
    for number, name in enumerate(name for name in form.fields if not name.startswith("_")):
        for way in range(ways):
            yield name, plain | {name: [WRONG[(turn + number * ways + way) % len(WRONG)]]}
        yield name, {other: values for other, values in plain.items() if other != name}
    yield "", plain | {"not_a_field": ["1"]}
