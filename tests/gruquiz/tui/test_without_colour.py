"""What colours say is said by signs too; and keys pressed early are not lost."""

from pathlib import Path

import pytest

from gruquiz.config import Config
from gruquiz.tui.app import GruquizApp
from gruquiz.tui.screens.opening import OpeningScreen
from gruquiz.tui.screens.study import StudyScreen
from gruquiz.tui.widgets.answer_fields import MARKS
from tests.gruquiz.tui import seen
from tests.gruquiz.tui.conftest import CARDS, NOW, Running, fill, press


async def test_the_current_row_has_a_sign(running: Running) -> None:
    async with running(cards=CARDS) as pilot:
        for screen in ("", "z", "b", "comma"):
            await press(pilot, *filter(None, [screen]), *(["enter"] if screen == "b" else []))
            before = [number for number, row in enumerate(seen.rows(pilot.app)) if row[:1] == "›"]
            await press(pilot, "down")
            after = [number for number, row in enumerate(seen.rows(pilot.app)) if row[:1] == "›"]
            assert len(before) == len(after) == 1, f"after {screen}: {seen.text(pilot.app)}"
            assert after[0] > before[0]
            if screen:
                await press(pilot, "escape")


def test_verdicts_differ_by_their_signs() -> None:
    signs = [sign for sign, _ in MARKS.values()]
    assert len(set(signs)) == len(signs)


async def test_a_key_pressed_before_the_library_is_open_is_not_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "library.db"
    fill(path)
    open_library = GruquizApp.open_library
    monkeypatch.setattr(GruquizApp, "open_library", lambda _: None)
    app = GruquizApp(path, Config(), lambda: NOW)
    async with app.run_test() as pilot:
        await press(pilot, "s", "enter")
        assert isinstance(app.screen, OpeningScreen)
        open_library(app)
        for _ in range(500):
            await pilot.pause()
            if isinstance(app.screen, StudyScreen):
                break
        assert isinstance(app.screen, StudyScreen), seen.text(app)


async def test_every_screen_is_reached_and_left_by_keys(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with running() as pilot:
        app = pilot.app
        ways = {
            "enter": "StudyScreen", "d": "DrillScreen", "l": "LabScreen", "z": "QuizSetupScreen",
            "b": "BrowseScreen", "s": "StatsScreen", "i": "ImportNotesScreen",
            "comma": "SettingsScreen",
        }  # fmt: skip
        for key, name in ways.items():
            await press(pilot, key)
            assert type(app.screen).__name__ == name, seen.text(app)
            await press(pilot, "f1")
            assert type(app.screen).__name__ == "HelpScreen", f"no help on {name}"
            help_text = seen.text(app)
            assert "esc" in help_text, f"the way back from {name} is not told: {help_text}"
            await press(pilot, "escape", "escape")
            assert type(app.screen).__name__ == "DecksScreen", f"no way back from {name}"


async def test_a_grade_is_chosen_and_a_drill_marked_without_colour(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with running() as pilot:
        await press(pilot, "enter", "space", "m")
        shown = seen.text(pilot.app)
        assert "⚑ flagged" in shown
        assert "1 Again" in shown
        await press(pilot, "escape", "d", *"0.5", "enter")
        assert "✗" in seen.text(pilot.app)
