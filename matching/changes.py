"""A change that somebody can be asked for, in steps, with a sentence for the youth and one for staff.

A youth's sentence names nobody and says no numbers; who is to be asked stands in the staff's. Applying a change gives
the facts and the plan as they would be, for the checker to judge.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from matching.lifting import Blocker, lifted
from matching.plan import Placement, Plan
from matching.problem import Problem, Window
from matching.rule import Side

RANK = {Side.YOUTH: 0, Side.ADULT: 1, Side.SAFETY: 2, Side.OTHERS: 3}
WEIGHT = {Side.YOUTH: 1, Side.ADULT: 2, Side.SAFETY: 4, Side.OTHERS: 3}

# For the youth, for staff; English sources. Names and numbers are filled in by whoever shows them.
WORDS: dict[str, tuple[str, str]] = {
    "window": ("It works out on other days.", "Ask her about another time: %(days)s days away."),
    "vetoed": ("It works out if you take back a no of yours.", "She could take back her no to %(whom)s."),
    "must_wishes": (
        "It works out if one thing you said does not have to be so.",
        "She could let go of a must or a never about %(whom)s.",
    ),
    "visit_first": ("It works out if you go without a visit first.", "She could go without a visit first."),
    "siblings": (
        "It works out if you and your sibling can be in different places.",
        "The siblings could be in different places.",
    ),
    "own_stay": ("It works out if another break of yours moves.", "Another stay of hers, %(stay)s, would move."),
    "mentor_presence": ("It works out without a mentor along.", "She could go without a mentor."),
    "openings": ("Somebody can be asked if they open a little longer.", "Ask %(whom)s to open %(hours)s hours more."),
    "notice_and_length": (
        "Somebody can be asked about shorter notice or another length.",
        "Ask %(whom)s about notice or length this once.",
    ),
    "beds": ("Somebody can be asked if they take one more guest.", "Ask %(whom)s for %(amount)s more guest this once."),
    "nights_per_month": (
        "Somebody can be asked if they manage a little more that month.",
        "Ask %(whom)s for %(amount)s more nights that month.",
    ),
    "stays_per_month": (
        "Somebody can be asked if they manage a little more that month.",
        "Ask %(whom)s for %(amount)s more stay that month.",
    ),
    "rest_between_stays": (
        "Somebody can be asked if they manage with less rest this once.",
        "Ask %(whom)s about %(amount)s days less rest this once.",
    ),
    "mixing": ("Somebody can be asked if it can be shared.", "Ask %(whom)s to have these guests at the same time."),
    "mentor_hours": ("A mentor can be asked about more hours.", "Ask %(whom)s for %(hours)s hours more that week."),
    "mentor_head_count": ("A mentor can be asked.", "Ask %(whom)s to follow one more youth."),
    "grant": (
        "It works out if more is decided for you. You can ask for it.",
        "A decision about %(amount)s more nights, or other dates.",
    ),
    "budget": ("Your municipality can look at it once more.", "The budget would need %(amount)s more."),
    "move": (
        "Your caseworker can look at how it could work out.",
        "Another stay, %(stay)s, would move to a place of its own.",
    ),
}  # fmt: skip

WITH_A_SIBLING = "It could work out if you and your sibling look at it together."


@dataclass(frozen=True)
class Step:
    """One thing that would be different. `whom` is the host, place or mentor to ask; `stay` another stay that would
    have another place (`move`), which staff are told and no youth unless it is her own."""

    kind: str
    side: Side
    whom: str | None = None
    amount: int = 0
    blocker: Blocker | None = None
    window: Window | None = None
    move: Placement | None = None
    is_siblings: bool = False  # it is about the sibling who goes with her, and not hers to read

    @property
    def stay(self) -> str | None:
        return None if self.move is None else self.move.occurrence

    @property
    def values(self) -> dict[str, str]:
        hours = f"{self.amount / 60:g}"
        whom, stay = self.whom or "", self.stay or ""
        return {"whom": whom, "amount": str(self.amount), "hours": hours, "days": f"{self.amount:+d}", "stay": stay}

    @property
    def youth(self) -> str:
        return WITH_A_SIBLING if self.is_siblings else WORDS[self.kind][0]

    @property
    def staff(self) -> str:
        said = WORDS[self.kind][1] % self.values
        return f"For her sibling: {said}" if self.is_siblings else said


@dataclass(frozen=True)
class Change:
    """Steps that together make `option` possible, beside everything else as it is; no step is superfluous.

    `also` is the sibling's option that happens together with it.
    """

    occurrence: str
    option: Placement
    steps: tuple[Step, ...]
    also: Placement | None = None

    @property
    def side(self) -> Side:
        """Whose step is the hardest to get."""
        return max((step.side for step in self.steps), key=RANK.__getitem__, default=Side.YOUTH)

    @property
    def size(self) -> int:
        """Steps count, and whose they are; what is hers is smallest."""
        return sum(WEIGHT[step.side] for step in self.steps)

    def applied(self, problem: Problem, plan: Plan, *, but: Step | None = None) -> tuple[Problem, Plan]:
        """The facts with every step done (`but` one), and the plan with the option in it."""
        options = (self.option,) if self.also is None else (self.option, self.also)
        by_occurrence = {each.occurrence: each for each in options}
        plan = plan.without(*by_occurrence)
        for step in self.steps:
            if step.window is not None:  # the time itself has to be there to be spoken of at all
                window = step.window if step is not but else None
                problem = _with_window(problem, self.occurrence, window, self.option.window)
        for step in self.steps:
            if step is not but and step.move is not None:
                plan = plan.with_(step.move)
        for step in self.steps:
            if step is not but and step.blocker is not None and step.move is None:
                problem, plan = lifted(problem, plan, step.blocker, by_occurrence[step.blocker.occurrence])
        return problem, plan.with_(*options)


def _with_window(problem: Problem, occurrence: str, window: Window | None, id_: str) -> Problem:
    """The occurrence with one window more. Without one, the name stands for the time she wished instead."""
    asked = problem.occurrence[occurrence]
    if window is None:
        wished = next(each for each in asked.windows if id_.startswith(each.id))
        window = replace(wished, id=id_)
    longer = replace(asked, windows=(*asked.windows, window))
    return replace(
        problem,
        requests=tuple(
            replace(
                request, occurrences=tuple(longer if each.id == occurrence else each for each in request.occurrences)
            )
            if request is problem.request_of[occurrence]
            else request
            for request in problem.requests
        ),
    )
