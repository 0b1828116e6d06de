"""A line of text as a strip of the terminal's cells.

What Textual's own way does besides (wrapping, alignment, links) is done before, or not needed here;
without it a line takes a third of the time, and most of a key's time goes into lines.
"""

from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import pairwise

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style as RichStyle
from textual.color import Color
from textual.content import Content
from textual.filter import LineFilter
from textual.strip import Strip
from textual.style import Style

from gruquiz.terminal import visible

Parse = Callable[[str | Style], Style]
"""What a style written out means in the theme of now."""


def strip_of(line: Content, y: int, base: Style, parse: Parse) -> Strip:
    """One line on its own, without breaks and tabs; each piece knows its place in the text, which
    is what a selection by mouse asks for."""
    text = line.plain
    segments = [
        Segment(text[start:end], _placed(_together(base, *map(parse, styles)), start, y))
        for start, end, styles in _pieces(line)
    ]
    return Strip(segments, line.cell_length)


def _pieces(line: Content) -> Iterator[tuple[int, int, tuple[str | Style, ...]]]:
    """Where each piece of one look begins and ends, and its styles: the last one prevails."""
    size, spans = len(line.plain), line.spans
    if not spans:
        if size:
            yield 0, size, ()
        return
    edges = {0, size}
    for span in spans:
        edges.add(min(span.start, size))
        edges.add(min(span.end, size))
    begun, before = 0, None
    for start, end in pairwise(sorted(edges)):
        styles = tuple(s.style for s in spans if s.start <= start and end <= s.end)
        if before is not None and styles != before:
            yield begun, start, before
            begun = start
        before = styles
    if before is not None:
        yield begun, size, before


@lru_cache(maxsize=1024)
def _together(base: Style, *styles: Style) -> Style:
    return base + Style.combine([base, *styles])  # twice, as Textual has it: it shows through


@lru_cache(maxsize=2048)
def _placed(style: Style, x: int, y: int) -> RichStyle:
    return style.rich_style_with_offset(x, y)


class Harmless(LineFilter):
    """The app's one door to the terminal: every line of every widget passes it, Textual's own too.

    Widgets show control characters where text comes from outside; what slipped through would be
    obeyed, and is not sent. A line stays as wide as it was laid out.
    """

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002 - the base's signature
        """The segments, each without what a terminal would obey."""
        if all(segment.text.isprintable() for segment in segments):
            return segments  # nearly always
        return [
            segment
            if segment.text.isprintable()
            else Segment(_harmless(segment.text), segment.style, segment.control)
            for segment in segments
        ]


def _harmless(text: str) -> str:
    """Controls as pictures where there is room for one, else gone."""
    return "".join(
        letter if visible(letter) == letter else visible(letter) if cell_len(letter) else ""
        for letter in text
    )
