"""The round as a job: snapshot once, solve in a child process, keep the outcome with "done" in one transaction.

Taken up again after a lost worker, it solves the same snapshot again: problem, seed and effort give the same plan.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

import matching
from service import clock
from service.database import Sessions
from service.jobs import RunningJob, handler, run_in_child
from service.planning import actions
from service.planning.hit import breaks_without_a_place
from service.planning.reached import so_far
from service.planning.repairing import question
from service.planning.snapshot import snapshot


async def round_failed(session: AsyncSession, payload: dict[str, Any]) -> None:
    """Also when the worker itself died three times: another round can be started."""
    await actions.fail(session, UUID(payload["round_id"]))


@handler("plan_round", when_failed=round_failed)
async def plan_round(sessions: Sessions, job: RunningJob) -> dict[str, Any] | None:
    round_id = UUID(job.payload["round_id"])
    async with job.transaction() as session:
        found = await actions.begin(session, round_id)
        if found is None:
            return {"ended": "not wanted any more"}
        if found.problem is None:
            problem = await snapshot(session, now=clock.now())
            found.problem = matching.write_problem(problem)
        asked = {"problem": found.problem, "seed": found.seed, "effort": actions.EFFORTS[found.effort]}
    outcome = await run_in_child(
        "service.planning.jobs:solve",
        asked,
        on_progress=job.report,
        is_cancelled=job.is_cancelled,
        is_stopped=job.is_stopped,
    )
    async with job.finish() as session:
        await actions.finish(session, round_id, outcome)
    return None


def solve(
    asked: dict[str, Any], report: Callable[[dict[str, Any]], None], is_enough: Callable[[], bool] = lambda: False
) -> dict[str, Any]:
    """Runs in the child: nothing but documents in and out. When it is enough, the best plan so far is the outcome."""
    problem = matching.read_problem(asked["problem"])

    def tell(progress: matching.Progress) -> None:
        report(so_far(problem, progress))

    outcome = matching.solve(problem, effort=asked["effort"], seed=asked["seed"], progress=tell, cancelled=is_enough)
    document: dict[str, Any] = outcome.to_document()
    return document


@handler("look_for_repairs")
async def look_for_repairs(sessions: Sessions, job: RunningJob) -> dict[str, Any] | None:
    """What could be done for breaks that have lost their place. The answer is kept with the job; nothing else changes."""
    async with job.transaction() as session:
        hit = await breaks_without_a_place(session)
        asked = await question(session, hit)
    found: dict[str, Any] = await run_in_child(
        "service.planning.repairing:look", asked, on_progress=job.report, is_cancelled=job.is_cancelled
    )
    async with job.finish(found):
        pass
    return None
