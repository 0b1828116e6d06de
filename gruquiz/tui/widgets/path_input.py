"""A line for a path, completed as it is typed."""

from pathlib import Path
from typing import ClassVar

from textual.binding import BindingType
from textual.reactive import reactive
from textual.suggester import Suggester, SuggestionReady

from gruquiz.tui.keymap import keys
from gruquiz.tui.widgets.text_field import TextField


class Paths(Suggester):
    """Completes a path with a folder or a note that is there."""

    def __init__(self) -> None:
        super().__init__(use_cache=False, case_sensitive=True)

    async def get_suggestion(self, value: str) -> str | None:
        """The first folder or note that begins like the value."""
        if "/" not in value:
            return None
        folder, _, start = value.rpartition("/")
        try:
            found = sorted(Path(folder or "/").expanduser().iterdir())
        except OSError:
            return None
        for path in found:
            if path.name.startswith(start) and not path.name.startswith("."):
                if path.is_dir():
                    return f"{folder}/{path.name}/"
                if path.suffix in (".md", ".markdown"):
                    return f"{folder}/{path.name}"
        return None


class PathInput(TextField):
    """Where the notes are."""

    BINDINGS: ClassVar[list[BindingType]] = keys("import.look", "import.complete")

    suggested: reactive[tuple[str, str]] = reactive(("", ""), bindings=True, repaint=False)
    """A value, and the whole path that it would be completed to."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Tab completes while there is something to complete, and else leaves the line."""
        if action == "complete":
            return self.cursor_at_end and self.completion != ""
        return super().check_action(action, parameters)

    @property
    def completion(self) -> str:
        """The whole path as it would be completed; empty where nothing would be added."""
        value, completion = self.suggested
        return completion if value == self.value else ""

    def action_complete(self) -> None:
        """Take the completion: → works too."""
        self.action_cursor_right()

    def on_suggestion_ready(self, event: SuggestionReady) -> None:
        """Keep what the value would be completed to."""
        self.suggested = (event.value, event.suggestion)

    def on_input_changed(self) -> None:
        """Offer the key while it does something."""
        self.refresh_bindings()

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's own name for it
        hint = "folder or note, such as ~/vault"
        super().__init__(placeholder=hint, suggester=Paths(), compact=True, id=id)
