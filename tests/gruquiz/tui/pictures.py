"""Screens as pictures: what stands where, in which colours, compared with golden SVG files.

Two pictures are the same where every cell's character, look and background are; the rest of the
file (names of classes, fonts, the window's frame) is the library's own and may change with it.
`GRUQUIZ_GOLDEN=write pytest tests/gruquiz/tui/test_pictures.py` draws them anew: open each in a
browser before committing.
"""

import html
import os
import re
from pathlib import Path

from rich.cells import cell_len
from textual.app import App

GOLDEN = Path(__file__).parent / "golden"

_RULE = re.compile(r"\.[\w-]*?(r\d+) \{ ([^}]*)\}")
_RUN = re.compile(r'<text class="[\w-]*?(r\d+)" x="([\d.]+)" y="([\d.]+)"[^>]*>(.*?)</text>')
_BOX = re.compile(r'<rect fill="(#\w+)" x="([\d.]+)" y="([\d.]+)" width="([\d.]+)"')
_CELL = 12.2
_ROW = 24.4


Cells = dict[tuple[int, int], list[str]]
"""By row and column: the background, then the character with its look, if there is one."""


def cells(svg: str) -> Cells:
    """Every cell of the screen. How the library cuts rows into runs does not matter."""
    looks = {name: " ".join(sorted(rule.split(";"))).strip() for name, rule in _RULE.findall(svg)}
    found: Cells = {}
    for fill, x, y, width in _BOX.findall(svg.partition("</style>")[2]):
        left = round(float(x) / _CELL)
        for column in range(left, left + round(float(width) / _CELL)):
            found[_row(y), column] = [fill]
    for name, x, y, text in _RUN.findall(svg.partition('-matrix">')[2]):
        column = round(float(x) / _CELL)
        for character in html.unescape(text).rstrip("\n"):
            if character not in " \xa0":
                found.setdefault((_row(y), column), []).append(f"{character} {looks[name]}")
            column += cell_len(character)
    return found


def _row(y: str) -> int:
    return int(float(y) / _ROW)


def seen(app: App[None]) -> Cells:
    """The cells of the screen."""
    return cells(app.export_screenshot())


def golden(app: App[None], name: str) -> Cells:
    """The cells of the golden picture; drawn from the screen first, where that is asked."""
    path = GOLDEN / f"{name}.svg"
    if os.environ.get("GRUQUIZ_GOLDEN") == "write":
        drawn = re.sub(r"terminal-\d+", "terminal", app.export_screenshot())
        path.write_text(drawn, encoding="utf-8")
    assert path.exists(), f"no golden file {path.name}; draw it with GRUQUIZ_GOLDEN=write"
    return cells(path.read_text(encoding="utf-8"))
