"""`import` of Anki's files: packages and tables."""

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
    """Whether a file holds cards of another program, not a note."""
    return path.suffix.lower() in (*PACKAGES, *TABLES)


def import_foreign_files(
    context: AppContext,
    library: Library,
    paths: Sequence[Path],
    deck: str | None,
    *,
    dry_run: bool,
    factor: int = 1,
) -> ImportReport:
    """Import packages and tables; an unreadable file does not stop the others.

    `factor` multiplies the usual size limits. Refused cards are errors of the report; the rest of
    their file is imported.
    """
    from gruquiz.exchange.anki.package_reader import (
        read_package,  # markdown-it and zip come with these
    )
    from gruquiz.exchange.card_import import import_cards
    from gruquiz.exchange.foreign_card import CardPairs, ForeignCard
    from gruquiz.exchange.tsv import read_table
    from gruquiz.foreign import LIMITS, Refusals
    from gruquiz.schedulers import scheduler_of

    now, report = context.now, ImportReport()
    config = context.config
    library.log.rollover_hour = config.rollover_hour
    place = context.library_path
    media = None if dry_run else place.with_name(f"{place.stem}-media")
    label = scheduler_of(config.options).label
    limits = LIMITS.times(factor)
    for path in paths:
        refusals = Refusals()
        cards: Iterable[ForeignCard | CardPairs]
        try:
            if path.suffix.lower() in TABLES:
                cards = read_table(path, deck, limits=limits, refusals=refusals)
            else:
                cards = read_package(
                    path, now.tzinfo, media, deck, limits=limits, refusals=refusals
                )
            imported = import_cards(library, cards, now, label, dry_run=dry_run)
        except NoteError as error:
            failure = NoteFailure(str(error.path or path), error.line, error.message)
            report = join_reports(report, ImportReport(errors=(failure,)))
            _log.warning("cannot import %r: %s", str(path), error)
            continue
        refused = tuple(NoteFailure(str(path), None, one) for one in refusals.sentences())
        report = join_reports(report, join_reports(imported, ImportReport(errors=refused)))
        added = sum(note.added for note in imported.notes)
        _log.info("imported %r%s: %d cards added", str(path), " (dry run)" * dry_run, added)
        for failure in refused:
            _log.warning("refused of %r: %s", str(path), failure.message)
    return report


def join_reports(first: ImportReport, second: ImportReport) -> ImportReport:
    """Two reports as one."""
    return ImportReport(
        first.notes + second.notes,
        first.errors + second.errors,
        first.likely + second.likely,
        first.cards + second.cards,
    )
