"""What stands where the decks will be: how cards come, and those of the bundled decks coming."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from textual import work
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from gruquiz.config import Config, bundled_decks
from gruquiz.errors import KNOWN_ERRORS
from gruquiz.tui.loading import load_module
from gruquiz.tui.widgets.progress import progress

if TYPE_CHECKING:
    from gruquiz.importer import Progress

READING = "Reading the bundled decks…"
HOW = Content.assemble(
    "There are no cards yet.\n\n",
    ("i", "bold $accent"), "  brings your notes in: markdown files, or a whole vault\n",
    ("d", "bold $accent"), "  computes a GRU step by hand; that needs no cards\n",
    ("l", "bold $accent"), "  opens a GRU to experiment with",
)  # fmt: skip


class NoCards(Static):
    """How cards come into a library that has none."""

    class Filled(Message):
        """The bundled decks were read; `wrong` says what kept them from it."""

        def __init__(self, wrong: str = "") -> None:
            super().__init__()
            self.wrong = wrong

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's own name for it
        super().__init__(HOW, id=id, markup=False)

    def fill(self, library: Path, now: datetime, config: Config) -> None:
        """Import the bundled decks, and tell how far that is."""
        self.update(READING)
        self._read(library, now, config)

    @work(thread=True, exclusive=True, group="import")
    def _read(self, library: Path, now: datetime, config: Config) -> None:
        load_module("gruquiz.tui.note_reader")  # the first frame does without
        from gruquiz.tui.note_reader import read

        wrong = ""
        try:
            read(library, [bundled_decks()], now, config, step=self._read_one)
        except KNOWN_ERRORS as error:
            wrong = str(error)
        self.post_message(self.Filled(wrong))

    def _read_one(self, done: "Progress") -> bool:
        shown = Content.assemble(f"{READING}\n\n", progress(done.done, done.total))
        self.app.call_from_thread(self.update, shown)
        return True

    def on_no_cards_filled(self) -> None:
        """Say how cards come, should there be none after all."""
        self.update(HOW)
