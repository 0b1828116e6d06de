"""Bringing notes in: a look first, then the import; nothing written to the notes."""

from pathlib import Path

import pytest
from textual import events
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
        return {card.deck for card in library.search.cards("")}


@pytest.mark.parametrize("size", SIZES)
async def test_look_then_import(running: Running, vault: Path, size: tuple[int, int]) -> None:
    before = {path.name: path.read_bytes() for path in vault.iterdir()}
    async with running(size, cards=()) as pilot:
        await look(pilot, vault)
        shown = " ".join(seen.text(pilot.app).split())
        assert "2 notes" in shown
        assert "✗ broken.md unreadable" in shown
        assert cards(pilot) == set(), "a look writes nothing"
        await press(pilot, "enter")
        await read(pilot)
        assert "✓ imported · 2 notes" in " ".join(seen.text(pilot.app).split())
        assert "flashcards/GRU" in cards(pilot)
        await press(pilot, "escape")
        assert "GRU" in seen.text(pilot.app)
    assert {path.name: path.read_bytes() for path in vault.iterdir()} == before


async def test_only_ticked_notes_are_imported_and_keep_their_deck(
    running: Running, vault: Path
) -> None:
    async with running(cards=()) as pilot:
        await look(pilot, vault)
        assert "vault" in seen.rows(pilot.app)[6], "the folder comes first"
        await press(pilot, "down", "down", "space")
        assert "[-] ▾ vault" in seen.text(pilot.app)
        assert "1 note · 1 card" in seen.text(pilot.app)
        await press(pilot, "enter")
        await read(pilot)
        assert cards(pilot) == {"vault"}


async def test_a_folder_is_ticked_with_all_in_it_and_folded(running: Running, vault: Path) -> None:
    (vault / "deep" / "er").mkdir(parents=True)
    for name in ("deep/one.md", "deep/er/two.md", "deep/er/three.md"):
        (vault / name).write_text(CARDS, encoding="utf-8")
    (vault / ".trash").mkdir()
    (vault / ".trash" / "old.md").write_text(CARDS, encoding="utf-8")
    async with running(cards=()) as pilot:
        await look(pilot, vault)
        assert "5 notes" in seen.text(pilot.app), "hidden folders are no part of it"
        await press(pilot, "down", "space")
        shown = seen.text(pilot.app)
        assert "2 notes" in shown
        assert shown.count("[ ]") == 5, "two folders and their three notes"
        await press(pilot, "left")
        assert "▸ deep" in seen.text(pilot.app)
        assert "two.md" not in seen.text(pilot.app)
        await press(pilot, "right", "space", "up", "space")
        assert "enter import" not in seen.text(pilot.app), "nothing is ticked"


async def test_a_note_is_ticked_by_a_click_and_looked_at(running: Running, vault: Path) -> None:
    async with running(cards=()) as pilot:
        await look(pilot, vault)
        row = next(n for n, line in enumerate(seen.rows(pilot.app)) if "cards.md" in line)
        await pilot.click(offset=(4, row))
        await pilot.pause()
        assert "[ ] cards.md" in seen.text(pilot.app)
        assert "The update gate keeps the old state." in seen.text(pilot.app)


async def test_an_import_leads_to_what_is_to_be_settled(running: Running, vault: Path) -> None:
    (vault / "open.md").write_text("#flashcards\n\na::b\n\n```\nnever closed\n", encoding="utf-8")
    async with running(cards=()) as pilot:
        await look(pilot, vault)
        await press(pilot, "enter")
        await read(pilot)
        assert "1 warning" in seen.text(pilot.app)
        await press(pilot, "t")
        shown = " ".join(seen.text(pilot.app).split())
        assert "open.md:5" in shown
        assert "never closed" in shown


async def test_what_was_imported_whole_is_read_again_whole(running: Running, vault: Path) -> None:
    async with running(cards=()) as pilot:
        await look(pilot, vault)
        await press(pilot, "enter")
        await read(pilot)
        with Library.open(Path(pilot.app.library_path)) as library:  # type: ignore[attr-defined]  # our app's own
            assert [source.path for source in library.notes.sources()] == [vault.as_posix()]


@pytest.mark.parametrize("size", SIZES)
async def test_first_look(running: Running, size: tuple[int, int]) -> None:
    async with running(size, cards=()) as pilot:
        await press(pilot, "i")
        assert seen.text(pilot.app) == seen.golden(pilot.app, f"import-{size[0]}")


async def test_a_path_that_is_not_there(running: Running, tmp_path: Path) -> None:
    async with running(cards=()) as pilot:
        await look(pilot, tmp_path / "nowhere")
        shown = " ".join(seen.text(pilot.app).split())
        assert "nowhere" in shown
        assert "✗" in shown
        # A slip in the path is mended where it was made.
        assert pilot.app.focused is pilot.app.screen.query_one("#path")


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

    app = GruquizApp(tmp_path / "library.db", Config(), lambda: NOW)
    async with app.run_test(size=(80, 24)) as pilot:
        await seen.opened(pilot)
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert "GRU" in seen.text(app)
        await press(pilot, "enter", "space")
        assert "3 Good" in seen.text(app)


async def test_palette_reaches_decks(running: Running) -> None:
    async with running() as pilot:
        await press(pilot, "ctrl+p", *"study", "space", *"gates")
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        await press(pilot, "enter")
        await pilot.pause()
        assert "GRU › Gates" in seen.text(pilot.app)


async def test_tab_completes_a_path_where_there_is_something_to_complete(
    running: Running, vault: Path
) -> None:
    async with running(cards=()) as pilot:
        await press(pilot, "i")
        field = pilot.app.focused
        assert isinstance(field, Input)
        assert "tab complete" not in seen.text(pilot.app)
        field.value = str(vault)[:-2]
        field.cursor_position = len(field.value)
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        assert "tab complete" in seen.text(pilot.app)
        await press(pilot, "tab")
        assert field.value == f"{vault}/"
        assert pilot.app.focused is field


async def test_a_path_typed_faster_than_the_cursor_goes(running: Running, vault: Path) -> None:
    async with running(cards=()) as pilot:
        await look(pilot, vault)
        field = pilot.app.screen.query_one(Input)
        field.value = ""
        assert pilot.app.focused is not field
        for key, character in (("slash", "/"), ("t", "t"), ("m", "m"), ("p", "p")):
            pilot.app.post_message(events.Key(key, character))
        for _ in range(5):
            await pilot.pause()
        assert field.value == "tmp"
