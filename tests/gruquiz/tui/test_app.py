"""What the app has done around its screens, so that keys need not wait and memory does not fill."""

import subprocess
import sys
from pathlib import Path

import pytest
from textual.screen import Screen

from gruquiz.config import Config
from gruquiz.tui import catalog
from gruquiz.tui.app import PAGES_HELD, GruquizApp, Host
from tests.gruquiz.tui import seen
from tests.gruquiz.tui.conftest import NOW, Running, fill, press


async def test_it_is_tidied_once_for_each_kind_of_screen(tmp_path: Path) -> None:
    path, tidied = tmp_path / "library.db", list[str]()
    fill(path)

    def tidy() -> None:
        tidied.append(type(app.screen).__name__)

    app = GruquizApp(path, Config(), lambda: NOW, Host(tidy=tidy))
    async with app.run_test() as pilot:
        await seen.opened(pilot)
        await pilot.pause()
        assert tidied == ["DecksScreen"]
        await press(pilot, "enter", "escape", "enter", "escape")
        assert tidied == ["DecksScreen", "StudyScreen"]


async def test_study_is_loaded_while_the_decks_are_looked_at(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "gruquiz.tui.screens.study")
    async with running() as pilot:
        await pilot.pause()
        await pilot.app.workers.wait_for_complete()
        assert "gruquiz.tui.screens.study" in sys.modules


async def test_it_holds_little_of_the_library_in_memory(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    fill(path)
    app = GruquizApp(path, Config(), lambda: NOW)
    async with app.run_test() as pilot:
        await seen.opened(pilot)
        assert app.library is not None
        assert app.library.database.value("PRAGMA cache_size") == -PAGES_HELD


def test_the_decks_are_shown_without_the_reader_of_notes() -> None:
    """What takes long to load is loaded once it is needed."""
    heavy = "{'markdown_it', 'numpy', 'sqlite_utils', 'engine.formula'}"
    modules = "sys, gruquiz.session, gruquiz.tui.screens.decks"
    loaded = f"import {modules}; print({heavy} & sys.modules.keys())"
    done = subprocess.run(
        [sys.executable, "-c", loaded], capture_output=True, text=True, check=True
    )
    assert done.stdout == "set()\n"


def test_every_screen_is_in_the_catalog_and_loads() -> None:
    folder = Path(catalog.__file__).parent / "screens"
    modules = {path.stem for path in folder.glob("*.py")} - {"__init__"}
    assert modules == set(catalog.SCREENS)
    for name in catalog.SCREENS:
        screen = catalog.load(name)
        assert isinstance(screen, type)
        assert issubclass(screen, Screen)
