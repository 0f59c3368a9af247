"""Addresses of our own files, with a mark of their contents, so that a browser may keep them for ever."""

from functools import cache
from hashlib import sha256
from pathlib import Path

STATIC = Path(__file__).resolve().parents[2] / "static"


@cache
def asset(path: str) -> str:
    """`asset("css/site.css")` -> `/static/css/site.css?v=1f2e3d4c`. A file that is not there stops the page."""
    mark = sha256((STATIC / path).read_bytes()).hexdigest()[:8]
    return f"/static/{path}?v={mark}"
