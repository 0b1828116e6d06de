"""By what cards of two devices are known to be one: who had them first, every text they had.

All of it only grows, so that libraries that know the same know the same cards for one, in whatever
order they were joined.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b
from itertools import chain

from gruquiz.library.database import Database, Row
from gruquiz.library.decks import Decks
from gruquiz.library.log.review_log import ReviewLog
from gruquiz.library.meta import Meta
from gruquiz.library.notes.texts import CONTENT, EXCERPT, PAST_CONTENT, CardTexts
from gruquiz.library.search.word_index import WordIndex
from gruquiz.library.tallies import Tallies

TEXTS = (
    "SELECT card.n, path, COALESCE(within, ''), kind, variant, hash, COALESCE(headings, ''), time "
    "FROM unproven JOIN card ON card.n = unproven.card JOIN content ON content.card = card.n "
    "JOIN note ON note.n = card.note"
)
KNOWN_TEXTS = (
    "SELECT key, reading.card, reading.within FROM unproven "
    "JOIN reading ON reading.card = unproven.card"
)
_PAST = {
    column: f"content ->> {PAST_CONTENT + place}"
    for place, column in enumerate(CONTENT.split(", "))
}
PAST_TEXTS = (
    "SELECT past.card, path, COALESCE(within, ''), "
    f"{_PAST['kind']}, {_PAST['variant']}, {_PAST['hash']}, COALESCE({_PAST['headings']}, ''), "
    f"{_PAST['time']} FROM past JOIN card ON card.n = past.card JOIN note ON note.n = card.note "
    "WHERE past.act IN (SELECT act FROM log WHERE seq > ? AND act IS NOT NULL)"
)
HISTORY_UNTIL = "evident"
"""In `meta`: the place of the log up to which pasts were looked through, and the number of the last
card that was not new."""
JOINED = "joined "
"""In `meta`, with a device's name: how its library was when it was joined; kept as long as no text
changes here."""
BROUGHT = "brought"
"""In `meta`: how often a merge brought something that only this library can show other devices."""
INSERT_FINGERPRINT = (
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
        """The history of a copy of another library, which has no words to be found by."""
        decks, tallies = Decks(database), Tallies(database)
        texts = CardTexts(database, decks, tallies, WordIndex(database), has_words=False)
        return cls(database, ReviewLog(database, tallies), texts)

    @property
    def birth(self) -> str:
        """Eight hexadecimal digits of this library, kept by its copies."""
        return str(self.database.value("SELECT value FROM meta WHERE key = 'birth'"))

    def update(self) -> set[int]:
        """Add the texts that the history does not have yet; their cards, and those whose lent text
        was taken back."""
        with self.database.transaction():
            seen, last = map(int, f"{self.meta.get(HISTORY_UNTIL) or 0} 0".split()[:2])
            excerpt = self.meta.get(EXCERPT) is not None  # its history came complete
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
            known = set(self.database.rows(KNOWN_TEXTS))
            texts = chain(self.database.rows(TEXTS), self.database.rows(PAST_TEXTS, (seen,)))
            found = [row for row in _fingerprints(texts) if row[:3] not in known]
            self.database.run_many(INSERT_FINGERPRINT, found)
            self._mark_current()
            return touched.union(card for _, card, _, _ in found)

    def is_current(self) -> bool:
        """Whether no card, text or act is newer than the history; grades do not matter to it."""
        match (self.meta.get(HISTORY_UNTIL) or "").split():
            case [first, second, *_]:
                seen, last = int(first), int(second)
            case _:  # no history yet, or one of an older program, which did not count the cards
                return False
        (news,) = self.database.the_row(
            "SELECT EXISTS (SELECT 1 FROM unproven) "
            "OR EXISTS (SELECT 1 FROM card WHERE n > ?1) "
            "OR EXISTS (SELECT 1 FROM log WHERE seq > ?2 AND (act IS NOT NULL "
            "OR target IS NOT NULL))",
            (last, seen),
        )
        return not news

    def _mark_current(self) -> None:
        """Note that the history has all cards as they are now."""
        ends = self.database.the_row(
            "SELECT (SELECT COALESCE(MAX(seq), 0) FROM log), (SELECT COALESCE(MAX(n), 0) FROM card)"
        )
        self.meta.set(HISTORY_UNTIL, f"{ends[0]} {ends[1]}")
        self.database.run("DELETE FROM unproven")

    def mark_new_current(self) -> None:
        """Note that new cards came with their history: only those in `unproven` lack some."""
        seen = (self.meta.get(HISTORY_UNTIL) or "0").split()[0]
        self.meta.set(HISTORY_UNTIL, f"{seen} {self.database.value('SELECT MAX(n) FROM card')}")

    def _note_origins(self) -> None:
        """New cards without an origin began in this library."""
        device = self.log.device or self.last_device()
        self.database.run(
            "UPDATE card SET origin = ? WHERE origin IS NULL AND n IN (SELECT card FROM unproven)",
            (self.log.labels.number(f"{device}.{self.birth}"),),
        )

    def last_device(self) -> str:
        """The device that wrote to this library last; "" where that is unknown."""
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


def _fingerprints(texts: Iterable[Row]) -> Iterator[tuple[int, int, int, int]]:
    """(key, card, within, time) of each text, as the table `reading` has them."""
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
