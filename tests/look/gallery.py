"""The gallery of parts with invented people, rendered without the service: what tests/look looks at.

`python -m tests.look.gallery FOLDER` takes pictures of it, to be looked at by people.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from types import SimpleNamespace
from typing import Any

from service.web import texts
from service.web.headers import POLICY
from service.web.help_now import ALWAYS_112, ALWAYS_BRIS, numbers_at
from service.web.pictures import NAMES
from service.web.render import environment

SERVICE = Path(__file__).resolve().parents[2] / "service"
TODAY = date(2026, 11, 24)
FRIDAY = date(2026, 12, 4)
LINES = [
    {
        "called": "Socialjouren",
        "number": "090-00 00 00",
        "example": True,
        "hours": [{"days": [1, 2, 3, 4], "from": "16:00", "to": "23:59"}],
    },
    {
        "called": "Mottagningen",
        "number": "090-00 00 01",
        "example": True,
        "hours": [{"days": [1, 2, 3, 4, 5], "from": "08:00", "to": "16:00"}],
    },
]


def sample() -> dict[str, Any]:
    """Invented, in the tone we want."""
    arrival = datetime(2026, 12, 4, 17, 0, tzinfo=UTC)
    nights = [date(2026, 11, 30) + timedelta(days=number) for number in range(21)]
    return {
        "hello": "Hej Noor",
        "lead": "Just nu frågar vi två värdar. Du får svar senast på torsdag.",
        "now": "Familjen Lindgren och Björkstugan har fått frågan.",
        "next": "Sedan väljer du. Sara skriver till dig på torsdag.",
        "tasks": [
            ("Två förslag väntar på dig", "/x", "Nytt", "yours", "Du kan säga nej till alla."),
            ("Säg vad du önskar", "/x", "Klart", "done"),
            ("Läs om värdarna", "/x"),
            ("Första träffen", None, "Väntar", "wait"),
        ],
        "day": FRIDAY,
        "today": date(2026, 12, 1),
        "marks": {
            FRIDAY: ("booked", "Paus hos Lindgrens"),
            FRIDAY + timedelta(1): ("booked", "Paus hos Lindgrens"),
            date(2026, 12, 18): ("held", "Hålls åt dig"),
        },
        "open_marks": {
            FRIDAY: ("open", "öppet"),
            FRIDAY + timedelta(1): ("booked", "En ung person kommer"),
            date(2026, 12, 24): ("closed", "stängt"),
        },
        "choose": "Vilken passar dig?",
        "host": "Hos Lindgrens",
        "place": "Björkstugan",
        "arrival": arrival,
        "departure": arrival + timedelta(days=2, hours=-2),
        "met": [
            ("Jag vill vara nära skolan", "Det tar 12 minuter med buss."),
            ("Helst någon jag känner", "Du var där i oktober."),
        ],
        "unmet": [("Eget rum", "De har ett rum som är delat den helgen.")],
        "facts": [("bus", "12 minuter till skolan"), ("bed", "Delat rum"), ("people", "Två vuxna, en hund")],
        "held": datetime(2026, 12, 1, 17, 0, tzinfo=UTC),
        "yes": "Jag väljer Lindgrens",
        "errors": {"what": "Välj något, eller hoppa över.", "called": "Skriv med högst 40 tecken."},
        "where": "Var vill du helst vara?",
        "places": [
            ("home", "Hemma hos en familj", "Med vuxna, mat och ett rum.", "house"),
            ("cabin", "I en stuga", "Med andra unga och en ledare.", "cabin"),
            ("any", "Det spelar ingen roll"),
        ],
        "what": "Vad är viktigt?",
        "whats": [
            ("calm", "Lugn", "", "lake"),
            ("fun", "Göra saker", "", "activity_house"),
            ("talk", "Prata"),
            ("sleep", "Sova"),
        ],
        "own": "Med dina egna ord",
        "own_hint": "Skriv som du vill. Det är okej att inte veta.",
        "readers": ["Sara, din socialsekreterare"],
        "called": "Vad vill du bli kallad?",
        "first": "Första dagen",
        "how": "Hur var det?",
        "agree": "Sara får berätta om min allergi",
        "send": "Skicka till Sara",
        "words": "Jag vill ha det tyst. Och jag vill inte äta middag med alla första kvällen.",
        "because": "Lindgrens äter tillsammans klockan sex. Du får äta på rummet första kvällen.",
        "rows": [
            ("När", "fre 4 dec – sön 6 dec", "/x"),
            ("Var", ["Hemma hos en familj", "Nära skolan"], "/x"),
            ("Med vem", "Det spelar ingen roll", "/x"),
        ],
        "info": "Sara läser på dagarna. På natten svarar 112 eller Bris på 116 111.",
        "saved": "Din önskan är sparad",
        "worker": "din socialsekreterare",
        "mentor": "mentor",
        "scenes": [name for name in NAMES if not name.startswith(("weather", "person"))],
        "houses": "Hem och platser",
        "nights": nights,
        "board": [
            (
                "Lindgren",
                "/x",
                {nights[4]: ("booked", "Noor", "/x", 2), nights[11]: ("open", ""), nights[12]: ("open", "")},
            ),
            ("Björkstugan", "/x", {nights[4]: ("held", "", "/x", 2), nights[8]: ("closed", "stängt", "", 3)}),
            (
                "Nilsson och Aho",
                "/x",
                {nights[11]: ("conflict", "krock", "/x"), nights[18]: ("booked", "Elis", "/x", 2)},
            ),
        ],
        "table": [
            ["Noor", "Önskan", "tis 24 nov 21:14", "tor 26 nov"],
            ["Elis", "Meddelande", "mån 23 nov 16:02", "idag"],
        ],
    }


def render(show: str, theme: str = "", language: str = "sv") -> str:
    """The gallery as a page. show: youth, adult or staff."""
    path = {"youth": "/home", "adult": "/availability", "staff": "/queue"}[show]
    with texts.speaking(language):
        template = environment().get_template("parts/gallery.html")
        return template.render(_frame(show, path) | {"show": show, "theme": theme, "sample": sample()})


PAGES = {
    "help": (
        "pages/help.html",
        {"numbers": numbers_at(datetime(2026, 11, 24, 19, 0, tzinfo=UTC), LINES, "Europe/Stockholm")},
    ),
    "safe": ("pages/safe.html", {"go_on": "/home"}),
    "almanac": ("pages/neutral.html", {"today": TODAY}),
    "lost": (
        "errors/error.html",
        {"error": {"status": 404, "code": "not_found", "sentence": "Vi hittar inte det här.", "reference": "4f2a91c0"}},
    ),
}


def render_page(name: str, theme: str = "", language: str = "sv") -> str:
    """One of the pages that belong to no slice, as a visitor sees it."""
    template, context = PAGES[name]
    with texts.speaking(language):
        frame = _frame("youth", f"/{name}") | {"actor": None, "theme": theme}
        return environment().get_template(template).render(frame | context)


LIVE = """{% extends "layouts/staff.html" %}{% block live %}{% include "parts/live.html" %}{% endblock %}
{% block heading %}<h1>Planering</h1>{% endblock %}{% block content %}
<div id="news" hx-sse:connect="/live/events" hx-swap="innerHTML" hx-sse:close="done">…</div>{% endblock %}"""


def _frame(show: str, path: str) -> dict[str, Any]:
    """What every page is given."""
    role, called = {
        "youth": ("youth", "Noor"),
        "adult": ("host", "Eva Lindgren"),
        "staff": ("caseworker", "Sara Lindh"),
    }[show]
    return {
        "actor": SimpleNamespace(role=role, called=called),
        "csrf_input": "",
        "path": path,
        "now": datetime(2026, 11, 24, 19, 0, tzinfo=UTC),
        "help_lines": [ALWAYS_112, ALWAYS_BRIS],
        "theme": "",
        "title": "Kalender",
    }


class _Handler(SimpleHTTPRequestHandler):
    def do_GET(self) -> None:
        address, _, query = self.path.partition("?")
        if address.startswith("/static/"):
            self.path = address.removeprefix("/static")
            super().do_GET()
            return
        if address == "/live/events":
            self._tell()
            return
        show, _, theme = address.strip("/").partition("/")
        if show == "live":
            body = environment().from_string(LIVE).render(_frame("staff", "/live")).encode()
        else:
            draw = render_page if show in PAGES else render
            body = draw(show if show in (*PAGES, "adult", "staff") else "youth", theme, query or "sv").encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Security-Policy", POLICY)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _tell(self) -> None:
        """Three pieces of news, then the end."""
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Content-Security-Policy", POLICY)
        self.end_headers()
        for number in (1, 2, 3):
            self.wfile.write(f"data: <p>Hittat {number}</p>\n\n".encode())
        self.wfile.write(b"event: done\ndata: end\n\n")
        self.wfile.flush()

    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def served() -> Iterator[str]:
    """The gallery at an address of its own, with the policy that the service has."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, directory=str(SERVICE / "static")))
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


def take_pictures(folder: Path) -> None:
    from tests.look.chromium import browser

    folder.mkdir(parents=True, exist_ok=True)
    with served() as address, browser() as chromium:
        for show in ("youth", "adult", "staff", *PAGES):
            for theme in ("light", "night"):
                for width, height, scale in ((390, 844, 2), (1280, 900, 1)):
                    page = chromium.new_page(viewport={"width": width, "height": height}, device_scale_factor=scale)
                    page.goto(f"{address}/{show}/{theme}")
                    page.evaluate("document.fonts.ready")
                    page.screenshot(path=folder / f"{show}-{theme}-{width}.png", full_page=True)
                    page.close()


if __name__ == "__main__":
    take_pictures(Path(sys.argv[1]))
