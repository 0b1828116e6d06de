"""The keys that work now, on as many rows as they need."""

from typing import TYPE_CHECKING

from textual import events
from textual.content import Content
from textual.style import Style

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
        """A hint for each action that works now, the way back and the help last."""
        own = {binding.id for binding in vars(type(self.screen)).get("BINDINGS", ())}
        shown: dict[str, tuple[int, Content]] = {}
        for node, binding, enabled, _ in self.screen.active_bindings.values():
            if not (binding.show and enabled) or binding.action in shown:
                continue
            key = self.app.get_key_display(binding)
            hint = Content.assemble((key, "bold $accent"), " ", binding.description)
            place = 0 if node is not self.screen else 1 if binding.id in own else 2
            place = {"escape": 3, "question_mark": 4, "f1": 4}.get(binding.key, place)
            shown[binding.action] = place, hint.stylize(Style.from_meta({"key": binding.key}))
        return [hint for _, hint in sorted(shown.values(), key=lambda each: each[0])]
