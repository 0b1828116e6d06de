"""Notes imported as they are saved; `watchfiles`, where installed, reports changes at once."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from threading import Event

from gruquiz.importer.discovery import ENDINGS
from gruquiz.importer.import_options import ImportOptions
from gruquiz.importer.run import import_notes
from gruquiz.library import Library
from gruquiz.model import ImportReport, NoteReport

INTERVAL = 2.0
"""Seconds between two scans without `watchfiles`; a scan of 10 000 notes takes 0.2 s."""


def watch(
    library: Library,
    paths: Sequence[Path],
    clock: Callable[[], datetime],
    stop: Event,
    options: ImportOptions | None = None,
) -> Iterator[ImportReport]:
    """A report each time that notes at these paths changed, until `stop` is set.

    Only what changed is in a report. `clock` gives the time of each import.
    """
    for _ in _signals(paths, stop):
        progress = import_notes(library, paths, clock(), options)
        while True:
            try:
                next(progress)
            except StopIteration as end:
                report: ImportReport = end.value
                break
        notes = tuple(note for note in report.notes if _changed(note))
        if notes or report.errors:
            yield ImportReport(notes, report.errors, report.likely)


def _changed(note: NoteReport) -> bool:
    counts = (note.added, note.changed, note.missing, note.adopted, note.orphaned)
    return any(counts) or bool(note.warnings)


def _signals(paths: Sequence[Path], stop: Event) -> Iterator[None]:
    """One signal each time that it is worth while to look."""
    try:
        import watchfiles  # an extra: without it we look every few seconds
    except ImportError:
        while not stop.wait(INTERVAL):
            yield
        return
    for changes in watchfiles.watch(*paths, stop_event=stop, debounce=400, step=50):
        if any(path.lower().endswith(ENDINGS) or Path(path) in paths for _, path in changes):
            yield
