"""Small worlds for the engine's tests: one sentence makes a problem, and what it does not mention is out of the way."""

from dataclasses import replace
from types import SimpleNamespace

from matching.generate import Knobs
from matching.horizon import Calendar, Night, Period, Span
from matching.problem import (
    Claim,
    ClaimState,
    Grant,
    Mentor,
    Occurrence,
    Problem,
    Request,
    Site,
    SiteKind,
    Window,
    Wish,
    Youth,
)

DAY, HOUR = 1440, 60
DAYS = 56
ALWAYS = Span(0, DAYS * DAY)
CALENDAR = Calendar(
    minutes=DAYS * DAY,
    nights=tuple(Night((n + 1) * DAY + 3 * HOUR, "first" if n < 28 else "second") for n in range(DAYS - 1)),
    months=(Period("first", 0, 28 * DAY), Period("second", 28 * DAY, DAYS * DAY)),
    weeks=tuple(Period(f"w{n}", n * 7 * DAY, (n + 1) * 7 * DAY) for n in range(DAYS // 7)),
)


def a_youth(id="y", **facts) -> Youth:
    return Youth(**{"id": id, "age": 15, "grant": Grant(28, (ALWAYS,)), **facts})


def a_host(id="h", **facts) -> Site:
    return Site(**{"id": id, "kind": SiteKind.HOST, "beds": 1, "openings": (ALWAYS,), "cleared": (ALWAYS,), **facts})


def a_mentor(id="m", **facts) -> Mentor:
    return Mentor(**{"id": id, "openings": (ALWAYS,), "cleared": (ALWAYS,), **facts})


def nights(day, count=1, id=None, **facts) -> Window:
    """From four in the afternoon to ten in the morning, `count` nights later."""
    return Window(id or f"d{day}n{count}", day * DAY + 16 * HOUR, (day + count) * DAY + 10 * HOUR, **facts)


def an_evening(day, id=None, **facts) -> Window:
    return Window(id or f"e{day}", day * DAY + 16 * HOUR, day * DAY + 20 * HOUR, **facts)


def a_request(id, youth, *windows_by_occurrence, **facts) -> Request:
    """One occurrence for each group of windows; ids are the request's with a number."""
    groups = [group if isinstance(group, tuple) else (group,) for group in windows_by_occurrence]
    occurrences = tuple(Occurrence(f"{id}{n}", group) for n, group in enumerate(groups))
    return Request(**{"id": id, "youth": youth, "occurrences": occurrences, **facts})


def a_wish(about, subject, strength) -> Wish:
    return Wish(f"{subject}-{about}-{strength}", subject, about, strength)


def a_claim(occurrence, youth, site, window: Window, state=ClaimState.BOOKED, **facts) -> Claim:
    return Claim(
        **{
            "id": f"c-{occurrence}-{site}-{window.id}",
            "occurrence": occurrence,
            "youth": youth,
            "site": site,
            "arrival": window.arrival,
            "departure": window.departure,
            "state": state,
            **facts,
        }
    )


def a_problem(youths=(), requests=(), sites=(), mentors=(), **facts) -> Problem:
    return Problem(CALENDAR, tuple(youths), tuple(requests), tuple(sites), tuple(mentors), **facts)


def linked(request: Request, partner: str) -> Request:
    """The request with its only occurrence linked to another's."""
    return replace(request, occurrences=(replace(request.occurrences[0], together_with=partner),))


SMALL = Knobs(youths=8, weeks=4, occurrences=(2, 4), requests=(1, 3), suitable_hosts=3, hosts_per_youth=0.4)

SHAPES = SimpleNamespace(
    all=(
        SMALL,
        replace(SMALL, tightness=2.5),
        replace(SMALL, sibling_share=1.0, youths=6, suitable_hosts=5),
        replace(SMALL, mentor_share=1.0, mentors_per_youth=0.4),
        replace(SMALL, claims_share=0.3, told_share=0.5),
        replace(SMALL, visit_share=1.0, series_share=1.0, youths=5),
        replace(SMALL, budget=9000, vetoes=1.0, protected_share=0.5),
        replace(SMALL, youths=3, weeks=2),
        replace(SMALL, youths=14, places_per_youth=0.2, claims_share=0.2, sibling_share=0.6),
        replace(SMALL, youths=20, weeks=6, occurrences=(2, 5), tightness=1.5),
    )
)
