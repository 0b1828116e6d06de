"""Notes never known before, by the hundred: one transaction for a batch of them."""

from collections.abc import Sequence
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING

from gruquiz.library.adding import Blocks
from gruquiz.library.notes import PUT_NOTE, note_row
from gruquiz.library.saving import Saving
from gruquiz.model import CardId

if TYPE_CHECKING:
    from gruquiz.model import FoundCard, NoteChange


class Unknown(Blocks):
    """The blocks of a note that was never read."""

    def __init__(self) -> None:
        self.numbers: dict[bytes, int] = {}


class Batches(Saving):
    """Writes the notes of a first import."""

    def save_new_notes(
        self, changes: "Sequence[NoteChange]", now: datetime, action: int
    ) -> list[tuple[CardId, ...]]:
        """Remember notes with all they hold; the ids of each one's cards, in order.

        A note is there whole or not at all, and so is the batch: closing a transaction, and with
        it a part of the index of words, takes as long as writing the cards of several notes.
        """
        cards = any(change.added for change in changes)
        if cards:
            self.copy_before(action, now)
        with self.transaction():
            before = self.value("SELECT COALESCE(MAX(n), 0) FROM note")
            self.run_many(PUT_NOTE, (note_row(c.note, c.deck, c.settings) for c in changes))
            if cards:
                self.begin_act(now, action)
            placed: list[tuple[FoundCard, int, Blocks]] = []
            rows = self.rows("SELECT path, n FROM note WHERE n > ?", (before,))
            new: dict[str, int] = dict(rows)
            for change in changes:
                if not change.added and not change.orphans:
                    continue
                note = new.get(change.note.path)
                if note is None:  # another program has just read it too
                    note = self.note_number(change.note.path)
                    blocks = Blocks(self, note)
                    self.put_orphans(note, change.orphans)
                else:  # nothing can be known of it: asking takes a tenth of all that is written
                    blocks = Unknown()
                    if change.orphans:
                        self.put_orphans(note, change.orphans)
                placed.extend([(found, note, blocks) for found in change.added])
            ids = iter(self.add_all(placed, now, action))
        return [tuple(islice(ids, len(change.added))) for change in changes]
