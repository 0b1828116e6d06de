"""What an import compares with what it finds: known notes, their cards, cards that say the same.

The nouns of reading notes are imported where they are made: a review needs none of them.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from gruquiz.library.database import Database, Row
from gruquiz.library.decks import Decks
from gruquiz.library.rows import HIDDEN, Held, day_of, read, strings_of
from gruquiz.model import CardId, Face, Kind

if TYPE_CHECKING:
    from gruquiz.model import KnownCard, KnownNote, LikelyEdit, Orphan

KNOWN = (
    "SELECT card.id, path, kind, front, back, answers, COALESCE(own, card.deck), headings, "
    "line, hash, variant, sibling, anchor, rule, entry, last_review, held, card.n, "
    "EXISTS (SELECT 1 FROM card_deck WHERE card_deck.card = card.n) FROM card "
    "JOIN content ON content.card = card.n "
    "JOIN note ON note.n = card.note"
)
CARRIED_ON = int(Held.JOINED | Held.SAME)
"""What another card carries on for: no import looks for it."""

_CHUNK = 500
"""Hashes asked for by one statement; SQLite binds at least 999 values."""

# Built when first asked for: kept up to date from the start, it would cost the first import of a
# large vault, which has no need of it, more than building it at once.
INDEX = "CREATE INDEX IF NOT EXISTS content_hash ON content (hash)"


class NoteIndex:
    """Known notes and cards, to be paired with what notes hold now."""

    def __init__(self, database: Database, decks: Decks) -> None:
        self.database = database
        self.decks = decks

    def notes(self) -> "Mapping[str, KnownNote]":
        """Every note ever read, gone ones included, by path."""
        from gruquiz.model import KnownNote

        rows = self.database.rows(
            "SELECT path, mtime_ns, size, digest, settings, note.deck, "
            "(SELECT COUNT(*) FROM card WHERE card.note = note.n AND held & ? = 0), gone "
            "FROM note",
            (int(HIDDEN | Held.MISSING),),
        )
        return {note.path: note for note in map(KnownNote._make, rows)}

    def cards(self, path: str) -> "tuple[KnownCard, ...]":
        """The cards of a note, missing and dropped ones included."""
        return self._cards("path = ? AND held & ? = 0", (path, CARRIED_ON))

    def missing_cards(self) -> "tuple[KnownCard, ...]":
        """Every card whose text is in no note now."""
        return self._cards(
            # The index holds the few cards that are out of play; SQLite would look at all instead.
            "card.n IN (SELECT n FROM card INDEXED BY card_held "
            "WHERE held <> 0 AND held & ? <> 0 AND held & ? = 0)",
            (int(Held.MISSING | Held.WITHDRAWN), CARRIED_ON),
        )

    def _cards(self, condition: str, values: Sequence[object]) -> "tuple[KnownCard, ...]":
        rows = self.database.rows(f"{KNOWN} WHERE {condition} ORDER BY card.n", values)
        return tuple(map(self._known_card, rows))

    def _known_card(self, row: Row) -> "KnownCard":
        from gruquiz.model import KnownCard

        held = Held(row[16])
        return KnownCard(
            id=CardId(row[0]),
            note=row[1],
            kind=read(Kind, row[2]),
            face=Face(row[3], row[4], strings_of(row[5])),
            decks=(self.decks.name(row[6]), *(self.decks.beside_home(row[17]) if row[18] else ())),
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

    def orphans(self) -> "list[tuple[str, Orphan]]":
        """(note, schedule) of every schedule in a note that belongs to no card."""
        from gruquiz.model import Orphan

        rows = self.database.rows(
            "SELECT path, line, raw, hint FROM orphan JOIN note ON note.n = orphan.note "
            "ORDER BY path, line"
        )
        return [(path, Orphan(line, raw, hint)) for path, line, raw, hint in rows]

    def likely_edits(self) -> "tuple[LikelyEdit, ...]":
        """Pairs for the learner to join or leave, likeliest first; settled ones left out."""
        from gruquiz.model import LikelyEdit

        rows = self.database.rows(
            "SELECT old.id, new.id, similarity FROM likely_edit "
            "JOIN card AS old ON old.n = likely_edit.old "
            "JOIN card AS new ON new.n = likely_edit.new "
            "WHERE old.held & ? <> 0 AND new.held & ? = 0 ORDER BY similarity DESC",
            (int(Held.MISSING), int(HIDDEN | Held.MISSING)),
        )
        return tuple(LikelyEdit(CardId(old), CardId(new), like) for old, new, like in rows)

    def set_likely_edits(self, edits: "Sequence[LikelyEdit]") -> None:
        """Replace the list."""
        with self.database.transaction():
            self.database.run("DELETE FROM likely_edit")
            self.database.run_many(
                "INSERT OR REPLACE INTO likely_edit (old, new, similarity) "
                "SELECT old.n, new.n, ?3 FROM card AS old, card AS new "
                "WHERE old.id = ?1 AND new.id = ?2",
                [(edit.old, edit.new, edit.similarity) for edit in edits],
            )

    def index_hashes(self) -> None:
        """Make `places_of` fast, once for the life of a library."""
        with self.database.transaction():
            self.database.run(INDEX)

    def places_of(self, hashes: Sequence[bytes]) -> list[tuple[bytes, str, int]]:
        """(hash, note, line) of the explicit cards of notes with one of these hashes,
        by note."""
        found: list[tuple[bytes, str, int]] = []
        for start in range(0, len(hashes), _CHUNK):
            chunk = hashes[start : start + _CHUNK]
            found += self.database.rows(
                "SELECT hash, path, MIN(line) FROM content "
                "CROSS JOIN card ON card.n = content.card JOIN note ON note.n = card.note "
                f"WHERE hash IN ({','.join('?' * len(chunk))}) AND rule IS NULL "
                f"AND held & {int(HIDDEN | Held.MISSING)} = 0 GROUP BY hash, path",
                chunk,
            )
        return sorted(found, key=lambda place: place[1:])

    def tags(self) -> Mapping[str, tuple[str, ...]]:
        """The tags of every note that has some, by its path."""
        rows = self.database.rows("SELECT path, tags FROM note WHERE tags IS NOT NULL")
        return {path: strings_of(tags) for path, tags in rows}
