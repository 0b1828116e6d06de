"""A doubtful edit is settled by the learner, once."""

from pathlib import Path

import pytest

from gruquiz.config import Config
from gruquiz.library import Library
from gruquiz.model import Grade
from gruquiz.session import Session
from gruquiz.tui.app import GruquizApp
from gruquiz.tui.reading import read
from tests.gruquiz.tui import seen
from tests.gruquiz.tui.conftest import NOW, press

BEFORE = "#flashcards\n\nthe update gate decides how much of the old state is kept::z\n"
AFTER = "#flashcards\n\nthe update gate says what share of an old state stays::z\n"


@pytest.fixture
def doubtful(tmp_path: Path) -> Path:
    """A library whose only card was reviewed, then half rewritten in its note."""
    note, path = tmp_path / "gates.md", tmp_path / "library.db"
    note.write_text(BEFORE, encoding="utf-8")
    read(path, [note], NOW, Config())
    with Library.open(path) as library:
        session = Session(library, Config())
        asked = session.next(NOW)
        assert asked is not None
        session.answer(asked.card.id, Grade.GOOD, NOW)
    note.write_text(AFTER, encoding="utf-8")
    read(path, [note], NOW, Config())
    with Library.open(path) as library:
        assert len(library.likely_edits()) == 1
    return path


@pytest.mark.parametrize(("key", "reps"), [("j", [1]), ("k", [0, 1])])
async def test_settle(doubtful: Path, key: str, reps: list[int]) -> None:
    app = GruquizApp(doubtful, Config(), lambda: NOW)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.pause()
        assert "t settle" in seen.text(app)
        await press(pilot, "t")
        shown = " ".join(seen.text(app).split())
        assert "how much of the old state" in shown
        assert "what share of an old state" in shown
        await press(pilot, key)
        await pilot.pause()
        assert "t settle" not in seen.text(app)
    with Library.open(doubtful) as library:
        cards = library.cards("")
        assert sorted(card.schedule.reps for card in cards) == reps
        assert any("what share" in card.face.front for card in cards)
