"""How hard a text is to read: LIX, words per sentence + 100 x the share of words longer than six letters.

assert lix(words_of(page)) <= YOUTH
"""

import re
from html.parser import HTMLParser

YOUTH, ADULT, STAFF = 25, 35, 45
PARTS = {
    "p",
    "li",
    "h1",
    "h2",
    "h3",
    "legend",
    "label",
    "dt",
    "dd",
    "td",
    "th",
    "caption",
    "button",
    "div",
    "blockquote",
    "option",
}
SILENT = {"script", "style", "title", "nav", "svg", "header", "footer"}


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in SILENT
        if tag in PARTS:
            self.said.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in SILENT
        if tag in PARTS:
            self.said.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.said.append(data)


def words_of(page: str) -> str:
    """The running text of a page: without menus, header, drawings. Each heading, point and label ends a sentence."""
    reader = _Words()
    reader.feed(page)
    return "".join(reader.said)


def lix(text: str) -> float:
    sentences = [part for part in re.split(r"[.!?:\n]+", text) if re.search(r"[^\W\d_]", part)]
    words = re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", text)
    if not words:
        return 0.0
    return len(words) / len(sentences) + 100 * sum(len(word) > 6 for word in words) / len(words)
