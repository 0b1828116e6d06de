"""The command line as a user runs it, on a library of its own."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gruquiz.cli import main

Run = Callable[..., tuple[int, str, str]]
RunJson = Callable[..., Any]

NOTE = """\
---
tags: [flashcards]
---
The ==reset gate== decides how much of the old state the candidate sees.
<!--SR:!2026-11-20,10,260-->

The gate that blends old state and candidate::the update gate

How many states does a GRU carry?
?
One.
"""


@pytest.fixture
def note(tmp_path: Path) -> Path:
    path = tmp_path / "gates.md"
    path.write_text(NOTE, encoding="utf-8")
    return path


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run `gruquiz …` on 21 November 2026, 9:00; gives exit code, stdout, stderr."""
    monkeypatch.setenv("GRUQUIZ_LIBRARY", str(tmp_path / "library.db"))
    monkeypatch.setenv("GRUQUIZ_CONFIG", str(tmp_path / "config.toml"))

    def gruquiz(*arguments: object, now: str = "2026-11-21T09:00") -> tuple[int, str, str]:
        code = main(["--now", now, *map(str, arguments)])
        said = capsys.readouterr()
        return code, said.out, said.err

    return gruquiz


@pytest.fixture
def run_json(run: Run) -> RunJson:
    """Run `gruquiz … --json`; gives the document of a command that ends well."""

    def gruquiz(*arguments: object, **options: str) -> Any:
        code, out, err = run(*arguments, "--json", **options)
        assert code == 0, err
        return json.loads(out)

    return gruquiz
