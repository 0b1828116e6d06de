"""What a screen may ask of the app around it: the one thing that it knows of the app."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from textual.screen import Screen

from gruquiz.config import Config
from gruquiz.tui.catalog import ScreenName
from gruquiz.tui.guest import Guest

if TYPE_CHECKING:
    from gruquiz.library import Library

Edit = Callable[[Path, int], None]
"""Opens a file at a line in the learner's editor and returns when that is closed."""


Then = Callable[[Any], None] | Callable[[Any], Awaitable[None]]
"""What to do with the result of a screen that was dismissed."""


class Shell(Protocol):
    """The app as its screens see it."""

    library_path: Path
    library: "Library | None"
    config: Config
    config_path: Path | None
    """Where settings are kept; None where they hold for this run only."""
    clock: Callable[[], datetime]
    edit: Edit | None
    guest: Guest | None
    """Who uses the app from elsewhere; None where it is whose computer this is."""
    tidy: Callable[[], None] | None
    """Called once a kind of screen is shown for the first time, after its frame."""
    kinds_shown: set[type[Screen[Any]]]
    typed_ahead: str
    """The key pressed last before the decks were counted."""

    def open(
        self,
        name: ScreenName,
        *given: Any,
        then: Then | None = None,
        **options: Any,
    ) -> None:
        """Show a screen above the present one; `then` gets what it is dismissed with."""

    def replace_screen(self, name: ScreenName, *given: Any, **options: Any) -> None:
        """Show a screen instead of the present one."""

    def open_library(self) -> None:
        """Open the library and show its decks."""

    def seed(self) -> int:
        """A seed for the next exercise, another one each time."""

    def say(self, message: str, *, wrong: bool = False) -> None:
        """Show a line above the keys for a while."""

    def hide(self, text: str) -> str:
        """The text as whoever uses the app may read it: guests see no places of this computer."""

    def place_of(self, path: str) -> str:
        """A path as whoever uses the app may read it: of guests, the name alone."""

    def hush(self) -> None:
        """Take that line away."""
