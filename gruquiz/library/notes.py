"""What the library knows of notes: where they come from, what they held when last read.

The nouns of reading notes are imported where they are made: a review needs none of them.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from gruquiz.errors import LibraryError
from gruquiz.library.backups import Backups
from gruquiz.library.connection import Row
from gruquiz.library.rows import (
    GONE,
    HIDDEN,
    Held,
    day_of,
    list_text,
    new_id,
    read,
    strings_of,
)
from gruquiz.model import CardId, Face, Kind, LogKind

if TYPE_CHECKING:
    from gruquiz.model import KnownCard, KnownNote, LikelyEdit, Note, Orphan, Source

KNOWN = (
    "SELECT card.id, path, kind, front, back, answers, COALESCE(own, card.deck), headings, "
    "line, hash, variant, sibling, anchor, rule, entry, last_review, held, card.n, "
    "EXISTS (SELECT 1 FROM card_deck WHERE card_deck.card = card.n) FROM card "
    "JOIN content ON content.card = card.n "
    "JOIN note ON note.n = card.note"
)
CARRIED_ON = int(Held.JOINED | Held.SAME)
"""What another card carries on for: no import looks for it."""


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


class Notes(Backups):
    """Sources, notes and the cards known of them; what to read again and what to pair."""

    def new_action(self) -> int:
        """The id of an import to come: all it changes is one act, undone at once."""
        return new_id()

    def sources(self) -> "tuple[Source, ...]":
        """What the learner imported, in the order of first import."""
        from gruquiz.model import Source

        rows = self.rows("SELECT path, deck, suggest, one_way FROM source ORDER BY n")
        return tuple(Source(path, deck, suggest, bool(way)) for path, deck, suggest, way in rows)

    def remember_source(self, source: "Source") -> None:
        with self.transaction():
            self.run(
                "INSERT INTO source (path, deck, suggest, one_way) VALUES (?, ?, ?, ?) "
                "ON CONFLICT (path) DO UPDATE SET deck = excluded.deck, "
                "suggest = excluded.suggest, one_way = excluded.one_way",
                (source.path, source.deck, source.suggest, int(source.one_way)),
            )

    def move_source(self, old: str, new: str) -> None:
        """A folder of notes lies elsewhere; its notes go with it, and their cards keep everything.

        Where a note is known at the new place too, it is read again, to tell its cards apart.
        """
        with self.transaction():
            notes = [path for (path,) in self.rows("SELECT path FROM note")]
            known = set(notes)
            for path in notes:
                if not path.startswith(old + "/"):
                    continue
                there = new + path[len(old) :]
                self.move_note(path, there)
                if there in known:
                    self.run("UPDATE note SET digest = x'', mtime_ns = 0 WHERE path = ?", (there,))
            self.run("UPDATE OR IGNORE source SET path = ? WHERE path = ?", (new, old))
            self.run("DELETE FROM source WHERE path = ?", (old,))

    def known_notes(self) -> "Mapping[str, KnownNote]":
        """Every note ever read, gone ones included, by path."""
        from gruquiz.model import KnownNote

        rows = self.rows(
            "SELECT path, mtime_ns, size, digest, settings, note.deck, "
            "(SELECT COUNT(*) FROM card WHERE card.note = note.n AND held & ? = 0), gone "
            "FROM note",
            (int(HIDDEN | Held.MISSING),),
        )
        return {note.path: note for note in map(KnownNote._make, rows)}

    def known_cards(self, path: str) -> "tuple[KnownCard, ...]":
        """The cards of a note, missing and dropped ones included."""
        return self._known("path = ? AND held & ? = 0", (path, CARRIED_ON))

    def missing_cards(self) -> "tuple[KnownCard, ...]":
        """Every card whose text is in no note now."""
        return self._known(
            # The index holds the few cards that are out of play; SQLite would look at all instead.
            "card.n IN (SELECT n FROM card INDEXED BY card_held "
            "WHERE held <> 0 AND held & ? <> 0 AND held & ? = 0)",
            (int(Held.MISSING | Held.WITHDRAWN), CARRIED_ON),
        )

    def _known(self, condition: str, values: Sequence[object]) -> "tuple[KnownCard, ...]":
        rows = self.rows(f"{KNOWN} WHERE {condition} ORDER BY card.n", values)
        return tuple(map(self._known_card, rows))

    def _known_card(self, row: Row) -> "KnownCard":
        from gruquiz.model import KnownCard

        held = Held(row[16])
        return KnownCard(
            id=CardId(row[0]),
            note=row[1],
            kind=read(Kind, row[2]),
            face=Face(row[3], row[4], strings_of(row[5])),
            decks=(self.deck_name(row[6]), *(self._visited(row[17]) if row[18] else ())),
            headings=strings_of(row[7]),
            line=row[8],
            content_hash=row[9],
            variant=row[10],
            sibling=row[11],
            anchor=row[12],
            rule=row[13],
            entry=row[14] or "",
            last_review=day_of(row[15]),
            missing=bool(held & (Held.MISSING | Held.WITHDRAWN)),
            dropped=bool(held & Held.DROPPED),
            incomplete=bool(held & Held.INCOMPLETE),
        )

    def note_number(self, path: str) -> int:
        """The number of a note inside this file. Raises LibraryError where there is none."""
        row = self.row("SELECT n FROM note WHERE path = ?", (path,))
        if row is None:
            raise LibraryError(f"the library does not know the note {path}", self.path)
        number: int = row[0]
        return number

    def put_note(self, note: "Note", deck: str, settings: str) -> None:
        """Remember a note as read just now."""
        self.run(PUT_NOTE, note_row(note, deck, settings))

    def touch_notes(self, stats: Sequence[tuple[str, int, int]]) -> None:
        """New (path, mtime_ns, size) of notes whose bytes are the same."""
        with self.transaction():
            self.run_many(
                "UPDATE note SET mtime_ns = ?2, size = ?3, gone = 0 WHERE path = ?1", stats
            )

    def move_note(self, old: str, new: str) -> None:
        """A file got another name; its cards keep everything."""
        with self.transaction():
            moved = self.note_number(old)
            there = self.row("SELECT n FROM note WHERE path = ?", (new,))
            if there is not None and there[0] != moved:
                self.run("UPDATE card SET note = ? WHERE note = ?", (moved, there[0]))
                self.run("UPDATE orphan SET note = ? WHERE note = ?", (moved, there[0]))
                self.run("DELETE FROM doubt WHERE note = ?", (there[0],))
                self.run("DELETE FROM note WHERE n = ?", (there[0],))
            self.run("UPDATE note SET path = ?, gone = 0 WHERE n = ?", (new, moved))

    def lose_notes(self, paths: Sequence[str], now: datetime, action: int) -> int:
        """Notes that are no more: their cards are missing. The number of cards."""
        lost = 0
        with self.transaction():
            for path in paths:
                number = self.note_number(path)
                self.run("UPDATE note SET gone = 1 WHERE n = ?", (number,))
                cards = self.rows(
                    "SELECT n FROM card WHERE note = ? AND held & ? = 0",
                    (number, int(GONE | Held.MISSING)),
                )
                lost += self.mark_missing([card for (card,) in cards], now, action)
        return lost

    def mark_missing(self, cards: Sequence[int], now: datetime, action: int) -> int:
        """Cards whose text is no longer found; part of the act `action`."""
        moment = self.moment(now)
        if cards:
            self.begin_act(now, action)
        for card in cards:
            self.write(moment, LogKind.MISSING, card, act=action)
            self.run("UPDATE card SET held = held | ? WHERE n = ?", (int(Held.MISSING), card))
        return len(cards)

    def begin_act(self, now: datetime, action: int) -> None:
        """The head row of an import, once."""
        if self.row("SELECT 1 FROM log WHERE act = ?", (action,)) is None:
            self.write(self.moment(now), LogKind.IMPORT, act=action)

    def orphans(self) -> "list[tuple[str, Orphan]]":
        """(note, schedule) of every schedule in a note that belongs to no card."""
        from gruquiz.model import Orphan

        rows = self.rows(
            "SELECT path, line, raw, hint FROM orphan JOIN note ON note.n = orphan.note "
            "ORDER BY path, line"
        )
        return [(path, Orphan(line, raw, hint)) for path, line, raw, hint in rows]

    def likely_edits(self) -> "tuple[LikelyEdit, ...]":
        """Pairs for the learner to join or leave, likeliest first; settled ones left out."""
        from gruquiz.model import LikelyEdit

        rows = self.rows(
            "SELECT old.id, new.id, similarity FROM likely_edit "
            "JOIN card AS old ON old.n = likely_edit.old "
            "JOIN card AS new ON new.n = likely_edit.new "
            "WHERE old.held & ? <> 0 AND new.held & ? = 0 ORDER BY similarity DESC",
            (int(Held.MISSING), int(HIDDEN | Held.MISSING)),
        )
        return tuple(LikelyEdit(CardId(old), CardId(new), like) for old, new, like in rows)

    def save_likely_edits(self, edits: "Sequence[LikelyEdit]") -> None:
        """Replace the list."""
        with self.transaction():
            self.run("DELETE FROM likely_edit")
            self.run_many(
                "INSERT OR REPLACE INTO likely_edit (old, new, similarity) "
                "SELECT old.n, new.n, ?3 FROM card AS old, card AS new "
                "WHERE old.id = ?1 AND new.id = ?2",
                [(edit.old, edit.new, edit.similarity) for edit in edits],
            )
