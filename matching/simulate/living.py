"""The year as it is lived: wishes come in, a host calls off, a round is planned, youths choose, what is soon is booked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random

from matching.engine import solve
from matching.generate import Knobs, generate
from matching.horizon import Span
from matching.plan import Placement, Plan
from matching.problem import Claim, ClaimState, Occurrence, Problem, Request, Site, SiteKind, Told, Youth
from matching.replan import repair
from matching.simulate.lived import WEEK, Cancellation, Round, Rounds, Year

DAY = 1440
REMEMBERED = 26  # weeks for which a break that could not be given counts


def simulate(
    seed: int = 1, knobs: Knobs | None = None, rules: Rounds | None = None, each: Callable[[Round], None] | None = None
) -> Year:
    """A year, or as many weeks as the knobs say; `each` is told of every round when it is over."""
    knobs, rules = knobs or Knobs.named("ample", weeks=52), rules or Rounds()
    town = _Town(seed, knobs, rules)
    rounds = []
    for week in range(0, knobs.weeks, rules.every):
        rounds.append(town.live(week))
        if each is not None:
            each(rounds[-1])
    return Year(town.year, rules, tuple(rounds))


class _Town:
    def __init__(self, seed: int, knobs: Knobs, rules: Rounds) -> None:
        self.dice = Random(f"year {seed}")  # noqa: S311 - invented lives, no secrets
        self.seed = seed
        self.knobs = knobs
        self.rules = rules
        self.year = _from_the_beginning(generate(seed, knobs))
        self.filed = {
            each.id: min(w.arrival for w in each.windows) - lead * WEEK
            for request in self.year.requests
            for lead in [self.dice.randint(*rules.lead)]
            for each in request.occurrences
        }
        for request in self.year.requests:
            if request.series:  # said once, for all of it
                first = min(self.filed[each.id] for each in request.occurrences)
                self.filed |= {each.id: first for each in request.occurrences}
        self.sites = {site.id: site for site in self.year.sites}
        self.booked: dict[str, Claim] = {}
        self.told: dict[str, Placement] = {}
        self.expired: dict[str, int] = {}  # by occurrence, the minute from which it is counted
        self.now = 0

    def live(self, week: int) -> Round:
        self.now = week * WEEK
        cancellations = tuple(c for _ in range(self._calls_off()) if (c := self._call_off()) is not None)
        problem = self._problem(self._open(self.now + self.rules.ahead * WEEK))
        before = dict(self.told)
        outcome = solve(problem, effort=self.rules.effort, seed=self.seed)
        placed = outcome.plan.by_occurrence
        changed = tuple(o for o, was in before.items() if o in problem.occurrence and placed.get(o) != was)
        soon = self.now + self.rules.firm * WEEK
        chosen, self.told = [], {}
        for menu in outcome.menus:
            recommended = menu.options[0]
            if problem.window[recommended.occurrence, recommended.window].arrival < soon:
                chosen.append(self._choice(menu.options))
            else:
                self.told[recommended.occurrence] = recommended
        for option in chosen:
            self._book(problem, option)
        return Round(
            number=week,
            cancellations=cancellations,
            problem=problem,
            plan=outcome.plan,
            menus=outcome.menus,
            chosen=tuple(chosen),
            claims=tuple(self.booked.values()),
            expired=self._expire(),
            changed=changed,
        )

    def _choice(self, options: tuple[Placement, ...]) -> Placement:
        others = options[1:]
        return self.dice.choice(others) if others and self.dice.random() < self.rules.choosing else options[0]

    def _problem(self, requests: tuple[Request, ...]) -> Problem:
        asked = {each.id for request in requests for each in request.occurrences}
        return replace(
            self.year,
            now=self.now,
            youths=tuple(self._youth_now(youth) for youth in self.year.youths),
            sites=tuple(self.sites.values()),
            requests=requests,
            claims=tuple(self.booked.values()),
            told=tuple(Told(p.occurrence, p.window, p.site, p.mentor) for o, p in self.told.items() if o in asked),
        )

    def _youth_now(self, youth: Youth) -> Youth:
        """With whom she has been by now, and how much of what she wished for she has not been given."""
        known = dict(youth.known)
        given = lost = 0
        since = self.now - REMEMBERED * WEEK
        for claim in self.booked.values():
            if claim.youth != youth.id:
                continue
            if claim.departure <= self.now:
                nights = len(self.year.calendar.nights_of(claim.span))
                for adult in (claim.site, claim.mentor):
                    if adult is not None:
                        known[adult] = known.get(adult, 0) + nights
            if claim.arrival >= since:
                given += self.year.request_of[claim.occurrence].importance
        for occurrence, moment in self.expired.items():
            request = self.year.request_of[occurrence]
            if request.youth == youth.id and moment >= since:
                lost += request.importance
        return replace(youth, known=known, shortfall=100 * lost // max(1, lost + given))

    def _open(self, until: int, among: frozenset[str] | None = None) -> tuple[Request, ...]:
        """What has been asked for by now, is not settled, and could begin before `until`."""

        def still(each: Occurrence) -> Occurrence | None:
            windows = tuple(window for window in each.windows if window.arrival >= self.now)
            settled = each.id in self.booked or each.id in self.expired
            if settled or not windows or (among is not None and each.id not in among):
                return None
            is_due = self.filed[each.id] <= self.now and min(w.arrival for w in windows) < until
            return replace(each, windows=windows) if is_due else None

        return tuple(
            replace(request, occurrences=left)
            for request in self.year.requests
            if (left := tuple(o for each in request.occurrences if (o := still(each)) is not None))
        )

    def _book(self, problem: Problem, option: Placement) -> None:
        request = problem.request_of[option.occurrence]
        window = problem.window[option.occurrence, option.window]
        self.booked[option.occurrence] = Claim(
            id=f"booked-{option.occurrence}",
            occurrence=option.occurrence,
            youth=request.youth,
            site=option.site,
            arrival=window.arrival,
            departure=window.departure,
            state=ClaimState.BOOKED,
            kind=request.kind,
            request=request.id,
            mentor=option.mentor,
            mentor_from=window.mentor_span.start,
            mentor_until=window.mentor_span.end,
            visit_first=request.visit_first,
        )

    def _expire(self) -> tuple[str, ...]:
        """What can no longer be given when the next round comes."""
        then = self.now + self.rules.every * WEEK
        gone = tuple(
            each.id
            for request in self.year.requests
            for each in request.occurrences
            if each.id not in self.booked
            and each.id not in self.expired
            and max(window.arrival for window in each.windows) < then
        )
        for occurrence in gone:
            self.expired[occurrence] = self.now
            self.told.pop(occurrence, None)
        return gone

    def _calls_off(self) -> int:
        expected = self.knobs.cancellations_per_week * self.rules.every
        return int(expected) + (self.dice.random() < expected % 1)

    def _call_off(self) -> Cancellation | None:
        """A host's few days to two weeks, from next week at the earliest; who is hit is placed anew in the same minute."""
        hosts = sorted(id_ for id_, site in self.sites.items() if site.kind is SiteKind.HOST)
        host = self.sites[self.dice.choice(hosts)]
        start = self.now + self.dice.randint(7, 28) * DAY
        off = Span(start, start + self.dice.randint(3, 14) * DAY)
        self.sites[host.id] = _without(host, off)
        hit = tuple(o for o, claim in self.booked.items() if claim.site == host.id and claim.span.overlaps(off))
        was = {o: self._placement(self.booked.pop(o)) for o in hit}
        before = Plan(tuple(sorted((*self.told.values(), *was.values()))))
        problem = self._problem(self._open(self.year.calendar.minutes, frozenset((*self.told, *hit))))
        after = repair(problem, before, add=False).plan
        placed = after.by_occurrence
        windows = problem.window
        moved = tuple(
            o
            for o, told in self.told.items()
            if placed.get(o) != told and not (told.site == host.id and windows[o, told.window].span.overlaps(off))
        )
        self.told = {o: placed[o] for o in self.told if o in placed}
        for occurrence in hit:
            if occurrence in placed:
                self._book(problem, placed[occurrence])
        again = tuple(o for o in hit if o in placed)
        return Cancellation(host.id, problem, before, after, hit, again, moved)

    def _placement(self, claim: Claim) -> Placement:
        windows = self.year.occurrence[claim.occurrence].windows
        window = next(each for each in windows if each.span == claim.span)
        return Placement(claim.occurrence, window.id, claim.site, claim.mentor)


def _from_the_beginning(problem: Problem) -> Problem:
    return replace(problem, youths=tuple(replace(youth, shortfall=0) for youth in problem.youths), claims=(), told=())


def _without(site: Site, off: Span) -> Site:
    parts = (
        part
        for each in site.open_time
        for part in (Span(each.start, min(each.end, off.start)), Span(max(each.start, off.end), each.end))
    )
    return replace(site, openings=tuple(part for part in parts if part.start < part.end))
