"""What tests of the library begin with."""

from pathlib import Path

import pytest

from gruquiz.library import Library
from tests.gruquiz.cards import add


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A library of forty new cards, closed."""
    path = tmp_path / "library.db"
    with Library.open(path) as library:
        add(library, [f"card {number}" for number in range(40)])
    return path
