"""Checks between notes: the same card in two of them, two conventions in one deck, or different
numbers of gates for one cell."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from gruquiz.importer.card_reader import ParsedNote
from gruquiz.importer.gate_counts import GateCount
from gruquiz.importer.import_index import ImportIndex
from gruquiz.library import Library
from gruquiz.model import FoundCard, NoteWarning

if TYPE_CHECKING:
    from engine import Cell


class ConsistencyChecks:
    """Compares the notes of an import with each other and with the known ones."""

    def __init__(self) -> None:
        self.read: set[str] = set()
        """The notes that were read; unchanged ones are not."""
        self.twins = DuplicateCheck()
        self.cells: dict[str, dict[str, Cell]] = {}
        """The cells that notes state, by deck and note."""
        self.roles: dict[str, dict[str, int]] = {}
        """By note, the line of the equation for each role in its cell."""
        self.counts = GateCountCheck()

    def take(self, path: str, reading: ParsedNote) -> tuple[NoteWarning, ...]:
        """Add a note; yields warnings where it and an earlier note disagree."""
        self.read.add(path)
        if reading.cell is not None and reading.cell.convention is not None:
            self.cells.setdefault(reading.deck, {})[path] = reading.cell
            self.roles[path] = dict(reading.roles)
        counts = self.counts.of(path, reading.gate_counts)
        return (*self.twins.of(path, reading.cards), *counts)

    def at_the_end(self, library: Library, known: ImportIndex) -> Iterator[tuple[str, NoteWarning]]:
        """(note, warning) for what only all notes together show."""
        for cells in self.cells.values():
            path = next(reversed(cells))
            for warning in check_conventions(cells, self.roles[path]):
                yield path, warning
        # A note that moved under a dry run is still known by its old place.
        read = self.read | known.vanished | set(known.renamed.values())
        if self.twins.places and any(
            note.cards and path not in read for path, note in known.notes.items()
        ):
            if known.writes:
                library.note_index.index_hashes()
            yield from self.twins.elsewhere(library, read)


class GateCountCheck:
    """How many gates a cell has, by the first note of this import that gives a number."""

    def __init__(self) -> None:
        self.first: dict[str, tuple[str, GateCount]] = {}

    def of(self, path: str, counts: Sequence[GateCount]) -> Iterator[NoteWarning]:
        """A warning for each cell that has another number of gates here."""
        reported: set[str] = set()
        for here in counts:
            other, there = self.first.setdefault(here.cell, (path, here))
            if here.gates != there.gates and here.cell not in reported:
                reported.add(here.cell)
                yield NoteWarning(
                    here.line,
                    f"the {here.cell} has {here.gates} gates here, "
                    f"{there.gates} in {PurePosixPath(other).name}:{there.line}",
                )


class DuplicateCheck:
    """The first place of each block in this import."""

    def __init__(self) -> None:
        self.places: dict[bytes, tuple[str, int]] = {}

    def of(self, path: str, cards: Sequence[FoundCard]) -> Iterator[NoteWarning]:
        """A warning for each block of a note that an earlier one holds too."""
        reported: set[bytes] = set()
        for card in cards:
            if card.rule is not None or card.content_hash in reported:
                continue
            reported.add(card.content_hash)
            other = self.places.setdefault(card.content_hash, (path, card.line))
            if other[0] != path:
                yield _twin(card.line, *other)

    def elsewhere(
        self, library: Library, read: Collection[str]
    ) -> Iterator[tuple[str, NoteWarning]]:
        """(note, warning) for each block that a note not read in this import holds too."""
        reported: set[bytes] = set()
        for digest, path, line in library.note_index.places_of(list(self.places)):
            if path in read or digest in reported:
                continue
            reported.add(digest)
            place = self.places[digest]
            yield place[0], _twin(place[1], path, line)


def _twin(line: int, path: str, other: int) -> NoteWarning:
    return NoteWarning(line, f"the same card stands in {path}:{other}")


def check_conventions(
    cells: "Mapping[str, Cell]", lines: Mapping[str, int]
) -> Iterator[NoteWarning]:
    """Warnings where the cells of one deck's notes, by path, disagree.

    `lines` are those of the last note's equations, by role.
    """
    if len(cells) < 2:
        return
    from engine.formula import disagreements  # loads NumPy: only where a deck has several cells

    names = {PurePosixPath(path).name: cell for path, cell in cells.items()}
    for one in disagreements(names):
        yield NoteWarning(lines.get(one.role, lines.get("h'", 1)), one.message)
