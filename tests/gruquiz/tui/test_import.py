"""Bringing notes in: a look first, then the import; nothing written to the notes."""

from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from gruquiz.library import Library
from tests.gruquiz.tui import seen
from tests.gruquiz.tui.conftest import Running, press

SIZES = [(80, 24), (40, 24)]

CARDS = "#flashcards/GRU\n\nThe ==update gate== keeps the old state.\n\nReset gate::drops it\n"
PLAIN = "# Candidate\n\nThe **candidate state** is the proposal for the new state.\n"


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    folder = tmp_path / "vault"
    folder.mkdir()
    (folder / "cards.md").write_text(CARDS, encoding="utf-8")
    (folder / "plain.md").write_text(PLAIN, encoding="utf-8")
    (folder / "broken.md").write_bytes(b"\x00\x01\x02 not a note \xff\x00")
    return folder


async def look(pilot: Pilot[None], path: Path) -> None:
    """Open the import screen and look at a path."""
    await press(pilot, "i")
    field = pilot.app.focused
    assert isinstance(field, Input)
    field.value = str(path)
    await press(pilot, "enter")
    await read(pilot)


async def read(pilot: Pilot[None]) -> None:
    """Wait until the notes are read, and what came of it is shown."""
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()
    await pilot.pause()


def cards(pilot: Pilot[None]) -> set[str]:
    """The decks that hold cards, as another process sees them."""
    with Library.open(Path(pilot.app.library_path)) as library:  # type: ignore[attr-defined]  # our app's own
        return {card.deck for card in library.cards("")}


@pytest.mark.parametrize("size", SIZES)
async def test_look_then_import(running: Running, vault: Path, size: tuple[int, int]) -> None:
    before = {path.name: path.read_bytes() for path in vault.iterdir()}
    async with running(size, cards=()) as pilot:
        await look(pilot, vault)
        shown = " ".join(seen.text(pilot.app).split())
        assert "2 notes" in shown
        assert "✗ cannot be read broken.md" in shown
        assert cards(pilot) == set(), "a look writes nothing"
        await press(pilot, "enter")
        await read(pilot)
        assert "Imported: 2 notes" in " ".join(seen.text(pilot.app).split())
        assert "flashcards/GRU" in cards(pilot)
        await press(pilot, "escape")
        assert "GRU" in seen.text(pilot.app)
    assert {path.name: path.read_bytes() for path in vault.iterdir()} == before


async def test_only_ticked_notes_are_imported_and_keep_their_deck(
    running: Running, vault: Path
) -> None:
    async with running(cards=()) as pilot:
        await look(pilot, vault)
        await press(pilot, "down", "space", "enter")
        await read(pilot)
        assert cards(pilot) == {"vault"}


@pytest.mark.parametrize("size", SIZES)
async def test_first_look(running: Running, size: tuple[int, int]) -> None:
    async with running(size, cards=()) as pilot:
        await press(pilot, "i")
        seen.check(pilot.app, f"import-{size[0]}")


async def test_a_path_that_is_not_there(running: Running, tmp_path: Path) -> None:
    async with running(cards=()) as pilot:
        await look(pilot, tmp_path / "nowhere")
        shown = " ".join(seen.text(pilot.app).split())
        assert "nowhere" in shown
        assert "✗" in shown


async def test_paths_are_completed(running: Running, vault: Path) -> None:
    async with running(cards=()) as pilot:
        await press(pilot, "i")
        field = pilot.app.focused
        assert isinstance(field, Input)
        field.value = f"{vault.parent}/va"
        field.cursor_position = len(field.value)
        await pilot.pause()
        await pilot.pause()
        await press(pilot, "right")
        assert field.value == f"{vault}/"


async def test_a_new_library_gets_the_bundled_decks(tmp_path: Path) -> None:
    from gruquiz.config import Config
    from gruquiz.tui.app import GruquizApp
    from tests.gruquiz.tui.conftest import NOW

    app = GruquizApp(tmp_path / "new" / "library.db", Config(), lambda: NOW)
    async with app.run_test(size=(80, 24)) as pilot:
        await app.workers.wait_for_complete()
        await pilot.pause()
        await pilot.pause()
        assert "GRU" in seen.text(app)
        await press(pilot, "enter", "space")
        assert "3 Good" in seen.text(app)


async def test_palette_reaches_decks(running: Running) -> None:
    async with running() as pilot:
        await press(pilot, "ctrl+p", *"gates")
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        await press(pilot, "enter")
        await pilot.pause()
        assert "GRU › Gates" in seen.text(pilot.app)
