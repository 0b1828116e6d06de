"""Statistics: the pictures of a known history, and the same in numbers."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from textual.pilot import Pilot

from gruquiz.config import Config, DeckOptions
from gruquiz.library import Library
from gruquiz.model import Face, Grade, Kind
from gruquiz.session import Session
from gruquiz.stats import Simulated, statistics
from gruquiz.tui.app import GruquizApp
from gruquiz.tui.widgets import plots
from gruquiz.tui.widgets.stat_page import StatPage, StatTabs, drawn_table
from gruquiz.tui.widgets.stat_views import VIEWS
from tests.gruquiz.tui import seen
from tests.gruquiz.tui.conftest import NOW, Running, fill, found, press

SIZES = [(80, 24), (40, 24)]
TITLES = tuple(view.title for view in VIEWS)


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
        app.screen.query_one(StatTabs).display = False  # a page's picture is not of its siblings
        await pilot.pause()
        first = seen.rows(app)[1]
        for view in VIEWS:
            assert seen.text(app) == seen.golden(app, f"stats-{view.title}-{size[0]}")
            await press(pilot, "t")
            assert seen.text(app) == seen.golden(app, f"stats-{view.title}-table-{size[0]}")
            await press(pilot, "t", "right")
        assert seen.rows(app)[1] == first, "behind the last page is the first"


@pytest.mark.parametrize("size", SIZES)
async def test_every_page_has_its_tab(studied: Path, size: tuple[int, int]) -> None:
    app = GruquizApp(studied, Config(), lambda: NOW)
    async with app.run_test(size=size) as pilot:
        await opened(pilot)
        shown = " ".join(seen.rows(app)[1:6]).split()
        assert [word for word in shown if word in TITLES] == list(TITLES)


async def test_deck_and_period(studied: Path) -> None:
    app = GruquizApp(studied, Config(), lambda: NOW)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        page = app.screen.query_one(StatPage)
        whole = [line.plain for line in page.lines(78)]
        await press(pilot, "p", "p", "p", "d")
        assert "GRU · 30 days" in seen.text(app)
        assert [line.plain for line in page.lines(78)] != whole


async def test_a_tab_is_clicked(studied: Path) -> None:
    app = GruquizApp(studied, Config(), lambda: NOW)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await pilot.click(StatTabs, offset=(13, 0))
        await pilot.pause()
        assert "in the next 30 days" in seen.text(app)


async def test_memory_is_what_fsrs_makes_of_its_cards(studied: Path) -> None:
    fsrs = Config(options=DeckOptions(scheduler="fsrs"))
    with Library.open(studied) as library:
        Session(library, fsrs).next(NOW)  # the settings name FSRS: the deck is replayed
        reviewed = sum(statistics(library, NOW.date()).intervals.values())
    app = GruquizApp(studied, fsrs, lambda: NOW)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await press(pilot, *["right"] * TITLES.index("memory"))
        shown = " ".join(seen.text(app).split())
        assert f"{reviewed} cards by FSRS:" in shown
        assert "cards by difficulty, 1 to 10" in shown
        await press(pilot, "t")
        cells = [row.split() for row in seen.rows(app)]
        rows = [row for row in cells if len(row) == 3 and row[0].isdigit()]
        assert sum(int(cards) for _, cards, _ in rows) == reviewed


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
        sum(line[5 + 3 * i : 6 + 3 * i].strip() != "" for line in lines[:-1]) for i in range(4)
    ]
    assert heights == [0, 1, 2, 4]
    assert lines[-1].split() == ["a", "b", "c", "d"]


def test_a_single_card_among_thousands_still_shows() -> None:
    bottom = plots.columns([1, 5000], ["", ""], 30, 6)[5].plain
    assert "▁" in bottom


def test_calendar_ends_today() -> None:
    today = date(2026, 11, 21)
    lines = [line.plain for line in plots.calendar({today: 3}, today, 40, 10)]
    assert lines[6].endswith("██")
    assert datetime(2026, 11, 21).weekday() == 5  # noqa: DTZ001 - a plain date's weekday
    assert not lines[7].endswith("██")


def test_days_are_shaded_by_quarters_of_the_days() -> None:
    assert plots.quartiles([1, 2, 3, 4, 5, 6, 7, 100]) == (3, 5, 7)
    assert plots.quartiles([]) == (2, 3, 4)
    days = {date(2026, 11, 21 - n): count for n, count in enumerate((1, 2, 3, 100))}
    drawn = "\n".join(line.plain for line in plots.calendar(days, date(2026, 11, 21), 40, 10)[:8])
    assert [drawn.count(shade * 2) for shade in "░▒▓█"] == [1, 1, 1, 1]


@pytest.mark.parametrize("height", [10, 14, 20, 50])
def test_no_page_is_higher_than_its_room(studied: Path, height: int) -> None:
    with Library.open(studied) as library:
        stats = statistics(library, NOW.date())
    for view in VIEWS:
        for width in (38, 78, 180):
            lines = view.plot(stats, width, height)
            assert len(lines) <= max(height, 12) + 1, view.title
            assert all(line.cell_length <= width for line in lines), view.title


@pytest.mark.parametrize("width", [34, 37, 78])
def test_no_table_is_cut(studied: Path, width: int) -> None:
    """Every head's words and every number stand there whole, in their column."""
    with Library.open(studied) as library:
        stats = statistics(library, NOW.date())
    stats = replace(stats, expected=Simulated(0.9, (3, 4), (1, 0), (0, 0)))
    for view in VIEWS:
        heads, rows = view.table(stats)
        lines = [line.plain for line in drawn_table((heads, rows), width)]
        if not rows:
            assert lines == [], view.title  # heads above nothing tell nothing
            continue
        assert all(len(line) <= width for line in lines), view.title
        tall = len(lines) - len(rows)
        assert sorted(" ".join(lines[:tall]).split()) == sorted(" ".join(heads).split())
        for line, row in zip(lines[tall:], rows, strict=True):
            assert line.split() == " ".join(row).split(), view.title


def test_parts_of_a_whole_fill_the_bar() -> None:
    bar, legend = plots.stacked([("again", 1), ("hard", 1), ("good", 2)], 40)
    assert bar.plain == "░" * 10 + "▒" * 10 + "▓" * 20
    assert "good 50%" in legend.plain
    assert plots.stacked([("again", 0)], 40) == []


async def test_what_is_new_is_not_called_remembered(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    fill(path, [found(1, Kind.QUESTION, Face("Question", "Answer"))])
    with Library.open(path) as library:
        session = Session(library, Config())
        asked = session.next(NOW)
        assert asked is not None
        session.answer(asked.card.id, Grade.GOOD, NOW, 1_000)
    app = GruquizApp(path, Config(), lambda: NOW)
    async with app.run_test() as pilot:
        await opened(pilot)
        await press(pilot, *["right"] * TITLES.index("retention"))
        shown = seen.text(app)
        assert "no learned card has come back yet" in shown
        assert "each week, with new cards" in shown
        assert "all answers, with new cards" in shown
