"""What a problem can get wrong beyond the type of a field: names that point nowhere, times that make no sense.

Each fault names path and value in one line. Types and ranges are judged while reading (codec); everything here also
judges a `Problem` that was built in Python.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise

from matching.codec import Fault, shown
from matching.problem import (
    Calendar,
    Claim,
    ClaimState,
    Exclusion,
    Mentor,
    Occurrence,
    Pin,
    Problem,
    Request,
    Site,
    Span,
    Subject,
    Told,
)


def faults(problem: Problem) -> list[Fault]:
    """Everything that is wrong, in the order of the document."""
    return [
        *_calendar(problem.calendar),
        *_duplicates(problem),
        *_youths(problem),
        *_requests(problem),
        *_receivers(problem),
        *_claims(problem),
        *_words_of_adults(problem),
    ]


def _unknown(path: str, value: str, what: str, known: Callable[[str], bool]) -> Iterator[Fault]:
    if not known(value):
        yield Fault(path, shown(value), f"no such {what}")


def _calendar(calendar: Calendar) -> Iterator[Fault]:
    months = {month.id for month in calendar.months}
    for name, periods in (("months", calendar.months), ("weeks", calendar.weeks)):
        end = 0
        for n, period in enumerate(periods):
            path = f"calendar.{name}[{n}]"
            if period.start != end:
                yield Fault(f"{path}.start", shown(period.start), f"must begin where the one before ends, at {end}")
            if period.end <= period.start:
                yield Fault(f"{path}.end", shown(period.end), "must be after its start")
            end = period.end
        if periods and end != calendar.minutes:
            yield Fault(f"calendar.{name}", shown(end), f"must cover the horizon of {calendar.minutes} minutes")
    before = -1
    for n, night in enumerate(calendar.nights):
        if night.moment <= before:
            yield Fault(f"calendar.nights[{n}].moment", shown(night.moment), "nights must be in order of time")
        before = night.moment
        yield from _unknown(f"calendar.nights[{n}].month", night.month, "month", months.__contains__)


def _duplicates(problem: Problem) -> Iterator[Fault]:
    def twice(pairs: Iterable[tuple[str, str]]) -> Iterator[Fault]:
        seen: set[str] = set()
        for path, id_ in pairs:
            if id_ in seen:
                yield Fault(path, shown(id_), "this id is used twice")
            seen.add(id_)

    # One name space for people and sites: vetoes and pairs kept apart name either kind.
    yield from twice(
        [
            *((f"youths[{n}].id", youth.id) for n, youth in enumerate(problem.youths)),
            *((f"sites[{n}].id", site.id) for n, site in enumerate(problem.sites)),
            *((f"mentors[{n}].id", mentor.id) for n, mentor in enumerate(problem.mentors)),
        ]
    )
    yield from twice((f"requests[{n}].id", each.id) for n, each in enumerate(problem.requests))
    yield from twice(
        (f"requests[{n}].occurrences[{k}].id", each.id)
        for n, request in enumerate(problem.requests)
        for k, each in enumerate(request.occurrences)
    )
    yield from twice((f"claims[{n}].id", each.id) for n, each in enumerate(problem.claims))
    for n, request in enumerate(problem.requests):
        yield from twice((f"requests[{n}].wishes[{k}].id", wish.id) for k, wish in enumerate(request.wishes))
        for k, occurrence in enumerate(request.occurrences):
            path = f"requests[{n}].occurrences[{k}].windows"
            yield from twice((f"{path}[{w}].id", window.id) for w, window in enumerate(occurrence.windows))
    yield from twice((f"told[{n}].occurrence", told.occurrence) for n, told in enumerate(problem.told))
    yield from twice((f"pins[{n}].occurrence", pin.occurrence) for n, pin in enumerate(problem.pins))


def _spans(path: str, spans: tuple[Span, ...], *, apart: bool) -> Iterator[Fault]:
    for n, span in enumerate(spans):
        if span.end <= span.start:
            yield Fault(f"{path}[{n}].end", shown(span.end), "must be after its start")
    if apart:
        order = sorted(range(len(spans)), key=lambda n: (spans[n].start, spans[n].end))
        for one, two in pairwise(order):
            if spans[one].overlaps(spans[two]):
                yield Fault(f"{path}[{two}]", shown([spans[two].start, spans[two].end]), f"overlaps {path}[{one}]")


def _youths(problem: Problem) -> Iterator[Fault]:
    def is_adult(id_: str) -> bool:
        return id_ in problem.site or id_ in problem.mentor

    for n, youth in enumerate(problem.youths):
        path = f"youths[{n}]"
        for name, ids in (
            ("vetoes", youth.vetoes),
            ("unsuitable", youth.unsuitable),
            ("known", frozenset(youth.known)),
            ("own_people", youth.own_people),
        ):
            for id_ in sorted(ids):
                yield from _unknown(f"{path}.{name}", id_, "site or mentor", is_adult)
        if youth.grant is not None:
            yield from _spans(f"{path}.grant.valid", youth.grant.valid, apart=True)


def _requests(problem: Problem) -> Iterator[Fault]:
    for n, request in enumerate(problem.requests):
        path = f"requests[{n}]"
        yield from _unknown(f"{path}.youth", request.youth, "youth", problem.youth.__contains__)
        for k, wish in enumerate(request.wishes):
            if wish.subject is Subject.SITE:
                yield from _unknown(f"{path}.wishes[{k}].about", wish.about, "site", problem.site.__contains__)
            if wish.subject is Subject.MENTOR:
                yield from _unknown(f"{path}.wishes[{k}].about", wish.about, "mentor", problem.mentor.__contains__)
        if not request.occurrences:
            yield Fault(f"{path}.occurrences", "[]", "needs at least one occurrence")
        for k, occurrence in enumerate(request.occurrences):
            yield from _windows(problem, f"{path}.occurrences[{k}]", occurrence)
            yield from _linked(problem, f"{path}.occurrences[{k}].together_with", request, occurrence)


def _windows(problem: Problem, path: str, occurrence: Occurrence) -> Iterator[Fault]:
    for n, window in enumerate(occurrence.windows):
        here = f"{path}.windows[{n}]"
        if window.departure <= window.arrival:
            yield Fault(f"{here}.departure", shown(window.departure), f"must be after arrival at {window.arrival}")
        elif window.departure > problem.calendar.minutes:
            yield Fault(f"{here}.departure", shown(window.departure), "lies after the horizon")
        along = window.mentor_span
        if along.end <= along.start or not window.span.covers(along):
            yield Fault(f"{here}.mentor_from", shown([along.start, along.end]), "must be a time within the window")


def _linked(problem: Problem, path: str, request: Request, occurrence: Occurrence) -> Iterator[Fault]:
    if occurrence.together_with is None:
        return
    other = problem.occurrence.get(occurrence.together_with)
    if other is None:
        yield Fault(path, shown(occurrence.together_with), "no such occurrence")
    elif other.together_with != occurrence.id:
        yield Fault(path, shown(occurrence.together_with), "must name this occurrence in return")
    elif problem.request_of[other.id].youth == request.youth:
        yield Fault(path, shown(occurrence.together_with), "must belong to another youth")


def _receivers(problem: Problem) -> Iterator[Fault]:
    receivers: list[tuple[str, Site | Mentor]] = [
        *((f"sites[{n}]", site) for n, site in enumerate(problem.sites)),
        *((f"mentors[{n}]", mentor) for n, mentor in enumerate(problem.mentors)),
    ]
    for path, each in receivers:
        yield from _spans(f"{path}.openings", each.openings, apart=True)
        yield from _spans(f"{path}.cleared", each.cleared, apart=False)
        for id_ in sorted(each.declines_youths):
            yield from _unknown(f"{path}.declines_youths", id_, "youth", problem.youth.__contains__)
    for n, site in enumerate(problem.sites):
        if site.oldest < site.youngest:
            yield Fault(f"sites[{n}].oldest", shown(site.oldest), f"must be at least youngest, {site.youngest}")
        limits = site.limits
        if limits.longest_nights is not None and limits.longest_nights < limits.shortest_nights:
            yield Fault(f"sites[{n}].limits.longest_nights", shown(limits.longest_nights), "is below shortest_nights")


def _claims(problem: Problem) -> Iterator[Fault]:
    claims: dict[str, Claim] = {}
    for n, claim in enumerate(problem.claims):
        path = f"claims[{n}]"
        yield from _unknown(f"{path}.youth", claim.youth, "youth", problem.youth.__contains__)
        yield from _unknown(f"{path}.site", claim.site, "site", problem.site.__contains__)
        if claim.mentor is not None:
            yield from _unknown(f"{path}.mentor", claim.mentor, "mentor", problem.mentor.__contains__)
        if claim.departure <= claim.arrival:
            yield Fault(f"{path}.departure", shown(claim.departure), f"must be after arrival at {claim.arrival}")
        along = claim.mentor_span
        if claim.arrival < claim.departure and (along.end <= along.start or not claim.span.covers(along)):
            yield Fault(f"{path}.mentor_from", shown([along.start, along.end]), "must be a time within the stay")
        if claim.occurrence in problem.occurrence:
            yield Fault(f"{path}.occurrence", shown(claim.occurrence), "is also among the requests: settled or open?")
        other = claims.setdefault(claim.occurrence, claim)
        if other.youth != claim.youth:
            yield Fault(f"{path}.youth", shown(claim.youth), f"occurrence {claim.occurrence} belongs to {other.youth}")
        if other is not claim and ClaimState.BOOKED in (claim.state, other.state):
            yield Fault(f"{path}.occurrence", shown(claim.occurrence), "is booked, so it can have no other claim")


def _words_of_adults(problem: Problem) -> Iterator[Fault]:
    words: tuple[tuple[str, tuple[Told | Pin | Exclusion, ...]], ...] = (
        ("told", problem.told),
        ("pins", problem.pins),
        ("exclusions", problem.exclusions),
    )
    for name, many in words:
        for n, each in enumerate(many):
            path = f"{name}[{n}]"
            if each.occurrence is not None:
                known = problem.occurrence.__contains__
                yield from _unknown(f"{path}.occurrence", each.occurrence, "occurrence", known)
                if each.window is not None and each.occurrence in problem.occurrence:
                    pair = (each.occurrence, each.window)
                    if pair not in problem.window:
                        yield Fault(f"{path}.window", shown(each.window), f"no such window of {each.occurrence}")
            # What she was told may have gone since: a host who left is no fault, only a promise that has to move.
            if name != "told":
                if each.site is not None:
                    yield from _unknown(f"{path}.site", each.site, "site", problem.site.__contains__)
                if each.mentor is not None:
                    yield from _unknown(f"{path}.mentor", each.mentor, "mentor", problem.mentor.__contains__)
    for n, exclusion in enumerate(problem.exclusions):
        if exclusion.youth is not None:
            yield from _unknown(f"exclusions[{n}].youth", exclusion.youth, "youth", problem.youth.__contains__)
        if exclusion.window is not None and exclusion.occurrence is None:
            yield Fault(f"exclusions[{n}].window", shown(exclusion.window), "needs its occurrence beside it")
        if exclusion.site is None and exclusion.mentor is None and exclusion.window is None:
            yield Fault(f"exclusions[{n}]", shown(exclusion.youth), "must name a site, a mentor or a window")
    yield from _contradictions(problem)
    yield from _pairs(problem)


def _contradictions(problem: Problem) -> Iterator[Fault]:
    """Pins that an exclusion rules out whatever is left open: a search would only say that it is impossible."""
    for n, pin in enumerate(problem.pins):
        request = problem.request_of.get(pin.occurrence)
        for k, exclusion in enumerate(problem.exclusions):
            named = (
                (exclusion.youth, None if request is None else request.youth),
                (exclusion.occurrence, pin.occurrence),
                (exclusion.window, pin.window),
                (exclusion.site, pin.site),
                (exclusion.mentor, pin.mentor),
            )
            if all(excluded in (None, pinned) for excluded, pinned in named):
                so = [each for each in (pin.occurrence, pin.window, pin.site, pin.mentor) if each is not None]
                yield Fault(f"pins[{n}]", shown(so), f"exclusions[{k}] rules it out")


def _pairs(problem: Problem) -> Iterator[Fault]:
    for n, pair_ in enumerate(problem.siblings):
        for field in ("first", "second"):
            yield from _unknown(f"siblings[{n}].{field}", getattr(pair_, field), "youth", problem.youth.__contains__)
        if pair_.first == pair_.second:
            yield Fault(f"siblings[{n}].second", shown(pair_.second), "must be somebody else")
    seen: set[frozenset[str]] = set()
    for n, sib in enumerate(problem.siblings):
        key = frozenset((sib.first, sib.second))
        if key in seen:
            yield Fault(f"siblings[{n}]", shown([sib.first, sib.second]), "this pair stands here twice")
        seen.add(key)
    for n, pair in enumerate(problem.kept_apart):
        if pair[0] not in problem.youth:
            yield Fault(f"kept_apart[{n}][0]", shown(pair[0]), "no such youth")
        if pair[1] not in problem.youth and pair[1] not in problem.mentor:
            yield Fault(f"kept_apart[{n}][1]", shown(pair[1]), "no such youth or mentor")
        if pair[0] == pair[1]:
            yield Fault(f"kept_apart[{n}][1]", shown(pair[1]), "must be somebody else")
    ways: set[frozenset[str]] = set()
    for n, way in enumerate(problem.travel):
        if (ends := frozenset((way.first, way.second))) in ways:
            yield Fault(f"travel[{n}]", shown([way.first, way.second]), "this way stands here twice")
        ways.add(ends)
