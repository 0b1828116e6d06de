"""Where one is, and how far: the first line of every screen."""

from textual.content import Content
from textual.reactive import reactive

from gruquiz.tui.widgets.drawn import Drawn, two_sides


class TopLine(Drawn):
    """A place at the left margin, a figure at the right; below each other where it is narrow."""

    DEFAULT_CSS = """
    TopLine { padding: 0 1; color: $quiet; }
    """

    left: reactive[Content] = reactive(Content(""))
    right: reactive[Content] = reactive(Content(""))

    def watch_left(self) -> None:
        self.redraw()

    def watch_right(self) -> None:
        self.redraw()

    def lines(self, width: int) -> list[Content]:
        return two_sides(self.left, self.right, width)
