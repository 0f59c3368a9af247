"""One loaded municipality for all stories; a house and a browser for each file."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.look.chromium import browser
from tests.story.house import House, loaded_municipality, running


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with loaded_municipality(tmp_path_factory.mktemp("demo")) as name:
        yield name


@pytest.fixture(scope="module")
def house(loaded: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with running(loaded, tmp_path_factory.mktemp("house")) as made:
        yield made


@pytest.fixture
def own_house(loaded: str, tmp_path: Path) -> Iterator[House]:
    """For a test that changes a lot."""
    with running(loaded, tmp_path) as made:
        yield made


@pytest.fixture(scope="module")
def window() -> Iterator[Browser]:
    with browser() as found:
        yield found
