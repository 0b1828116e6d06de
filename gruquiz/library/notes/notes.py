"""Notes and their sources: where they come from, what they were when last read.

The nouns of reading notes are imported where they are made: a review needs none of them.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from gruquiz.errors import LibraryError
from gruquiz.library.database import Database
from gruquiz.library.log.review_log import OtherRow, ReviewLog
from gruquiz.library.rows import GONE, Held, list_text
from gruquiz.model import LogKind

if TYPE_CHECKING:
    from gruquiz.model import Note, NoteChange, Orphan, Source

PUT_NOTE = (
    "INSERT INTO note (path, title, digest, size, mtime_ns, settings, deck, tags) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (path) DO UPDATE SET "
    "tags = excluded.tags, title = excluded.title, digest = excluded.digest, "
    "size = excluded.size, mtime_ns = excluded.mtime_ns, settings = excluded.settings, "
    "deck = excluded.deck, gone = 0"
)


def note_row(note: "Note", deck: str, settings: str) -> tuple[object, ...]:
    """The values of `PUT_NOTE`."""
    return (
        note.path, note.title, note.digest, note.size, note.mtime_ns, settings, deck,
        list_text(note.tags),
    )  # fmt: skip


class Notes:
    """Writes what is known of sources and notes."""

    def __init__(self, database: Database, log: ReviewLog) -> None:
        self.database = database
        self.log = log

    def sources(self) -> "tuple[Source, ...]":
        """What the learner imported, in the order of first import."""
        from gruquiz.model import Source

        rows = self.database.rows("SELECT path, deck, suggest, one_way FROM source ORDER BY n")
        return tuple(Source(path, deck, suggest, bool(way)) for path, deck, suggest, way in rows)

    def add_source(self, source: "Source") -> None:
        with self.database.transaction():
            self.database.run(
                "INSERT INTO source (path, deck, suggest, one_way) VALUES (?, ?, ?, ?) "
                "ON CONFLICT (path) DO UPDATE SET deck = excluded.deck, "
                "suggest = excluded.suggest, one_way = excluded.one_way",
                (source.path, source.deck, source.suggest, int(source.one_way)),
            )

    def move_source(self, old: str, new: str) -> None:
        """A folder of notes lies elsewhere; its notes go with it, and their cards keep everything.

        Where a note is known at the new place too, it is read again, to tell its cards apart.
        """
        with self.database.transaction():
            notes = [path for (path,) in self.database.rows("SELECT path FROM note")]
            known = set(notes)
            for path in notes:
                if not path.startswith(old + "/"):
                    continue
                there = new + path[len(old) :]
                self.move(path, there)
                if there in known:
                    self.database.run(
                        "UPDATE note SET digest = x'', mtime_ns = 0 WHERE path = ?", (there,)
                    )
            self.database.run("UPDATE OR IGNORE source SET path = ? WHERE path = ?", (new, old))
            self.database.run("DELETE FROM source WHERE path = ?", (old,))

    def number(self, path: str) -> int:
        """The number of a note inside this file. Raises LibraryError if it has none."""
        row = self.database.row("SELECT n FROM note WHERE path = ?", (path,))
        if row is None:
            raise LibraryError(f"the library does not know the note {path}", self.database.path)
        number: int = row[0]
        return number

    def put(self, note: "Note", deck: str, settings: str) -> None:
        """Remember a note as read just now."""
        self.database.run(PUT_NOTE, note_row(note, deck, settings))

    def put_new(self, changes: "Sequence[NoteChange]") -> dict[str, int]:
        """Remember notes never known before; their numbers, by path."""
        before = self.database.value("SELECT COALESCE(MAX(n), 0) FROM note")
        self.database.run_many(PUT_NOTE, (note_row(c.note, c.deck, c.settings) for c in changes))
        return dict(self.database.rows("SELECT path, n FROM note WHERE n > ?", (before,)))

    def touch(self, stats: Sequence[tuple[str, int, int]]) -> None:
        """New (path, mtime_ns, size) of notes whose bytes are the same."""
        with self.database.transaction():
            self.database.run_many(
                "UPDATE note SET mtime_ns = ?2, size = ?3, gone = 0 WHERE path = ?1", stats
            )

    def move(self, old: str, new: str) -> None:
        """A file got another name; its cards keep everything."""
        with self.database.transaction():
            moved = self.number(old)
            there = self.database.row("SELECT n FROM note WHERE path = ?", (new,))
            if there is not None and there[0] != moved:
                self.database.run("UPDATE card SET note = ? WHERE note = ?", (moved, there[0]))
                self.database.run("UPDATE orphan SET note = ? WHERE note = ?", (moved, there[0]))
                self.database.run("DELETE FROM doubt WHERE note = ?", (there[0],))
                self.database.run("DELETE FROM note WHERE n = ?", (there[0],))
            self.database.run("UPDATE note SET path = ?, gone = 0 WHERE n = ?", (new, moved))

    def lose(self, paths: Sequence[str], now: datetime, act: int) -> int:
        """Notes whose files are gone: their cards are missing. The number of cards."""
        lost = 0
        with self.database.transaction():
            for path in paths:
                number = self.number(path)
                self.database.run("UPDATE note SET gone = 1 WHERE n = ?", (number,))
                cards = self.database.rows(
                    "SELECT n FROM card WHERE note = ? AND held & ? = 0",
                    (number, int(GONE | Held.MISSING)),
                )
                lost += self.mark_missing([card for (card,) in cards], now, act)
        return lost

    def mark_missing(self, cards: Sequence[int], now: datetime, act: int) -> int:
        """Cards whose text is no longer found; part of the act `act`."""
        moment = self.log.moment(now)
        if cards:
            self.log.begin_import(now, act)
        for card in cards:
            self.log.write(OtherRow(LogKind.MISSING, card, act), moment)
            self.database.run(
                "UPDATE card SET held = held | ? WHERE n = ?", (int(Held.MISSING), card)
            )
        return len(cards)

    def set_orphans(self, note: int, orphans: "Sequence[Orphan]") -> None:
        """The schedules of a note that belong to no card, in place of those known."""
        self.database.run("DELETE FROM orphan WHERE note = ?", (note,))
        self.database.run_many(
            "INSERT INTO orphan (note, line, raw, hint) VALUES (?, ?, ?, ?)",
            [(note, orphan.line, orphan.raw, orphan.hint) for orphan in orphans],
        )
