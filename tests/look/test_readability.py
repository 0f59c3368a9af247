"""Pages for youths are short and plain, measured, not hoped for."""

import pytest

from tests.look.gallery import PAGES, render, render_page
from tests.look.readability import STAFF, YOUTH, lix, words_of


def test_lix_is_reckoned_as_known():
    assert lix("Hej du. Vi ses.") == 2  # four words, two sentences, no long word
    assert lix("Socialsekreteraren beslutade.") == 2 + 100


def test_menus_and_drawings_are_not_counted():
    assert words_of("<nav>Kalender</nav><svg><title>x</title></svg><p>Hej</p>").split() == ["Hej"]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_for_everybody_can_be_read_by_a_tired_youth(name):
    page = words_of(render_page(name))
    assert lix(page) <= YOUTH if len(page.split()) > 60 else lix(page) <= STAFF  # a few words say little about a text


def test_the_gallerys_own_words_are_plain():
    assert lix(words_of(render("youth"))) <= YOUTH
