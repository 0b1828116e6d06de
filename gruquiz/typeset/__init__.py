"""Formulas and matrices as terminal text: on one line, or as boxes within a width.

Never raises for any LaTeX: what cannot be parsed is shown as its source, with symbols in place
of commands. A hole is written `[…]`, `\\hole{}` or `\\hole{hint}`; an answer to be shown in
its place `\\answer{…}`.
"""

from functools import lru_cache
from itertools import zip_longest

from engine.errors import FormulaError
from engine.formula import parse, tree
from gruquiz.typeset.box import Box, Line, Span, Style, cut, word
from gruquiz.typeset.draw import row_of
from gruquiz.typeset.matrix import assign, flow, matrix
from gruquiz.typeset.row import whole
from gruquiz.typeset.source import readable
from gruquiz.typeset.wrap import wrapped

__all__ = [
    "Box", "Line", "Span", "Style", "assign", "cut", "display", "draw", "flow", "inline", "line",
    "matrix",
]  # fmt: skip

_NARROWEST = 8


def inline(latex: str) -> str:
    """A formula on one line: `h̃ₜ = tanh(Wₕ · xₜ + rₜ ⊗ Uₕ · hₜ₋₁)`."""
    return line(latex).text


@lru_cache(maxsize=4096)
def line(latex: str) -> Line:
    """A formula on one line, with its holes and answers as spans."""
    node = _read(latex)
    if node is None:
        return Line(readable(latex))
    return whole(row_of(node, flat=True)).rows[0].trimmed()


@lru_cache(maxsize=4096)
def display(latex: str, width: int) -> tuple[Line, ...]:
    """A formula as lines of at most `width` cells, fractions and arrays in two dimensions."""
    width = max(_NARROWEST, width)
    node = _read(latex)
    if node is None:
        return cut(Line(readable(latex)), width)
    return draw(node, width)


def draw(node: tree.Node, width: int) -> tuple[Line, ...]:
    """Like `display`, for a parsed tree."""
    items = row_of(node, flat=False)
    box = whole(items)
    if box.width <= width:
        return _lines([box])
    if isinstance(node, tree.Lines):
        rows = (row for row in node.rows if not isinstance(row, tree.Empty))
        return tuple(part for row in rows for part in draw(row, width))
    if isinstance(node, tree.Listing):
        return _listed(node, width)
    found = wrapped(items, width)
    if found is None:
        found = wrapped(row_of(node, flat=True), width)
    if found is None:
        flat = whole(row_of(node, flat=True)).rows[0]
        return cut(flat, width)
    return _lines(found)


def _listed(node: tree.Listing, width: int) -> tuple[Line, ...]:
    """Several formulas, as many on a line as fit."""
    lines: list[Line] = []
    beside: list[Box] = []
    for item, separator in zip_longest(node.items, node.separators, fillvalue=""):
        if not isinstance(item, tree.Node):
            break
        sign = separator.strip()
        box = whole([*row_of(item, flat=False), word(sign)])
        if box.width > width:
            lines += [*flow(beside, width, 2), *draw(item, width - len(sign))]
            lines[-1] += Line(sign)
            beside = []
        else:
            beside.append(box)
    return (*lines, *flow(beside, width, 2))


def _lines(stack: list[Box]) -> tuple[Line, ...]:
    return tuple(row.trimmed() for box in stack for row in box.rows)


def _read(latex: str) -> tree.Node | None:
    try:
        return parse(latex)
    except FormulaError:
        return None
