"""Where cards of another program stand among the notes, and what an import did to them there."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from gruquiz.exchange.arrival import Arrival
from gruquiz.library import Blocks
from gruquiz.model import Note, NoteReport

SCHEME = "anki:"
"""Begins the path of a deck that came from Anki: no file, and no folder around it."""


@dataclass(slots=True)
class Shelf:
    """Cards of one deck that have the same tags: as a note has tags, not a card."""

    deck: str
    tags: tuple[str, ...]
    path: str
    stands: tuple[int, Blocks] | None = None
    """What stands for it among the notes of the library, with its blocks, once something is
    written."""
    waiting: list[Arrival] = field(default_factory=list)
    lines: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    adopted: int = 0

    @property
    def note(self) -> Note:
        return Note(self.path, self.deck.rpartition("/")[2], (), {}, self.tags, b"", 0, 0)


def reports(shelves: Iterable[Shelf]) -> Iterator[NoteReport]:
    """One report for each deck."""
    decks: dict[str, dict[str, Shelf]] = defaultdict(dict)
    for shelf in shelves:
        decks[shelf.deck][shelf.path] = shelf
    for name, parts in decks.items():
        yield NoteReport(
            f"{SCHEME}{name}",
            name,
            added=sum(shelf.added for shelf in parts.values()),
            changed=sum(shelf.changed for shelf in parts.values()),
            unchanged=sum(shelf.unchanged for shelf in parts.values()),
            adopted=sum(shelf.adopted for shelf in parts.values()),
        )
