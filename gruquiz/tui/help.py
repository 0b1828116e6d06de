"""The keys of a screen and what they do."""

from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen, Screen

from gruquiz.tui.widgets.drawn import Drawn, hanging
from gruquiz.tui.widgets.key_bar import KeyBar


class KeyTable(Drawn):
    """Keys at the left, what they do at the right."""

    def __init__(self, rows: list[tuple[str, str]]) -> None:
        super().__init__()
        self.rows = rows

    def lines(self, width: int) -> list[Content]:
        margin = max((len(key) for key, _ in self.rows), default=0) + 2
        lines: list[Content] = []
        for key, text in self.rows:
            prefix = Content.styled(key.ljust(margin), "bold $accent")
            lines.extend(hanging(prefix, Content(text).wrap(max(8, width - margin))))
        return lines


class HelpScreen(ModalScreen[None]):
    """The keys of the screen below it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "escape,question_mark,f1,q",
            "dismiss",
            "close",
            id="help.close",
            tooltip="Close the help",
        ),
    ]
    AUTO_FOCUS = "#keys"

    def __init__(self, below: Screen[Any]) -> None:
        super().__init__()
        self.below = below

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="keys", classes="card"):
            yield KeyTable(self._rows())
            yield KeyBar()

    def _rows(self) -> list[tuple[str, str]]:
        rows: dict[str, tuple[list[str], str]] = {}
        for _, binding, _, tooltip in self.below.active_bindings.values():
            text = tooltip or binding.tooltip or binding.description
            if text:
                keys, _ = rows.setdefault(binding.action, ([], text))
                keys.append(self.app.get_key_display(binding))
        return [(" ".join(dict.fromkeys(keys)), text) for keys, text in rows.values()]
