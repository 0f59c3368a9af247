"""What breaks and consents are called on pages: statuses, manners, and the marks of a month."""

from collections import defaultdict
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from models.people import Role
from service.stays.agenda import Agenda, Entry
from service.stays.queries import Calendar, HeldCard, StayCard
from service.stays.rules import Status, nights_of
from service.web.texts import N_, ngettext, zone
from service.web.texts import gettext as _

STATUS = {
    Status.BOOKED: (N_("Booked"), "done"),
    Status.GOING_ON: (N_("Going on now"), "yours"),
    Status.ENDED: (N_("Over"), ""),
    Status.CANCELLED: (N_("Will not happen"), "stop"),
    Status.INTERRUPTED: (N_("Ended early"), "stop"),
    Status.NO_SHOW: (N_("Did not happen"), "stop"),
}
MANNERS = {
    "in_person": N_("When we met"),
    "phone": N_("On the phone"),
    "paper": N_("On paper"),
    "signed_in": N_("Signed in here"),
}
RECORDED_MANNERS = ("in_person", "phone", "paper")

Mark = tuple[str, str, str]
Cells = dict[date, tuple[str, str, str, int]]
BoardRow = tuple[str, str, Cells]
NIGHTS_ACROSS = 14


def how_long(card: StayCard | HeldCard) -> str:
    return ngettext("%(num)s night", "%(num)s nights", card.nights) if card.nights else _("An evening")


def what_it_says(card: StayCard | HeldCard, role: Role) -> str:
    """A break in a few words, for this reader: her place, or who comes."""
    if role is Role.YOUTH:
        return card.place or _("Break")
    return " – ".join(part for part in (card.youth, card.place) if part) or _("Break")


def address_of(card: StayCard | HeldCard, role: Role) -> str:
    if isinstance(card, StayCard):
        return f"/stays/{card.id}"
    return f"/proposals/{card.proposal_id}" if role is Role.YOUTH else f"/approvals/{card.proposal_id}"


def marks_of(calendar: Calendar, role: Role) -> dict[date, Mark]:
    """Night by night, by the day it begins on. What will not happen leaves the day free; two in one night share it."""
    marks: dict[date, Mark] = {}
    for kind, cards in (("booked", tuple(one for one in calendar.stays if one.will_be)), ("held", calendar.held)):
        for card in cards:
            said, address = what_it_says(card, role), address_of(card, role)
            for night in calendar.nights_of(card):
                there = marks.get(night)
                marks[night] = (there[0], f"{there[1]}, {said}", there[2]) if there else (kind, said, address)
    return marks


def boards_of(calendar: Calendar, role: Role) -> list[tuple[list[date], list[BoardRow]]]:
    """The month for staff, two weeks at a time so that it fits a screen; weeks without a break are left out."""
    days = [date.fromordinal(day) for day in range(calendar.first.toordinal(), calendar.last.toordinal())]
    boards = [days[start : start + NIGHTS_ACROSS] for start in range(0, len(days), NIGHTS_ACROSS)]
    return [(nights, rows) for nights in boards if (rows := _rows(calendar, role, nights))]


def _rows(calendar: Calendar, role: Role, shown: list[date]) -> list[BoardRow]:
    """A caseworker's rows are youths, a coordinator's places. Who is there at the same time gets a row more."""
    by_youth = role is Role.CASEWORKER
    rows: dict[str, list[Cells]] = defaultdict(list)
    cards: list[tuple[str, StayCard | HeldCard]] = [
        *(("booked", one) for one in calendar.stays if one.will_be),
        *(("held", one) for one in calendar.held),
    ]
    for kind, card in cards:
        nights = [night for night in calendar.nights_of(card) if shown[0] <= night <= shown[-1]]
        if not nights:
            continue
        lanes = rows[card.youth if by_youth else card.place]
        lane = next((one for one in lanes if not _taken(one, nights)), None)
        if lane is None:
            lanes.append(lane := {})
        lane[nights[0]] = (kind, card.place if by_youth else card.youth, address_of(card, role), len(nights))
    return [(name, "", lane) for name in sorted(rows, key=str.casefold) for lane in rows[name]]


def _taken(lane: Cells, nights: list[date]) -> bool:
    return any(
        first <= nights[-1] and nights[0].toordinal() < first.toordinal() + cell[3] for first, cell in lane.items()
    )


CHANGE_GATES = {
    "host": N_("The house says yes"),
    "approval": N_("You say yes"),
    "consents": N_("Consents"),
    "grant": N_("Nights within the decision"),
    "checks": N_("Checks hold for all of it"),
    "mentor": N_("The mentor is open for all of it"),
    "room": N_("There is room, and no limit is broken"),
}


def how_long_between(arrival: datetime, departure: datetime) -> str:
    """Nights, or hours of one day."""
    nights = (_day(departure) - _day(arrival)).days
    if nights:
        return ngettext("%(num)s night", "%(num)s nights", nights)
    hours = round((departure - arrival).total_seconds() / 3600)
    return ngettext("%(num)s hour", "%(num)s hours", hours)


def _day(moment: datetime) -> date:
    return moment.astimezone(ZoneInfo(zone())).date()


AGENDA = {
    "stay": N_("Booked"),
    "held": N_("Kept for you"),
    "visit": N_("Visit"),
    "free": N_("Free from school"),
    "answer": N_("You get an answer"),
    "choose": N_("You can choose until then"),
    "tell": N_("How was it?"),
}
AGENDA_TAGS = {"stay": "done", "held": "wait", "visit": "yours"}


def marks_of_hers(calendar: Calendar, agenda: Agenda) -> dict[date, Mark]:
    """Night by night: booked before kept, kept before a visit, and a day without school when nothing else is there."""
    marks = marks_of(calendar, Role.YOUTH)
    for one in (*agenda.held, *agenda.visits, *agenda.free):
        for night in days_of(one, calendar.zone):
            if night not in marks:
                marks[night] = (one.kind, f"{_(AGENDA[one.kind])}: {one.what}", one.href)
    return marks


def days_of(one: Entry, zone: str) -> list[date]:
    """The days an entry stands on: nights of a break, every day without school."""
    if one.last_day is not None:
        return [one.day + timedelta(days=number) for number in range((one.last_day - one.day).days + 1)]
    if one.arrival is None or one.departure is None:
        return [one.day]
    return nights_of(one.arrival, one.departure, zone)
