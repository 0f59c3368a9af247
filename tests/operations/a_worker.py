"""A worker process with jobs of its own for the tests; addresses come from the environment, as in a deployment."""

import asyncio

from models.municipality import Unit
from service.database import Sessions
from service.jobs import RunningJob, handler, run_in_child
from service.jobs.worker import work
from service.settings import Settings


@handler("slow")
async def slow(sessions: Sessions, job: RunningJob) -> None:
    """Computes in a child, then leaves one trace, in the transaction that ends the job."""
    result = await run_in_child(
        "tests.operations.slow_work:compute_slowly",
        job.payload["seconds"],
        on_progress=job.report,
        is_cancelled=job.is_cancelled,
    )
    async with job.finish(result) as session:
        session.add(Unit(called=f"trace of {job.id}"))


if __name__ == "__main__":
    asyncio.run(work(Settings.from_environment()))
