"""What is in the way of one option beside a whole plan, and a smallest set of it that has to be lifted.

The book is asked which rules are broken. Where there is no room, whoever has it would have to go: first everybody there
is taken out of the book, then one after the other is put back if there is room all the same, so that what is left is
minimal. Of the limits (nights, hours, rest …) those count that are in the way even then.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from matching.bars import Bars
from matching.constraints import RULE_BY_CODE
from matching.ledger import Ledger
from matching.lifting import Blocker, hanging
from matching.overlaps import stretched
from matching.plan import Placement, Plan, Stay, stay_of
from matching.problem import Along, Mentor, Problem, Site, Window

NO_ROOM = ("one_place_at_a_time", "beds", "mentor_one_place")  # lifted by a stay that goes
ABOUT_NOBODY = {"one_place_at_a_time", "grant", "visit_first", "siblings", "kept_apart", "budget"}


class Conflicts:
    """The book with a whole plan in it, kept open between questions."""

    def __init__(self, problem: Problem, plan: Plan, ledger: Ledger | None = None) -> None:
        """With a ledger, the plan is in it already."""
        self.problem = problem
        self.plan = plan
        self.bars = Bars(problem)
        self.ledger = ledger or book_of(problem, plan)

    def against(
        self, placement: Placement, window: Window, site: Site, mentor: Mentor | None
    ) -> tuple[tuple[str, ...], tuple[Blocker, ...]]:
        """Codes of everything in the way, and a minimal conflict."""
        occurrence = placement.occurrence
        barred = [
            self._blocker(code, occurrence, self._whose(code, site.id))
            for code in self.bars.at_site(occurrence, window, site)
        ]
        if mentor is not None:
            barred += [
                self._blocker(code, occurrence, mentor.id) for code in self.bars.with_mentor(occurrence, window, mentor)
            ]
        barred += [self._blocker("mentor_presence", occurrence, site.id)] * self.is_wrong_company(placement, site)
        stay = stay_of(self.problem, placement)
        met = tuple(dict.fromkeys(self.ledger.blockers(stay)))
        conflict = (*dict.fromkeys(barred), *(self._beside(stay, met) if met else ()))
        return tuple(dict.fromkeys((*(b.code for b in barred), *met))), conflict

    def _whose(self, code: str, site: str) -> str | None:
        return "dates" if code == "grant" else site

    def is_wrong_company(self, placement: Placement, site: Site) -> bool:
        wanted = self.problem.request_of[placement.occurrence].mentor
        if placement.mentor is None:
            return site.needs_mentor or wanted is Along.MUST
        return wanted is Along.NO and not site.needs_mentor

    def _blocker(self, code: str, occurrence: str, about: str | None, stay: str | None = None) -> Blocker:
        return Blocker(code, RULE_BY_CODE[code].reason.side, occurrence, about, stay)

    def _beside(self, stay: Stay, met: tuple[str, ...]) -> Iterator[Blocker]:
        """A minimal set of stays that would have to go, and of the limits those that are in the way even then."""
        goes: dict[str, str] = {}
        if any(code in NO_ROOM for code in met):
            goes = self.who_would_go(stay, met)
            with Gone(self, goes):
                met = tuple(dict.fromkeys(self.ledger.blockers(stay)))
        for code in met:
            yield self._blocker(code, stay.occurrence, self._about(code, stay))
        for other, code in goes.items():
            yield self._blocker(code, stay.occurrence, None, other)

    def _about(self, code: str, stay: Stay) -> str | None:
        """Whose limit it is."""
        if code == "pins_and_exclusions":
            return "pair"
        if code in ABOUT_NOBODY:
            return None
        return stay.mentor if code.startswith("mentor_") else stay.site

    def who_would_go(self, stay: Stay, met: tuple[str, ...]) -> dict[str, str]:
        """Occurrences that have the room, by the rule they stand for; first all of them, then whoever can stay does.

        Her own and what is only planned go rather than what is booked or held.
        """
        near, sure, booked = self._who_has_the_room(stay, met)
        if sure >= near.keys():  # each of them alone is in the way
            return near
        with Gone(self, near):
            left = {code for code in self.ledger.blockers(stay) if code in NO_ROOM}
        goes = dict(near)
        for other in sorted(near.keys() - sure, key=lambda o: (o not in booked, o)):
            fewer = {each: code for each, code in goes.items() if each != other}
            with Gone(self, fewer):
                still = {code for code in self.ledger.blockers(stay) if code in NO_ROOM}
            if still <= left:
                goes = fewer
        return goes

    def who_could_make_room(self, stay: Stay, may_go: Callable[[str], bool]) -> list[str] | None:
        """The same among those who may go: a smallest set whose going is enough, or None if there is none."""
        met = tuple(dict.fromkeys(self.ledger.blockers(stay)))
        if not any(code in NO_ROOM for code in met):
            return None
        near, sure, _ = self._who_has_the_room(stay, met)
        goes = [each for each in sorted(near) if may_go(each)]
        if not sure <= set(goes):
            return None
        if len(goes) > len(sure):
            with Gone(self, goes):
                if not self.ledger.fits(stay):
                    return None
            for other in [each for each in goes if each not in sure]:
                fewer = [each for each in goes if each != other]
                with Gone(self, fewer):
                    if self.ledger.fits(stay):
                        goes = fewer
        return goes

    def _who_has_the_room(self, stay: Stay, met: tuple[str, ...]) -> tuple[dict[str, str], set[str], set[str]]:
        """Whoever is there at the time, with the rule; of them those who alone are in the way, and those booked."""
        site, mentor = self.problem.site[stay.site], self.problem.mentor.get(stay.mentor or "")
        here = stretched(stay.span, site.turnaround)
        near: dict[str, str] = {}
        sure: set[str] = set()
        booked: set[str] = set()
        for code, them, is_alone_enough in (
            ("one_place_at_a_time", [o for o in self.ledger.by_youth[stay.youth] if o.span.overlaps(stay.span)], True),
            (
                "beds",
                [o for o in self.ledger.by_site[site.id] if stretched(o.span, site.turnaround).overlaps(here)],
                site.beds == 1,
            ),
            (
                "mentor_one_place",
                [o for o in self.ledger.by_mentor[stay.mentor or ""] if o.mentor_span.overlaps(stay.mentor_span)],
                mentor is not None and mentor.youths_at_once == 1,
            ),
        ):
            for each in them if code in met else ():
                if each.occurrence != stay.occurrence:
                    near.setdefault(each.occurrence, code)
                    if is_alone_enough:
                        sure.add(each.occurrence)
                    if each.fixed:
                        booked.add(each.occurrence)
        return near, sure, booked


def book_of(problem: Problem, plan: Plan) -> Ledger:
    """A ledger with everything booked and planned."""
    ledger = Ledger(problem)
    for placement in plan.placements:
        ledger.add(stay_of(problem, placement))
    return ledger


class Gone:
    """For as long as the block lasts, these occurrences and what hangs on them are out of the book."""

    def __init__(self, book: Conflicts, occurrences: Iterable[str]) -> None:
        self.book = book
        self.occurrences = {*occurrences}
        for each in list(self.occurrences):
            self.occurrences |= hanging(book.problem, book.plan, each)

    def __enter__(self) -> None:
        self.stays = self.book.ledger.remove(*sorted(self.occurrences))

    def __exit__(self, *_: object) -> None:
        for stay in self.stays:
            self.book.ledger.add(stay)


class Aside(Gone):
    """Her own place, and her sibling's where they go together, are out of the book while she is asked about."""

    def __init__(self, book: Conflicts, occurrence: str) -> None:
        self.book = book
        linked = book.problem.occurrence[occurrence].together_with
        self.occurrences = {occurrence} if linked is None else {occurrence, linked}
