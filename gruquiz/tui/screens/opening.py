"""The first frame: what stands there until the library is open."""

from textual import events
from textual.app import ComposeResult
from textual.widgets import Static

from gruquiz.terminal import visible
from gruquiz.tui.base import GruquizScreen


class OpeningScreen(GruquizScreen[None]):
    """Opening takes a while where tables are to be migrated or another process holds the file."""

    def body(self) -> ComposeResult:
        yield Static(
            f"Opening {visible(self.gruquiz.library_path.name)}…", id="opening", markup=False
        )

    def on_mount(self) -> None:
        self.place("gruquiz")

    def on_screen_resume(self) -> None:
        """Paint, then open."""
        self.after_frame(self.gruquiz.open_library)

    def on_key(self, event: events.Key) -> None:
        """Keep the key for the decks."""
        self.gruquiz.typed_ahead = event.key
