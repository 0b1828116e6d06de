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
        while len(rows) > MAX_ROWS and len(hints) > 1:
            # The last hint is always the help: it tells of the keys that found no room.
            del hints[-2]
            rows = packed(hints, width)
        return rows

    def _hints(self) -> list[Content]:
        shown: dict[str, Content] = {}
        for _, binding, enabled, _ in self.screen.active_bindings.values():
            if binding.show and enabled and binding.action not in shown:
                click = Style.from_meta({"key": binding.key})
                key = self.app.get_key_display(binding)
                hint = Content.assemble((key, "bold $accent"), " ", binding.description)
                shown[binding.action] = hint.stylize(click)
        # Help comes from the base class, hence first; it belongs where the eye ends.
        help_hint = shown.pop("help", None)
        return [*shown.values(), *([] if help_hint is None else [help_hint])]
