"""A youth's home: the map of the way, what is next, on which day, with whom."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from litestar import Controller, get

from models.people import Role
from service import clock
from service.accounts.queries import entrance_of
from service.web.dependencies import Session, Who
from service.web.guards import only
from service.web.render import Page, go, page
from service.web.texts import gettext
from service.web.visit import visit
from service.youths import wording
from service.youths.home import Home, home_of


class HomePages(Controller):
    path = "/home"
    guards = [only(Role.YOUTH)]

    @get()
    async def home(self, session: Session, actor: Who) -> Page:
        home = await home_of(session, actor)
        if not home.is_careful:
            return go("/before")  # asked once, and from here alone: no other page is in its way
        if home.letter_waits:
            return go("/welcome")
        return page(
            "youths/home.html",
            home=home,
            marks=_nights_away(home, actor.zone),
            week_ago=clock.now() - timedelta(days=7),
            wording=wording,
            entrance=await entrance_of(session, actor) if _came_in_just_now() else None,
        )


def _came_in_just_now() -> bool:
    since = visit().signed_in_at
    return since is not None and clock.now() - since < timedelta(minutes=10)


def _nights_away(home: Home, zone: str) -> dict[date, tuple[str, str]]:
    """The days of booked breaks, for the week strip."""
    marks = {}
    for stay in home.stays:
        first, last = (moment.astimezone(ZoneInfo(zone)).date() for moment in (stay.arrival, stay.departure))
        for number in range((last - first).days + 1):
            marks[first + timedelta(days=number)] = ("booked", gettext("Break: %(where)s", where=stay.site_called))
    return marks
