"""Statistics: the pictures of a known history, and the same in numbers."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from textual.pilot import Pilot

from gruquiz.config import Config
from gruquiz.library import Library
from gruquiz.model import Face, Grade, Kind
from gruquiz.session import Session
from gruquiz.tui.app import GruquizApp
from gruquiz.tui.widgets import plots
from gruquiz.tui.widgets.stat_page import Tabs
from gruquiz.tui.widgets.stat_views import VIEWS
from tests.gruquiz.tui import seen
from tests.gruquiz.tui.conftest import NOW, Running, fill, found, press

SIZES = [(80, 24), (40, 24)]


@pytest.fixture
def studied(tmp_path: Path) -> Path:
    """A library of 30 cards, studied on most of 40 days by a fixed pattern."""
    path = tmp_path / "library.db"
    fill(
        path, [found(n, Kind.QUESTION, Face(f"Question {n}", f"Answer {n}")) for n in range(1, 31)]
    )
    with Library.open(path) as library:
        session = Session(library, Config())
        for back in range(40, 0, -1):
            if back % 7 == 3:
                continue
            now = (NOW - timedelta(days=back)).replace(hour=8 + back % 4)
            for turn in range(3 + back % 5):
                asked = session.next(now)
                if asked is None:
                    break
                grade = Grade.AGAIN if (back + turn) % 9 == 0 else Grade.GOOD
                session.answer(asked.card.id, grade, now, 12_000)
                now += timedelta(seconds=20)
    return path


async def opened(pilot: Pilot[None]) -> None:
    await seen.opened(pilot)
    await press(pilot, "s")


@pytest.mark.parametrize("size", SIZES)
async def test_every_page_as_plot_and_table(studied: Path, size: tuple[int, int]) -> None:
    app = GruquizApp(studied, Config(), lambda: NOW)
    async with app.run_test(size=size) as pilot:
        await opened(pilot)
        for view in VIEWS:
            seen.check(app, f"stats-{view.title}-{size[0]}")
            await press(pilot, "t")
            seen.check(app, f"stats-{view.title}-table-{size[0]}")
            await press(pilot, "t", "right")
        assert "calendar" in seen.text(app)


async def test_deck_and_period(studied: Path) -> None:
    app = GruquizApp(studied, Config(), lambda: NOW)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        whole = seen.rows(app)[4]
        await press(pilot, "p", "p", "p", "d")
        assert "GRU · 30 days" in seen.text(app)
        assert seen.rows(app)[4] != whole


async def test_a_tab_is_clicked(studied: Path) -> None:
    app = GruquizApp(studied, Config(), lambda: NOW)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await pilot.click(Tabs, offset=(13, 0))
        await pilot.pause()
        assert "in the next 30 days" in seen.text(app)


@pytest.mark.parametrize("size", SIZES)
async def test_nothing_studied_yet(running: Running, size: tuple[int, int]) -> None:
    async with running(size) as pilot:
        await press(pilot, "s")
        for _ in VIEWS:
            await press(pilot, "right", "t", "t")
        assert "nothing answered yet" in seen.text(pilot.app)


def test_columns_are_as_high_as_their_values() -> None:
    lines = [line.plain for line in plots.columns([0, 1, 4, 8], ["a", "b", "c", "d"], 20, 4)]
    heights = [
        sum(line[2 + 4 * i : 3 + 4 * i].strip() != "" for line in lines[:-1]) for i in range(4)
    ]
    assert heights == [0, 1, 2, 4]
    assert lines[-1].split() == ["a", "b", "c", "d"]


def test_a_single_card_among_thousands_still_shows() -> None:
    bottom = plots.columns([1, 5000], ["", ""], 30, 6)[5].plain
    assert "▁" in bottom


def test_calendar_ends_today() -> None:
    today = date(2026, 11, 21)
    lines = [line.plain for line in plots.calendar({today: 3}, today, 40)]
    assert lines[6].endswith("██")
    assert datetime(2026, 11, 21).weekday() == 5  # noqa: DTZ001 - a plain date's weekday
    assert not lines[7].endswith("██")
