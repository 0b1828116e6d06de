"""What is offered when the library's file was moved, deleted or replaced while it was open."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content

from gruquiz.tui.keymap import keys
from gruquiz.tui.modal import Modal
from gruquiz.tui.widgets.drawn import Drawn
from gruquiz.tui.widgets.key_bar import KeyBar


class MovedText(Drawn):
    """What happened, where the answers are, and what can be done with them."""

    def __init__(self, problem: str, copy: str) -> None:
        super().__init__()
        self.problem = problem
        self.copy = copy

    def lines(self, width: int) -> list[Content]:
        paragraphs = (
            Content.styled("✗ The library is not where it was", "bold $text-error"),
            Content(self.problem),
            Content(f"Everything you answered is safe in {self.copy}."),
            Content("enter goes on with the library that is there now, your answers added to it."),
            Content("q quits and leaves them there; `gruquiz merge` adds them later."),
        )
        lines: list[Content] = []
        for paragraph in paragraphs:
            lines += [*([Content("")] if lines else []), *paragraph.wrap(width)]
        return lines


class LibraryMovedScreen(Modal[bool]):
    """Gives True to go on with the library that is there now, False to quit."""

    BINDINGS: ClassVar[list[BindingType]] = keys("moved.join", "moved.keep")
    AUTO_FOCUS = "#moved"

    def __init__(self, problem: str, copy: str) -> None:
        super().__init__()
        self.text = MovedText(problem, copy)

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="moved", classes="card"):
            yield self.text
            yield KeyBar()
