"""The app: opens the library, knows the screens, and wires nothing else."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar

from textual.actions import ActionParseResult
from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.dom import DOMNode
from textual.screen import Screen

from gruquiz.config import Config, device_name
from gruquiz.errors import KNOWN_ERRORS, LibraryError
from gruquiz.library import Library
from gruquiz.session import Session
from gruquiz.terminal import visible
from gruquiz.tui.commands import commands
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
        config_path: Path | None = None,
    ) -> None:
        super().__init__()
        self.library_path = library_path
        self.config = config
        self.clock = clock
        self.edit = edit
        self.config_path = config_path
        """Where settings are kept; None where they hold for this run only."""
        self.seeds = 0
        for theme in THEMES:
            self.register_theme(theme)

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """The decks and screens, then what Textual itself offers of use here."""
        for below in self.screen_stack:
            if isinstance(below, DecksScreen):
                yield from commands(below)
        for command in super().get_system_commands(screen):
            if command.title in ("Theme", "Quit"):
                yield command

    async def run_action(
        self,
        action: "str | ActionParseResult",
        default_namespace: DOMNode | None = None,
        namespaces: Mapping[str, DOMNode] | None = None,
    ) -> bool:
        """Run an action; what goes wrong in it is said, and the app goes on.

        Each grade is committed before the next card shows, so nothing is lost by going on.
        """
        try:
            return await super().run_action(action, default_namespace, namespaces)
        except KNOWN_ERRORS as error:
            self.notify(visible(str(error)), severity="error", markup=False)
        except Exception as error:  # noqa: BLE001 - the one guard for what nobody foresaw
            text = f"{type(error).__name__} in {action}: {error}"
            self.notify(
                f"Something went wrong that should not. Your grades are kept.\n{visible(text)}",
                severity="error",
                markup=False,
                timeout=10,
            )
        return True

    def seed(self) -> int:
        """A seed for the next exercise: from the clock, and another one each time."""
        self.seeds += 1
        return int(self.clock().timestamp() * 1000 + self.seeds) % 2**31

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Our two greys, for the themes that do not define them."""
        return QUIET[self.current_theme.dark]

    def on_mount(self) -> None:
        """Put the app's look on and open the library, or say why that cannot be done."""
        theme = str(self.config.tables.get("app", {}).get("theme", THEMES[0].name))
        self.theme = theme if theme in self.available_themes else THEMES[0].name
        self.set_keymap({k: str(v) for k, v in self.config.tables.get("keys", {}).items()})
        try:
            library = Library.open(self.library_path)
            session = Session(library, self.config, device_name(self.library_path.parent))
        except LibraryError as error:
            self.push_screen(FailureScreen("The library cannot be opened", str(error)))
            return
        self.push_screen(DecksScreen(session, fill=library.created))
