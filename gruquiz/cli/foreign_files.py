"""What `import` does with files of Anki: packages and tables."""

import logging
from collections.abc import Iterable, Sequence
from pathlib import Path

from gruquiz.cli.context import AppContext
from gruquiz.errors import NoteError
from gruquiz.library import Library
from gruquiz.model import ImportReport, NoteFailure

_log = logging.getLogger(__name__)

PACKAGES = (".apkg", ".colpkg")
TABLES = (".tsv",)


def is_foreign(path: Path) -> bool:
    """Whether a file is no note, but cards of another program."""
    return path.suffix.lower() in (*PACKAGES, *TABLES)


def import_foreign_files(
    context: AppContext,
    library: Library,
    paths: Sequence[Path],
    deck: str | None,
    *,
    dry_run: bool,
) -> ImportReport:
    """Take in packages and tables; a file that cannot be read does not stop the others."""
    from gruquiz.exchange.anki.reading import read_package  # markdown-it and zip come with these
    from gruquiz.exchange.arrival import Arrival, Pairs
    from gruquiz.exchange.arrivals import take_in
    from gruquiz.exchange.tsv import read_table
    from gruquiz.schedulers import scheduler_of

    now, report = context.now, ImportReport()
    config = context.config
    library.log.rollover_hour = config.rollover_hour
    place = context.library_path
    media = None if dry_run else place.with_name(f"{place.stem}-media")
    label = scheduler_of(config.options).label
    for path in paths:
        arrivals: Iterable[Arrival | Pairs]
        try:
            if path.suffix.lower() in TABLES:
                arrivals = read_table(path, deck)
            else:
                arrivals = read_package(path, now.tzinfo, media, deck)
            came = take_in(library, arrivals, now, label, dry_run=dry_run)
        except NoteError as error:
            failure = NoteFailure(str(error.path or path), error.line, error.message)
            report = join_reports(report, ImportReport(errors=(failure,)))
            _log.warning("cannot import %r: %s", str(path), error)
            continue
        report = join_reports(report, came)
        added = sum(note.added for note in came.notes)
        _log.info("imported %r%s: %d cards added", str(path), " (dry run)" * dry_run, added)
    return report


def join_reports(first: ImportReport, second: ImportReport) -> ImportReport:
    """Two reports as one."""
    return ImportReport(
        first.notes + second.notes,
        first.errors + second.errors,
        first.likely + second.likely,
        first.cards + second.cards,
    )
