"""A doubtful edit is settled by the learner, once."""

from contextlib import nullcontext
from pathlib import Path

import pytest
from textual.app import App, ComposeResult
from textual.content import Content
from textual.geometry import Region

from gruquiz.config import Config
from gruquiz.library import Library
from gruquiz.model import Grade, SavedWarning
from gruquiz.session import Session
from gruquiz.tui.app import GruquizApp, Host
from gruquiz.tui.note_reader import read
from gruquiz.tui.widgets.warning_list import WarningList
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
        assert len(library.note_index.likely_edits()) == 1
    return path


@pytest.mark.parametrize(("key", "reps"), [("y", [1]), ("n", [0, 1])])
async def test_settle(doubtful: Path, key: str, reps: list[int]) -> None:
    app = GruquizApp(doubtful, Config(), lambda: NOW)
    async with app.run_test(size=(80, 24)) as pilot:
        await seen.opened(pilot)
        assert "t warnings" in seen.text(app)
        await press(pilot, "t")
        shown = " ".join(seen.text(app).split())
        assert "how much of the old state" in shown
        assert "what share of an old state" in shown
        await press(pilot, key)
        await pilot.pause()
        assert "t warnings" not in seen.text(app)
    with Library.open(doubtful) as library:
        cards = library.search.cards("")
        assert sorted(card.schedule.reps for card in cards) == reps
        assert any("what share" in card.face.front for card in cards)


ODD = "#flashcards\n\nfirst::one\n\n```\nnever closed\n"


@pytest.fixture
def odd(tmp_path: Path) -> Path:
    """A library with a warning."""
    note, path = tmp_path / "odd.md", tmp_path / "library.db"
    note.write_text(ODD, encoding="utf-8")
    read(path, [note], NOW, Config())
    return path


@pytest.mark.parametrize("size", [(80, 24), (40, 24)])
async def test_a_warning_is_shown_with_its_place_and_left_so(
    odd: Path, size: tuple[int, int]
) -> None:
    app = GruquizApp(odd, Config(), lambda: NOW)
    async with app.run_test(size=size) as pilot:
        await seen.opened(pilot)
        await press(pilot, "t")
        shown = " ".join(seen.text(app).split())
        assert "! odd.md:5" in shown
        assert "5 ```" in shown
        assert "y same card" not in shown
        await press(pilot, "x")
        assert "warning" not in seen.text(app)
    with Library.open(odd) as library:
        assert library.warnings.open() == ()


async def test_a_warning_goes_when_the_note_is_mended(odd: Path) -> None:
    opened: list[tuple[str, int]] = []

    def mend(path: Path, line: int) -> None:
        opened.append((path.name, line))
        path.write_text(ODD + "```\n", encoding="utf-8")

    app = GruquizApp(odd, Config(), lambda: NOW, Host(mend))
    async with app.run_test(size=(80, 24)) as pilot:
        await seen.opened(pilot)
        await press(pilot, "t")
        app.suspend = nullcontext  # type: ignore[method-assign,assignment]  # there is no terminal to hand over
        await press(pilot, "e")
        await app.workers.wait_for_complete()
        await pilot.pause()
        await pilot.pause()
        assert "warning" not in seen.text(app)
    assert opened == [("odd.md", 5)]


async def test_what_was_left_so_is_taken_back(odd: Path) -> None:
    app = GruquizApp(odd, Config(), lambda: NOW)
    async with app.run_test(size=(80, 24)) as pilot:
        await seen.opened(pilot)
        await press(pilot, "t")
        assert "u undo" not in seen.text(app)
        await press(pilot, "x")
        assert "u undo" in seen.text(app)
        assert "u undoes it" in seen.text(app)
        await press(pilot, "u")
        assert "! odd.md:5" in seen.text(app)
        assert "u undo" not in seen.text(app)
    with Library.open(odd) as library:
        assert len(library.warnings.open()) == 1


@pytest.mark.parametrize("key", ["y", "n"])
async def test_what_was_said_of_two_cards_is_taken_back(doubtful: Path, key: str) -> None:
    app = GruquizApp(doubtful, Config(), lambda: NOW)
    async with app.run_test(size=(80, 24)) as pilot:
        await seen.opened(pilot)
        await press(pilot, "t", key, "u")
        assert "how much of the old state" in " ".join(seen.text(app).split())
    with Library.open(doubtful) as library:
        assert len(library.note_index.likely_edits()) == 1
        assert sorted(card.schedule.reps for card in library.search.cards("")) == [0, 1]


class LateList(WarningList):
    """A list whose place is known a frame later than its size, as happens in a busy app."""

    placed = True

    @property
    def scrollable_content_region(self) -> Region:
        return super().scrollable_content_region if self.placed else Region()


class OneList(App[None]):
    def compose(self) -> ComposeResult:
        yield LateList(id="list")


async def test_rows_are_as_wide_as_the_list_though_its_place_is_known_late() -> None:
    doubt = SavedWarning(1, "gates.md", "GRU", 3, "front matter is never closed: read as text")
    async with OneList().run_test(size=(80, 24)) as pilot:
        late = pilot.app.query_one(LateList)
        late.placed = False
        late.show([doubt], [""])
        late.placed = True
        await pilot.pause()
        row = late.get_option_at_index(0).prompt
        assert isinstance(row, Content)
        assert row.plain == f"! gates.md:3  {doubt.message}"
