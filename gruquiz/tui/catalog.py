"""The screens by name; each is loaded when it is first shown."""

from collections.abc import Callable
from typing import Any, Literal, get_args

from textual.screen import Screen

from gruquiz.tui.loading import load_module

ScreenName = Literal[
    "opening", "failure", "fault", "decks", "study", "drill", "drill_kinds", "lab", "quiz_setup",
    "quiz", "browse", "stats", "import_notes", "import_warnings", "settings", "help", "details",
    "prompt", "library_moved",
]  # fmt: skip

SCREENS: tuple[ScreenName, ...] = get_args(ScreenName)


def load(name: ScreenName) -> Callable[..., Screen[Any]]:
    """The class of a screen, imported now if it was not: `deck_list` is `DeckListScreen`."""
    module = load_module(f"gruquiz.tui.screens.{name}")
    found: Callable[..., Screen[Any]] = getattr(module, f"{name.title().replace('_', '')}Screen")
    return found
