"""What imports left to be settled, as a list: one line each."""

from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content
from textual.widgets.option_list import Option

from gruquiz.model import LikelyEdit, SavedWarning
from gruquiz.terminal import visible
from gruquiz.tui.widgets.row_list import RowList

Open = LikelyEdit | SavedWarning
"""One thing to be settled."""


class WarningList(RowList):
    """Likely edits first, then warnings by note and line."""

    BINDINGS: ClassVar[list[BindingType]] = []

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's own name for it
        super().__init__(id=id, markup=False, compact=True)
        self.open: Sequence[Open] = ()
        self.names: Sequence[str] = ()

    @property
    def current(self) -> Open | None:
        """What is under the cursor."""
        if self.highlighted is None or self.highlighted >= len(self.open):
            return None
        return self.open[self.highlighted]

    def show(self, items: Sequence[Open], names: Sequence[str]) -> None:
        """Show these; `names` say of each likely edit what it asks, of each warning nothing."""
        place = self.highlighted or 0
        self.open, self.names = items, names
        self._fill(place)

    def draw_rows(self) -> None:
        """Draw the rows for the width at hand."""
        self._fill(self.highlighted or 0)

    def _fill(self, cursor: int) -> None:
        width = self.row_width()
        self.clear_options()
        self.add_options(
            Option(_row(item, name, width))
            for item, name in zip(self.open, self.names, strict=True)
        )
        if self.open:
            self.highlighted = min(cursor, len(self.open) - 1)


def _row(item: Open, name: str, width: int) -> Content:
    if isinstance(item, LikelyEdit):
        head = Content.assemble(("≈ ", "bold $accent"), (f"{item.similarity:.0%} alike  ", ""))
        return (head + Content.styled(visible(name), "$quiet")).truncate(width, ellipsis=True)
    place = f"{PurePosixPath(item.path).name}:{item.line}"
    head = Content.assemble(("! ", "bold $text-warning"), visible(place), "  ")
    message_text = Content.styled(visible(item.message), "$quiet")
    return (head + message_text).truncate(width, ellipsis=True)
