"""Texts and places of cards, with their past kept so that undo can restore it."""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from gruquiz.library.database import Database
from gruquiz.library.decks import Decks
from gruquiz.library.meta import Meta
from gruquiz.library.rows import Held, integers_text, list_text
from gruquiz.library.search.word_index import WordIndex
from gruquiz.library.tallies import Tallies

if TYPE_CHECKING:
    from gruquiz.model import FoundCard

CONTENT = (
    "kind, front, back, answers, line, end_line, variant, sibling, rule, entry, also, hash, "
    "headings, anchor, time"
)
"""The columns of a card's text; the time, when it was last changed, is the last."""
HASH = CONTENT.split(", ").index("hash")
"""The place of the only value of a card's content that JSON cannot hold as it is."""

PAST = (
    f"SELECT card.note, COALESCE(own, deck), held, act, {CONTENT} FROM card "
    "JOIN content ON content.card = card.n WHERE card.n = ?"
)
PAST_CONTENT = 4
"""How many values of a card's past come before its content."""
SET_CONTENT = (
    f"INSERT INTO content (card, {CONTENT}) VALUES ({','.join('?' * 16)}) "
    f"ON CONFLICT DO UPDATE SET ({CONTENT}) = "
    f"({', '.join(f'excluded.{column}' for column in CONTENT.split(', '))})"
)
EXCERPT = "excerpt"
"""In the `meta` of a library that holds only what other devices need."""


class Past(NamedTuple):
    """A card as it was before an act changed it."""

    note: int
    decks: list[str]
    held: int
    act: int
    content: tuple[Any, ...]
    """The values of `CONTENT`."""

    @property
    def hash(self) -> bytes:
        """Of its block."""
        return bytes(self.content[HASH])


def content_row(found: "FoundCard", time: int) -> tuple[object, ...]:
    """The values of `CONTENT`."""
    face = found.face
    return (
        found.kind.value, face.front, face.back, list_text(face.answers),
        found.line, found.end_line, found.variant, found.sibling, found.rule,
        found.entry or None, integers_text(found.also), found.content_hash,
        list_text(found.headings), found.anchor, time,
    )  # fmt: skip


class Blocks:
    """The blocks of one note by hash. A block's number is the row of the first card that was in
    it; cards of one number are siblings."""

    def __init__(self, numbers: dict[bytes, int]) -> None:
        self._numbers = numbers

    @classmethod
    def of_note(cls, database: Database, note: int) -> "Blocks":
        """The blocks that a note has."""
        rows = database.rows(
            "SELECT hash, block FROM card JOIN content ON content.card = n WHERE note = ?", (note,)
        )
        return cls(dict(rows))

    def of(self, hash_: bytes, card: int) -> int:
        """The block of a card; its own number where it is the first of its block."""
        return self._numbers.setdefault(hash_, card)

    def of_each(self, hashes: Iterable[bytes], cards: Iterable[int]) -> Iterator[int]:
        """The same of many cards, in order."""
        return map(self._numbers.setdefault, hashes, cards)


class CardTexts:
    """Writes texts and homes of cards, and keeps those that may be needed again."""

    def __init__(
        self,
        database: Database,
        decks: Decks,
        tallies: Tallies,
        words: WordIndex,
        *,
        has_words: bool = True,
    ) -> None:
        self.database = database
        self.decks = decks
        self.tallies = tallies
        self.words = words
        self.has_words = has_words
        """Whether the file has words to be found by, which a copy of another library has not."""
        self.meta = Meta(database)

    def of(self, card: int) -> tuple[Any, ...]:
        """The values of `CONTENT`."""
        return self.database.the_row(f"SELECT {CONTENT} FROM content WHERE card = ?", (card,))

    def write(self, card: int, content: Sequence[object]) -> None:
        """A card's text, and the words by which it is found."""
        old = self.database.row("SELECT front, back FROM content WHERE card = ?", (card,))
        if old is not None and old != (content[1], content[2]):
            self.words.replace(card, old, (content[1], content[2]))
        self.database.run(SET_CONTENT, (card, *content))

    def noted_decks(self, card: int) -> list[str]:
        """The decks that a card's note puts it in, its home first."""
        deck = self.database.value("SELECT COALESCE(own, deck) FROM card WHERE n = ?", (card,))
        return [self.decks.name(deck), *self.decks.beside_home(card)]

    def set_home(self, card: int, note: int, decks: Sequence[str], block: int) -> None:
        """Where a card is; its answers move to its deck's tallies with it.

        A card that the learner put elsewhere stays there: only the deck of its note is kept.
        """
        deck = self.decks.number(decks[0])
        here, own = self.database.the_row("SELECT deck, own FROM card WHERE n = ?", (card,))
        if own is not None:
            self.database.run("UPDATE card SET own = ? WHERE n = ?", (deck, card))
            deck = here
        moved = deck != here
        if moved:
            self.tallies.count_card(card, -1)
        self.database.run(
            "UPDATE card SET note = ?, deck = ?, block = ? WHERE n = ?",
            (note, deck, block, card),
        )
        if moved:
            self.tallies.count_card(card, 1)
        self.decks.put_beside_home(card, decks)

    def remember_past(self, card: int, act: int) -> None:
        """Keep a card's text and place before the act changes them."""
        row = list(self.database.the_row(PAST, (card,)))
        row[PAST_CONTENT + HASH] = row[PAST_CONTENT + HASH].hex()
        others = self.database.rows(
            "SELECT deck FROM card_deck WHERE card = ? ORDER BY place", (card,)
        )
        row.append([deck for (deck,) in others])
        self.database.run(
            "INSERT OR IGNORE INTO past (act, card, content) VALUES (?, ?, ?)",
            (act, card, json.dumps(row, ensure_ascii=False)),
        )

    def changed_by(self, act: int) -> set[int]:
        """The cards whose past an act kept."""
        return {
            card for (card,) in self.database.rows("SELECT card FROM past WHERE act = ?", (act,))
        }

    def pasts(self, act: int) -> Iterator[tuple[int, Past]]:
        """(card, its past) of each of them."""
        rows = self.database.rows("SELECT card, content FROM past WHERE act = ?", (act,))
        for card, text in rows:
            yield card, self._past(json.loads(text))

    def _past(self, values: list[Any]) -> Past:
        note, deck, held, act, *content, others = values
        content[HASH] = bytes.fromhex(content[HASH])
        decks = [self.decks.name(number) for number in (deck, *others)]
        return Past(note, decks, held, act, tuple(content))

    def lend(self, card: int, content: Sequence[object], decks: Sequence[str], held: int) -> None:
        """Have a card show the text of its duplicate on another device; its own is kept, to be
        compared when texts are."""
        row = list(self.database.the_row(PAST, (card,)))
        own = row[PAST_CONTENT:]
        own[HASH] = own[HASH].hex()
        kept = {
            "content": own,
            "decks": [self.decks.name(row[1]), *self.decks.beside_home(card)],
            "held": row[2] & int(Held.INCOMPLETE),
        }
        self.database.run(
            "INSERT OR IGNORE INTO lent (card, time, own) VALUES (?, ?, ?)",
            (card, content[-1], json.dumps(kept, ensure_ascii=False)),
        )
        self._show(card, content, decks, held)

    def take_back_lent(self) -> set[int]:
        """Give cards that show another's text their own, unless they were read anew since; these
        cards."""
        lent = set()
        for card, time, text in self.database.rows("SELECT card, time, own FROM lent"):
            lent.add(card)
            shown = self.database.value("SELECT time FROM content WHERE card = ?", (card,))
            if shown == time:
                own = json.loads(text)
                own["content"][HASH] = bytes.fromhex(own["content"][HASH])
                self._show(card, own["content"], own["decks"], own["held"])
        self.database.run("DELETE FROM lent")
        return lent

    def _show(self, card: int, content: Sequence[object], decks: Sequence[str], held: int) -> None:
        if self.has_words and self.meta.get(EXCERPT) is None:
            self.write(card, content)
        else:
            self.database.run(SET_CONTENT, (card, *content))
        note, block = self.database.the_row("SELECT note, block FROM card WHERE n = ?", (card,))
        self.set_home(card, note, decks, block)
        incomplete = int(Held.INCOMPLETE)
        self.database.run(
            "UPDATE card SET held = (held & ?) | ? WHERE n = ?",
            (~incomplete, held & incomplete, card),
        )
