"""Vaults for tests of the import: notes written, imported, edited, imported again."""

import os
from collections.abc import Generator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from gruquiz.importer import ImportOptions, Progress, import_notes, rescan
from gruquiz.library import Library
from gruquiz.model import Card, CardId, ImportReport, NoteReport

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
SEEDS = Path(__file__).parents[2].parent / "shared" / "notes"


def finished(progress: Generator[Progress, None, ImportReport]) -> ImportReport:
    """The report of an import run to its end."""
    while True:
        try:
            next(progress)
        except StopIteration as end:
            report: ImportReport = end.value
            return report


class Vault:
    """A folder of notes and the library that they are imported into."""

    def __init__(self, folder: Path, library: Library | None = None) -> None:
        self.folder = folder
        self.library = library if library is not None else Library.memory()
        self.clock = 1_700_000_000_000_000_000

    def write(self, name: str, text: str | bytes) -> Path:
        """Write a note; each has another time, so that no change goes unseen."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        self.clock += 1_000_000_000
        os.utime(path, ns=(self.clock, self.clock))
        return path

    def read(
        self, options: ImportOptions | None = None, paths: Sequence[Path] = ()
    ) -> ImportReport:
        """Import the folder, or some paths."""
        return finished(import_notes(self.library, paths or [self.folder], NOW, options))

    def rescan(self) -> ImportReport:
        return finished(rescan(self.library, NOW))

    def note(self, report: ImportReport, name: str) -> NoteReport:
        """What a report says of one note."""
        (found,) = (note for note in report.notes if note.path.endswith("/" + name))
        return found

    def cards(self, name: str = "") -> list[Card]:
        """The cards whose text is in a note, in its order."""
        found = self.library.search.cards("", today=NOW.date())
        here = [card for card in found if card.note.endswith(name) and not card.missing]
        return sorted(here, key=lambda card: (card.note, card.line, card.face.front))

    def ids(self, name: str = "") -> dict[str, CardId]:
        """Each card's id by its answers, or its front where it has none."""
        return {
            " ".join(card.face.answers) or card.face.front: card.id for card in self.cards(name)
        }


def counts(report: NoteReport) -> dict[str, int]:
    """The counts of a report that are not zero."""
    names = ("added", "changed", "unchanged", "missing", "suggested", "adopted", "orphaned")
    return {name: number for name in names if (number := getattr(report, name))}
