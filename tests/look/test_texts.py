"""Everything the service says is said in every language, and nothing is said past the catalogues."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from service.errors import DomainError
from service.web import texts
from service.web.texts import catalogues

SERVICE = Path(__file__).resolve().parents[2] / "service"
TEMPLATES = sorted(path for path in SERVICE.rglob("templates/**/*.html") if path.name != "gallery.html")
FORBIDDEN_TO_YOUTHS = re.compile(r"\bmåste\b|\bska ha\b|\bfelaktig|\bobligatorisk|!", re.IGNORECASE)


SLICES = sorted({name for text in catalogues.find_texts().values() for name in text.slices})


@pytest.mark.parametrize("slice_name", SLICES)
@pytest.mark.parametrize("language", catalogues.languages_on_disk())
def test_every_text_is_said_with_the_same_placeholders(language, slice_name):
    assert catalogues.faults(language, slice_name) == []


@pytest.mark.parametrize("language", catalogues.languages_on_disk())
def test_no_text_is_said_in_two_ways(language):
    assert [line for line in catalogues.faults(language) if "in two ways" in line] == []


def test_a_text_that_is_not_said_and_one_with_another_placeholder_are_found(tmp_path, monkeypatch):
    monkeypatch.setattr(catalogues, "LOCALES", tmp_path)
    (tmp_path / "sv").mkdir()
    (tmp_path / "sv" / "web.po").write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
        'msgid "Call %(number)s"\nmsgstr "Ring %(nummer)s"\n\nmsgid "Go on"\nmsgstr "Gå vidare"\n'
    )
    found = catalogues.faults("sv", "web")
    assert any("not said yet: 'Back'" in line for line in found)
    assert any("other placeholders than 'Call %(number)s'" in line for line in found)
    assert not any("'Go on'" in line for line in found)


def test_update_puts_a_text_in_the_file_of_its_slice(tmp_path, monkeypatch):
    monkeypatch.setattr(catalogues, "LOCALES", tmp_path)
    assert catalogues.update("sv")["web"] > 50
    with (tmp_path / "sv" / "web.po").open("rb") as file:
        assert "Leave the page" in read_po(file)
    assert catalogues.update("sv") == {}  # nothing twice


def hard_coded(template: str) -> list[str]:
    """Words between tags, or in attributes that are read aloud, that do not come from the catalogue."""
    bare = re.sub(r"\{#.*?#\}", " ", template, flags=re.S)
    bare = re.sub(r"\{%-?\s*trans\b.*?endtrans\s*-?%\}", " ", bare, flags=re.S)
    bare = re.sub(r"\{% block (?:body|main)_class %\}.*?\{% endblock %\}", "", bare)
    bare = re.sub(r"\{\{.*?\}\}|\{%.*?%\}", " ", bare, flags=re.S)
    spoken = re.findall(r'(?:aria-label|title|placeholder|alt)="([^"]*)"', bare)
    bare = re.sub(r'\b(?!aria-label|title|placeholder|alt)[\w-]+="[^"]*"', " ", bare)
    between = re.sub(r"<(style|script)\b.*?</\1>|<[^>]*>", "\n", bare, flags=re.S).split("\n")
    return [
        text.strip()
        for text in [*spoken, *between]
        if re.search(r"[^\W\d_]{2,}", text) and text.strip() != "Mellanrummet"
    ]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: "/".join(path.parts[-3:]))
def test_no_template_says_anything_past_the_catalogue(path):
    assert hard_coded(path.read_text()) == []


def test_words_in_a_template_are_found():
    assert hard_coded(
        '<p class="x">Hello {{ name }}</p>{{ _("Back") }}<a title="Go">{% trans %}on{% endtrans %}</a>'
    ) == ["Go", "Hello"]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: "/".join(path.parts[-3:]))
def test_no_template_holds_a_style_or_a_script(path):
    text = re.sub(r"\{#.*?#\}", " ", path.read_text(), flags=re.S)
    assert not re.search(r'\sstyle=|<style|\son\w+="|<script(?![^>]*\bsrc=)|javascript:|https?://', text)


def test_what_the_web_itself_says_is_kind():
    with (SERVICE / "locales" / "sv" / "web.po").open("rb") as file:
        said = [message.string for message in read_po(file) if message.id and isinstance(message.string, str)]
    assert [line for line in said if FORBIDDEN_TO_YOUTHS.search(line)] == []
    assert FORBIDDEN_TO_YOUTHS.search("Du måste välja!")


def test_an_error_has_a_sentence_by_its_code_and_never_fails_for_a_missing_value():
    class Unheard(DomainError):
        code = "nobody_wrote_this"

    assert texts.sentence("busy") == "Flera gjorde det här samtidigt. Tryck en gång till."
    assert texts.sentence(Unheard.code) == "Något gick fel hos oss. Det du skrev är kvar. Prova igen."
    with texts.speaking("en"):
        assert texts.sentence("already_there") == "It is there already."


def test_the_language_is_her_own_then_the_browsers_then_swedish():
    assert texts.choose_language("en", accept_language="sv") == "en"
    assert texts.choose_language(None, "xx", accept_language="fr, en-GB;q=0.8, sv;q=0.9") == "sv"
    assert texts.choose_language(accept_language="fi") == "sv"
    assert texts.choose_language(accept_language=";;;q=x,\x00") == "sv"


def test_what_nothing_asks_for_is_found_and_taken_out(tmp_path, monkeypatch):
    monkeypatch.setattr(catalogues, "LOCALES", tmp_path)
    (tmp_path / "sv").mkdir()
    (tmp_path / "sv" / "web.po").write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
        'msgid "Nobody says this"\nmsgstr "Ingen säger det"\n\nmsgid "Back"\nmsgstr "Tillbaka"\n\nmsgid "not_found"\nmsgstr "Vi hittar det inte."\n'
    )
    assert any("nothing asks for 'Nobody says this'" in line for line in catalogues.faults("sv", "web"))
    assert catalogues.prune("sv") == 1
    assert catalogues.leftovers("sv") == {}


def test_there_are_four_languages_and_each_is_complete():
    assert set(catalogues.languages_on_disk()) == {"sv", "en", "da", "ar"}
    assert [len(catalogues.missing(language)) for language in catalogues.languages_on_disk()] == [0, 0, 0, 0]
