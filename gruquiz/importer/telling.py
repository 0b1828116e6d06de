"""What is odd between notes: the same card in two of them, two conventions in one deck."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from gruquiz.model import FoundCard, NoteWarning

if TYPE_CHECKING:
    from engine import Cell


class Twins:
    """Where each block was first met in this import."""

    def __init__(self) -> None:
        self.places: dict[bytes, tuple[str, int]] = {}

    def of(self, path: str, cards: Sequence[FoundCard]) -> Iterator[NoteWarning]:
        """A warning for each block of a note that an earlier one holds too."""
        told: set[bytes] = set()
        for card in cards:
            if card.rule is not None or card.content_hash in told:
                continue
            told.add(card.content_hash)
            other = self.places.setdefault(card.content_hash, (path, card.line))
            if other[0] != path:
                yield NoteWarning(card.line, f"the same card stands in {other[0]}:{other[1]}")


def disagreeing(cells: "Mapping[str, Cell]") -> tuple[NoteWarning, ...]:
    """What the notes of one deck, by path, hold against each other."""
    if len(cells) < 2:
        return ()
    from engine.formula import disagreements  # loads NumPy: only where a deck has several cells

    names = {PurePosixPath(path).name: cell for path, cell in cells.items()}
    return tuple(NoteWarning(1, one.message) for one in disagreements(names))
