"""The formulas that a note states, wherever they stand: for cells and their cards alone.

Maths in dollars and between TeX's own marks is one reading of a note; the lines of plain text and
code that are an equation are another, asked only where the first holds no whole cell.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from engine.formula.plain_text import equations_of
from gruquiz.markdown import maths
from gruquiz.markdown.scan import scan
from gruquiz.markdown.tex import tex_maths

_ACTIVATIONS = ("\\sigma", "σ", "sigmoid", "tanh")
_PAST = re.compile(r"[A-Za-z]\s?[-−+]\s?1(?!\d)|ₜ₋₁|prev|old_|h'|\\prime|\bgates?\b")
_PLAIN_ACTIVATIONS = ("σ", "sigmoid", "tanh")
_SCRIPT = re.compile(r"<su([bp])>([^<>{}\n]{1,20})</su[bp]>")
_AT_MOST = 200
"""Lines of plain text and code: a note with more is a listing of a program."""


class StatedFormula(NamedTuple):
    """A formula of a note."""

    latex: str
    line: int
    start: int
    """Offset in the note's text, its lines joined; of a line in code, where the line begins."""


def may_state_cell(text: str) -> bool:
    """Whether a text can hold a cell: an activation, and a former state or a gate.

    Asked of every note, most of which have no activation.
    """
    return any(sign in text for sign in _ACTIVATIONS) and _PAST.search(text) is not None


def stated_formulas(text: str) -> tuple[StatedFormula, ...]:
    """What stands in dollars or between TeX's own marks: displays, and what else is an equation."""
    spans = maths(text)
    others = tex_maths(text)
    if others:
        spans = sorted([*spans, *others], key=lambda span: span.start)
    counter = _Lines(text)
    return tuple(
        StatedFormula(span.latex, counter.of(span.start), span.start)
        for span in spans
        if span.display or "=" in span.latex
    )


def plain_formulas(text: str) -> tuple[StatedFormula, ...]:
    """The lines of text and code, outside maths, that are an equation."""
    if not any(sign in text for sign in _PLAIN_ACTIVATIONS):
        return ()
    found: list[StatedFormula] = []
    for number, start, line in _plain_lines(text):
        if "<su" in line:
            line = _SCRIPT.sub(lambda tag: f"{'_' if tag[1] == 'b' else '^'}{{{tag[2]}}}", line)
        found += (StatedFormula(latex, number, start) for latex in equations_of(line))
        if len(found) > _AT_MOST:
            return ()
    return tuple(found)


def _plain_lines(text: str) -> Iterator[tuple[int, int, str]]:
    """Each line with an equals sign, its number and offset; where it has code spans, these."""
    spans: dict[int, list[str]] = {}
    for region in scan(text).regions:
        inner = text[region.inner_start : region.inner_end]
        if region.kind == "code" and "\n" not in inner and "=" in inner:
            spans.setdefault(text.rfind("\n", 0, region.start) + 1, []).append(inner)
    start = 0
    for number, line in enumerate(text.split("\n"), 1):
        if "=" in line and "$" not in line and "\\" not in line:
            for part in spans.get(start, [line]):
                yield number, start, part
        start += len(line) + 1


class _Lines:
    """The line of each offset, asked in ascending order."""

    def __init__(self, text: str) -> None:
        self.text, self.position, self.line = text, 0, 1

    def of(self, offset: int) -> int:
        self.line += self.text.count("\n", self.position, offset)
        self.position = offset
        return self.line
