"""Imports: one note in one transaction, or a batch of new ones in one."""

from collections.abc import Sequence
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING

from gruquiz.library.cards import Cards
from gruquiz.library.database import Database
from gruquiz.library.maintenance.backups import Backups
from gruquiz.library.notes.insert import NewCards
from gruquiz.library.notes.notes import Notes
from gruquiz.library.notes.texts import Blocks
from gruquiz.library.notes.updates import CardUpdates
from gruquiz.library.rows import new_id
from gruquiz.model import CardId

if TYPE_CHECKING:
    from gruquiz.model import FoundCard, NoteChange


class Imports:
    """Writes what importing notes changes."""

    def __init__(
        self,
        database: Database,
        cards: Cards,
        notes: Notes,
        new_cards: NewCards,
        updates: CardUpdates,
        backups: Backups,
    ) -> None:
        self.database = database
        self.cards = cards
        self.notes = notes
        self.new_cards = new_cards
        self.updates = updates
        self.backups = backups
        self._backed_up: int | None = None
        """The import before which a copy was made."""

    def new_act(self) -> int:
        """The id of an import to come: all it changes is one act, undone at once."""
        return new_id()

    def copy_before(self, act: int, now: datetime) -> None:
        """A copy of the library before an import first changes cards; in no transaction."""
        if self._backed_up != act:
            self.backups.before_import(now)
            self._backed_up = act

    def save(self, change: "NoteChange", now: datetime, act: int) -> tuple[CardId, ...]:
        """Write what importing a note changes; the ids of its added cards, in order."""
        changes = bool(change.added or change.missing) or any(
            kept.changed or kept.adopt is not None for kept in change.kept
        )
        if changes:
            self.copy_before(act, now)
        with self.database.transaction():
            self.notes.put(change.note, change.deck, change.settings)
            note = self.notes.number(change.note.path)
            blocks = self.new_cards.blocks(note)
            if changes:
                self.notes.log.begin_import(now, act)
            for kept in change.kept:
                self.updates.keep(kept, note, blocks, now, act)
            added = self.new_cards.add([(card, note, blocks) for card in change.added], now, act)
            missing = [self.cards.row(card).number for card in change.missing]
            self.notes.mark_missing(missing, now, act)
            self.notes.set_orphans(note, change.orphans)
        return added

    def save_new(
        self, changes: "Sequence[NoteChange]", now: datetime, act: int
    ) -> list[tuple[CardId, ...]]:
        """Write notes never known before, with all they hold; the ids of each one's cards.

        A note is there whole or not at all, and so is the batch: closing a transaction, and with
        it a part of the index of words, takes as long as writing the cards of several notes.
        """
        cards = any(change.added for change in changes)
        if cards:
            self.copy_before(act, now)
        with self.database.transaction():
            new = self.notes.put_new(changes)
            if cards:
                self.notes.log.begin_import(now, act)
            placed: list[tuple[FoundCard, int, Blocks]] = []
            for change in changes:
                if not change.added and not change.orphans:
                    continue
                note = new.get(change.note.path)
                if note is None:  # another program has just read it too
                    note = self.notes.number(change.note.path)
                    blocks = self.new_cards.blocks(note)
                    self.notes.set_orphans(note, change.orphans)
                else:  # nothing can be known of it: asking takes a tenth of all that is written
                    blocks = Blocks({})
                    if change.orphans:
                        self.notes.set_orphans(note, change.orphans)
                placed.extend([(found, note, blocks) for found in change.added])
            ids = iter(self.new_cards.add(placed, now, act))
        return [tuple(islice(ids, len(change.added))) for change in changes]
