"""What tests of the library begin with."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from gruquiz import program_log
from gruquiz.library import Library
from tests.gruquiz.cards import add


@pytest.fixture(autouse=True)
def _log_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No test writes into the log of whoever runs it."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state-home"))
    yield
    program_log.stop()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A library of forty new cards, closed."""
    path = tmp_path / "library.db"
    with Library.open(path) as library:
        add(library, [f"card {number}" for number in range(40)])
    return path
