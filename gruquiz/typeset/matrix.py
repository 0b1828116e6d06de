"""Matrices of numbers as boxes with aligned decimals, several of them side by side."""

from collections.abc import Iterable, Sequence
from typing import Any, Protocol, TypeAlias, runtime_checkable

from gruquiz.terminal import cells
from gruquiz.typeset import box as boxes
from gruquiz.typeset.box import Box, Line


@runtime_checkable
class Array(Protocol):
    """A NumPy array, without importing NumPy."""

    def tolist(self) -> Any: ...


Values: TypeAlias = Array | float | Sequence[float] | Sequence[Sequence[float]]


def number(value: float, decimals: int) -> str:
    """A number with so many decimals and a true minus; never a negative zero."""
    text = f"{value:.{decimals}f}"
    if not text.startswith("-"):
        return text
    return text[1:] if not text.strip("-0.") else f"−{text[1:]}"


def _rows(array: Values, *, row: bool) -> list[list[float]]:
    """The numbers row by row; a vector as a column, or as a row where asked."""
    values: Any = array.tolist() if isinstance(array, Array) else array
    if isinstance(values, Sequence) and values and not isinstance(values[0], Sequence):
        return [list(values)] if row else [[value] for value in values]
    return [list(each) for each in values]


def matrix(array: Values, decimals: int, *, row: bool = False) -> Box:
    """Numbers in brackets, a vector as one column; with `row`, a vector on one line.

    A single number has no brackets.
    """
    if isinstance(array, int | float):
        return boxes.word(number(array, decimals))
    values = _rows(array, row=row)
    texts = [[number(value, decimals) for value in each] for each in values]
    columns = max((len(each) for each in texts), default=0)
    widths = [max(len(each[at]) for each in texts) for at in range(columns)]
    lines = [
        boxes.word(f" {'  '.join(text.rjust(w) for text, w in zip(each, widths, strict=True))} ")
        for each in texts
    ]
    height = len(lines)
    body = boxes.stacked(lines, height // 2, "l") if lines else boxes.word(" ")
    left, right = (boxes.bracket(sign, height, height // 2) for sign in "[]")
    return boxes.beside([left, body, right])


def assign(name: str, array: Values, decimals: int, *, row: bool = False) -> Box:
    """`name = matrix`, the name in LaTeX: `x_t`, `W_{ir}`."""
    from gruquiz.typeset import line  # the package's own front door, which imports this module

    label = line(name)
    named = Box((label,), 0, label.width)
    return boxes.beside([named, boxes.word(" = "), matrix(array, decimals, row=row)])


def flow(items: Iterable[Box], width: int, gap: int = 3) -> tuple[Line, ...]:
    """Boxes from left to right on as few bands as `width` allows, a blank line between bands.

    A box wider than that is continued below itself.
    """
    width = max(1, width)
    bands: list[list[Box]] = []
    used = 0
    for box in (piece for item in items for piece in _pieces(item, width)):
        if bands and used + gap + box.width <= width:
            bands[-1] += [boxes.blank(gap), box]
            used += gap + box.width
        else:
            bands.append([box])
            used = box.width
    lines: list[Line] = []
    tall = False
    for band in bands:
        rows = [row.trimmed() for row in boxes.beside(band).rows]
        if lines and (len(rows) > 1 or tall):
            lines.append(Line(""))
        lines += rows
        tall = len(rows) > 1
    return tuple(lines)


def _pieces(box: Box, width: int) -> list[Box]:
    """A box, split into parts of at most `width` cells."""
    pieces: list[Box] = []
    while box.width > width:
        at = _gutter(box, width)
        left = tuple(_columns(row, 0, at) for row in box.rows)
        right = tuple(_columns(row, at, box.width) for row in box.rows)
        pieces.append(Box(left, box.base, at))
        box = Box(right, box.base, box.width - at)
    return [*pieces, box]


def _gutter(box: Box, width: int) -> int:
    """Where to cut a box: the last gap of two blank columns within `width`."""
    for at in range(width, width // 3, -1):
        if not any(_columns(row, at - 2, at).text.strip() for row in box.rows):
            return at
    return width


def _columns(line: Line, start: int, end: int) -> Line:
    """The cells from `start` to `end` of a line."""
    at, begin = 0, 0
    stop = len(line.text)
    for index, letter in enumerate(line.text):
        if at <= start:
            begin = index
        if at >= end and cells(letter):
            stop = index
            break
        at += cells(letter)
    return boxes.part(line, begin, stop)
