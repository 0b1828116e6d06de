"""Reads notes into the library, with a library of the calling thread's own."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from gruquiz.config import Config, bundled_decks
from gruquiz.importer import (
    ImportOptions,
    Progress,
    import_notes,
    locate_bundled,
    rescan,
    syntax_from,
)
from gruquiz.library import Library
from gruquiz.model import ImportReport
from gruquiz.tui.loading import load_module

USUAL = ImportOptions()


def read(
    library_path: Path,
    paths: Sequence[Path] | None,
    now: datetime,
    config: Config | None = None,
    chosen: ImportOptions = USUAL,
    *,
    step: Callable[[Progress], bool] | None = None,
) -> ImportReport | None:
    """Import these paths, or read every known source again where they are None.

    `step` hears of each note and says whether to go on; None comes back where it did not. What
    was read until then is kept.
    """
    load_module("gruquiz.cells")  # which a note with equations needs, and a screen at the same time
    syntax = syntax_from((config or Config()).tables.get("import", {}))
    options = replace(chosen, syntax=syntax, bundled=bundled_decks())
    with Library.open(library_path) as library:
        if paths is None:
            steps = rescan(library, now, options)
        else:
            steps = import_notes(library, paths, now, options)
        while True:
            try:
                progress = next(steps)
            except StopIteration as end:
                report: ImportReport = end.value
                return report
            if step is not None and not step(progress):
                steps.close()
                return None


def follow_bundled(library_path: Path, now: datetime, config: Config) -> bool:
    """Read the bundled decks where the program has them now, should the library know them at
    another place; whether it did."""
    bundled = bundled_decks()
    with Library.open(library_path) as library:
        _, places = locate_bundled(library.notes.sources(), library.note_index.notes(), bundled)
    if places:
        read(library_path, [bundled], now, config)
    return bool(places)
