"""Card info, source and settings: what they show, and that it is kept."""

from pathlib import Path

import pytest
from textual.content import Content
from textual.pilot import Pilot

from gruquiz.config import Config, read_config
from gruquiz.library import Library
from gruquiz.model import Card, Face, Kind
from gruquiz.notes import note_of
from gruquiz.tui.app import GruquizApp, Host
from gruquiz.tui.widgets.card_source import source
from gruquiz.tui.widgets.drawn import path_lines, two_sides
from gruquiz.tui.widgets.markdown_lines import page
from tests.gruquiz.tui import seen
from tests.gruquiz.tui.conftest import CLOZE, NOW, QUESTION, Running, fill, found, press

SIZES = [(80, 24), (40, 24)]


@pytest.mark.parametrize("size", SIZES)
async def test_card_info(running: Running, size: tuple[int, int]) -> None:
    async with running(size, cards=(QUESTION, CLOZE)) as pilot:
        await press(pilot, "enter", "i")
        assert seen.text(pilot.app) == seen.golden(pilot.app, f"info-{size[0]}")
        await press(pilot, "escape", "space", "3", "b", "i")
        assert "Never answered yet" in " ".join(seen.text(pilot.app).split())


async def test_info_holds_the_whole_log(running: Running) -> None:
    async with running(size=(80, 50), cards=(QUESTION,)) as pilot:
        await press(pilot, "enter", "space", "1", "space", "3", "u", "i")
        shown = seen.text(pilot.app)
        assert "by SM-2 (it models no memory" in shown
        assert "by FSRS" in shown
        assert "import" in shown
        assert "again" in shown


async def test_the_log_tells_the_ease_that_each_answer_left(running: Running) -> None:
    async with running(size=(80, 50), cards=(QUESTION,)) as pilot:
        await press(pilot, "enter", "space", "4", "u", "i")
        (answer,) = (line for line in seen.text(pilot.app).splitlines() if " easy " in line)
        assert "ease 2.60" in answer


async def test_source_is_the_block_of_the_note(running: Running, tmp_path: Path) -> None:
    from gruquiz.tui.note_reader import read

    note = tmp_path / "gates.md"
    note.write_text("# Gates\n\nOther.\n\nReset gate::drops\nthe old state\n", encoding="utf-8")
    path = tmp_path / "own.db"
    read(path, [note], NOW, Config())
    app = GruquizApp(path, Config(), lambda: NOW)
    async with app.run_test(size=(80, 24)) as pilot:
        await seen.opened(pilot)
        await press(pilot, "enter", "o")
        shown = seen.text(app)
        assert "line 5" in " ".join(shown.replace("│", "").split())
        assert "drops" in shown
        assert "Other." not in shown


BLOCKS = {
    "code": ("What does it print?\n?\n```python\nstate = 1\n\nprint(state)\n```", "print(state)"),
    "maths": ("Which one?\n?\n$$\nh_t = z_t\n$$", "hₜ = zₜ"),
    "quote": ("> [!question] Which one?\n> It is ==kept==.", "▎ It is kept."),
}


@pytest.mark.parametrize("name", BLOCKS)
def test_a_source_is_drawn_as_the_card_is(name: str) -> None:
    """The whole block, however far into it the card begins."""
    text, drawn = BLOCKS[name]
    note = note_of(f"# Gates\n\n{text}\n\nOther.\n".encode(), "/notes/a.md")
    for line in range(3, 3 + len(text.splitlines())):
        shown = page(source(note, line), 60)
        assert drawn in [each.plain.strip() for each in shown], line
        assert ("?" in [each.plain for each in shown]) == ("\n?\n" in text), "on its own line"
        assert "Other." not in [each.plain for each in shown]
    assert "shorter" in source(note, 99)


@pytest.mark.parametrize("width", [20, 34, 60])
def test_a_path_is_broken_at_its_slashes(width: int) -> None:
    path = "/home/maria/notes of the year/recurrent/Gated Recurrent Units.md, line 5"
    lines = [line.plain for line in path_lines(path, width)]
    assert all(len(line) <= width for line in lines)
    whole = [name for name in path.split("/") if len(name) < width]
    assert all(any(name in line for line in lines) for name in whole)
    assert " ".join(lines).replace("/ ", "/") == path


async def test_a_note_that_is_gone_is_said(running: Running) -> None:
    async with running(cards=(CLOZE,)) as pilot:
        await press(pilot, "enter", "o")
        assert "gru.md" in seen.text(pilot.app).replace("▌", "")
        assert "[…]" in seen.text(pilot.app), "the card is still there"


@pytest.mark.parametrize("size", SIZES)
async def test_settings_look(running: Running, size: tuple[int, int]) -> None:
    async with running(size) as pilot:
        await press(pilot, "comma", "down")
        assert seen.text(pilot.app) == seen.golden(pilot.app, f"settings-{size[0]}")


async def test_settings_are_kept_and_followed(tmp_path: Path) -> None:
    path, config_path = tmp_path / "library.db", tmp_path / "config.toml"
    fill(path, [found(n, Kind.QUESTION, Face(f"Q{n}", f"A{n}")) for n in range(1, 40)])
    app = GruquizApp(path, Config(), lambda: NOW, Host(config_path=config_path))
    async with app.run_test(size=(80, 24)) as pilot:
        await seen.opened(pilot)
        assert "20 left" in seen.text(app)
        await press(pilot, "comma", "down", "right", "escape")
        assert "30 left" in seen.text(app)
    assert read_config(config_path).options.new == 30


async def test_theme_follows_at_once(running: Running) -> None:
    async with running() as pilot:
        await press(pilot, "comma", "right")
        assert pilot.app.theme == "gruquiz-light"


async def test_an_unknown_theme_in_the_file_does_no_harm(running: Running) -> None:
    config = Config(tables={"app": {"theme": "no such theme"}})
    async with running(config=config) as pilot:
        assert pilot.app.theme == "gruquiz-dark"


async def test_every_theme_draws_every_part(running: Running) -> None:
    """A theme without our own two greys must not take the app down."""
    async with running() as pilot:
        for name in ("ansi-dark", "textual-light", "nord", "solarized-light"):
            pilot.app.theme = name
            await press(pilot, "l", "escape", "enter", "space", "escape")
        assert "GRU" in seen.text(pilot.app)


async def test_a_library_that_cannot_be_opened_is_explained(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    path.write_bytes(b"this is no database, but a text that is long enough to be one" * 20)
    app = GruquizApp(path, Config(), lambda: NOW)
    async with app.run_test(size=(80, 24)) as pilot:
        await seen.opened(pilot)
        shown = " ".join(seen.text(app).split())
        assert "✗ The library cannot be opened" in shown
        assert "library.db" in shown.replace(" ", "")
        await press(pilot, "q")
    assert not app.is_running


async def test_the_day_begins_with_a_copy_of_the_library(running: Running) -> None:
    async with running() as pilot:
        await pilot.app.workers.wait_for_complete()
        with Library.open(Path(pilot.app.library_path)) as library:  # type: ignore[attr-defined]  # our app's own
            (copy,) = library.backups.all()
        with Library.open(copy) as kept:
            assert len(kept.search.cards("")) == len(library_cards(pilot))


def library_cards(pilot: Pilot[None]) -> list[Card]:
    with Library.open(Path(pilot.app.library_path)) as library:  # type: ignore[attr-defined]  # our app's own
        return library.search.cards("")


@pytest.mark.parametrize("width", [24, 38, 80])
def test_what_is_told_between_dots_is_broken_at_them(width: int) -> None:
    header = "PyTorch · reset after the product · 2 days in a row"
    lines = [line.plain for line in two_sides(Content("Drill"), Content(header), width)]
    assert all(len(line) <= width for line in lines)
    parts = [part for line in lines for part in line.removeprefix("Drill").strip().split(" · ")]
    assert [part for part in parts if part] == header.split(" · ")


async def test_the_way_back_from_a_long_sheet_stays_in_sight(running: Running) -> None:
    async with running((40, 24), cards=(QUESTION, CLOZE)) as pilot:
        await press(pilot, "enter", "i")
        assert "esc close" in seen.text(pilot.app)
        await press(pilot, "end")
        assert "esc close" in seen.text(pilot.app)
