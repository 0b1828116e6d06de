"""A line to type into."""

from collections.abc import Mapping
from typing import ClassVar

from textual import events
from textual.binding import Binding
from textual.widgets import Input

_EDITS = {
    key: binding.action
    for binding in Input.BINDINGS
    if isinstance(binding, Binding)
    and binding.action.startswith(("delete_", "cursor_", "home", "end"))
    for key in binding.key.split(",")
}


class TextField(Input):
    """An input that takes every printable key, and edits in the order in which keys come.

    Textual knows no character for the names of two keys, and would offer them as keys of the
    screen while they are typed here. And it looks for what a key does only once the letters behind
    it are in the field: where Ctrl+U and a word come in one go, as over a slow line, it would
    delete the word.
    """

    edits: ClassVar[Mapping[str, str]] = _EDITS
    """What each editing key does, by its name."""

    def check_consume_key(self, key: str, character: str | None) -> bool:
        return key in ("slash", "minus") or super().check_consume_key(key, character)

    async def on_key(self, event: events.Key) -> None:
        """Edit at once."""
        action = self.edits.get(event.key)
        if action is not None:
            event.stop()
            event.prevent_default()
            await self.run_action(action)
