"""The library's file is moved away while the app has it open: nothing that was answered is lost."""

from pathlib import Path

import pytest

from gruquiz.library import Library
from gruquiz.tui.screens.decks import DecksScreen
from gruquiz.tui.screens.library_moved import LibraryMovedScreen
from tests.gruquiz.tui import seen
from tests.gruquiz.tui.conftest import Running, press


def reviews(file: Path) -> int:
    with Library.open(file, create=False) as library:
        return int(library.database.value("SELECT COUNT(*) FROM log WHERE kind = 'review'"))


def moved(file: Path) -> None:
    file.rename(file.with_name("elsewhere.db"))


async def test_answers_are_added_to_the_library_that_is_there_now(
    running: Running, tmp_path: Path
) -> None:
    file = tmp_path / "library.db"
    async with running() as pilot:
        await press(pilot, "enter", "space", "3", "space")
        moved(file)
        await press(pilot, "3")
        assert isinstance(pilot.app.screen, LibraryMovedScreen)
        text = seen.text(pilot.app)
        assert "not where it was" in text
        assert "rescued-" in text.replace("\n", "")
        await press(pilot, "enter")
        await seen.opened(pilot)
        assert isinstance(pilot.app.screen, DecksScreen)
        await press(pilot, "enter", "space")  # and study goes on
        pilot.app.exit()
    assert reviews(file) == 2


@pytest.mark.parametrize("size", [(80, 24), (40, 24)])
async def test_or_kept_aside(running: Running, tmp_path: Path, size: tuple[int, int]) -> None:
    file = tmp_path / "library.db"
    async with running(size=size) as pilot:
        await press(pilot, "enter", "space")
        moved(file)
        await press(pilot, "3")
        text = seen.text(pilot.app)
        assert "enter go on" in " ".join(text.split())  # in the foot, however long the path
        assert "q quit" in " ".join(text.split())
        if size[0] == 80:
            assert "gruquiz merge" in " ".join(text.split())
        await press(pilot, "q")
        await pilot.pause()
    assert not file.exists()
    (copy,) = file.with_name("library-backups").glob("rescued-*.db")
    assert reviews(copy) == 1
