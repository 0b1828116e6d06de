"""A card's markdown on screen."""

from textual.content import Content
from textual.reactive import reactive

from gruquiz.tui.widgets.drawn import Drawn
from gruquiz.tui.widgets.inline import ANSWER, HOLE
from gruquiz.tui.widgets.markdown_lines import page

WIDEST = 76
"""Longer lines are hard to read: wider terminals get margins."""


class CardText(Drawn):
    """Markdown, drawn for the width at hand."""

    text: reactive[str] = reactive("")

    def watch_text(self) -> None:
        self.redraw()

    def lines(self, width: int) -> list[Content]:
        return page(self.text, min(width, WIDEST)) if self.text else []

    @property
    def marked_line(self) -> int:
        """The line of the first hole or answer, 0 where there is none."""
        for number, line in enumerate(self.drawn_lines):
            if any(span.style in (HOLE, ANSWER) for span in line.spans):
                return number
        return 0
