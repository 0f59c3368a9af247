"""Who may import whom. Each rule is seen to fail when it is broken on purpose, in a copy of the code."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.operations.processes import ROOT

BROKEN = {
    "the engine is pure": ("matching/horizon.py", "import sqlalchemy"),
    "tables know nothing of the service": ("models/base.py", "import service.clock"),
    "the order of the slices": ("service/youths/rules.py", "import service.proposals.rules"),
    "only planning speaks to the engine": ("service/youths/rules.py", "import matching"),
}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for package in ("matching", "models", "service"):
        shutil.copytree(
            ROOT / package, tmp_path / package, ignore=lambda _, names: [n for n in names if n == "node_modules"]
        )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def lint(folder: Path) -> str:
    tool = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    return subprocess.run(tool, cwd=folder, capture_output=True, text=True).stdout


@pytest.mark.parametrize("rule", BROKEN)
def test_a_broken_import_rule_is_found(copy, rule):
    file, line = BROKEN[rule]
    kept = [said for said in lint(copy).splitlines() if said.startswith(rule)]
    assert kept
    assert all(said.endswith("KEPT") for said in kept)
    path = copy / file
    path.write_text(path.read_text() + f"\n{line}\n")
    broken = [said for said in lint(copy).splitlines() if said.startswith(rule)]
    assert any(said.endswith("BROKEN") for said in broken)
