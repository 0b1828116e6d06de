"""The app: opens the library, knows the screens, and wires nothing else."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import ClassVar

from textual.app import App
from textual.binding import Binding, BindingType

from gruquiz.config import Config, device_name
from gruquiz.errors import LibraryError
from gruquiz.library import Library
from gruquiz.session import Session
from gruquiz.tui.decks import DecksScreen
from gruquiz.tui.failure import FailureScreen
from gruquiz.tui.themes import QUIET, THEMES

Edit = Callable[[Path, int], None]
"""Opens a file at a line in the learner's editor and returns when that is closed."""


class GruquizApp(App[None]):
    """Spaced repetition for gated recurrent units, in the terminal."""

    TITLE = "gruquiz"
    CSS_PATH = "app.tcss"
    ENABLE_COMMAND_PALETTE = True
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (60, "-normal"), (120, "-wide")]  # noqa: RUF012 - Textual declares it so
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "quit", "quit", id="app.quit", tooltip="Leave gruquiz", show=False),
    ]

    def __init__(
        self,
        library_path: Path,
        config: Config,
        clock: Callable[[], datetime],
        edit: Edit | None = None,
    ) -> None:
        super().__init__()
        self.library_path = library_path
        self.config = config
        self.clock = clock
        self.edit = edit
        self.seeds = 0
        for theme in THEMES:
            self.register_theme(theme)

    def seed(self) -> int:
        """A seed for the next exercise: from the clock, and another one each time."""
        self.seeds += 1
        return int(self.clock().timestamp() * 1000 + self.seeds) % 2**31

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Our two greys, for the themes that do not define them."""
        return QUIET[self.current_theme.dark]

    def on_mount(self) -> None:
        """Put the app's look on and open the library, or say why that cannot be done."""
        self.theme = str(self.config.tables.get("app", {}).get("theme", THEMES[0].name))
        self.set_keymap({k: str(v) for k, v in self.config.tables.get("keys", {}).items()})
        try:
            library = Library.open(self.library_path)
            session = Session(library, self.config, device_name(self.library_path.parent))
        except LibraryError as error:
            self.push_screen(FailureScreen("The library cannot be opened", str(error)))
            return
        self.push_screen(DecksScreen(session, fill=library.created))
