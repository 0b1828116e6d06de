"""The screens by name; each is loaded when it is first shown."""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any, Literal

from textual.screen import Screen

ScreenName = Literal[
    "opening", "failure", "fault", "decks", "study", "drill", "drill_kinds", "lab", "quiz_setup",
    "quiz", "browse", "stats", "import_notes", "import_warnings", "settings", "help", "details",
    "prompt", "library_moved",
]  # fmt: skip

SCREENS: Mapping[ScreenName, str] = {
    "opening": "OpeningScreen",
    "failure": "FailureScreen",
    "fault": "FaultScreen",
    "decks": "DecksScreen",
    "study": "StudyScreen",
    "drill": "DrillScreen",
    "drill_kinds": "DrillKindsScreen",
    "lab": "LabScreen",
    "quiz_setup": "QuizSetupScreen",
    "quiz": "QuizScreen",
    "browse": "BrowseScreen",
    "stats": "StatsScreen",
    "import_notes": "ImportScreen",
    "import_warnings": "ImportWarningsScreen",
    "settings": "SettingsScreen",
    "help": "HelpScreen",
    "details": "DetailsScreen",
    "prompt": "PromptScreen",
    "library_moved": "LibraryMovedScreen",
}
"""The class of each screen, in the module of its name."""


def load(name: ScreenName) -> Callable[..., Screen[Any]]:
    """The class of a screen, imported now if it was not."""
    module = import_module(f"gruquiz.tui.screens.{name}")
    found: Callable[..., Screen[Any]] = getattr(module, SCREENS[name])
    return found
