"""Faults of the program: said on the screen, written down, and no grade is lost by them."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from textual.app import ComposeResult
from textual.pilot import Pilot

from gruquiz import program_log
from gruquiz.config import Config
from gruquiz.errors import CardError, GruquizError
from gruquiz.library import Library
from gruquiz.model import LogKind
from gruquiz.tui.app import GruquizApp, Host
from gruquiz.tui.screens.decks import DecksScreen
from gruquiz.tui.screens.fault import FaultScreen
from gruquiz.tui.screens.lab import LabScreen
from gruquiz.tui.screens.study import StudyScreen
from gruquiz.tui.services.card_actions import CardActions
from gruquiz.tui.widgets.card_text import CardText
from gruquiz.tui.widgets.deck_list import DeckList
from tests.gruquiz.tui import seen
from tests.gruquiz.tui.conftest import CLOZE, NOW, QUESTION, Running, fill, press


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Path]:
    """The program's log, kept as `gruquiz` keeps it."""
    path = tmp_path / "state" / "gruquiz.log"
    program_log.start(path, debug=False)
    yield path
    program_log.stop()


Fault = Callable[..., object]


def planted(*_: object, **__: object) -> Iterator[object]:
    raise RuntimeError("planted [/] W[z_t]")


def in_a_handler(pilot: Pilot[None]) -> None:
    pilot.app.screen.query_one(CardText).call_later(planted)


def in_the_screen(pilot: Pilot[None]) -> None:
    pilot.app.screen.call_next(planted)


def in_the_app(pilot: Pilot[None]) -> None:
    pilot.app.call_later(planted)


def in_a_timer(pilot: Pilot[None]) -> None:
    pilot.app.screen.set_interval(0.001, planted)


def after_a_frame(pilot: Pilot[None]) -> None:
    pilot.app.screen.call_after_refresh(planted)


def in_a_worker(pilot: Pilot[None]) -> None:
    pilot.app.screen.run_worker(planted, thread=True)


def gruquiz(pilot: Pilot[None]) -> GruquizApp:
    assert isinstance(pilot.app, GruquizApp)
    return pilot.app


def words(pilot: Pilot[None]) -> str:
    """The text of the sheet, without its frame."""
    return " ".join(seen.text(pilot.app).replace("│", " ").split())


async def until_told(pilot: Pilot[None]) -> None:
    """Wait for the sheet to show."""
    while not isinstance(pilot.app.screen, FaultScreen):
        await asyncio.sleep(0.005)
    await pilot.pause()


async def graded_then_usable(pilot: Pilot[None]) -> None:
    """The grade given before the fault is in the log, and the next one gets there too."""
    with Library.open(gruquiz(pilot).library_path) as library:
        rows = [
            row.kind for card in library.search.cards("") for row in library.cards.history(card.id)
        ]
    assert rows.count(LogKind.REVIEW) == 1
    await press(pilot, "escape")
    if isinstance(pilot.app.screen, DecksScreen):
        await press(pilot, "enter")
    await press(pilot, "space", "3")
    assert "Done:" in seen.text(pilot.app)


@pytest.mark.parametrize(
    "plant", [in_a_handler, in_the_screen, in_the_app, in_a_timer, after_a_frame]
)
async def test_the_app_begins_anew_at_the_decks(
    running: Running, faults: list[Exception], log: Path, plant: Callable[[Pilot[None]], None]
) -> None:
    async with running(cards=(QUESTION, CLOZE)) as pilot:
        await press(pilot, "enter", "space", "3")
        plant(pilot)
        await until_told(pilot)
        shown = words(pilot)
        assert "RuntimeError: planted [/] W[z_t]" in shown
        assert "Your grades are kept" in shown
        assert "You are back at the decks." in shown
        await graded_then_usable(pilot)
        written = log.read_text(encoding="utf-8")
        assert "ERROR gruquiz: a fault in gruquiz" in written
        assert "Traceback" in written
    assert str(faults[0]) == "planted [/] W[z_t]"


async def test_a_fault_in_drawing(
    running: Running, faults: list[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(cards=(QUESTION, CLOZE)) as pilot:
        await press(pilot, "enter", "space", "3")
        with monkeypatch.context() as broken:
            broken.setattr(CardText, "lines", planted)
            await pilot.press("space")
            await until_told(pilot)
        assert "You are back at the decks." in words(pilot)
        await graded_then_usable(pilot)
    assert faults


@pytest.mark.parametrize("part", ["body", "on_mount"])
async def test_a_screen_that_cannot_open(
    running: Running, faults: list[Exception], monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    def body(_screen: LabScreen) -> ComposeResult:
        raise RuntimeError("planted")

    monkeypatch.setattr(LabScreen, part, body)
    async with running() as pilot:
        await pilot.press("l")
        await until_told(pilot)
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, DecksScreen)
    assert faults


async def test_after_a_fault_in_a_worker_one_stays_where_one_was(
    running: Running, faults: list[Exception]
) -> None:
    async with running(cards=(QUESTION, CLOZE)) as pilot:
        await press(pilot, "enter", "space", "3")
        in_a_worker(pilot)
        await until_told(pilot)
        assert "You can go on where you were." in words(pilot)
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, StudyScreen)
        await press(pilot, "space", "3")
        assert "Done: 2 cards" in seen.text(pilot.app)
    assert str(faults[0]) == "planted [/] W[z_t]"


async def test_after_a_fault_in_an_action_too(
    running: Running, faults: list[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(CardActions, "bury", planted)
    async with running(cards=(QUESTION, CLOZE)) as pilot:
        await press(pilot, "enter", "space", "3", "minus")
        assert "You can go on where you were." in words(pilot)
        await graded_then_usable(pilot)
    assert faults


async def test_a_known_error_is_a_line_above_the_keys(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(_: CardActions) -> None:
        raise CardError("card 12 is [missing/] from its note")

    monkeypatch.setattr(CardActions, "bury", refused)
    async with running(cards=(QUESTION,)) as pilot:
        await press(pilot, "enter", "minus")
        assert "✗ card 12 is [missing/] from its note" in seen.text(pilot.app)


async def test_faults_without_end_end_the_app_in_one_line(
    running: Running, faults: list[Exception], log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(cards=(QUESTION,)) as pilot:
        app = gruquiz(pilot)
        await press(pilot, "enter", "space", "3")
        monkeypatch.setattr(DeckList, "show", planted)
        await pilot.press("escape")
        while app.is_running:
            await asyncio.sleep(0.005)
    assert app.return_code == 1
    assert isinstance(app.ended_by, GruquizError)
    shown = str(app.ended_by)
    assert "planted [/] W[z_t]" in shown
    assert "grades are kept" in shown
    assert str(log) in shown
    assert "\n" not in shown
    assert not app._exit_renderables, "a trace would be printed"
    assert len(faults) > 1


async def test_debugging_the_first_fault_ends_the_app(
    tmp_path: Path, faults: list[Exception]
) -> None:
    path = tmp_path / "library.db"
    fill(path)
    app = GruquizApp(path, Config(), lambda: NOW, Host(debug=True))
    async with app.run_test() as pilot:
        await pilot.pause()
        app.call_later(planted)
        while app.is_running:
            await asyncio.sleep(0.005)
    assert app.ended_by is faults[0]


async def test_details_that_cannot_be_written_are_said(
    running: Running, faults: list[Exception], log: Path, tmp_path: Path
) -> None:
    file = tmp_path / "a file"
    file.touch()
    program_log.start(file / "gruquiz.log", debug=False)
    async with running() as pilot:
        in_the_app(pilot)
        await until_told(pilot)
        assert "details could not be written" in words(pilot)
    assert faults
