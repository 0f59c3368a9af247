"""Work that takes time: asked for in a request's own transaction, done by a worker, durable in PostgreSQL.

The row of a job is the truth. The queue (arq on Valkey) only wakes a worker up and may lose everything it holds: a killed
worker's jobs are found by their lapsed lease and done again by another one.

    job_id = await enqueue(session, "plan_round", {"round_id": str(round.id)})        # in an action

    @handler("plan_round")                                                            # in <slice>/jobs.py
    async def plan_round(sessions: Sessions, job: RunningJob) -> dict | None: ...

    @every(seconds=60)
    async def let_holds_run_out(session: AsyncSession) -> None: ...                   # once a municipality and minute
"""

from service.jobs.child import ChildFailed, run_in_child
from service.jobs.progress import progress_of
from service.jobs.queue import JobView, ask_to_cancel, ask_to_stop, enqueue, job_of
from service.jobs.registry import every, handler
from service.jobs.running import Cancelled, Overtaken, RunningJob

__all__ = [
    "Cancelled",
    "ChildFailed",
    "JobView",
    "Overtaken",
    "RunningJob",
    "ask_to_cancel",
    "ask_to_stop",
    "enqueue",
    "every",
    "handler",
    "job_of",
    "progress_of",
    "run_in_child",
]
