"""A widget that draws itself as lines of text for whatever width it gets."""

from collections.abc import Iterable

from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget


class Drawn(Widget):
    """Base of all widgets whose text depends on the width; subclasses give `lines`."""

    DEFAULT_CSS = """
    Drawn { height: auto; width: 1fr; text-wrap: nowrap; text-overflow: clip; }
    """

    _drawn: tuple[int, list[Content]] | None = None

    def lines(self, width: int) -> list[Content]:
        """The text, each line at most `width` cells wide."""
        raise NotImplementedError

    def redraw(self) -> None:
        """Forget what was drawn: something that `lines` shows has changed."""
        self._drawn = None
        self.refresh(layout=True)

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


def two_sides(left: Content, right: Content, width: int) -> list[Content]:
    """One text at each margin on one line, or below each other where both do not fit."""
    gap = width - left.cell_length - right.cell_length
    if not right.plain:
        return left.wrap(width)
    if gap >= 2:
        return [left.pad_right(gap) + right]
    return [*left.wrap(width), *right.wrap(width)]
