"""menu and explain: what there is to choose from, why this, why not that, and what would make it possible."""

from __future__ import annotations

import argparse
from typing import Any

import matching
from matching import readable
from matching.codec import BadDocument, Fault, write
from matching.commands.documents import problem_of, say, valid_plan
from matching.menu_report import report


def menu(given: argparse.Namespace) -> int:
    problem = problem_of(given)
    menus, series = matching.build_menus(
        problem, valid_plan(given, problem), given.most, most_per_host=given.most_per_host
    )
    say(given, {"menus": write(menus), "series": write(series)}, report(problem, menus, series))
    return 0


def explain(given: argparse.Namespace) -> int:
    """One occurrence, or the whole round: everything wished that was not got."""
    problem = problem_of(given)
    plan = valid_plan(given, problem)
    names = (
        ("occurrence", problem.occurrence),
        ("site", problem.site),
        ("mentor", problem.mentor),
        ("window", {window for occurrence, window in problem.window if occurrence == given.occurrence}),
    )
    for name, known in names:
        value = getattr(given, name)
        if value is not None and value not in known:
            raise BadDocument([Fault(name, value, f"no such {name}")])
    explainer = matching.Explainer(problem, plan)
    if given.occurrence is None:
        missed = explainer.all()
        say(given, {"missed": write(missed)}, (line for each in missed for line in readable.missed(each)))
        return 0
    placement = plan.by_occurrence.get(given.occurrence)
    reasons = () if placement is None else matching.why(problem, placement)
    asked = {name: getattr(given, name) for name in ("site", "window", "mentor")}
    not_these = [each for each in explainer.why_not(given.occurrence, **asked) if each.placement != placement]
    helping = () if placement is not None else explainer.would_help(given.occurrence)
    said = [{**write(each), "steps": [_step(step) for step in each.steps]} for each in helping]
    document = {
        "placed": write(placement),
        "why": write(reasons),
        "why_not": [write(each) for each in not_these],
        "would_help": said,
    }
    lines = (
        *readable.why(placement, reasons),
        "not these:",
        *(o for each in not_these for o in readable.why_not(each)),
    )
    say(given, document, (*lines, *(readable.changes(helping) if placement is None else ())))
    return 0


def _step(step: matching.Step) -> dict[str, Any]:
    return {**write(step), "youth": step.youth, "staff": step.staff}
