"""Rectangles of text with a base line, from which two-dimensional formulas are built."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, TypeAlias

from gruquiz.terminal import cells

Style: TypeAlias = Literal["hole", "answer"]


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a line (offsets of characters, end exclusive) with a style."""

    start: int
    end: int
    style: Style


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text with its styled stretches in order; they never overlap."""

    text: str
    spans: tuple[Span, ...] = ()

    @property
    def width(self) -> int:
        """In terminal cells."""
        return cells(self.text)

    def __add__(self, other: "Line") -> "Line":
        if not self.text:
            return other
        if not other.spans:
            return Line(self.text + other.text, self.spans)
        shift = len(self.text)
        moved = (Span(s.start + shift, s.end + shift, s.style) for s in other.spans)
        spans = (*self.spans, *moved)
        return Line(self.text + other.text, merged(spans))

    def trimmed(self) -> "Line":
        """Without blanks at its end."""
        text = self.text.rstrip()
        spans = (Span(s.start, min(s.end, len(text)), s.style) for s in self.spans)
        return Line(text, tuple(span for span in spans if span.start < span.end))


def merged(spans: Sequence[Span]) -> tuple[Span, ...]:
    """The spans, adjacent ones of one style merged."""
    if not spans:
        return ()
    result: list[Span] = []
    for span in spans:
        last = result[-1] if result else None
        if last is not None and last.end == span.start and last.style == span.style:
            result[-1] = Span(last.start, span.end, span.style)
        else:
            result.append(span)
    return tuple(result)


@dataclass(frozen=True, slots=True)
class Box:
    """Rows of equal width; the row `base` stands on the line of the text around it."""

    rows: tuple[Line, ...]
    base: int
    width: int

    @property
    def height(self) -> int:
        return len(self.rows)

    def styled(self, style: Style) -> "Box":
        """The same box with everything but blanks in one style."""
        rows = tuple(_styled(row.text, style) for row in self.rows)
        return Box(rows, self.base, self.width)


def _styled(text: str, style: Style) -> Line:
    inner = text.strip()
    start = len(text) - len(text.lstrip())
    return Line(text, (Span(start, start + len(inner), style),) if inner else ())


@lru_cache(maxsize=4096)
def word(text: str, style: Style | None = None) -> Box:
    """A box of one row."""
    spans = () if style is None or not text else (Span(0, len(text), style),)
    return Box((Line(text, spans),), 0, cells(text))


def blank(width: int) -> Box:
    return Box((Line(" " * width),), 0, width)


def beside(boxes: Sequence[Box]) -> Box:
    """Boxes from left to right on one base line."""
    if len(boxes) == 1:
        return boxes[0]
    above = max((box.base for box in boxes), default=0)
    below = max((box.height - box.base for box in boxes), default=1)
    rows: list[Line] = []
    for number in range(above + below):
        row = Line("")
        for box in boxes:
            at = number - above + box.base
            row += box.rows[at] if 0 <= at < box.height else Line(" " * box.width)
        rows.append(row)
    return Box(tuple(rows), above, sum(box.width for box in boxes))


Align: TypeAlias = Literal["l", "c", "r"]


def stacked(boxes: Iterable[Box], base: int, align: Align = "c") -> Box:
    """Boxes from top to bottom; `base` counts rows of the result."""
    boxes = list(boxes)
    width = max(box.width for box in boxes)
    rows = [row for box in boxes for row in aligned(box, width, align).rows]
    return Box(tuple(rows), base, width)


def aligned(box: Box, width: int, align: Align) -> Box:
    """The box within a given width."""
    room = width - box.width
    if room <= 0:
        return box
    left = {"l": 0, "c": room // 2, "r": room}[align]
    before, after = Line(" " * left), Line(" " * (room - left))
    return Box(tuple(before + row + after for row in box.rows), box.base, width)


_TALL = {
    "(": "⎛⎜⎝", ")": "⎞⎟⎠", "[": "⎡⎢⎣", "]": "⎤⎥⎦", "{": "⎧⎪⎩", "}": "⎫⎪⎭",
    "|": "│││", "‖": "‖‖‖", "⌊": "⎢⎢⎣", "⌋": "⎥⎥⎦", "⌈": "⎡⎢⎢", "⌉": "⎤⎥⎥",
}  # fmt: skip
_WAIST = {"{": "⎨", "}": "⎬"}


def bracket(sign: str, height: int, base: int, style: Style | None = None) -> Box:
    """A bracket as tall as its content."""
    if height <= 1 or sign not in _TALL:
        box = word(sign, style)
        return Box(box.rows, 0, box.width)
    tall = _TALL[sign]
    signs = [tall[0], *[tall[1]] * (height - 2), tall[2]]
    if sign in _WAIST:
        signs = ["⎰", "⎱"] if height == 2 else signs
        if height == 2 and sign == "}":
            signs.reverse()
        if height > 2:
            signs[height // 2] = _WAIST[sign]
    return Box(tuple(word(each, style).rows[0] for each in signs), base, 1)


def framed(box: Box) -> Box:
    """The box in a thin frame."""
    bar = "─" * (box.width + 2)
    rows = (
        Line(f"┌{bar}┐"),
        *(Line("│ ") + row + Line(" │") for row in box.rows),
        Line(f"└{bar}┘"),
    )
    return Box(rows, box.base + 1, box.width + 4)


def cut(line: Line, width: int) -> tuple[Line, ...]:
    """A line split into lines of at most `width` cells, at blanks where possible."""
    lines: list[Line] = []
    start = 0
    while start < len(line.text):
        end, used = start, 0
        while end < len(line.text) and used + cells(line.text[end]) <= width:
            used += cells(line.text[end])
            end += 1
        end = max(end, start + 1)
        if end < len(line.text):
            space = line.text.rfind(" ", start + 1, end + 1)
            end = space if space > start else end
        lines.append(part(line, start, end).trimmed())
        start = end + (line.text[end : end + 1] == " ")
    return tuple(lines) or (Line(""),)


def part(line: Line, start: int, end: int) -> Line:
    """The characters from `start` to `end`, with their styles."""
    spans = (
        Span(max(s.start, start) - start, min(s.end, end) - start, s.style) for s in line.spans
    )
    return Line(line.text[start:end], tuple(span for span in spans if span.start < span.end))
