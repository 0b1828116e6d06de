"""Joining the library of another device: the union of both logs, folded anew.

Rows are known by their random ids, so merging twice, in either order, or by way of a third device
gives the same schedules. Of a card's text the one changed last is kept.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from gruquiz.errors import LibraryError
from gruquiz.library.adding import CONTENT, INSERT_CONTENT, INSERT_WORDS
from gruquiz.library.adopting import Adopting
from gruquiz.library.connection import Row
from gruquiz.library.log import LOG
from gruquiz.library.rows import Held
from gruquiz.library.saving import HASH

CARRIED = Held.INCOMPLETE | Held.JOINED
"""The bits of `held` that come with a card; the log decides the others."""

FOREIGN_CARD = (
    "SELECT card.n, card.id, path, title, COALESCE(own, card.deck), card.held, card.act, card.day, "
    f"{', '.join(f'content.{column}' for column in CONTENT.split(', '))} "
    "FROM card JOIN content ON content.card = card.n JOIN note ON note.n = card.note "
    "ORDER BY card.n"
)
FOREIGN_LOG = (
    "SELECT id, act, card, time, day, hour, kind, grade, "
    "(SELECT text FROM label WHERE n = scheduler), (SELECT text FROM label WHERE n = device), "
    "interval, due, stability, difficulty, before, after, elapsed, drill, target "
    "FROM log ORDER BY seq"
)
LABELS = (8, 9)
"""The places of scheduler and device in such a row."""


class Merged(NamedTuple):
    """What a merge brought."""

    cards: int
    """Cards that were not here."""
    texts: int
    """Cards whose text the other library had newer."""
    rows: int
    """Rows of the log that were not here."""


class Merging(Adopting):
    """Takes in other libraries."""

    def merge(self, other: Path | str) -> Merged:
        """Add what another library has and this one has not. The other is not touched.

        Raises LibraryError where it cannot be read, is damaged or from a newer program.
        """
        import shutil  # with what it brings, a tenth of a start
        from tempfile import TemporaryDirectory

        other = Path(other)
        with TemporaryDirectory(prefix="gruquiz-merge-") as folder:
            copy = Path(folder) / "other.db"
            try:
                shutil.copyfile(other, copy)
                log = other.with_name(other.name + "-wal")
                if log.exists():
                    shutil.copyfile(log, copy.with_name(copy.name + "-wal"))
            except OSError as error:
                raise LibraryError(f"it cannot be read: {error.strerror}", other) from error
            try:
                theirs = type(self).open(copy, create=False)
            except LibraryError as error:
                raise LibraryError(error.message, other) from error
            with theirs, self.transaction():
                return self._take_in(theirs)

    def _take_in(self, theirs: "Merging") -> Merged:
        here, cards, texts = self._take_cards(theirs)
        stale: set[int] = set()
        targets: list[int] = []
        added = 0
        known: dict[int, int | None] = dict(self.rows("SELECT id, card FROM log"))
        for row in theirs.stream(FOREIGN_LOG):
            if row[0] in known:
                continue
            added += 1
            card = None if row[2] is None else here[row[2]]
            if card is not None:
                stale.add(card)
            values = list(row)
            values[2] = card
            for place in LABELS:
                values[place] = None if row[place] is None else self.label(row[place])
            self.run(
                f"INSERT INTO log ({LOG}) VALUES ({','.join('?' * 19)}, 1)",
                values,
            )
            known[row[0]] = card
            if row[-1] is not None:
                targets.append(row[-1])
        for target in targets:
            alone = known.get(target)
            stale.update(() if alone is None else (alone,))
            stale.update(self.cards_naming(target))
        withdrawn = int(Held.WITHDRAWN)
        self.run(
            "UPDATE card SET held = CASE WHEN act IN (SELECT target FROM log "
            "WHERE target IS NOT NULL) THEN held | ?1 ELSE held & ~?1 END",
            (withdrawn,),
        )
        for number in sorted(stale):
            self.renew(number)
            self.settle_place(number)
            self.run(
                "UPDATE card SET latest = (SELECT MAX(time) FROM log WHERE card = ?1) WHERE n = ?1",
                (number,),
            )
        self.retally()
        return Merged(cards, texts, added)

    def _take_cards(self, theirs: "Merging") -> tuple[dict[int, int], int, int]:
        """Their cards, new ones added, newer texts taken over; what each is called here."""
        names = theirs.deck_names()
        guests: dict[int, list[str]] = {}
        for card, deck in theirs.rows("SELECT card, deck FROM card_deck ORDER BY card, place"):
            guests.setdefault(card, []).append(names[deck])
        numbers: dict[int, int] = {}
        added = texts = 0
        for row in theirs.stream(FOREIGN_CARD):
            number, id_, path, title, deck = row[:5]
            content = row[8:]
            decks = [names[deck], *guests.get(number, ())]
            mine = self.row("SELECT n, held FROM card WHERE id = ?", (id_,))
            if mine is None:
                added += 1
                here = self._add_foreign(row, self._note_here(path, title, decks[0]), decks)
            else:
                here, held = mine
                own = self.the_row(f"SELECT {CONTENT} FROM content WHERE card = ?", (here,))
                if _newer(content, own):
                    texts += 1
                    self.set_content(here, content)
                    note = self._note_here(path, title, decks[0])
                    block = int(self.value("SELECT block FROM card WHERE n = ?", (here,)))
                    self.set_home(here, note, decks, block)
                    held = (held & ~int(Held.INCOMPLETE)) | row[5] & int(Held.INCOMPLETE)
                    self.run("UPDATE card SET act = ? WHERE n = ?", (row[6], here))
                held |= row[5] & int(Held.JOINED)
                self.run("UPDATE card SET held = ? WHERE n = ?", (held, here))
            numbers[number] = here
        return numbers, added, texts

    def _add_foreign(self, row: Row, note: int, decks: Sequence[str]) -> int:
        """A card that was not here; its number."""
        here = int(self.value("SELECT COALESCE(MAX(n), 0) + 1 FROM card"))
        (_, id_, _, _, _, held, act, day), content = row[:8], row[8:]
        sibling = self.row(
            "SELECT block FROM card JOIN content ON content.card = n "
            "WHERE note = ? AND hash = ? LIMIT 1",
            (note, content[HASH]),
        )
        self.run(
            "INSERT INTO card (n, id, note, deck, block, held, act, day) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                here, id_, note, self.deck_number(decks[0]),
                here if sibling is None else sibling[0], held & int(CARRIED), act, day,
            ),
        )  # fmt: skip
        self.run(INSERT_CONTENT, (here, *content))
        self.run(INSERT_WORDS, (here, f"{content[1]}\n{content[2]}"))
        self.set_guests(here, decks)
        return here

    def _note_here(self, path: str, title: str, deck: str) -> int:
        """A note by path; one never read here is made without a digest, to be read when met."""
        self.run(
            "INSERT OR IGNORE INTO note (path, title, digest, size, mtime_ns, settings, deck) "
            "VALUES (?, ?, x'', 0, 0, '', ?)",
            (path, title, deck),
        )
        return self.note_number(path)


def _newer(content: Sequence[object], own: Sequence[object]) -> bool:
    """Whether the other's text was changed later; between equals the same one wins everywhere."""
    return tuple(_comparable(content)) > tuple(_comparable(own))


def _comparable(content: Sequence[object]) -> Iterator[str | int]:
    *values, time = content
    yield int(str(time))
    for value in values:
        yield value.hex() if isinstance(value, bytes) else str(value)
