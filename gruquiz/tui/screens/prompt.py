"""One line asked for, over the screen below: a deck's name, a day."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.suggester import SuggestFromList
from textual.widgets import Input, Static

from gruquiz.errors import GruquizError
from gruquiz.terminal import visible
from gruquiz.tui.keymap import bound, keys
from gruquiz.tui.modal import Modal
from gruquiz.tui.widgets.key_bar import KeyBar
from gruquiz.tui.widgets.text_field import TextField


class PromptField(TextField):
    """The line."""

    BINDINGS: ClassVar[list[BindingType]] = [bound("dialog.select", "submit", footer=True)]


class PromptScreen(Modal[str | None]):
    """Asks for a line; gives it when `check` finds nothing wrong with it, None for escape."""

    BINDINGS: ClassVar[list[BindingType]] = keys("dialog.cancel")

    def __init__(
        self,
        question: str,
        hint: str,
        check: Callable[[str], object],
        suggested: Sequence[str] = (),
    ) -> None:
        super().__init__()
        self.question = question
        self.hint = hint
        self.check = check
        self.suggested = suggested

    def compose(self) -> ComposeResult:
        suggester = SuggestFromList(self.suggested, case_sensitive=False)
        with Vertical(classes="card"):
            yield Static(visible(self.question), markup=False)
            yield PromptField(placeholder=self.hint, compact=True, suggester=suggester)
            yield Static(id="wrong", markup=False)
            yield KeyBar()

    @on(Input.Submitted)
    def _given(self, event: Input.Submitted) -> None:
        event.stop()
        try:
            self.check(event.value)
        except GruquizError as error:
            self.query_one("#wrong", Static).update(f"✗ {visible(error.message)}")
        else:
            self.dismiss(event.value)
