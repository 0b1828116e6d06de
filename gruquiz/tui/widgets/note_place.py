"""A line of a note, by its path."""

from textual.content import Content

from gruquiz.tui.widgets.drawn import Drawn, path_lines


class NotePlace(Drawn):
    """A path with what follows it, broken at its slashes."""

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's own name for it
        super().__init__(id=id)
        self.path = ""

    def show(self, path: str) -> None:
        """Show this path."""
        self.path = path
        self.redraw()

    def lines(self, width: int) -> list[Content]:
        return path_lines(self.path, width)
