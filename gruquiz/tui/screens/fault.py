"""What is shown after a fault of the program."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content

from gruquiz.tui.keymap import keys
from gruquiz.tui.modal import Modal
from gruquiz.tui.widgets.drawn import Drawn
from gruquiz.tui.widgets.key_bar import KeyBar


class FaultText(Drawn):
    """What happened, that nothing is lost, and how to report it."""

    def __init__(self, problem: str, where: str, *, home: bool) -> None:
        super().__init__()
        self.problem = problem
        self.where = where
        self.home = home

    def lines(self, width: int) -> list[Content]:
        on = "You are back at the decks." if self.home else "You can go on where you were."
        paragraphs = (
            Content.styled("✗ Something went wrong in gruquiz itself", "bold $text-error"),
            Content(self.problem),
            Content(f"Your grades are kept: each was saved as you gave it. {on}"),
            Content.styled(f"{self.where} Enclose them when you report this.", "$quiet"),
            Content.styled("Started as GRUQUIZ_DEBUG=1 gruquiz, it stops at a fault.", "$quiet"),
        )
        lines: list[Content] = []
        for paragraph in paragraphs:
            lines += [*([Content("")] if lines else []), *paragraph.wrap(width)]
        return lines


class FaultScreen(Modal[None]):
    """The message, over the screen that one is left on."""

    BINDINGS: ClassVar[list[BindingType]] = keys("dialog.close", "fault.go_on")
    AUTO_FOCUS = "#fault"

    def __init__(self, problem: str, where: str, *, home: bool) -> None:
        super().__init__()
        self.text = FaultText(problem, where, home=home)

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="fault", classes="card"):
            yield self.text
            yield KeyBar()
