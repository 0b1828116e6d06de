"""The import rules hold, and the linter that guards them sees each kind of violation."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LINT = Path(sys.executable).with_name("lint-imports")


def lint(tree: Path) -> subprocess.CompletedProcess[str]:
    """What import-linter says of the packages in `tree`."""
    return subprocess.run(
        [LINT, "--config", tree / "pyproject.toml", "--no-cache"],
        cwd=tree,
        env={"PYTHONPATH": str(tree), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_contracts_hold() -> None:
    verdict = lint(ROOT)
    assert verdict.returncode == 0, verdict.stdout


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("engine/gru.py", "import gruquiz.model", "The engine is NumPy"),
        ("gruquiz/model.py", "import gruquiz.session", "Data goes one way"),
        ("gruquiz/session.py", "import sqlite3", "SQL lives in the library"),
        ("gruquiz/session.py", "import textual.app", "Only the app knows Textual"),
        ("gruquiz/syntaxes/pair.py", "import gruquiz.syntaxes.cloze", "Siblings"),
    ],
)
def test_a_planted_violation_is_caught(
    tmp_path: Path, module: str, line: str, contract: str
) -> None:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for package in ("gruquiz", "engine"):
        shutil.copytree(ROOT / package, tmp_path / package)
    with (tmp_path / module).open("a", encoding="utf-8") as file:
        file.write(f"\n{line}\n")
    verdict = lint(tmp_path)
    assert verdict.returncode == 1
    broken = [row for row in verdict.stdout.splitlines() if row.endswith("BROKEN")]
    assert any(contract in row for row in broken), verdict.stdout


LIGHT = ("gruquiz.cli", "gruquiz.session", "gruquiz.library", "engine")
HEAVY = ("textual", "numpy", "sqlite_utils", "markdown_it", "yaml", "rapidfuzz", "ftfy", "tomlkit")


@pytest.mark.parametrize("module", LIGHT)
def test_start_up_stays_light(module: str) -> None:
    code = f"import sys, {module}; print(*sorted(set({HEAVY!r}) & set(sys.modules)))"
    seen = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert seen.stdout.split() == []
