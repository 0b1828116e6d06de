"""What was odd in the notes when they were last read, until the learner has seen to it.

The table is called `doubt`, and one that is ignored is `settled` in it.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from gruquiz.library.database import Database

if TYPE_CHECKING:
    from gruquiz.model import NoteWarning, SavedWarning


class ImportWarnings:
    """Warnings of imports, kept by note."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def open(self) -> "tuple[SavedWarning, ...]":
        """Every warning that is not ignored, by note and line."""
        from gruquiz.model import SavedWarning

        rows = self.database.rows(
            "SELECT doubt.n, path, deck, line, message FROM doubt JOIN note ON note.n = doubt.note "
            "WHERE settled = 0 AND gone = 0 ORDER BY path, line"
        )
        return tuple(SavedWarning(*row) for row in rows)

    def save(self, warned: "Mapping[str, Sequence[NoteWarning]]") -> None:
        """Replace the warnings of these notes; one that was ignored before stays so."""
        with self.database.transaction():
            known: dict[str, set[tuple[int, int, str]]] = {}
            for number, path, line, message in self.database.rows(
                "SELECT doubt.n, path, line, message FROM doubt JOIN note ON note.n = doubt.note"
            ):
                known.setdefault(path, set()).add((number, line, message))
            gone: list[tuple[int]] = []
            new: list[tuple[int, str, str]] = []
            for path, warnings in warned.items():
                given = {(warning.line, warning.message) for warning in warnings}
                here = known.get(path, set())
                gone += [(number,) for number, *rest in here if tuple(rest) not in given]
                new += [(*each, path) for each in sorted(given - {each[1:] for each in here})]
            self.database.run_many("DELETE FROM doubt WHERE n = ?", gone)
            self.database.run_many(
                "INSERT INTO doubt (note, line, message) SELECT n, ?, ? FROM note WHERE path = ?",
                new,
            )

    def ignore(self, number: int) -> None:
        """Hide a warning until the note changes."""
        with self.database.transaction():
            self.database.run("UPDATE doubt SET settled = 1 WHERE n = ?", (number,))

    def reopen(self, number: int) -> None:
        """Show an ignored warning again."""
        with self.database.transaction():
            self.database.run("UPDATE doubt SET settled = 0 WHERE n = ?", (number,))
