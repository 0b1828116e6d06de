"""What went wrong, where, and what to do, when nothing else can be shown."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from gruquiz.terminal import visible
from gruquiz.tui.base import GruquizScreen
from gruquiz.tui.keymap import keys


class FailureScreen(GruquizScreen[None]):
    """An error that leaves the app without anything to show."""

    BINDINGS: ClassVar[list[BindingType]] = keys("failure.quit")
    AUTO_FOCUS = "#message"

    def __init__(self, title: str, message: str) -> None:
        super().__init__()
        self.heading = title
        self.message = message

    def body(self) -> ComposeResult:
        with VerticalScroll(id="message"):
            yield Static(
                Content.assemble(
                    (f"✗ {self.heading}\n\n", "bold $text-error"),
                    visible(self.gruquiz.hide(self.message)),
                )
            )

    def on_mount(self) -> None:
        self.place("gruquiz")
