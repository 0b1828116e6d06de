"""One line asked for, over the screen below: a deck's name, a day."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
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

NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WEEKDAYS = tuple(name[:3] for name in NAMES)


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


def parse_due_day(text: str, today: date) -> date:
    """The day meant by "today", "tomorrow", "+7", "fri" or "2026-12-24".

    Raises GruquizError for anything else, and for a day that is past.
    """
    said = text.strip().lower()
    if said in ("today", "tomorrow"):
        return today + timedelta(days=said == "tomorrow")
    if any(said and name.startswith(said) and said[:3] in WEEKDAYS for name in NAMES):
        return today + timedelta(days=(WEEKDAYS.index(said[:3]) - today.weekday() - 1) % 7 + 1)
    try:
        if said.startswith("+"):
            return today + timedelta(days=int(said[1:]))
        day = date.fromisoformat(said)
    except (ValueError, OverflowError) as error:
        raise GruquizError(
            f"{text.strip()!r} is no day: write tomorrow, +7, fri or 2026-12-24"
        ) from error
    if day < today:
        raise GruquizError(f"{day} is past; a card cannot be due before today")
    return day
