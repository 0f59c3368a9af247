"""Which process carries the solver: the child that solves, and nobody else."""

import subprocess
import sys

import pytest

from tests.operations.processes import ROOT, environment_of

MAKES_THE_WEB = """
import sys
from service.app import create_app
from service.settings import Settings
create_app(Settings.from_environment())
"""
READS_THE_WORKER = "import sys\nfrom service.jobs.registry import import_handlers\nimport_handlers()\n"
SOLVES = "import sys\nimport matching\nmatching.solve\n"


def loads(program: str, settings) -> set[str]:
    """The packages that a fresh interpreter has loaded after this."""
    said = subprocess.run(
        [sys.executable, "-c", program + "print(*{name.partition('.')[0] for name in sys.modules})"],
        env=environment_of(settings),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return set(said.stdout.split())


@pytest.mark.parametrize("program", [MAKES_THE_WEB, READS_THE_WORKER], ids=["web", "worker"])
async def test_web_and_worker_read_plans_without_the_solver(database, program):
    loaded = loads(program, database.settings)
    assert "matching" in loaded
    assert "ortools" not in loaded


async def test_whoever_solves_loads_it(database):
    assert "ortools" in loads(SOLVES, database.settings)
