from __future__ import annotations

import os
import pathlib
import shutil
import subprocess
import sys

import pytest

SKIPS = "import pytest\n\ndef test_skips():\n    pytest.skip('not here')\n\ndef test_passes():\n    pass\n"
PASSES = "def test_passes():\n    pass\n"


@pytest.mark.parametrize(
    ("text", "ci", "status"), [(SKIPS, "true", 1), (SKIPS, "", 0), (PASSES, "true", 0)]
)
def test_a_skip_fails_the_run_in_ci_alone(
    root: pathlib.Path, tmp_path: pathlib.Path, text: str, ci: str, status: int
) -> None:
    shutil.copy(root / "tests" / "conftest.py", tmp_path)
    (tmp_path / "test_it.py").write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path)]
    ran = subprocess.run(command, cwd=tmp_path, env={**os.environ, "CI": ci}, capture_output=True, text=True)
    assert ran.returncode == status, ran.stdout
    assert ("a skipped test is a failure" in ran.stdout) == (status == 1)


def test_the_run_of_ci_prints_the_time_of_each_step(root: pathlib.Path) -> None:
    text = (root / ".ci" / "run").read_text(encoding="utf-8")
    steps = [line.split()[1] for line in text.splitlines() if line.startswith("step ")]
    assert steps == ["setup", "test", "run", "check", "eval", "test-engines", "test-readers"]
    assert "set -euo pipefail" in text
    assert os.access(root / ".ci" / "run", os.X_OK)
