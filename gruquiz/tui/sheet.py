"""A sheet over the screen below: what is looked at and closed again."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen

from gruquiz.tui.widgets.drawn import Drawn
from gruquiz.tui.widgets.key_bar import KeyBar


class SheetScreen(ModalScreen[None]):
    """A sheet with something drawn on it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "escape,i,o,q",
            "dismiss",
            "close",
            key_display="esc",
            id="sheet.close",
            tooltip="Close this sheet",
        ),
    ]
    AUTO_FOCUS = "#sheet"

    def __init__(self, sheet: Drawn) -> None:
        super().__init__()
        self.sheet = sheet

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="sheet", classes="card"):
            yield self.sheet
            yield KeyBar()
