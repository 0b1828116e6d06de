"""What proves that cards of two devices are one: where they began, every text they were read as.

All of it only grows, so that libraries that know the same know the same cards for one, in whatever
order they were joined.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b
from itertools import chain

from gruquiz.library.database import Database, Meta, Row
from gruquiz.library.decks import Decks
from gruquiz.library.log.review_log import ReviewLog
from gruquiz.library.notes.texts import CONTENT, EXCERPT, PAST_CONTENT, CardTexts
from gruquiz.library.search.word_index import WordIndex
from gruquiz.library.tallies import Tallies

READ_AS = (
    "SELECT card.n, path, COALESCE(within, ''), kind, variant, hash, COALESCE(headings, ''), time "
    "FROM unproven JOIN card ON card.n = unproven.card JOIN content ON content.card = card.n "
    "JOIN note ON note.n = card.note"
)
KNOWN_AS = (
    "SELECT key, reading.card, reading.within FROM unproven "
    "JOIN reading ON reading.card = unproven.card"
)
_PAST = {
    column: f"content ->> {PAST_CONTENT + place}"
    for place, column in enumerate(CONTENT.split(", "))
}
FORMERLY_READ_AS = (
    "SELECT past.card, path, COALESCE(within, ''), "
    f"{_PAST['kind']}, {_PAST['variant']}, {_PAST['hash']}, COALESCE({_PAST['headings']}, ''), "
    f"{_PAST['time']} FROM past JOIN card ON card.n = past.card JOIN note ON note.n = card.note "
    "WHERE past.act IN (SELECT act FROM log WHERE seq > ? AND act IS NOT NULL)"
)
EVIDENT = "evident"
"""Kept in mind: the place of the log up to which pasts were looked through, and the number of the
last card that was not new."""
JOINED = "joined "
"""With a device's name: how its library was when it was joined, kept in mind as long as no text
is changed here."""
BROUGHT = "brought"
"""How often a merge brought something that only this library can show other devices."""
INSERT_READING = (
    "INSERT INTO reading (key, card, within, time) VALUES (?, ?, ?, ?) "
    "ON CONFLICT DO UPDATE SET time = MIN(time, excluded.time) WHERE excluded.time < time"
)


class TextHistory:
    """Keeps the history; it is brought up to date when libraries are joined, not before."""

    def __init__(self, database: Database, log: ReviewLog, texts: CardTexts) -> None:
        self.database = database
        self.log = log
        self.texts = texts
        self.meta = Meta(database)

    @classmethod
    def of(cls, database: Database) -> "TextHistory":
        """The history of an open file."""
        decks, tallies = Decks(database), Tallies(database)
        texts = CardTexts(database, decks, tallies, WordIndex(database))
        return cls(database, ReviewLog(database, tallies), texts)

    @property
    def birth(self) -> str:
        """Eight hexadecimal digits of this library, kept by its copies."""
        return str(self.database.value("SELECT value FROM meta WHERE key = 'birth'"))

    def update(self) -> set[int]:
        """Write down what cards are known by that say something else, or stand elsewhere, than
        was written down; these cards, and those that showed another's text."""
        with self.database.transaction():
            seen, last = map(int, f"{self.meta.get(EVIDENT) or 0} 0".split()[:2])
            excerpt = self.meta.get(EXCERPT) is not None  # made by a device that had done so
            if not excerpt:
                self._note_places()
                self.database.run(
                    "INSERT OR IGNORE INTO unproven (card) SELECT n FROM card WHERE n > ?", (last,)
                )
                self._note_origins()
                if self.database.row("SELECT 1 FROM unproven LIMIT 1") is not None:
                    self.database.run("DELETE FROM meta WHERE key GLOB ?", (f"{JOINED}*",))
            touched = self.texts.take_back_lent()
            if excerpt:
                return touched
            touched.update(card for (card,) in self.database.rows("SELECT card FROM unproven"))
            known = set(self.database.rows(KNOWN_AS))
            texts = chain(
                self.database.rows(READ_AS), self.database.rows(FORMERLY_READ_AS, (seen,))
            )
            found = [row for row in _readings(texts) if row[:3] not in known]
            self.database.run_many(INSERT_READING, found)
            self.proven()
            return touched.union(card for _, card, _, _ in found)

    def is_proven(self) -> bool:
        """Whether no card, text or act is newer than what was written down; grades say nothing
        of whose twin a card is."""
        match (self.meta.get(EVIDENT) or "").split():
            case [first, second, *_]:
                seen, last = int(first), int(second)
            case _:  # nothing yet, or by an older program, which did not count the cards
                return False
        (news,) = self.database.the_row(
            "SELECT EXISTS (SELECT 1 FROM unproven) "
            "OR EXISTS (SELECT 1 FROM card WHERE n > ?1) "
            "OR EXISTS (SELECT 1 FROM log WHERE seq > ?2 AND (act IS NOT NULL "
            "OR target IS NOT NULL))",
            (last, seen),
        )
        return not news

    def proven(self) -> None:
        """Keep in mind that all cards are, as they stand now."""
        ends = self.database.the_row(
            "SELECT (SELECT COALESCE(MAX(seq), 0) FROM log), (SELECT COALESCE(MAX(n), 0) FROM card)"
        )
        self.meta.set(EVIDENT, f"{ends[0]} {ends[1]}")
        self.database.run("DELETE FROM unproven")

    def proven_elsewhere(self) -> None:
        """New cards came with their readings: only those named in `unproven` are to be proven."""
        seen = (self.meta.get(EVIDENT) or "0").split()[0]
        self.meta.set(EVIDENT, f"{seen} {self.database.value('SELECT MAX(n) FROM card')}")

    def _note_origins(self) -> None:
        """New cards without an origin were first had by this library."""
        device = self.log.device or self.last_device()
        self.database.run(
            "UPDATE card SET origin = ? WHERE origin IS NULL AND n IN (SELECT card FROM unproven)",
            (self.log.labels.number(f"{device}.{self.birth}"),),
        )

    def last_device(self) -> str:
        """The device that wrote to this library last; "" where it is not known."""
        row = self.database.row(
            "SELECT text FROM log JOIN label ON label.n = log.device "
            "WHERE merged = 0 AND text <> '' ORDER BY seq DESC LIMIT 1"
        )
        return "" if row is None else str(row[0])

    def _note_places(self) -> None:
        """The places inside their sources of the notes read here."""
        sources = self.database.rows("SELECT path FROM source ORDER BY n")
        roots = sorted((path for (path,) in sources), key=len, reverse=True)
        changed = []
        for number, path, within in self.database.rows(
            "SELECT n, path, within FROM note WHERE settings <> ''"
        ):
            place = within_source(path, roots)
            if place != within:
                changed.append((place, number))
        self.database.run_many("UPDATE note SET within = ? WHERE n = ?", changed)


def within_source(path: str, roots: Sequence[str]) -> str:
    """A note's place inside the innermost of the sources (longest first) that it lies in.

    Devices keep the same vault in folders of different names; inside, the places are the same.
    """
    for root in roots:
        folder = root.rstrip("/") + "/"
        if path.startswith(folder):
            return unicodedata.normalize("NFC", path[len(folder) :])
    return unicodedata.normalize("NFC", path.rpartition("/")[2])


def _readings(texts: Iterable[Row]) -> Iterator[tuple[int, int, int, int]]:
    """(key, card, within, time) of each text."""
    begun: dict[tuple[str, ...], tuple[blake2b, int]] = {}
    for card, path, within, kind, variant, hash_, headings, time in texts:
        place = path, within, kind, variant, headings
        known = begun.get(place)
        if known is None:
            name = unicodedata.normalize("NFC", path.rpartition("/")[2])
            text = "\0".join((kind, variant, headings))
            known = begun[place] = (
                _hashed(name.encode(), text.encode()),
                _number(_hashed(within.encode())),
            )
        digest = known[0].copy()
        _add(digest, bytes.fromhex(hash_) if isinstance(hash_, str) else hash_)
        yield _number(digest), card, known[1], time


def _hashed(*parts: bytes) -> blake2b:
    digest = blake2b(digest_size=8)
    for part in parts:
        _add(digest, part)
    return digest


def _add(digest: blake2b, part: bytes) -> None:
    """Go on with a part that may not run unseen into the one before."""
    digest.update(len(part).to_bytes(4, "little") + part)


def _number(digest: blake2b) -> int:
    """63 bits of a hash."""
    return int.from_bytes(digest.digest(), "little") >> 1
