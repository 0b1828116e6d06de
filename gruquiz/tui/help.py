"""The keys of a screen and what they do."""

from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen, Screen

from gruquiz.tui.widgets.drawn import Drawn
from gruquiz.tui.widgets.key_bar import KeyBar, in_order

EVERYWHERE = (
    ("arrows pgup pgdn", "Move and scroll"),
    ("tab", "To the next part of the screen"),
    ("ctrl+p", "All commands: decks, screens, themes"),
    ("?", "This list"),
)


class KeyTable(Drawn):
    """Keys at the left, what they do at the right."""

    def __init__(self, rows: list[tuple[str, str]]) -> None:
        super().__init__()
        self.rows = rows

    def lines(self, width: int) -> list[Content]:
        widest = max((len(key) for key, _ in self.rows), default=0)
        margin = min(widest, width // 3) + 2
        lines: list[Content] = []
        for key, text in self.rows:
            keys = Content.styled(key, "bold $accent").wrap(margin - 2)
            texts = Content(text).wrap(max(8, width - margin))
            for row in range(max(len(keys), len(texts))):
                left = keys[row] if row < len(keys) else Content("")
                right = texts[row] if row < len(texts) else Content("")
                lines.append(left.pad_right(margin - left.cell_length) + right)
        return lines


class HelpScreen(ModalScreen[None]):
    """The keys of the screen below it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "escape,question_mark,f1,q",
            "dismiss",
            "close",
            key_display="esc",
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
        rows: dict[str, list[str]] = {}
        for binding, enabled, text in in_order(self.below):
            if enabled and text and binding.action not in ("help", "command_palette"):
                rows.setdefault(text, []).append(self.app.get_key_display(binding))
        own = [(" ".join(dict.fromkeys(keys)), text) for text, keys in rows.items()]
        taken = {key for keys in rows.values() for key in keys}
        return [*own, *(row for row in EVERYWHERE if row[0] not in taken)]
