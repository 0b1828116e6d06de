"""New notes held back until many can be written at once, and the progress that waits for them."""

from collections.abc import Sequence
from datetime import datetime

from gruquiz.importer.diff import NoteDiff
from gruquiz.importer.import_options import Progress
from gruquiz.importer.unmatched import UnmatchedCards
from gruquiz.library import Library

_NOTES = 100
"""New notes that are written at once, a transaction for all: few enough that nobody waits long
for the progress, which is reported only for notes on disk."""
_CARDS = 500
"""Cards of new notes with which they are written sooner."""


class NewNotes:
    """The new notes that were read and are not written yet."""

    def __init__(
        self, library: Library, unmatched: UnmatchedCards, now: datetime, action: int
    ) -> None:
        self.library = library
        self.unmatched = unmatched
        self.now = now
        self.action = action
        self.held_back: list[NoteDiff] = []
        self.cards = 0
        self.unreported: list[Progress] = []
        """The progress of notes that were read, to be reported once all of them are on disk."""

    def hold(self, comparison: NoteDiff) -> None:
        """Take a new note, and write all if that makes many."""
        self.held_back.append(comparison)
        self.cards += len(comparison.change.added)
        if len(self.held_back) >= _NOTES or self.cards >= _CARDS:
            self.flush()

    def flush(self) -> None:
        """Write what is held back."""
        if not self.held_back:
            return
        changes = [comparison.change for comparison in self.held_back]
        saved = self.library.imports.save_new(changes, self.now, self.action)
        for comparison, ids in zip(self.held_back, saved, strict=True):
            self.unmatched.take(comparison, (), ids)
        self.held_back.clear()
        self.cards = 0

    def reportable(self) -> Sequence[Progress]:
        """The progress of what is on disk by now."""
        if self.held_back:
            return ()
        unreported, self.unreported = self.unreported, []
        return unreported
