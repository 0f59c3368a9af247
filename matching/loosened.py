"""What was told, loosened around a few: the programme in which a repair with the fewest changes is sought.

Of everything that was told, a few occurrences are *open*: all their options are columns, as in any plan. All others are
*loose*: each stays exactly as it was told, or is gone for the price of one change, and nobody asks where to.

    open o:    placed[o, w, s], along[o, w, m]     as ever;   kept[o] = 1  only if it is placed just as it was told
    loose o:   kept[o] = placed[o, as told] = along[o, as told]     the only columns that it has

Every plan of what was told is a point of this programme with the same value: leave out whoever is loose and has moved.
For all rules only ever limit, so leaving out a stay breaks none; but for two that ask for another stay, a linked one or
a visit before. These are opened together, and not asked while they are loose. So the programme allows at least all that
is possible, its best value bounds every plan, and a point in which nobody is gone is a plan.

Whoever is far from everything that is open (another house or another month, no youth of theirs, and a mentor of theirs
only in another week) shares no row with it and is left where it is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

from matching.candidates import Candidate
from matching.encoding import encoded
from matching.horizon import Period, Span
from matching.model import When
from matching.plan import Placement, Plan, stay_of
from matching.points import mentor_points, site_points
from matching.problem import Kind, Problem, Request
from matching.programme import Column, Numbers, Terms
from matching.table import Table

DAY = 24 * 60


@dataclass
class Opened:
    """What was told, and of whom every option is known by now."""

    problem: Problem
    told: Mapping[str, Placement]
    pinned: frozenset[str]
    hit: Collection[str]
    occurrences: set[str] = field(default_factory=set)
    candidates: dict[str, list[Candidate]] = field(default_factory=dict)
    company: dict[When, list[tuple[str, ...]]] = field(default_factory=dict)
    _reached: dict[tuple[Span, tuple[Period, ...]], Span] = field(default_factory=dict)

    def open(self, occurrences: Iterable[str]) -> None:
        """These and whoever is tied to them."""
        new = self._tied(occurrences) - self.occurrences
        self.occurrences |= new
        requests = {self.problem.request_of[each].id for each in new}
        asked = tuple(each for each in self.problem.requests if each.id in requests)
        eligible = Table(replace(self.problem, requests=asked)).eligible
        self.candidates |= {each: [] for each in new}
        for each in eligible.candidates:
            if each.occurrence in new:
                self.candidates[each.occurrence].append(each)
        for key, mentors in eligible.company.items():
            if key[0] in new:
                self.company[key] = [(mentor,) for mentor in mentors]

    def _tied(self, occurrences: Iterable[str]) -> set[str]:
        """With them their siblings' linked ones, and with visits the stays that may lean on them."""
        found = set(occurrences)
        linked = {other for each in found if (other := self.problem.occurrence[each].together_with) is not None}
        found |= linked & self.told.keys()
        youths = {self.problem.request_of[each].youth for each in found}
        hers = [each for each in self.problem.requests if each.youth in youths]
        leaning = {each.youth for each in hers if each.visit_first}
        return found | {
            one.id
            for each in hers
            if each.youth in leaning and (each.visit_first or each.kind is Kind.VISIT)
            for one in each.occurrences
            if one.id in self.told
        }

    def near(self) -> list[Placement]:
        """The loose who could be in the way of an open one."""
        problem = self.problem
        loose = [each for each in self.told.values() if each.occurrence not in self.occurrences]
        if problem.budget is not None:
            return loose
        at: dict[str, set[Span]] = {}
        for many in self.candidates.values():
            for one in many:
                at.setdefault(one.site, set()).add(self._reach(one.window.span, self._counted_at(one.site)))
        along: dict[str, set[Span]] = {}
        for (occurrence, window), groups in self.company.items():
            reach = self._reach(problem.window[occurrence, window].mentor_span, problem.calendar.weeks)
            for (mentor,) in groups:
                along.setdefault(mentor, set()).add(reach)
        youths = {problem.request_of[each].youth for each in self.occurrences}
        youths |= {each for pair in problem.together if not youths.isdisjoint(pair) for each in pair}

        def is_near(one: Placement) -> bool:
            if problem.request_of[one.occurrence].youth in youths:
                return True
            window = problem.window[one.occurrence, one.window]
            if any(each.overlaps(window.span) for each in at.get(one.site, ())):
                return True
            if one.mentor is None or one.mentor not in along:
                return False
            # Whoever follows but so many youths follows them for the whole time.
            is_counted = problem.mentor[one.mentor].most_youths is not None
            return is_counted or any(each.overlaps(window.mentor_span) for each in along[one.mentor])

        return [each for each in loose if is_near(each)]

    def _counted_at(self, site: str) -> tuple[Period, ...]:
        limits = self.problem.site[site].limits
        has_none = limits.nights_per_month is None and limits.stays_per_month is None
        return () if has_none else self.problem.calendar.months

    def _reach(self, span: Span, periods: tuple[Period, ...]) -> Span:
        """As far as a rule could count it and another together: the longest rest of any house, and these periods."""
        key = (span, periods[:1])
        if key not in self._reached:
            sites = self.problem.sites
            far = DAY + max((site.limits.rest_days * DAY + site.turnaround for site in sites), default=0)
            wide = Span(span.start - far, span.end + far)
            met = [each for each in periods if each.start < wide.end and wide.start < each.end]
            ends = (min((wide.start, *(m.start for m in met))), max((wide.end, *(m.end for m in met))))
            self._reached[key] = Span(*ends)
        return self._reached[key]


class Loosened:
    """The programme, and the columns that goals are made of."""

    def __init__(self, opened: Opened) -> None:
        self.opened = opened
        problem, told = opened.problem, opened.told
        near = opened.near()
        candidates: list[Candidate] = []
        company = dict(opened.company)
        for many in opened.candidates.values():
            candidates += many
        for one in near:
            stay = stay_of(problem, one)
            window = problem.window[one.occurrence, one.window]
            candidates.append(Candidate(one.occurrence, stay.request or "", stay.youth, window, one.site))
            if one.mentor is not None:
                company[one.occurrence, one.window] = [(one.mentor,)]
        self.programme, self.variables = encoded(_asked(opened, near), candidates, company)
        self.loose = {each.occurrence: self._as_told(each) for each in near}
        self.kept: dict[str, Column | None] = dict(self.loose)
        for occurrence in sorted(opened.occurrences):
            self.kept[occurrence] = self._kept(told[occurrence])
        self.lost: dict[str, Column] = {}
        for occurrence in sorted(opened.occurrences.difference(opened.hit)):
            self._keep_a_place(occurrence)
        for pin in problem.pins:
            if pin.mentor is not None and pin.occurrence in opened.hit:
                along = self.variables.along_by_occurrence.get(pin.occurrence, [])
                self.programme.row([*self.placed([pin.occurrence]), *((each.column, -1) for each in along)], most=0)

    def placed(self, occurrences: Iterable[str]) -> Terms:
        options = self.variables.by_occurrence
        return [(each.column, 1) for occurrence in occurrences for each in options.get(occurrence, [])]

    def as_told(self, but: Collection[str] = ()) -> Terms:
        return [(column, 1) for each, column in self.kept.items() if column is not None and each not in but]

    def minus_loss(self) -> Terms:
        return [(column, -1) for column in self.lost.values()]

    def points_of_hit(self) -> Terms:
        return [term for each in sorted(self.opened.hit) for term in self.points(each)]

    def where_told(self) -> Terms:
        """At the time and in the house that were told, whoever comes along. A loose one who had nobody along could change
        nothing else, so being gone counts."""
        told = (self.opened.told[each] for each in self.moving())
        places = (self.variables.at.get((each.occurrence, each.window, each.site)) for each in told)
        return [(each.column, 1) for each in places if each is not None]

    def moving(self) -> list[str]:
        """Of whom a change of time or house is counted."""
        alone = (each for each in self.loose if self.opened.told[each].mentor is None)
        return [*sorted(self.opened.occurrences), *alone]

    def points(self, occurrence: str) -> Terms:
        problem = self.opened.problem
        request = problem.request_of[occurrence]
        here = self.variables.by_occurrence.get(occurrence, [])
        company = self.variables.along_by_occurrence.get(occurrence, [])
        return [
            *((o.column, site_points(problem, request, o.candidate.window, o.candidate.site)) for o in here),
            *((each.column, mentor_points(problem, request, each.mentors[0])) for each in company),
        ]

    def _as_told(self, told: Placement) -> Column:
        """Loose: all of it or nothing, and whoever is pinned stays."""
        column = self.variables.at[told.occurrence, told.window, told.site].column
        for along in self.variables.along_by_window.get((told.occurrence, told.window), []):
            self.programme.row([(column, 1), (along.column, -1)], least=0, most=0)
        if told.occurrence in self.opened.pinned:
            self.programme.count([column], least=1)
        return column

    def _kept(self, told: Placement) -> Column | None:
        """Just as it was told, with the very mentor; None if that cannot be any more."""
        place = self.variables.at.get((told.occurrence, told.window, told.site))
        company = self.variables.along_by_window.get((told.occurrence, told.window), [])
        mine = [each.column for each in company if each.mentor == told.mentor]
        if place is None or (told.mentor is not None and not mine):
            return None
        if not company:
            return place.column
        kept = self.programme.column(self.variables.number[place.candidate.youth])
        self.programme.implies(kept, place.column)
        if mine:
            self.programme.implies(kept, mine[0])
        else:
            self.programme.count([kept, *(each.column for each in company)], most=1)
        needed, barred = [place.column, *mine], [] if mine else [each.column for each in company]

        def follow(x: Numbers) -> None:
            x[kept] = int(x[needed].all() and not x[barred].any())

        self.programme.followers.append(follow)
        return kept

    def _keep_a_place(self, occurrence: str) -> None:
        """Nobody else loses her stay; what she would lose in points is counted."""
        self.programme.count([column for column, _ in self.placed([occurrence])], least=1)
        kept = self.kept[occurrence]
        if occurrence in self.opened.pinned and kept is not None:
            self.programme.count([kept], least=1)
        points = self.points(occurrence)
        has = self._points_told(occurrence, dict(points))
        self.lost[occurrence] = lost = self.programme.column(high=has)
        self.programme.row([*points, (lost, 1)], least=has)

        def follow(x: Numbers) -> None:
            x[lost] = max(0, has - sum(int(x[column]) * worth for column, worth in points))

        self.programme.followers.append(follow)

    def _points_told(self, occurrence: str, points: Mapping[Column, int]) -> int:
        told = self.variables.values_of(Plan((self.opened.told[occurrence],)))
        return sum(points.get(column, 0) for column in told)


def _asked(opened: Opened, near: Collection[Placement]) -> Problem:
    """The facts for the rows: what a loose one needs of others is not asked; pins are known to eligibility."""
    loose = {each.occurrence for each in near}
    return replace(
        opened.problem,
        requests=tuple(_loosened(each, loose) for each in opened.problem.requests),
        pins=(),
    )


def _loosened(request: Request, loose: Collection[str]) -> Request:
    is_tied = request.visit_first or any(each.together_with is not None for each in request.occurrences)
    if not is_tied or not any(each.id in loose for each in request.occurrences):
        return request
    return replace(
        request,
        visit_first=False,
        occurrences=tuple(replace(o, together_with=None) if o.id in loose else o for o in request.occurrences),
    )
