"""A widget that draws itself as lines of text for whatever width it gets."""

import re
from abc import abstractmethod
from collections.abc import Iterable

from textual.content import Content
from textual.geometry import Region, Size
from textual.reactive import Reactive
from textual.strip import Strip
from textual.visual import Visual
from textual.widget import Widget

from gruquiz.tui.widgets.strips import strip_of

_NAMES = re.compile(r"[^/]*/|[^/]+")
"""The parts of a path, each with the slash behind it."""


DOT = " · "
"""Between the parts of a line that tells several things."""


class Drawn(Widget):
    """Base of all widgets whose text depends on the width; subclasses give `lines`.

    Only lines that changed are painted anew, and nothing is laid out anew while their number stays.
    """

    DEFAULT_CSS = """
    Drawn { height: auto; width: 1fr; text-wrap: nowrap; text-overflow: clip; }
    """

    virtual_size = Reactive(Size(0, 0), repaint=False)
    """As every widget's; but what is as large as its text needs no second layout after the first,
    and to be given another size is to be painted anyhow."""

    _drawn: tuple[int, list[Content]] | None = None
    """The width and the lines as they are now; None where something has changed."""
    _painted: tuple[int, list[Content]] | None = None
    """As `_drawn`, when painting them was last asked for; None where all of it is to be painted."""
    _asked_anew = False

    @abstractmethod
    def lines(self, width: int) -> list[Content]:
        """The text, each line at most `width` cells wide."""

    def redraw(self) -> None:
        """Forget what was drawn: something that `lines` shows has changed.

        Several changes in a row are drawn once.
        """
        self._drawn = None
        if not self._asked_anew and self.is_mounted:
            self._asked_anew = True
            self.call_next(self._draw_anew)

    def _draw_anew(self) -> None:
        """Have painted what is different now."""
        self._asked_anew = False
        width, before = self.content_size.width, self._painted
        seen = self.display and before is not None and before[0] == width
        if before is None or not seen or len(self._at(width)) != len(before[1]):
            self._painted = None
            self.refresh(layout=True)
            return
        now = self._at(width)
        changed = [
            Region(0, y, width, 1)
            for y, (old, new) in enumerate(zip(before[1], now, strict=True))
            if not old.is_same(new)
        ]
        self._painted = self._drawn
        if changed:
            self.refresh(*changed)

    @property
    def drawn_lines(self) -> list[Content]:
        """The lines as they stand on the screen."""
        return self._at(max(1, self.content_size.width))

    def _at(self, width: int) -> list[Content]:
        if self._drawn is None or self._drawn[0] != width:
            self._drawn = (width, self.lines(width))
        return self._drawn[1]

    def get_content_width(self, container: Size, viewport: Size) -> int:  # noqa: ARG002 - Textual's signature
        return container.width

    def get_content_height(
        self,
        container: Size,  # noqa: ARG002 - Textual's signature
        viewport: Size,  # noqa: ARG002 - Textual's signature
        width: int,
    ) -> int:
        return len(self._at(width)) if width > 0 else 0

    def render(self) -> Content:
        return Content("\n").join(self.drawn_lines)

    def render_line(self, y: int) -> Strip:
        """One line; all of them together only where text is selected across them."""
        lines = self.drawn_lines
        if self._painted is None:
            self._painted = self._drawn
        if self.text_selection is not None:
            return super().render_line(y)
        width, style = self.size.width, self.visual_style
        if y >= len(lines):
            return Strip.blank(width, style.rich_style)
        plain = lines[y].plain
        if "\n" not in plain and "\t" not in plain and lines[y].cell_length <= width:
            return strip_of(lines[y], y, style, self.app.stylesheet.parse_style)
        return Visual.to_strips(self, lines[y], width, 1, style)[0].apply_offsets(0, y)


def hanging(prefix: Content, lines: Iterable[Content]) -> list[Content]:
    """The lines behind a prefix, every line after the first indented by its width."""
    margin = Content(" " * prefix.cell_length)
    return [(margin if index else prefix) + line for index, line in enumerate(lines)]


def packed(items: Iterable[Content], width: int, gap: int = 2) -> list[Content]:
    """Items side by side, whole, on as few lines as hold them."""
    lines: list[Content] = []
    for item in items:
        if lines and lines[-1].cell_length + gap + item.cell_length <= width:
            lines[-1] = lines[-1].pad_right(gap) + item
        elif item.cell_length <= width:
            lines.append(item)
        else:
            lines.extend(item.wrap(width))
    return lines


def path_lines(path: str, width: int) -> list[Content]:
    """A path on as few lines as hold it, broken behind slashes, and a long name between words."""
    return packed(map(Content, _NAMES.findall(path)), width, gap=0)


def two_sides(left: Content, right: Content, width: int) -> list[Content]:
    """One text at each margin on one line, or below each other where both do not fit."""
    gap = width - left.cell_length - right.cell_length
    if not right.plain:
        return left.wrap(width)
    if gap >= 2:
        return [left.pad_right(gap) + right]
    return [*left.wrap(width), *clauses(right, width)]


def clauses(text: Content, width: int) -> list[Content]:
    """A text whose parts stand between dots, broken at those where it is too long."""
    lines: list[Content] = []
    for part in text.split(DOT):
        if lines and lines[-1].cell_length + len(DOT) + part.cell_length <= width:
            lines[-1] = lines[-1] + DOT + part
        else:
            lines.extend(part.wrap(width))
    return lines
