"""A sheet over the screen below: what is looked at and closed again."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll

from gruquiz.tui.keymap import keys
from gruquiz.tui.modal import Modal
from gruquiz.tui.widgets.drawn import Drawn
from gruquiz.tui.widgets.key_bar import KeyBar


class DetailsScreen(Modal[None]):
    """A sheet with something drawn on it."""

    BINDINGS: ClassVar[list[BindingType]] = keys("dialog.close", "details.close")
    AUTO_FOCUS = "#sheet"

    def __init__(self, sheet: Drawn) -> None:
        super().__init__()
        self.sheet = sheet

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="sheet", classes="card"):
            yield self.sheet
            yield KeyBar()
