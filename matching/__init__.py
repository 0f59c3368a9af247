"""The planning engine of Mellanrummet: facts in, plan out. No database, no web, no clock, no settings.

The Python API, which the planning slice is written against (all of it pure and synchronous; solve in a child process):

    problem = matching.read_problem(document)            # dict or JSON text -> Problem; raises BadDocument(faults)
    document = matching.write_problem(problem)           # Problem -> dict, the exact inverse
    faults = matching.faults(problem)                    # what a Problem built in Python gets wrong: list[Fault]

    outcome = matching.solve(
        problem,
        effort=30.0,            # counted work over all stages, about so many seconds of one processor; as much on any machine
        seed=1,                 # published lottery that breaks ties
        workers=1,              # parts that share nothing are planned so many at once; the same plan for any number
        seconds=None,           # an extra limit by the clock; recorded if it cut, and no more effort than that is begun
        menus=True,
        progress=None,          # callable(Progress): stage, best, bound, gap, elapsed, plan (when a better one is known)
        cancelled=None,         # callable() -> bool, asked about ten times a second; the best valid plan is kept
    ) -> Outcome
    outcome = matching.solve_apart(problem, …same…)      # the same in a child process, killed if it does not stop

    outcome.status          "complete" | "stopped" | "cancelled" | "impossible" (pins that cannot all be met)
    outcome.plan            Plan(placements: tuple[Placement(occurrence, window, site, mentor | None)])
    outcome.stages          tuple[Stage(name, goal, value, bound, gap, proven, maximise)] in the published order
    outcome.youths          tuple[YouthResult(youth, points, ideal, utility (per mille) | None, placed, asked)]
    outcome.points          tuple[Points(occurrence, reason, wish | None, points, most)]: each can be recomputed; .met
                            reason is "break" | "window" | "wish" | "company"
    outcome.menus           tuple[Menu(occurrence, options: tuple[Placement])], options[0] is the recommended one
    outcome.series          tuple[SeriesMenu(request, choices: tuple[SeriesChoice(site, placements, differing)])]
    outcome.unplaced        tuple[Unplaced(occurrence, reasons: tuple[str])]   codes of the rules in the way
    outcome.stopped_by      "proof" | "effort" | "seconds" | "cancelled" | "pins"
    outcome.engine, .problem_hash, .parameters            the replay key
    outcome.to_document()   JSON-ready dict, byte for byte the same for the same problem, effort and seed
    matching.read_outcome(document, problem) -> Outcome   and back

    matching.check(problem, plan) -> list[Violation]             the independent checker; [] is a valid plan
    matching.check_reservations(problem, menus) -> list[Violation]
        Are all options of all menus safe beside `problem.claims`, whatever anybody chooses? Claims may themselves be
        several held options of one occurrence; each occurrence counts at its worst. Call it before writing claims.
        `menus` are Menu objects or anything else iterable of Placement, grouped by occurrence.
    matching.check_claims(problem) -> list[Violation]            the same for problem.claims alone (hand-made bookings)
    Violation(rule, text, occurrences, site | None, mentor | None)

    matching.build_menus(problem, plan, most=4) -> tuple[tuple[Menu, …], tuple[SeriesMenu, …]]
    matching.regrow(problem, plan, menus, chosen) -> tuple[Menu, …]   after choices: no other menu loses anything, some grow
    matching.grow(problem, plan, menus, is_wanted=…) -> tuple[Menu, …]   the same when nobody knows where room was made
    matching.why(problem, placement) -> tuple[Points, …]         wishes met and unmet, with points
    matching.why_not(problem, plan, occurrence, *, site=None, window=None, mentor=None) -> tuple[WhyNot, …]
        WhyNot(placement, reasons: tuple[Reason, …], conflict: tuple[Blocker, …]); Reason(code, side, youth, staff) with
        English source sentences; the conflict is minimal: lifted as a whole it makes the option possible, less does not
    matching.would_help(problem, plan, occurrence) -> tuple[Change, …]
        Change(option, steps: tuple[Step(kind, side, whom, amount, youth, staff), …]), verified, smallest first
    matching.Explainer(problem, plan)                    the same and more, with one book for many questions: .why_not,
        .nearest, .would_help, .all() -> tuple[Missed(occurrence, subject, about, nearest: WhyNot), …]
    matching.repair(problem, plan) -> Repair(plan, kept, moved, lost, added, way, proven, difference, others, worse,
        stages); .changes; `others` move without being hit, `worse` of them for fewer points: whose yes it takes
    matching.Replanner(problem, plan).after(changed_problem, effort=0, others=None) -> Repairs(local, ring, fewest | None);
        .all to choose from; with an effort (10 is plenty) the one with proof, moving at most `others` who were not hit
    matching.as_repair(problem, before, after, way, proven=…) -> Repair      whoever made the plan after
    matching.options_now(problem, plan, occurrence, most=4) -> tuple[Placement, …]     soon or tonight
    matching.Soon(problem, plan).ask(occurrence) -> Answer(options, missed)            the same for many questions
    matching.judge(problem, plan, placement) -> Judgement(violations, conflict, points)    made by hand; Judge keeps open

Calendar.between(first_day, days, zone) and minute_of(moment, first_day, zone) turn local time into minutes, once.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from matching.answers import WhyNot
from matching.changes import Change, Step
from matching.check import check, check_claims, check_reservations
from matching.codec import BadDocument, Fault
from matching.constraints import RULE_BY_CODE, RULES
from matching.document import problem_hash, problem_schema, read_problem, write_problem
from matching.explain import Explainer, Missed, why, why_not, would_help
from matching.faults import faults
from matching.horizon import Calendar, Night, Period, Span, minute_of
from matching.judge import Judge, Judgement, PointsChange, judge
from matching.lifting import Blocker
from matching.menu import Menu, NotOnTheMenu, SeriesChoice, SeriesMenu, build_menus, grow, regrow
from matching.outcome import Outcome, Parameters, Unplaced, YouthResult, plan_schema, read_outcome, read_plan
from matching.plan import Placement, Plan
from matching.points import Points
from matching.problem import Problem
from matching.progress import Progress
from matching.rule import Reason, Side, Violation
from matching.soon import Answer, Soon, options_now
from matching.stage import Stage

if TYPE_CHECKING:
    from matching.engine import outcome_of_plan, solve
    from matching.process import SolveFailed, solve_apart
    from matching.replan import Difference, Repair, Repairs, Replanner, as_repair, repair, repairs
    from matching.solver import BrokenPlan

# What searches is loaded when it is asked for: whoever only reads, judges or explains plans needs no solver.
_WHEN_ASKED_FOR = {
    "engine": ("outcome_of_plan", "solve"),
    "process": ("SolveFailed", "solve_apart"),
    "replan": ("Difference", "Repair", "Repairs", "Replanner", "as_repair", "repair", "repairs"),
    "solver": ("BrokenPlan",),
}
_HOME_OF = {name: home for home, names in _WHEN_ASKED_FOR.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME_OF[name]}"), name)


__all__ = [
    "RULES",
    "RULE_BY_CODE",
    "Answer",
    "BadDocument",
    "Blocker",
    "BrokenPlan",
    "Calendar",
    "Change",
    "Difference",
    "Explainer",
    "Fault",
    "Judge",
    "Judgement",
    "Menu",
    "Missed",
    "Night",
    "NotOnTheMenu",
    "Outcome",
    "Parameters",
    "Period",
    "Placement",
    "Plan",
    "Points",
    "PointsChange",
    "Problem",
    "Progress",
    "Reason",
    "Repair",
    "Repairs",
    "Replanner",
    "SeriesChoice",
    "SeriesMenu",
    "Side",
    "SolveFailed",
    "Soon",
    "Span",
    "Stage",
    "Step",
    "Unplaced",
    "Violation",
    "WhyNot",
    "YouthResult",
    "as_repair",
    "build_menus",
    "check",
    "check_claims",
    "check_reservations",
    "faults",
    "grow",
    "judge",
    "minute_of",
    "options_now",
    "outcome_of_plan",
    "plan_schema",
    "problem_hash",
    "problem_schema",
    "read_outcome",
    "read_plan",
    "read_problem",
    "regrow",
    "repair",
    "repairs",
    "solve",
    "solve_apart",
    "why",
    "why_not",
    "would_help",
    "write_problem",
]
