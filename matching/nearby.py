"""What lies near an occurrence without an option: houses that suit, times a day or a week away, and what each asks for.

Kept small on purpose (part): a change that is proposed is judged in the part of the municipality that it can touch.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from matching.answers import Answers, WhyNot
from matching.changes import Change, Step
from matching.horizon import Span
from matching.lifting import Blocker, lifted
from matching.lifts import broken_wishes
from matching.part import cost_of, part_of
from matching.plan import Placement, Plan
from matching.problem import Mentor, Problem, Site, Window
from matching.rule import Side

DAY = 24 * 60
SHIFTS = (1, -1, 2, -2, 7, -7, 14, -14)  # days
MOST_STEPS = 3
HERS_TO_TAKE_BACK = {"vetoed", "must_wishes"}


class Nearby:
    """What this occurrence can touch: the houses that suit, their mentors, her own, and times a day or a week away."""

    def __init__(self, answers: Answers, occurrence: str) -> None:
        self.whole = answers
        self.occurrence = occurrence
        self.request = answers.problem.request_of[occurrence]
        self.asked = answers.problem.occurrence[occurrence]
        self.shifted = {window.id: (days, window) for days, window in self._shifted()}
        sites = [*self._sites()]
        self.sites = {site.id for site in sites}
        mentors = {who.id for site in sites for who in self._company(site)}
        then = self._months()
        soon = Plan(tuple(each for each in answers.plan.placements if self._is_hers(each) or self._is_then(each, then)))
        part, self.plan = part_of(answers.problem, soon, sites=self.sites, mentors=mentors, occurrences={occurrence})
        if part.budget is not None:
            later = (each for each in answers.plan.placements if each.occurrence not in soon.by_occurrence)
            part = replace(part, budget=part.budget - sum(cost_of(answers.problem, each) for each in later))
        self.problem = self._with_shifted(part)
        # Only who opens at all is asked for a longer opening.
        self.closed = {site.id for site in sites if not site.openings}

    def answers(self) -> Iterator[WhyNot]:
        """For each house and time the nearest answer; about other days a house is asked only if little else is in the
        way then."""
        within = Answers(self.problem, self.plan)
        with within.aside(self.occurrence):
            for window in self.problem.occurrence[self.occurrence].windows:
                most = 1 if window.id in self.shifted else MOST_STEPS
                for site in self.problem.sites:
                    if site.id in self.sites:
                        yield from within.within(self.occurrence, window, site, most)

    def measured(self, change: Change) -> Change:
        """The change with how much each step asks for."""
        options = {each.occurrence: each for each in (change.option, change.also) if each is not None}
        steps = (
            step
            if step.blocker is None or step.move is not None
            else replace(step, amount=self.amount(step.blocker, options[step.blocker.occurrence]))
            for step in change.steps
        )
        return replace(change, steps=tuple(steps))

    def window_steps(self, window: str) -> tuple[Step, ...]:
        if window not in self.shifted:
            return ()
        days, shifted = self.shifted[window]
        return (Step("window", Side.YOUTH, None, days, None, shifted),)

    def facts_after(self, change: Change, *, but: Step | None = None) -> tuple[Problem, Plan]:
        """The facts and the plan with the change (`but` one step), as far as it and whoever moves in it reach."""
        moves = [step.move for step in change.steps if step.move is not None]
        options = [change.option, *([change.also] if change.also else []), *moves]
        part = part_of(
            self.whole.problem,
            self.whole.plan,
            sites={each.site for each in options},
            mentors={each.mentor for each in options if each.mentor},
            occurrences={each.occurrence for each in options},
        )
        return change.applied(*part, but=but)

    def amount(self, blocker: Blocker, option: Placement) -> int:
        """How much more is asked for: minutes, nights, stays, guests, days of rest, money."""
        before = self.problem
        after, _ = lifted(before, self.plan, blocker, option)
        window = before.window[option.occurrence, option.window]
        match blocker.code:
            case "openings":
                receiver = before.site.get(blocker.about or "") or before.mentor[blocker.about or ""]
                span = window.span if blocker.about in before.site else window.mentor_span
                return span.minutes - sum(_shared(span, each) for each in receiver.open_time)
            case "beds":
                return after.site[option.site].beds - before.site[option.site].beds
            case "nights_per_month" | "stays_per_month":
                limits = [getattr(each.site[option.site].limits, blocker.code) or 0 for each in (after, before)]
                return limits[0] - limits[1]
            case "rest_between_stays":
                return before.site[option.site].limits.rest_days - after.site[option.site].limits.rest_days
            case "mentor_hours":
                mentor = option.mentor or ""
                return (after.mentor[mentor].minutes_per_week or 0) - (before.mentor[mentor].minutes_per_week or 0)
            case "grant":
                youth = before.request_of[option.occurrence].youth
                grants = [each.youth[youth].grant for each in (after, before)]
                nights = [0 if grant is None else grant.nights_per_month for grant in grants]
                return nights[0] - nights[1] if grants[1] else len(before.calendar.nights_of(window.span))
            case "budget":
                return (after.budget or 0) - (before.budget or 0)
            case "must_wishes":
                return len(broken_wishes(before, option.occurrence, blocker.about or ""))
        return 1

    def _sites(self) -> Iterator[Site]:
        """Houses that would suit her but for what she herself has said."""
        bars = self.whole.bars
        for site in self.whole.problem.sites:
            if set(bars.of_site(self.request, site)) <= HERS_TO_TAKE_BACK:
                yield site

    def _company(self, site: Site) -> Iterator[Mentor]:
        for window in self.asked.windows:
            for _, who in self.whole.likely_company(self.occurrence, window, site):
                if who is not None:
                    yield who

    def _months(self) -> Span:
        """The months that her times reach into, and a week around. Looking further is left to the checker."""
        windows = [*self.asked.windows, *(window for _, window in self.shifted.values())]
        first = min((w.arrival for w in windows), default=0)
        last = max((w.departure for w in windows), default=0)
        months = [m for m in self.whole.problem.calendar.months if m.start < last and first < m.end]
        first, last = min([first, *(m.start for m in months)]), max([last, *(m.end for m in months)])
        return Span(first - 7 * DAY, last + 7 * DAY)

    def _is_hers(self, placement: Placement) -> bool:
        return self.whole.problem.request_of[placement.occurrence].youth == self.request.youth

    def _is_then(self, placement: Placement, then: Span) -> bool:
        return self.whole.problem.window[placement.occurrence, placement.window].span.overlaps(then)

    def _with_shifted(self, problem: Problem) -> Problem:
        longer = replace(self.asked, windows=(*self.asked.windows, *(window for _, window in self.shifted.values())))
        return replace(
            problem,
            requests=tuple(
                replace(
                    request,
                    occurrences=tuple(longer if each.id == self.occurrence else each for each in request.occurrences),
                )
                if request.id == self.request.id
                else request
                for request in problem.requests
            ),
        )

    def _shifted(self) -> Iterator[tuple[int, Window]]:
        """Her windows some days later or earlier, within the horizon and from now on."""
        if self.asked.together_with is not None:
            return  # two who go together: another time is a matter of both, and of talking
        problem = self.whole.problem
        seen = {window.span for window in self.asked.windows}
        for days in SHIFTS:
            for window in self.asked.windows:
                moved = shifted(problem, window, days)
                if moved is None or moved.span in seen or moved.arrival < problem.now:
                    continue
                seen.add(moved.span)
                yield days, moved


def shifted(problem: Problem, window: Window, days: int) -> Window | None:
    """The window so many days later, by the clock on the wall; None where the horizon ends.

    Nights lie at one hour of local time, so what is as far from another night is at the same time of another day.
    """
    nights = problem.calendar.nights

    def at(minute: int) -> int | None:
        before = len(problem.calendar.nights_of(Span(0, minute + 1))) - 1
        if not nights:
            return minute + days * DAY
        known = max(before, 0)
        if not 0 <= known + days < len(nights):
            return None
        return nights[known + days].moment + minute - nights[known].moment

    times = [
        None if t is None else at(t)
        for t in (window.arrival, window.departure, window.mentor_from, window.mentor_until)
    ]
    arrival, departure = times[0], times[1]
    if arrival is None or departure is None or arrival < 0 or not arrival < departure <= problem.calendar.minutes:
        return None
    return replace(
        window,
        id=f"{window.id}{days:+d}d",
        arrival=arrival,
        departure=departure,
        mentor_from=times[2],
        mentor_until=times[3],
    )


def _shared(one: Span, two: Span) -> int:
    return max(0, min(one.end, two.end) - max(one.start, two.start))
