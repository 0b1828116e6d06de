"""Cards and terminals at the edge: nothing is lost, nothing falls over."""

import pytest
from textual.pilot import Pilot

from gruquiz.model import Face, Kind
from gruquiz.tui.widgets.markdown_lines import page
from tests.gruquiz.tui import seen
from tests.gruquiz.tui.conftest import DRILL, Running, found, press

SIZES = [(200, 60), (80, 24), (40, 24), (24, 10)]

TALL = (
    r"$$\begin{pmatrix} " + r" \\ ".join(f"a_{{{n}}} & {n}" for n in range(30)) + r"\end{pmatrix}$$"
)
LONG = "Donaudampfschifffahrtselektrizitäten" * 6
WIDE = "门控循环单元的更新门决定保留多少旧状态。" * 6
FACES = {
    "tall": Face("A tall formula\n\n" + TALL, "end"),
    "long": Face(LONG, "end"),
    "wide": Face(WIDE, "end"),
    "right to left": Face("השער המעדכן \u202eevil\u202c שומר", "end"),
    "nested": Face("- a\n" + "".join("  " * n + f"- level {n}\n" for n in range(1, 12)), "end"),
    "table": Face("| a | b | c |\n|---|---|---|\n| " + "word " * 30 + "| $h_t$ | `x|y` |", "end"),
    "unclosed": Face("```\ncode without end $x", "**open _marks ==here"),
    "empty": Face("", ""),
}


@pytest.mark.parametrize("size", SIZES)
async def test_every_screen_at_every_size(running: Running, size: tuple[int, int]) -> None:
    async with running(size, cards=[found(1, Kind.QUESTION, FACES["tall"]), DRILL]) as pilot:
        for keys in (
            ("enter", "space", "pagedown", "i", "escape", "escape"),
            ("d", "s", "pagedown", "escape"),
            ("l", "down", "down", "right", "c", "escape"),
            ("b", "enter", "down", "escape"),
            ("s", "right", "right", "t", "escape"),
            ("i", "escape"),
            ("comma", "down", "escape"),
            ("question_mark", "escape"),
        ):
            await press(pilot, *keys)
        assert "GRU" in seen.text(pilot.app)


@pytest.mark.parametrize("name", FACES)
@pytest.mark.parametrize("size", [(80, 24), (40, 24)])
async def test_every_card_is_shown(running: Running, size: tuple[int, int], name: str) -> None:
    async with running(size, cards=[found(1, Kind.QUESTION, FACES[name])]) as pilot:
        await press(pilot, "enter", "space")
        assert "1 Again" in seen.text(pilot.app)
        await resized(pilot)


async def resized(pilot: Pilot[None]) -> None:
    """Change the terminal's size under the screen."""
    await pilot.resize_terminal(33, 18)
    await pilot.pause()
    assert "Again" in seen.text(pilot.app)


@pytest.mark.parametrize("name", FACES)
@pytest.mark.parametrize("width", [76, 38, 20])
def test_no_line_is_wider_than_asked(width: int, name: str) -> None:
    assert all(line.cell_length <= width for line in page(FACES[name].front, width))


@pytest.mark.parametrize("width", [76, 38, 20])
def test_no_letter_is_lost(width: int) -> None:
    for text in (LONG, WIDE):
        assert "".join(line.plain for line in page(text, width)) == text
    tall = "\n".join(line.plain for line in page(TALL, width))
    assert all(f" {n} " in tall for n in range(30))


def test_marks_that_turn_the_text_around_are_shown_not_obeyed() -> None:
    drawn = "".join(line.plain for line in page(FACES["right to left"].front, 76))
    assert not {"\u202e", "\u202c"} & set(drawn)
