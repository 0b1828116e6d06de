"""Textual's private names that the app relies on, all of them, each with why.

There is no public seam for any. `tests/gruquiz/tui/test_textual_private.py` fails when a new
version of Textual renames one or changes what it does.
"""

from textual.app import App
from textual.message import Message
from textual.widgets import OptionList


class CatchingApp(App[None]):
    """An app that hands its faults to `caught` instead of ending at the first."""

    def caught(self, error: Exception) -> None:
        """Deal with an exception that nobody caught, wherever it came from."""
        super()._handle_exception(error)

    def heard(self, message: Message) -> None:
        """A message is about to be dispatched."""

    async def _dispatch_message(self, message: Message) -> None:
        """As every message pump's; a fault here would end the app's own loop."""
        self.heard(message)
        try:
            await super()._dispatch_message(message)
        except Exception as error:  # noqa: BLE001 - the guard for what nobody foresaw
            self.caught(error)

    def _handle_exception(self, error: Exception) -> None:
        """Where Textual brings what nobody caught: in handlers, timers, workers and drawing."""
        self.caught(error)


def line_of_option(options: OptionList, index: int) -> int:
    """The line that an option begins on, from the top of the list; -1 where it is not drawn."""
    return options._index_to_line.get(index, -1)
