"""A line of her file as a sentence."""

from service.trail.lines import Line
from service.web.texts import gettext


def said(line: Line) -> str:
    """The sentence, with the name in it where it has one."""
    return gettext(line.sentence, who=line.who) if "%(who)s" in line.sentence else gettext(line.sentence)
