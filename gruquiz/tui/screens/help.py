"""The keys of a screen and what they do."""

from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import Screen

from gruquiz.tui.keymap import MOVE, keys
from gruquiz.tui.modal import Modal
from gruquiz.tui.widgets.drawn import Drawn
from gruquiz.tui.widgets.key_bar import KeyBar, in_order

EVERYWHERE = (
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


class HelpScreen(Modal[None]):
    """The keys of the screen below it."""

    BINDINGS: ClassVar[list[BindingType]] = keys("dialog.close", "help.toggle")
    AUTO_FOCUS = "#keys"

    def __init__(self, below: Screen[Any]) -> None:
        super().__init__()
        self.below = below

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="keys", classes="card"):
            yield KeyTable(self._rows())
            yield KeyBar()

    def _rows(self) -> list[tuple[str, str]]:
        """The keys of the screen's own acts, then those that every screen has."""
        rows: dict[str, list[str]] = {}
        for binding, enabled, text in in_order(self.below):
            if enabled and text and binding.action not in ("help", "command_palette"):
                rows.setdefault(text, []).append(self.app.get_key_display(binding))
        moving = rows.pop(MOVE, [])
        own = [(" ".join(dict.fromkeys(keys)), text) for text, keys in rows.items()]
        return [
            *own,
            ("arrows pgup pgdn", f"{MOVE}; {' '.join(moving)} too" if moving else MOVE),
            *(row for row in EVERYWHERE if all(row[0] not in keys for keys in rows.values())),
        ]
