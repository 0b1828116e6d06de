"""What proves that cards of two devices are one: where they began, every text they were read as.

All of it only grows, so that libraries that know the same know the same cards for one, in whatever
order they were joined.
"""

import json
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b
from itertools import chain

from gruquiz.library.adding import CONTENT
from gruquiz.library.adopting import Adopting
from gruquiz.library.connection import Row
from gruquiz.library.rows import Held
from gruquiz.library.saving import HASH, PAST

READ_AS = (
    "SELECT card.n, path, COALESCE(within, ''), kind, variant, hash, COALESCE(headings, ''), time "
    "FROM card JOIN content ON content.card = card.n JOIN note ON note.n = card.note"
)
FORMERLY = 4
"""How many values of a card's past come before its content."""
_PAST = {
    column: f"content ->> {FORMERLY + place}" for place, column in enumerate(CONTENT.split(", "))
}
FORMERLY_READ_AS = (
    "SELECT past.card, path, COALESCE(within, ''), "
    f"{_PAST['kind']}, {_PAST['variant']}, {_PAST['hash']}, COALESCE({_PAST['headings']}, ''), "
    f"{_PAST['time']} FROM past JOIN card ON card.n = past.card JOIN note ON note.n = card.note "
    "WHERE past.act IN (SELECT act FROM log WHERE seq > ? AND act IS NOT NULL)"
)
EXCERPT = "excerpt"
"""Kept in mind by a library that holds only what other devices need."""
EVIDENT = "evident"
"""The place of the log up to which pasts were looked through."""
INSERT_READING = (
    "INSERT INTO reading (key, card, within, time) VALUES (?, ?, ?, ?) "
    "ON CONFLICT DO UPDATE SET time = MIN(time, excluded.time) WHERE excluded.time < time"
)


class Readings(Adopting):
    """Keeps the proofs; they are brought up to date when libraries are joined, not before."""

    @property
    def birth(self) -> str:
        """Eight hexadecimal digits of this library, kept by its copies."""
        return str(self.value("SELECT value FROM meta WHERE key = 'birth'"))

    def give_evidence(self) -> None:
        """Write down of every card what it is known by. Twice is as good as once."""
        with self.transaction():
            self.take_back_texts()
            if self.in_mind(EXCERPT) is not None:
                return  # made by a device that had done so
            self._note_origins()
            self._note_places()
            known = set(self.rows("SELECT key, card, within FROM reading"))
            texts = chain(self.rows(READ_AS), self._former_texts())
            found = [row for row in _readings(texts) if row[:3] not in known]
            self.run_many(INSERT_READING, found)

    def _note_origins(self) -> None:
        """Cards without an origin were first had by this library."""
        if self.row("SELECT 1 FROM card WHERE origin IS NULL LIMIT 1") is not None:
            device = self.device or self.last_device()
            origin = self.label(f"{device}.{self.birth}")
            self.run("UPDATE card SET origin = ? WHERE origin IS NULL", (origin,))

    def last_device(self) -> str:
        """The device that wrote to this library last; "" where it is not known."""
        row = self.row(
            "SELECT text FROM log JOIN label ON label.n = log.device "
            "WHERE merged = 0 AND text <> '' ORDER BY seq DESC LIMIT 1"
        )
        return "" if row is None else str(row[0])

    def _note_places(self) -> None:
        """The places inside their sources of the notes read here."""
        roots = sorted((source.path for source in self.sources()), key=len, reverse=True)
        changed = []
        for number, path, within in self.rows(
            "SELECT n, path, within FROM note WHERE settings <> ''"
        ):
            place = within_source(path, roots)
            if place != within:
                changed.append((place, number))
        self.run_many("UPDATE note SET within = ? WHERE n = ?", changed)

    def _former_texts(self) -> list[Row]:
        """The same of what cards said before imports changed it, of imports not seen before."""
        seen = int(self.in_mind(EVIDENT) or 0)
        self.keep_in_mind(EVIDENT, str(self.value("SELECT COALESCE(MAX(seq), 0) FROM log")))
        return self.rows(FORMERLY_READ_AS, (seen,))

    def in_mind(self, key: str) -> str | None:
        """Something that this file alone keeps in mind."""
        row = self.row("SELECT value FROM meta WHERE key = ?", (key,))
        return None if row is None else str(row[0])

    def keep_in_mind(self, key: str, value: str) -> None:
        if self.in_mind(key) != value:
            self.run("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", (key, value))

    def lend(self, card: int, content: Sequence[object], decks: Sequence[str], held: int) -> None:
        """Have a card show another's text; its own is kept, to be compared when texts are."""
        row = list(self.the_row(PAST, (card,)))
        own = row[FORMERLY:]
        own[HASH] = own[HASH].hex()
        kept = {
            "content": own,
            "decks": [self.deck_name(row[1]), *self._visited(card)],
            "held": row[2] & int(Held.INCOMPLETE),
        }
        self.run(
            "INSERT OR IGNORE INTO lent (card, time, own) VALUES (?, ?, ?)",
            (card, content[-1], json.dumps(kept, ensure_ascii=False)),
        )
        self._say(card, content, decks, held)

    def take_back_texts(self) -> None:
        """Give cards that show another's text their own, unless they were read anew since."""
        for card, time, text in self.rows("SELECT card, time, own FROM lent"):
            if self.value("SELECT time FROM content WHERE card = ?", (card,)) == time:
                own = json.loads(text)
                own["content"][HASH] = bytes.fromhex(own["content"][HASH])
                self._say(card, own["content"], own["decks"], own["held"])
        self.run("DELETE FROM lent")

    def _say(self, card: int, content: Sequence[object], decks: Sequence[str], held: int) -> None:
        if self.in_mind(EXCERPT) is None:
            self.set_content(card, content)
        else:  # which has no words to be found by
            self.run(
                f"INSERT OR REPLACE INTO content (card, {CONTENT}) "
                f"VALUES (?{', ?' * len(content)})",
                (card, *content),
            )
        note, block = self.the_row("SELECT note, block FROM card WHERE n = ?", (card,))
        self.set_home(card, note, decks, block)
        incomplete = int(Held.INCOMPLETE)
        self.run(
            "UPDATE card SET held = (held & ?) | ? WHERE n = ?",
            (~incomplete, held & incomplete, card),
        )

    def content_of(self, card: int) -> tuple[object, ...]:
        """The values of `CONTENT`."""
        return self.the_row(f"SELECT {CONTENT} FROM content WHERE card = ?", (card,))

    def noted_decks(self, card: int) -> list[str]:
        """The decks that a card's note puts it in, its home first."""
        deck = self.value("SELECT COALESCE(own, deck) FROM card WHERE n = ?", (card,))
        return [self.deck_name(deck), *self._visited(card)]


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
    names: dict[tuple[str, str], tuple[bytes, int]] = {}
    for card, path, within, kind, variant, hash_, headings, time in texts:
        place = names.get((path, within))
        if place is None:
            name = unicodedata.normalize("NFC", path.rpartition("/")[2])
            place = names[path, within] = name.encode(), _fingerprint(within.encode())
        text = "\0".join((kind, variant, headings)).encode()
        digest = bytes.fromhex(hash_) if isinstance(hash_, str) else hash_
        yield _fingerprint(place[0], text, digest), card, place[1], time


def _fingerprint(*parts: bytes) -> int:
    """63 bits of a hash of bytes; the parts may not run into each other unseen."""
    digest = blake2b(digest_size=8)
    for part in parts:
        digest.update(len(part).to_bytes(4, "little") + part)
    return int.from_bytes(digest.digest(), "little") >> 1
