"""Reads notes into the library from a worker thread."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from gruquiz.model import ImportReport


def reread(library_path: Path, paths: Sequence[Path], now: datetime) -> ImportReport:
    """Import the notes with a library of this thread's own: connections do not cross threads."""
    from gruquiz.importer import import_notes
    from gruquiz.library import Library

    with Library.open(library_path) as library:
        steps = import_notes(library, paths, now)
        while True:
            try:
                next(steps)
            except StopIteration as end:
                report: ImportReport = end.value
                return report
