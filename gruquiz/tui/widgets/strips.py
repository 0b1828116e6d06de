"""A line of text as a strip of the terminal's cells.

What Textual's own way does besides (wrapping, alignment, links) is done before, or not needed here;
without it a line takes a third of the time, and most of a key's time goes into lines.
"""

from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import pairwise

from rich.segment import Segment
from rich.style import Style as RichStyle
from textual.content import Content
from textual.strip import Strip
from textual.style import Style

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
