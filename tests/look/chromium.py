"""A real Chromium for looking at pages; skipped with a reason where there is none, unless BROWSER=required."""

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, sync_playwright

# The one without a window first: each new phone in a test costs the others a window with a toolbar that nobody looks at.
AS_ON_A_DESK = ("chromium", "chromium-browser", "google-chrome")
CALLED = ("chromium-headless-shell", *AS_ON_A_DESK)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


# What Playwright says at every start so that Back always asks anew; phones keep the page and show it again.
NO_PAGE_MEMORY = "--disable-back-forward-cache"


@contextmanager
def browser(names: Sequence[str] = CALLED) -> Iterator[Browser]:
    found = first_of(names)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=FLAGS)
        try:
            yield chromium
        finally:
            chromium.close()


@contextmanager
def browser_with_page_memory(beside: Browser) -> Iterator[Browser]:
    """One that keeps pages alive behind Back, as phones do. The one without a window cannot."""
    found = first_of(AS_ON_A_DESK)
    chromium = beside.browser_type.launch(executable_path=found, args=FLAGS, ignore_default_args=[NO_PAGE_MEMORY])
    try:
        yield chromium
    finally:
        chromium.close()


def first_of(names: Sequence[str]) -> str:
    found = next(filter(None, map(shutil.which, names)), None)
    if not found:
        if os.environ.get("BROWSER") == "required":
            pytest.fail(f"BROWSER=required, and none of {', '.join(names)} was found")
        pytest.skip(f"none of {', '.join(names)} found; install one, or set BROWSER=required to make this a failure")
    return found
