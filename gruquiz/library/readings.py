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
from gruquiz.library.saving import HASH, PAST, SET_CONTENT

READ_AS = (
    "SELECT card.n, path, COALESCE(within, ''), kind, variant, hash, COALESCE(headings, ''), time "
    "FROM unproven JOIN card ON card.n = unproven.card JOIN content ON content.card = card.n "
    "JOIN note ON note.n = card.note"
)
KNOWN_AS = (
    "SELECT key, reading.card, reading.within FROM unproven "
    "JOIN reading ON reading.card = unproven.card"
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
"""Kept in mind: the place of the log up to which pasts were looked through, and the number of the
last card that was not new."""
JOINED = "joined "
"""With a device's name: how its library was when it was joined, kept in mind as long as no text
is changed here."""
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

    def give_evidence(self) -> set[int]:
        """Write down what cards are known by that say something else, or stand elsewhere, than
        was written down; these cards, and those that showed another's text."""
        with self.transaction():
            seen, last = map(int, f"{self.in_mind(EVIDENT) or 0} 0".split()[:2])
            excerpt = self.in_mind(EXCERPT) is not None  # made by a device that had done so
            if not excerpt:
                self._note_places()
                self.run(
                    "INSERT OR IGNORE INTO unproven (card) SELECT n FROM card WHERE n > ?", (last,)
                )
                self._note_origins()
                if self.row("SELECT 1 FROM unproven LIMIT 1") is not None:
                    self.run("DELETE FROM meta WHERE key GLOB ?", (f"{JOINED}*",))
            touched = self.take_back_texts()
            if excerpt:
                return touched
            touched.update(card for (card,) in self.rows("SELECT card FROM unproven"))
            known = set(self.rows(KNOWN_AS))
            texts = chain(self.rows(READ_AS), self.rows(FORMERLY_READ_AS, (seen,)))
            found = [row for row in _readings(texts) if row[:3] not in known]
            self.run_many(INSERT_READING, found)
            self.proven()
            return touched.union(card for _, card, _, _ in found)

    def is_proven(self) -> bool:
        """Whether no card, text or act is newer than what was written down; grades say nothing
        of whose twin a card is."""
        match (self.in_mind(EVIDENT) or "").split():
            case [first, second, *_]:
                seen, last = int(first), int(second)
            case _:  # nothing yet, or by an older program, which did not count the cards
                return False
        (news,) = self.the_row(
            "SELECT EXISTS (SELECT 1 FROM unproven) "
            "OR EXISTS (SELECT 1 FROM card WHERE n > ?1) "
            "OR EXISTS (SELECT 1 FROM log WHERE seq > ?2 AND (act IS NOT NULL "
            "OR target IS NOT NULL))",
            (last, seen),
        )
        return not news

    def proven(self) -> None:
        """Keep in mind that all cards are, as they stand now."""
        ends = self.the_row(
            "SELECT (SELECT COALESCE(MAX(seq), 0) FROM log), (SELECT COALESCE(MAX(n), 0) FROM card)"
        )
        self.keep_in_mind(EVIDENT, f"{ends[0]} {ends[1]}")
        self.run("DELETE FROM unproven")

    def proven_elsewhere(self) -> None:
        """New cards came with their readings: only those named in `unproven` are to be proven."""
        seen = (self.in_mind(EVIDENT) or "0").split()[0]
        self.keep_in_mind(EVIDENT, f"{seen} {self.value('SELECT MAX(n) FROM card')}")

    def _note_origins(self) -> None:
        """New cards without an origin were first had by this library."""
        device = self.device or self.last_device()
        self.run(
            "UPDATE card SET origin = ? WHERE origin IS NULL AND n IN (SELECT card FROM unproven)",
            (self.label(f"{device}.{self.birth}"),),
        )

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

    def take_back_texts(self) -> set[int]:
        """Give cards that show another's text their own, unless they were read anew since; these
        cards."""
        lent = set()
        for card, time, text in self.rows("SELECT card, time, own FROM lent"):
            lent.add(card)
            if self.value("SELECT time FROM content WHERE card = ?", (card,)) == time:
                own = json.loads(text)
                own["content"][HASH] = bytes.fromhex(own["content"][HASH])
                self._say(card, own["content"], own["decks"], own["held"])
        self.run("DELETE FROM lent")
        return lent

    def _say(self, card: int, content: Sequence[object], decks: Sequence[str], held: int) -> None:
        if self.in_mind(EXCERPT) is None:
            self.set_content(card, content)
        else:  # which has no words to be found by
            self.run(SET_CONTENT, (card, *content))
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
