"""Every hard rule about two stays or more, told to the reservations: which options hold beside each other.

Rules about one option alone are asked before (eligibility, and Ledger.fits beside what is held). Each function says of
one rule what check_reservations will ask of the menus; where it is stricter than that, it says so. Limits:

    beds, one place at a time, mentor's place     occurrences that meet a moment
    nights, stays, money, the grant               each occurrence at its worst in the month
    mentor's hours                                each occurrence at its longest in the week, shared with nobody new
    mentor's head count, a host's dignity         youths, each once
    rest, mixing, apart, siblings, visit first    pairs of options that exclude each other
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator

from matching.horizon import Span
from matching.nights import months_of_nights
from matching.overlaps import stretched
from matching.plan import Stay
from matching.problem import Kind, Problem, SiteKind
from matching.reservation_of_mentors import write_company
from matching.reservations import Reservations

DAY = 24 * 60
Numbered = list[tuple[int, Stay]]


def write_rows(book: Reservations, most_per_host: int | None) -> None:
    """All rows. `most_per_host`: how many youths may hold a host as an option beyond the plan in one month."""
    options = list(enumerate(book.options))
    held = [stay for many in book.held.values() for stay in many]
    site_options = _by(options, _site)
    site_held = _of(held, _site, site_options)
    for site, mine in site_options.items():
        there = site_held[site]
        _beds(book, site, mine, there)
        _months(book, site, mine, there)
        _rest(book, site, mine)
        _mixing(book, site, mine)
        if most_per_host is not None and book.problem.site[site].kind is SiteKind.HOST:
            _dignity(book, mine, there, most_per_host)
    youth_options = _by(options, _youth)
    youth_held = _of(held, _youth, youth_options)
    for youth, mine in youth_options.items():
        hers = youth_held[youth]
        book.limit_where_they_meet([(s.span, n) for n, s in mine], [(s.span, s.occurrence) for s in hers], 1)
        _grant(book, youth, mine, hers)
        _visit_first(book, mine, hers)
    mentor_options = _by(((n, s) for n, s in options if s.mentor is not None), _mentor)
    mentor_held = _of(held, _mentor, mentor_options)
    for mentor, mine in mentor_options.items():
        write_company(book, mentor, mine, mentor_held[mentor])
    _apart(book, youth_options, mentor_options)
    _siblings(book, youth_options)
    _budget(book, options, held)


def _by(many: Iterable[tuple[int, Stay]], key: Callable[[Stay], str]) -> dict[str, Numbered]:
    groups: dict[str, Numbered] = {}
    for n, stay in many:
        groups.setdefault(key(stay), []).append((n, stay))
    return groups


def _of(held: Iterable[Stay], key: Callable[[Stay], str], wanted: Iterable[str]) -> dict[str, list[Stay]]:
    """What is held, for those that options are about."""
    groups: dict[str, list[Stay]] = {each: [] for each in wanted}
    for stay in held:
        if (group := groups.get(key(stay))) is not None:
            group.append(stay)
    return groups


def _site(stay: Stay) -> str:
    return stay.site


def _youth(stay: Stay) -> str:
    return stay.youth


def _mentor(stay: Stay) -> str:
    return stay.mentor or ""


def _near(options: Numbered, span: Callable[[Stay], Span], reach: int = 0) -> Iterator[tuple[int, Stay, int, Stay]]:
    """Pairs of options of different occurrences that overlap, or come within `reach` of each other."""
    ordered = sorted(options, key=lambda each: (span(each[1]).start, each[0]))
    for at, (n, one) in enumerate(ordered):
        end = span(one).end + reach
        for m, two in ordered[at + 1 :]:
            if span(two).start >= end:
                break
            if one.occurrence != two.occurrence:
                yield n, one, m, two


def _stay_span(stay: Stay) -> Span:
    return stay.span


# -- at a site


def _beds(book: Reservations, site_id: str, options: Numbered, held: list[Stay]) -> None:
    site = book.problem.site[site_id]
    book.limit_where_they_meet(
        [(stretched(stay.span, site.turnaround), n) for n, stay in options],
        [(stretched(stay.span, site.turnaround), stay.occurrence) for stay in held],
        site.beds,
    )


def _months(book: Reservations, site_id: str, options: Numbered, held: list[Stay]) -> None:
    limits = book.problem.site[site_id].limits
    if limits.nights_per_month is not None:
        _nights(book, options, held, limits.nights_per_month)
    if limits.stays_per_month is None:
        return
    month_at = book.problem.calendar.month_at
    by_month: defaultdict[str | None, list[tuple[Hashable, int, int]]] = defaultdict(list)
    for n, stay in options:
        if stay.kind is Kind.STAY:
            by_month[month_at(stay.span.start)].append((stay.occurrence, n, 1))
    before = {(month_at(stay.span.start), stay.occurrence) for stay in held if stay.kind is Kind.STAY}
    for month, weighed in by_month.items():
        if month is not None:
            there: dict[Hashable, int] = {occurrence: 1 for its, occurrence in before if its == month}
            book.limit(weighed, there, limits.stays_per_month - len(there))


def _nights(book: Reservations, options: Numbered, held: list[Stay], limit: int) -> None:
    by_month: defaultdict[str, list[tuple[Hashable, int, int]]] = defaultdict(list)
    for n, stay in options:
        for month, nights in months_of_nights(book.problem, stay.span).items():
            by_month[month].append((stay.occurrence, n, nights))
    before: defaultdict[str, dict[Hashable, int]] = defaultdict(dict)
    for stay in held:
        for month, nights in months_of_nights(book.problem, stay.span).items():
            before[month][stay.occurrence] = max(nights, before[month].get(stay.occurrence, 0))
    for month, weighed in by_month.items():
        book.limit(weighed, before[month], limit - sum(before[month].values()))


def _rest(book: Reservations, site_id: str, options: Numbered) -> None:
    rest = book.problem.site[site_id].limits.rest_days * DAY
    if not rest:
        return
    overnight = [(n, stay) for n, stay in options if len(book.problem.calendar.nights_of(stay.span))]
    if book.problem.site[site_id].beds == 1:  # stays never meet there, so each simply lasts longer
        book.limit_where_they_meet([(stretched(stay.span, rest), n) for n, stay in overnight], [], 1)
        return
    for n, one, m, two in _near(overnight, _stay_span, rest):
        if two.span.start >= one.span.end:
            book.not_both(n, m)


def _mixing(book: Reservations, site_id: str, options: Numbered) -> None:
    site, problem = book.problem.site[site_id], book.problem
    rule = site.mixing
    if site.beds < 2 or not (rule.one_household or rule.one_group or rule.largest_age_gap is not None):
        return
    for n, one, m, two in _near(options, _stay_span):
        if one.youth == two.youth or frozenset((one.youth, two.youth)) in problem.may_mix_anyway:
            continue
        a, b = problem.youth[one.youth], problem.youth[two.youth]
        if (
            rule.one_household
            or (rule.one_group and a.group != b.group)
            or (rule.largest_age_gap is not None and abs(a.age - b.age) > rule.largest_age_gap)
        ):
            book.not_both(n, m)


def _dignity(book: Reservations, options: Numbered, held: list[Stay], most: int) -> None:
    """Nobody's home is on half the town's menus. Whoever comes to her that month anyway does not count."""
    month_at = book.problem.calendar.month_at
    expected: set[tuple[str | None, str]] = set()
    hoping: set[tuple[str | None, str]] = set()
    for stay in held:
        sure = len(book.held[stay.occurrence]) == 1 or (stay == book.held[stay.occurrence][0] and not stay.fixed)
        (expected if sure else hoping).add((month_at(stay.span.start), stay.youth))
    hoping -= expected
    by_month: defaultdict[str | None, list[tuple[Hashable, int, int]]] = defaultdict(list)
    for n, stay in options:
        if (month_at(stay.span.start), stay.youth) not in expected:
            by_month[month_at(stay.span.start)].append((stay.youth, n, 1))
    for month, weighed in by_month.items():
        there: dict[Hashable, int] = {youth: 1 for its, youth in hoping if its == month}
        book.limit(weighed, there, most - len(there))


# -- about a youth


def _grant(book: Reservations, youth: str, options: Numbered, hers: list[Stay]) -> None:
    grant = book.problem.youth[youth].grant
    if grant is not None:
        _nights(book, options, hers, grant.nights_per_month)


def _visit_first(book: Reservations, options: Numbered, hers: list[Stay]) -> None:
    """A stay that leans on a visit leans on one, the first that opens the door; that visit stays as it is, or opens it too.
    Stricter than asked: another visit could take its place."""
    problem = book.problem
    visits = [(n, stay) for n, stay in options if stay.kind is Kind.VISIT]
    leaning = [
        *((None, stay) for stay in hers if not stay.fixed),
        *((n, stay) for n, stay in options),
    ]
    for n, stay in leaning if visits or any(stay.visit_first for _, stay in options) else []:
        if not stay.visit_first or stay.kind is Kind.VISIT or stay.site in problem.youth[stay.youth].known:
            continue
        held = {each.occurrence: book.held[each.occurrence] for each in hers if each.kind is Kind.VISIT}
        first = next((o for o, many in held.items() if all(_opens(visit, stay) for visit in many)), None)
        if first is None:
            if n is not None:
                book.never(n)
            continue
        for m, visit in visits:
            if visit.occurrence == first and not _opens(visit, stay):
                if n is None:
                    book.never(m)
                else:
                    book.not_both(n, m)


def _opens(visit: Stay, stay: Stay) -> bool:
    return visit.site == stay.site and visit.span.end <= stay.span.start


# -- between people


def _apart(book: Reservations, youths: dict[str, Numbered], mentors: dict[str, Numbered]) -> None:
    for pair in sorted(sorted(pair) for pair in book.problem.apart):
        first, second = sorted(pair, key=lambda each: each not in book.problem.youth)
        for n, one in youths.get(first, []):
            for m, two in youths.get(second, []):
                if one.site == two.site and one.span.overlaps(two.span):
                    book.not_both(n, m)
            for m, two in mentors.get(second, []):
                if one.site == two.site and one.span.overlaps(two.mentor_span) and one.occurrence != two.occurrence:
                    book.not_both(n, m)


def _siblings(book: Reservations, youths: dict[str, Numbered]) -> None:
    for pair in sorted(sorted(pair) for pair in book.problem.together):
        first, second = pair
        for n, one in youths.get(first, []):
            for m, two in youths.get(second, []):
                if one.site != two.site and one.span.overlaps(two.span):
                    book.not_both(n, m)


def _budget(book: Reservations, options: Numbered, held: list[Stay]) -> None:
    if book.problem.budget is None:
        return
    before: dict[Hashable, int] = {}
    for stay in held:
        if not stay.fixed:
            before[stay.occurrence] = max(_cost(book.problem, stay), before.get(stay.occurrence, 0))
    weighed: list[tuple[Hashable, int, int]] = [(stay.occurrence, n, _cost(book.problem, stay)) for n, stay in options]
    book.limit(weighed, before, book.problem.budget - sum(before.values()))


def _cost(problem: Problem, stay: Stay) -> int:
    return problem.site[stay.site].cost_per_night * len(problem.calendar.nights_of(stay.span))
