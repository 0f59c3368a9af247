"""Signs of 24 px, drawn with one line. Never alone: the word stands beside them, so they are hidden from readers."""

from markupsafe import Markup

LINES = {
    "home": "M4 11.5 12 5l8 6.5M6.5 10v9h11v-9M10.5 19v-5h3v5",
    "wish": "M12 4.5l2.2 4.8 5.3.6-3.9 3.6 1 5.2-4.6-2.6-4.6 2.6 1-5.2-3.9-3.6 5.3-.6z",
    "calendar": "M5 6.5h14v13H5zM5 10.5h14M8.5 4.5v4M15.5 4.5v4M9 14h2M13.5 14h2",
    "words": "M5 5.5h14v10h-7.5L8 19v-3.5H5zM8.5 9h7M8.5 12h4.5",
    "help": "M6.5 4.5h3l1.5 4-2 1.5a10 10 0 0 0 5 5l1.5-2 4 1.5v3a2 2 0 0 1-2 2A15 15 0 0 1 4.5 6.5a2 2 0 0 1 2-2z",
    "exit": "M14 5H6v14h8M11 12h9M17 8.5l3.5 3.5-3.5 3.5",
    "check": "M5 12.5l4.5 4.5L19 7.5",
    "close": "M6.5 6.5l11 11M17.5 6.5l-11 11",
    "back": "M14.5 6l-6 6 6 6",
    "forward": "M9.5 6l6 6-6 6",
    "clock": "M12 4.5a7.5 7.5 0 1 0 .01 0zM12 8v4.5l3 2",
    "eye": "M3.5 12C6 8 9 6.5 12 6.5S18 8 20.5 12C18 16 15 17.5 12 17.5S6 16 3.5 12zM12 9.7a2.3 2.3 0 1 0 .01 0z",
    "heart": "M12 19C7 15.5 4.5 12.7 4.5 9.5a3.7 3.7 0 0 1 7.5-1 3.7 3.7 0 0 1 7.5 1c0 3.2-2.5 6-7.5 9.5z",
    "moon": "M18.5 14.5A7.5 7.5 0 0 1 9.5 5.5a7.5 7.5 0 1 0 9 9z",
    "info": "M12 4.5a7.5 7.5 0 1 0 .01 0zM12 11v5M12 8v.5",
    "stop": "M8.7 4.5h6.6l4.2 4.2v6.6l-4.2 4.2H8.7l-4.2-4.2V8.7zM12 8v4.5M12 15.5v.5",
    "person": "M12 5a3.2 3.2 0 1 0 .01 0zM5.5 19.5c.5-4 3-6 6.5-6s6 2 6.5 6",
    "people": (
        "M9 6a2.8 2.8 0 1 0 .01 0zM3.5 18.5c.4-3.4 2.5-5 5.5-5s5.1 1.6 5.5 5"
        "M16 7.5a2.3 2.3 0 1 1 .5 4.5M17 14c2 .3 3.2 1.7 3.5 4.5"
    ),
    "bed": "M4.5 18.5v-11M4.5 15.5h15v3M19.5 15.5v-2.5a2.5 2.5 0 0 0-2.5-2.5h-6v5M7.8 10.5a1.6 1.6 0 1 0 .01 0z",
    "bus": "M6 5.5h12v11H6zM6 11.5h12M8.5 16.5v2.5M15.5 16.5v2.5M8.5 14h.5M15 14h.5",
    "pencil": "M5 19l1-4L16 5l3 3L9 18zM14 7l3 3",
    "path": "M7 19.5c8 0 2-7.5 7-7.5 4.5 0 2-6.5-4-7",
    "phone": "M8 3.5h8v17H8zM11 17.5h2",
    "plus": "M12 5.5v13M5.5 12h13",
    "menu": "M5 7.5h14M5 12h14M5 16.5h14",
    "window": "M5 4.5h14v15H5zM12 4.5v15M5 12h14",
    "smile": "M12 4.5a7.5 7.5 0 1 0 .01 0M9 9.7v.6M15 9.7v.6M8.5 13.5c1.8 2.6 5.2 2.6 7 0",
    "bowl": "M4.5 11.5h15c0 4-3 7-7.5 7s-7.5-3-7.5-7zM9.5 8.5c-1-1.5 1-2 0-3.5M14.5 8.5c-1-1.5 1-2 0-3.5",
    "ear": "M7.5 10.5a4.6 4.6 0 1 1 8.2 2.9c-1.1 1.3-1.9 1.9-1.9 3.5a2.6 2.6 0 0 1-4.7 1.5M10.3 10.6a1.9 1.9 0 1 1 3.2 1.3",
    "door": "M7 19.5v-15h10v15M4.5 19.5h15M14 11.7v.8",
    "tree": "M12 20v-7M12 4c4.6 3.4 4.6 7.4 0 10.4C7.4 11.4 7.4 7.4 12 4z",
    "ask": "M8.8 9.4a3.2 3.2 0 1 1 4.9 2.7c-1.1.7-1.7 1.4-1.7 2.7M12 18v.3",
    "glass": "M7 4.5h10M7 19.5h10M8.2 4.5c0 4 2.9 5.3 3.8 7.5.9-2.2 3.8-3.5 3.8-7.5M8.2 19.5c0-4 2.9-5.3 3.8-7.5.9 2.2 3.8 3.5 3.8 7.5",
    "hand": (
        "M8 13V7.4a1.2 1.2 0 0 1 2.4 0V11V5.7a1.2 1.2 0 0 1 2.4 0V11V6.7a1.2 1.2 0 0 1 2.4 0V12V9a1.2 1.2 0 0 1 2.4 0v5.2"
        "c0 3.2-2 5.3-5 5.3-2.5 0-3.9-1.3-5-3.4l-2-3.7c-.4-1.2 1-1.8 1.7-.9z"
    ),
    "table": "M4.5 5.5h15v13h-15zM4.5 10h15M4.5 14.3h15M10 5.5v13",
}

# Which sign stands for what is behind an address: shown beside the words where somebody reads pictures and few words.
SIGNS = {
    "requests": "plus", "wishes": "wish", "today": "heart", "people": "people", "own-people": "person", "visits": "path",
    "proposals": "window", "stays": "bed", "words": "words", "messages": "words", "my-file": "table", "welcome": "heart",
    "questions": "info", "rights": "check", "if-i-tell": "help", "try": "eye", "looking-back": "moon", "calendar": "calendar",
    "soon": "clock", "settings": "menu", "contact": "phone", "look": "window", "with": "people", "support": "people",
}  # fmt: skip


def sign_of(address: str | None) -> str:
    """The sign's name for an address of ours; an arrow where there is none of its own."""
    return SIGNS.get((address or "").strip("/").partition("/")[0], "forward")


def icon(name: str) -> Markup:
    """The sign as inline SVG."""
    return Markup(  # drawn here, nothing from outside
        '<svg class="icon icon-{}" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false">'
        '<path d="{}"/></svg>'
    ).format(name, LINES[name])
