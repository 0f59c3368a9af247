"""replan: a plan repaired after the facts have changed, in the ways there are to choose from."""

from __future__ import annotations

import argparse
from typing import Any

import matching
from matching import readable
from matching.codec import BadDocument, Fault, read, write
from matching.commands.documents import problem_of, read_bytes, say
from matching.document import loaded


def replan(given: argparse.Namespace) -> int:
    problem = problem_of(given)
    before = None if given.before is None else matching.read_problem(read_bytes(given.before))
    content = loaded(read_bytes(given.plan))
    if not isinstance(content.get("placements"), list):
        raise BadDocument([Fault("placements", "nothing", "missing")])
    # The plan was made for other facts: what it names may have gone, which is what is being repaired.
    faults: list[Fault] = []
    placements = read(tuple[matching.Placement, ...], content["placements"], "placements", faults)
    if faults:
        raise BadDocument(faults)
    plan = matching.Plan(placements)
    if given.way == "fewest" and not given.effort:
        raise BadDocument([Fault("way", "fewest", "needs an effort above 0")])
    asked: dict[str, Any] = {"add": not given.only_repair, "effort": given.effort, "others": given.most_others}
    if before is None:
        ways = matching.repairs(problem, plan, **asked)
    else:
        faults = [Fault("placements", each.rule, each.text) for each in matching.check(before, plan)]
        if faults:
            raise BadDocument(faults)
        ways = matching.Replanner(before, plan).after(problem, **asked)
    repair: matching.Repair = getattr(ways, given.way)
    parts = {name: list(getattr(repair, name)) for name in ("kept", "moved", "lost", "added")}
    document = {
        "version": 1,
        "placements": write(repair.plan)["placements"],
        **parts,
        "way": repair.way,
        "changes": repair.changes,
        "proven": repair.proven,
        "difference": write(repair.difference),
        "ways": {
            each.way: {
                "changes": each.changes,
                "moved": len(each.moved),
                "lost": len(each.lost),
                "others": len(each.others),
                "worse": len(each.worse),
                "proven": each.proven,
            }
            for each in ways.all
        },
        "worse": list(repair.worse),
        "stages": write(repair.stages),
    }
    say(given, document, (*readable.repairs(ways), *readable.difference(repair)))
    return 0
