"""The library: one SQLite file with notes, cards, schedules and the log. All SQL is in here."""

from contextlib import AbstractContextManager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Self

from gruquiz.library.cards import Cards
from gruquiz.library.database import ChangeCounter, Database
from gruquiz.library.database_file import open_database, open_in_memory
from gruquiz.library.decks import Decks, Visit
from gruquiz.library.import_warnings import ImportWarnings
from gruquiz.library.log.acts import Acts
from gruquiz.library.log.foreign_reviews import ForeignReview, ForeignReviews
from gruquiz.library.log.histories import Histories
from gruquiz.library.log.review_log import Answer, Moment, ReviewLog
from gruquiz.library.maintenance.backups import Backups
from gruquiz.library.meta import Meta
from gruquiz.library.notes.imports import Imports
from gruquiz.library.notes.insert import CardColumns, NewCards
from gruquiz.library.notes.note_index import NoteIndex
from gruquiz.library.notes.notes import Notes
from gruquiz.library.notes.texts import Blocks, CardTexts
from gruquiz.library.notes.updates import CardUpdates
from gruquiz.library.queues import Queues
from gruquiz.library.rows import CardRow, Held
from gruquiz.library.search.search import Search
from gruquiz.library.search.word_index import WordIndex
from gruquiz.library.tallies import Tallies
from gruquiz.library.undo import Undo

if TYPE_CHECKING:
    from gruquiz.library.maintenance.check import Check
    from gruquiz.library.merge.merge import Merge
    from gruquiz.library.merge.share import Share

__all__ = [
    "Answer",
    "Blocks",
    "CardColumns",
    "CardRow",
    "ForeignReview",
    "Held",
    "Library",
    "Moment",
    "Visit",
]


class Library:
    """Opens one file and holds the parts that read and write it, each with a noun of its own.

    One connection: not to be shared between threads.
    """

    def __init__(self, database: Database) -> None:
        self.database = database
        self.path = database.path
        self.created = database.created
        """Whether opening made the file."""
        self.meta = Meta(database)
        self.decks = Decks(database)
        self.queues = Queues(database)
        self.tallies = Tallies(database)
        self.warnings = ImportWarnings(database)
        self.words = WordIndex(database)
        self.cards = Cards(database, self.decks)
        self.search = Search(database, self.cards, self.decks, self.words)
        self.log = ReviewLog(database, self.tallies)
        self.histories = Histories(database)
        self.acts = Acts(database, self.decks, self.log, self.tallies)
        self.foreign_reviews = ForeignReviews(database, self.cards, self.log)
        self.texts = CardTexts(database, self.decks, self.tallies, self.words)
        self.undo = Undo(database, self.cards, self.acts, self.texts, self.reconcile)
        self.notes = Notes(database, self.log)
        self.note_index = NoteIndex(database, self.decks)
        self.new_cards = NewCards(database, self.decks, self.log, self.words)
        self.updates = CardUpdates(database, self.cards, self.log, self.texts)
        self.backups = Backups(database)
        self.imports = Imports(
            database, self.cards, self.notes, self.new_cards, self.updates, self.backups
        )

    @classmethod
    def open(cls, path: Path | str, create: bool = True) -> Self:
        """Open a library, made if absent and `create`. Raises LibraryError."""
        return cls(open_database(Path(path), create))

    @classmethod
    def memory(cls) -> Self:
        """A library that lives as long as the object."""
        return cls(open_in_memory())

    @cached_property
    def merge(self) -> "Merge":
        from gruquiz.library.merge.merge import Merge  # seldom needed

        return Merge(self.database, self.acts, self.texts)

    @cached_property
    def share(self) -> "Share":
        from gruquiz.library.merge.share import Share  # as above

        return Share(self.database, self.merge.history, self.merge.reconcile)

    @cached_property
    def maintenance(self) -> "Check":
        from gruquiz.library.maintenance.check import Check  # as above

        return Check(self.database, self.decks, self.log.states, self.tallies, self.words)

    def reconcile(self) -> int:
        """Make one card of those that an import and another device made of the same text; how
        many there were. Costs nothing in a library that never met another."""
        if self.database.row("SELECT 1 FROM reading LIMIT 1") is None:
            return 0
        return self.merge.reconcile()

    def transaction(self) -> AbstractContextManager[None]:
        """All of it or nothing; inside another one, a part of that."""
        return self.database.transaction()

    def relaxed_durability(self) -> AbstractContextManager[None]:
        """Spare a long import an fsync per note; everything is on disk when it ends."""
        return self.database.relaxed_durability()

    def limit_cache(self, kilobytes: int) -> None:
        """Keep no more of the file in memory than this."""
        self.database.limit_cache(kilobytes)

    def change_counter(self) -> ChangeCounter:
        """Equal to an earlier one exactly while nobody has written in between."""
        return self.database.change_counter()

    @property
    def own_changes(self) -> int:
        """How many rows this library has changed since it was opened."""
        return self.database.own_changes

    def close(self) -> None:
        self.database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        self.database.__exit__(*failure)
