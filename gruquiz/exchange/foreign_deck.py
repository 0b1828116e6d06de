"""Decks of another program, stored as notes, and the report of their import."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from gruquiz.exchange.foreign_card import ForeignCard
from gruquiz.library import Blocks
from gruquiz.model import Note, NoteReport

SCHEME = "anki:"
"""Prefix of the path of a deck from Anki, which is not a file."""


@dataclass(slots=True)
class ForeignDeck:
    """Cards of one deck with the same tags, since a note has tags and a card does not."""

    deck: str
    tags: tuple[str, ...]
    path: str
    note_and_blocks: tuple[int, Blocks] | None = None
    """The number and blocks of the note that holds its cards, once something is written."""
    waiting: list[ForeignCard] = field(default_factory=list)
    lines: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    adopted: int = 0

    @property
    def note(self) -> Note:
        return Note(self.path, self.deck.rpartition("/")[2], (), {}, self.tags, b"", 0, 0)


def reports(foreign_decks: Iterable[ForeignDeck]) -> Iterator[NoteReport]:
    """One report for each deck."""
    decks: dict[str, dict[str, ForeignDeck]] = defaultdict(dict)
    for part in foreign_decks:
        decks[part.deck][part.path] = part
    for name, parts in decks.items():
        yield NoteReport(
            f"{SCHEME}{name}",
            name,
            added=sum(part.added for part in parts.values()),
            changed=sum(part.changed for part in parts.values()),
            unchanged=sum(part.unchanged for part in parts.values()),
            adopted=sum(part.adopted for part in parts.values()),
        )
