"""What a person sees of the app: the rows of text of its screen, compared with golden files.

The rows come from the public screenshot, so a golden file reads like the terminal and a change of
look shows in a plain diff. `GRUQUIZ_GOLDEN=write` rewrites them: look at each before committing.
"""

import html
import os
import re
from pathlib import Path

from rich.cells import cell_len
from textual.app import App
from textual.pilot import Pilot

from gruquiz.tui.screens.decks import DecksScreen
from gruquiz.tui.screens.failure import FailureScreen
from gruquiz.tui.widgets.top_line import TopLine

GOLDEN = Path(__file__).parent / "golden"

_TEXT = re.compile(r'<text[^>]* x="([\d.]+)" y="([\d.]+)"[^>]*>(.*?)</text>')
_CELL = 12.2
_ROW = 24.4


async def opened(pilot: Pilot[None]) -> None:
    """Wait until the library is open and counted, or is said not to open."""
    for _ in range(500):
        await pilot.pause()
        screen = pilot.app.screen
        if isinstance(screen, FailureScreen):
            return
        if isinstance(screen, DecksScreen) and screen.query_one(TopLine).right.plain:
            return
    raise TimeoutError(f"the decks were not counted: {text(pilot.app)}")


def rows(app: App[None]) -> list[str]:
    """The screen's rows, without trailing spaces."""
    width, height = app.size
    cells = [[" "] * width for _ in range(height)]
    body = app.export_screenshot().partition('-matrix">')[2]
    for x, y, text in _TEXT.findall(body):
        row, column = round((float(y) - 20) / _ROW), round(float(x) / _CELL)
        for character in html.unescape(text).replace("\xa0", " ").rstrip("\n"):
            cell = cell_len(character)
            if cell == 0 and column > 0:
                cells[row][column - 1] += character
            elif column < width:
                cells[row][column] = character
                cells[row][column + 1 : column + cell] = [""] * (cell - 1)
            column += cell
    return ["".join(row).rstrip() for row in cells]


def text(app: App[None]) -> str:
    """The screen as one text, empty rows at the end left out."""
    return "\n".join(rows(app)).rstrip() + "\n"


def golden(app: App[None], name: str) -> str:
    """The screen as its golden file has it; written from the screen first, where that is asked."""
    path = GOLDEN / f"{name}.txt"
    if os.environ.get("GRUQUIZ_GOLDEN") == "write":
        path.parent.mkdir(exist_ok=True)
        path.write_text(text(app), encoding="utf-8")
    assert path.exists(), f"no golden file {path.name}; write it with GRUQUIZ_GOLDEN=write"
    return path.read_text(encoding="utf-8")
