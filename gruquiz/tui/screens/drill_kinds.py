"""The kinds of drill to choose from, over the drill below."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from engine.drills import DRILLS
from gruquiz.tui.keymap import keys
from gruquiz.tui.modal import Modal
from gruquiz.tui.widgets.key_bar import KeyBar
from gruquiz.tui.widgets.row_list import RowList


class DrillKindList(RowList):
    """Every kind by its title, easy ones first."""

    BINDINGS: ClassVar[list[BindingType]] = keys("dialog.select")


class DrillKindsScreen(Modal[str | None]):
    """Gives the name of the chosen kind; None where it stays as it is."""

    BINDINGS: ClassVar[list[BindingType]] = keys("dialog.cancel")

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.kind = kind

    def compose(self) -> ComposeResult:
        kinds = DrillKindList(
            *(Option(Content(drill.title), id=drill.name) for drill in DRILLS),
            markup=False,
            compact=True,
        )
        kinds.highlighted = [drill.name for drill in DRILLS].index(self.kind)
        with Vertical(classes="card"):
            yield kinds
            yield KeyBar()

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.dismiss(event.option.id)
