"""What a device shows the others of its library, and whether that is anything new."""

import sqlite3
from collections.abc import Callable, Collection, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

from gruquiz.errors import LibraryError
from gruquiz.foreign import ForeignDatabase, ForeignTable, Refusals
from gruquiz.foreign.values import Whole
from gruquiz.library.database import Database
from gruquiz.library.database_file import open_database
from gruquiz.library.merge.shown_cards import ShownCards
from gruquiz.library.merge.text_history import BROUGHT, JOINED, TextHistory
from gruquiz.library.meta import Meta
from gruquiz.library.notes.texts import EXCERPT
from gruquiz.schema import APPLICATION

SHARED = ("label", "deck", "note", "card", "card_deck", "content", "log", "reading", "lent")
"""The tables that others need; words, tallies and pasts they make themselves."""
SEGMENTS = 5
"""The version of the tables that came with segments; earlier programs know none of this number."""

CARD_IDS = ForeignTable("card", {"id": Whole()})

ROWS_BETWEEN = (
    "INSERT INTO main.log SELECT * FROM whole.log "
    "WHERE seq > ? AND seq <= ? AND (merged = 0 OR ?) ORDER BY seq"
)
NAME_CARDS = (
    "CREATE TEMP TABLE wanted (card INTEGER PRIMARY KEY)",
    "INSERT INTO wanted SELECT card FROM main.log WHERE card IS NOT NULL "
    "UNION SELECT named FROM main.log WHERE named IS NOT NULL "
    "UNION SELECT card FROM whole.shown_card WHERE version > ? AND version <= ?",
    "INSERT OR IGNORE INTO wanted SELECT same FROM wanted JOIN whole.card ON card.n = wanted.card "
    "WHERE same IS NOT NULL",
)
"""The cards of a part of a library: with every row of the log all of the card that it is about, so
that no part needs another to be understood."""
PARTS_OF_TABLES = {
    "label": "",
    "card": "WHERE n IN wanted",
    "card_deck": "WHERE card IN wanted",
    "note": "WHERE n IN (SELECT note FROM main.card)",
    "deck": "WHERE n IN (SELECT deck FROM main.card UNION SELECT own FROM main.card "
    "UNION SELECT deck FROM main.card_deck)",
    "content": "WHERE card IN wanted",
    "reading": "WHERE card IN wanted",
    "lent": "WHERE card IN wanted",
}
"""What of each table goes with these cards, in the order in which one asks for the other."""


class Extent(NamedTuple):
    """How far a library was shown."""

    log: int = 0
    """The place of the last row of the log."""
    cards: int = 0
    """The newest version of a card."""
    brought: int = 0
    """How often a merge had brought something that others do not see."""


class Share:
    """Writes a library, or what is new in it, for other devices."""

    def __init__(
        self, database: Database, history: TextHistory, reconcile: Callable[[], object]
    ) -> None:
        self.database = database
        self.history = history
        self.log = history.log
        self.meta = history.meta
        self.reconcile = reconcile
        self.cards = ShownCards(database)

    @property
    def birth(self) -> str:
        """Eight hexadecimal digits of this library, kept by its copies."""
        return self.history.birth

    def has_news(self, shown: Extent) -> bool:
        """Whether there is something that only this library knows: rows of its own, or what a
        merge brought that the other devices have no file of."""
        row = self.database.row(
            "SELECT 1 FROM log WHERE merged = 0 AND seq > ? LIMIT 1", (shown.log,)
        )
        return row is not None or self._brought() != shown.brought

    def extent(self, shown: Extent, relay: bool = False) -> Extent:
        """How far the library reaches now, to be shown from `shown` on.

        `relay`: what came from other devices' files is news too, since there are devices that do
        not see those.
        """
        self.reconcile()
        with self.database.transaction():
            brought = self._brought()
            device = self.log.device or self.history.last_device()
            origin = self.log.labels.number(f"{device}.{self.birth}")
            version = self.cards.update(origin, relay or brought != shown.brought)
            return Extent(self.log.end(), version, brought)

    def _brought(self) -> int:
        return int(self.meta.get(BROUGHT) or 0)

    def write(self, path: Path) -> None:
        """Write what others need as a library of its own; the same again gives the same bytes.

        Others may grade meanwhile: what is written is the library of one moment.
        """
        self.reconcile()
        with self._draft(path) as copy:
            for table in SHARED:
                copy.run(f"INSERT INTO main.{table} SELECT * FROM whole.{table}")

    def write_part(self, path: Path, since: Extent, until: Extent, relay: bool = False) -> None:
        """Write what is new between two extents as a library of its own: the rows of the log, and
        the cards that these are about or that have changed."""
        relay = relay or since.brought != until.brought
        with self._draft(path) as copy:
            copy.run(ROWS_BETWEEN, (since.log, until.log, relay))
            for statement in NAME_CARDS:
                copy.run(statement, (since.cards, until.cards) if "?" in statement else ())
            for table, condition in PARTS_OF_TABLES.items():
                copy.run(f"INSERT INTO main.{table} SELECT * FROM whole.{table} {condition}")

    @contextmanager
    def _draft(self, path: Path) -> Iterator[Database]:
        """A new library for others, empty, with this one beside it as the schema `whole`."""
        with open_database(path) as copy:
            copy.run("PRAGMA synchronous = OFF")  # moving it to its place sees to that
            copy.run("PRAGMA foreign_keys = OFF")
            mode = copy.value("PRAGMA journal_mode = DELETE")  # one file, and written once
            copy.run("ATTACH ? AS whole", (str(self.database.path),))
            copy.run("BEGIN")
            copy.run("DELETE FROM main.meta")
            copy.run("INSERT INTO main.meta SELECT * FROM whole.meta WHERE key = 'birth'")
            Meta(copy).set(EXCERPT, "yes")
            copy.run("UPDATE main._sqlite_migrations SET applied_at = ''")  # else no two are equal
            # SQLite copies a table and its indexes as they lie, twice as fast, into one that
            # is empty and without triggers; in the order of its keys either way.
            triggers = copy.rows("SELECT name, sql FROM main.sqlite_master WHERE type = 'trigger'")
            for name, _ in triggers:
                copy.run(f"DROP TRIGGER main.{name}")
            yield copy
            for _, trigger in triggers:
                copy.run(trigger)
            copy.run("COMMIT")
            copy.run("DETACH whole")
        if mode != "delete":
            raise LibraryError("the file for other devices cannot be finished", path)

    def write_notice(self, path: Path) -> None:
        """Write a library without tables, of the version since which there are segments: an older
        program says that it is a newer one's, and what to do."""
        with closing(sqlite3.connect(path, isolation_level=None)) as notice:
            notice.execute("PRAGMA page_size = 512")
            notice.execute(f"PRAGMA application_id = {APPLICATION}")
            notice.execute(f"PRAGMA user_version = {SEGMENTS}")
            notice.execute("CREATE TABLE newer_gruquiz_needed (segments TEXT) STRICT")

    def cards_in(self, published: Path) -> set[int]:
        """The ids of the cards in a library that a device shows. Raises LibraryError."""
        try:
            with ForeignDatabase.open(published) as theirs:
                return {card for (card,) in theirs.rows(CARD_IDS, Refusals())}
        except ValueError as error:
            raise LibraryError(f"it cannot be read: {error}", published) from error

    def take_another_name(self, known: Collection[int], device: str) -> None:
        """Another machine goes by this one's name (its files were copied): take another, also for
        the cards that were made here since, whose ids the other's files do not have (`known`)."""
        old = self.log.labels.number(f"{self.log.device}.{self.history.birth}")
        self.log.device = device
        with self.database.transaction():
            self.database.run("DELETE FROM meta WHERE key GLOB ?", (f"{JOINED}*",))
            new = self.log.labels.number(f"{device}.{self.history.birth}")
            made = self.database.rows("SELECT n, id FROM card WHERE origin = ?", (old,))
            self.database.run_many(
                "UPDATE card SET origin = ? WHERE n = ?",
                [(new, number) for number, id_ in made if id_ not in known],
            )
