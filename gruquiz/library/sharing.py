"""What a device shows the others of its library, and whether that is anything new."""

from pathlib import Path

from gruquiz.errors import LibraryError
from gruquiz.library.merging import BROUGHT, Merging
from gruquiz.library.readings import EXCERPT, JOINED

SHARED = ("label", "deck", "note", "card", "card_deck", "content", "log", "reading", "lent")
"""The tables that others need; words, tallies and pasts they make themselves."""


class Sharing(Merging):
    """Writes a library for other devices."""

    def news(self) -> str:
        """Another text whenever there is something that only this library knows: rows of its own,
        or what a merge brought that the other devices have no file of."""
        row = self.row("SELECT seq FROM log WHERE merged = 0 ORDER BY seq DESC LIMIT 1")
        return f"{0 if row is None else row[0]} {self.in_mind(BROUGHT) or 0}"

    def share_to(self, path: Path) -> None:
        """Write what others need as a library of its own; the same again gives the same bytes.

        Others may grade meanwhile: what is written is the library of one moment.
        """
        self.agree()
        with type(self).open(path) as copy:
            copy.run("PRAGMA synchronous = OFF")  # whoever moves it to its place sees to that
            copy.run("PRAGMA foreign_keys = OFF")
            mode = copy.value("PRAGMA journal_mode = DELETE")  # one file, and written once
            copy.run("ATTACH ? AS whole", (str(self.path),))
            copy.run("BEGIN")
            copy.run("DELETE FROM main.meta")
            copy.run("INSERT INTO main.meta SELECT * FROM whole.meta WHERE key = 'birth'")
            copy.keep_in_mind(EXCERPT, "yes")
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

    def begin_anew(self, published: Path, device: str) -> None:
        """Another machine goes by this one's name (its files were copied): take another, also for
        the cards that were made here since, which the other's file does not have."""
        old = self.label(f"{self.device}.{self.birth}")
        self.device = device
        with type(self).open(published, create=False) as theirs:
            known = {card for (card,) in theirs.rows("SELECT id FROM card")}
        with self.transaction():
            self.run("DELETE FROM meta WHERE key GLOB ?", (f"{JOINED}*",))
            new = self.label(f"{device}.{self.birth}")
            made = self.rows("SELECT n, id FROM card WHERE origin = ?", (old,))
            self.run_many(
                "UPDATE card SET origin = ? WHERE n = ?",
                [(new, number) for number, id_ in made if id_ not in known],
            )
