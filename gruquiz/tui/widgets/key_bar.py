"""The keys that work now, on as many rows as they need."""

from typing import TYPE_CHECKING, Any

from textual import events
from textual.actions import parse
from textual.binding import Binding
from textual.content import Content
from textual.style import Style

from gruquiz.tui.keymap import place_of
from gruquiz.tui.widgets.drawn import Drawn, packed

if TYPE_CHECKING:
    from textual.screen import Screen

MAX_ROWS = 3
"""More would take the screen away from the card; what is left out is in the help."""


class KeyBar(Drawn):
    """A footer that wraps: Textual's own cuts keys off silently where the terminal is narrow."""

    DEFAULT_CSS = """
    KeyBar { dock: bottom; padding: 0 1; color: $quiet; background: $background; }
    """
    ALLOW_SELECT = False

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, self._bindings_changed)

    def _bindings_changed(self, _screen: "Screen[object]") -> None:
        self.redraw()

    def on_click(self, event: events.Click) -> None:
        """A click on a key is a press of it."""
        key = event.style.meta.get("key")
        if key is not None:
            self.app.simulate_key(key)

    def lines(self, width: int) -> list[Content]:
        hints = self._hints()
        rows = packed(hints, width)
        while len(rows) > MAX_ROWS and len(hints) > 2:
            # The last hints are the way back and the help, which tells of what found no room.
            del hints[-3]
            rows = packed(hints, width)
        return rows

    def _hints(self) -> list[Content]:
        """A hint for each action that works now."""
        shown: dict[str, Content] = {}
        for binding, enabled, _ in in_order(self.screen):
            if binding.show and enabled and binding.action not in shown:
                key = self.app.get_key_display(binding)
                hint = Content.assemble((key, "bold $accent"), " ", binding.description)
                shown[binding.action] = hint.stylize(Style.from_meta({"key": binding.key}))
        return list(shown.values())


def in_order(screen: "Screen[Any]") -> list[tuple[Binding, bool, str]]:
    """The bindings of a screen with whether they work now and what they do, as the table of keys
    has them: what goes on from here first, the way back and the help last."""
    found = sorted(screen.active_bindings.values(), key=lambda each: place_of(each.binding))
    return [
        (each.binding, each.enabled, each.tooltip or each.binding.tooltip)
        for each in found
        if _of_screen(screen, each.binding.action)
    ]


def _of_screen(screen: "Screen[Any]", action: str) -> bool:
    """Whether the screen has no objection to an action that a part of it hands up.

    Textual asks the screen on top about `screen.…`, which is another one under a dialog or the
    help: there everything would seem to work.
    """
    target, name, parameters = parse(action)
    return target != "screen" or screen.check_action(name, parameters) is not False
