"""What was odd in the notes when they were last read, until the learner has seen to it."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from gruquiz.library.connection import Store

if TYPE_CHECKING:
    from gruquiz.model import NoteWarning, SavedWarning


class Doubts(Store):
    """Warnings of imports, kept by note."""

    def doubts(self) -> "tuple[SavedWarning, ...]":
        """Every warning not yet settled, by note and line."""
        from gruquiz.model import SavedWarning

        rows = self.rows(
            "SELECT doubt.n, path, deck, line, message FROM doubt JOIN note ON note.n = doubt.note "
            "WHERE settled = 0 AND gone = 0 ORDER BY path, line"
        )
        return tuple(SavedWarning(*row) for row in rows)

    def save_doubts(self, warned: "Mapping[str, Sequence[NoteWarning]]") -> None:
        """What reading these notes gave; what was settled before and is said again stays so."""
        with self.transaction():
            known: dict[str, set[tuple[int, int, str]]] = {}
            for number, path, line, message in self.rows(
                "SELECT doubt.n, path, line, message FROM doubt JOIN note ON note.n = doubt.note"
            ):
                known.setdefault(path, set()).add((number, line, message))
            gone: list[tuple[int]] = []
            new: list[tuple[int, str, str]] = []
            for path, warnings in warned.items():
                said = {(warning.line, warning.message) for warning in warnings}
                here = known.get(path, set())
                gone += [(number,) for number, *rest in here if tuple(rest) not in said]
                new += [(*each, path) for each in sorted(said - {each[1:] for each in here})]
            self.run_many("DELETE FROM doubt WHERE n = ?", gone)
            self.run_many(
                "INSERT INTO doubt (note, line, message) SELECT n, ?, ? FROM note WHERE path = ?",
                new,
            )

    def settle_doubt(self, number: int) -> None:
        """The learner has seen to it: it is not told again while the note says the same."""
        with self.transaction():
            self.run("UPDATE doubt SET settled = 1 WHERE n = ?", (number,))

    def reopen_doubt(self, number: int) -> None:
        """It was not meant to be settled."""
        with self.transaction():
            self.run("UPDATE doubt SET settled = 0 WHERE n = ?", (number,))
