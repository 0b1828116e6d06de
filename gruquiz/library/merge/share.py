"""What a device shows the others of its library, and whether that is anything new."""

from collections.abc import Callable
from pathlib import Path

from gruquiz.errors import LibraryError
from gruquiz.library.database import Database
from gruquiz.library.database_file import open_database
from gruquiz.library.merge.text_history import BROUGHT, JOINED, TextHistory
from gruquiz.library.meta import Meta
from gruquiz.library.notes.texts import EXCERPT

SHARED = ("label", "deck", "note", "card", "card_deck", "content", "log", "reading", "lent")
"""The tables that others need; words, tallies and pasts they make themselves."""


class Share:
    """Writes a library for other devices."""

    def __init__(
        self, database: Database, history: TextHistory, reconcile: Callable[[], object]
    ) -> None:
        self.database = database
        self.history = history
        self.log = history.log
        self.meta = history.meta
        self.reconcile = reconcile

    @property
    def birth(self) -> str:
        """Eight hexadecimal digits of this library, kept by its copies."""
        return self.history.birth

    def news(self) -> str:
        """Another text whenever there is something that only this library knows: rows of its own,
        or what a merge brought that the other devices have no file of."""
        row = self.database.row("SELECT seq FROM log WHERE merged = 0 ORDER BY seq DESC LIMIT 1")
        return f"{0 if row is None else row[0]} {self.meta.get(BROUGHT) or 0}"

    def write(self, path: Path) -> None:
        """Write what others need as a library of its own; the same again gives the same bytes.

        Others may grade meanwhile: what is written is the library of one moment.
        """
        self.reconcile()
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
            for table in SHARED:
                copy.run(f"INSERT INTO main.{table} SELECT * FROM whole.{table}")
            for _, trigger in triggers:
                copy.run(trigger)
            copy.run("COMMIT")
            copy.run("DETACH whole")
        if mode != "delete":
            raise LibraryError("the file for other devices cannot be finished", path)

    def take_another_name(self, published: Path, device: str) -> None:
        """Another machine goes by this one's name (its files were copied): take another, also for
        the cards that were made here since, which the other's file does not have."""
        old = self.log.labels.number(f"{self.log.device}.{self.history.birth}")
        self.log.device = device
        with open_database(published, create=False) as theirs:
            known = {card for (card,) in theirs.rows("SELECT id FROM card")}
        with self.database.transaction():
            self.database.run("DELETE FROM meta WHERE key GLOB ?", (f"{JOINED}*",))
            new = self.log.labels.number(f"{device}.{self.history.birth}")
            made = self.database.rows("SELECT n, id FROM card WHERE origin = ?", (old,))
            self.database.run_many(
                "UPDATE card SET origin = ? WHERE n = ?",
                [(new, number) for number, id_ in made if id_ not in known],
            )
