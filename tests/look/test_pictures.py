"""Drawings: ours, varied, the same each time, and silent or named for those who listen."""

import xml.etree.ElementTree as ET

import pytest

from service.web.pictures import NAMES, icon, picture, picture_for
from service.web.pictures.icons import LINES


@pytest.mark.parametrize("name", NAMES)
def test_every_drawing_is_a_whole_one(name):
    drawing = ET.fromstring(picture(name))
    assert drawing.get("aria-hidden") == "true"
    assert len(list(drawing)) >= 1
    assert "style" not in drawing.attrib


@pytest.mark.parametrize("name", LINES)
def test_every_sign_is_silent(name):
    assert ET.fromstring(icon(name)).get("aria-hidden") == "true"


def test_a_title_is_read_aloud_and_cannot_break_out():
    drawing = ET.fromstring(picture("lake", 'By the "lake" <script>'))
    assert (drawing.get("role"), drawing.get("aria-label")) == ("img", 'By the "lake" <script>')


def test_forty_hosts_have_forty_different_homes_and_keep_them():
    homes = [picture_for(number) for number in range(40)]
    assert len(set(homes)) == 40
    assert homes == [picture_for(number) for number in range(40)]


@pytest.mark.parametrize("kind", ["host_family", "cabin", "youth_flat", "activity_house", "mentor"])
def test_one_light_is_on_in_every_home(kind):
    for number in range(30):
        lit = picture_for(number, kind).count('class="lamp"')
        assert lit == (0 if kind == "mentor" else 1)


def test_a_presentation_may_name_its_drawing_in_one_word():
    assert picture("cabin/7") == picture_for("7", "cabin")
    assert picture("not drawn") == picture("house").replace("scene", "scene")
