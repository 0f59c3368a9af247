"""Every page that an adult can reach, in a real browser and in four languages: no fault, no complaint, no other host, nothing
that hangs out or is cut, nothing that axe finds by day or night, and no harder to read than its reader should have it.

Each kind of page is looked at once per role. A youth's pages stand in test_every_page_of_hers. What was measured of readability
is in `readability.txt` among the test's files.
"""

import pytest
from playwright.sync_api import Browser

from service.accounts.rules import HOME
from tests.look.readability import ADULT, STAFF, YOUTH
from tests.story.house import House
from tests.story.measure import LANGUAGES, Measured, measure, table
from tests.story.reviewed import REVIEWED
from tests.story.walk import kind_of, places

PEOPLE = {
    "caseworker": ["sara"],
    "coordinator": ["kerstin"],
    "host": ["holm", "lyan"],  # a place keeper has a host's pages
    "mentor": ["jo"],
    "guardian": ["leo-malin"],
    "auditor": ["granskaren"],
    "admin": ["admin"],
}
LIMIT = {"anybody": YOUTH, "caseworker": STAFF, "coordinator": STAFF, "auditor": STAFF, "admin": STAFF}


@pytest.fixture(scope="module")
def measured(window: Browser, house: House) -> list[Measured]:
    """Each role's pages, one of each kind, found by walking along the links."""
    found = [place for role, people in PEOPLE.items() for place in places(house, role, people, [HOME[role]])]
    found += places(house, "anybody", [""], ["/demo"])[:1]
    return measure(window, house, found, dict.fromkeys(LANGUAGES, ("full",)))


@pytest.mark.timeout(900)
def test_nothing_is_wrong_on_any_page_in_any_language(measured, tmp_path_factory):
    assert len({str(one.place) for one in measured}) > 40
    assert {one.place.role for one in measured} == {*PEOPLE, "anybody"}
    wrong = [f"{one}: {fault}" for one in measured for fault in one.faults]
    table("faults.txt", wrong, tmp_path_factory)
    assert wrong == []


def test_texts_are_easy_enough(measured, tmp_path_factory):
    """Exceptions are reviewed in readability.toml."""
    hard, lines = [], []
    for one in sorted((one for one in measured if one.language == "sv"), key=lambda one: -one.lix):
        limit = LIMIT.get(one.place.role, ADULT)
        kind = f"{one.place.role} {kind_of(one.place.path)}"
        lines.append(f"{one.lix:5.1f}  {limit:3}  {kind}")
        if one.lix > max(limit, REVIEWED.get(kind, 0)):
            hard.append(f"{kind}: {one.lix:.1f} > {limit}")
    table("readability.txt", lines, tmp_path_factory)
    assert hard == []
