"""An import from its sources to its report. Closing the generator cancels between two notes."""

import logging
from collections.abc import Generator, Iterator, Sequence
from contextlib import nullcontext
from datetime import datetime
from functools import partial
from pathlib import Path

from gruquiz.importer.card_reader import ParsedNote
from gruquiz.importer.consistency_checks import ConsistencyChecks
from gruquiz.importer.diff import diff_note
from gruquiz.importer.discovery import File, absolute
from gruquiz.importer.import_index import ImportIndex
from gruquiz.importer.import_options import ImportOptions, Progress
from gruquiz.importer.new_notes import NewNotes
from gruquiz.importer.one_way_inference import ONE_WAY_WARNING, OneWayInference
from gruquiz.importer.source_options import SourceOptions, find_source
from gruquiz.importer.source_scan import scan_sources
from gruquiz.importer.unmatched import UnmatchedCards
from gruquiz.importer.workers import ReadOutcome, read_in_parallel, read_job, read_lines
from gruquiz.library import Library
from gruquiz.model import ImportReport, KnownNote, Note, NoteFailure, NoteReport, Source

_log = logging.getLogger(__name__)

_STRIDE = 100
"""Unchanged notes that are reported at once."""


def import_notes(
    library: Library, paths: Sequence[Path], now: datetime, options: ImportOptions | None = None
) -> Generator[Progress, None, ImportReport]:
    """Import files and folders; each becomes a source that `rescan` reads again.

    What is inside a known source is read as part of it, so that it keeps its deck.
    """
    options = options or ImportOptions()
    run = _Run(library, now, options)
    known = {source.path: source for source in run.sources()}
    jobs = [(find_source(path, known, options), path) for path in map(absolute, paths)]
    return (yield from run.run(jobs))


def rescan(
    library: Library, now: datetime, options: ImportOptions | None = None
) -> Generator[Progress, None, ImportReport]:
    """Read every known source again."""
    run = _Run(library, now, options or ImportOptions())
    return (yield from run.run([(source, source.path) for source in run.sources()]))


class _Run:
    """One import as it goes: what was found, added and lost so far."""

    def __init__(self, library: Library, now: datetime, options: ImportOptions) -> None:
        self.library = library
        self.now = now
        self.options = options
        self.writes = not options.dry_run
        self.action = library.imports.new_act()
        self.known = ImportIndex(library, self.writes)
        self.reports: dict[str, NoteReport] = {}
        self.failures: list[NoteFailure] = []
        self.unmatched = UnmatchedCards(self.reports)
        self.directions = OneWayInference()
        self.new_notes = NewNotes(library, self.unmatched, now, self.action)
        self.checks = ConsistencyChecks()
        self.touched: list[tuple[str, int, int]] = []
        """(path, time, size) of notes whose bytes are as they were."""

    def sources(self) -> Sequence[Source]:
        return self.known.sources(self.options.bundled)

    def run(self, jobs: Sequence[tuple[Source, str]]) -> Generator[Progress, None, ImportReport]:
        with self.library.relaxed_durability() if self.writes else nullcontext():
            try:
                yield from self.read_all(self.find(jobs))
            finally:  # also where the import is cancelled: what was read is whole
                self.finish()
                self.log_totals()
        return ImportReport(
            tuple(self.reports.values()),
            tuple(self.failures),
            tuple(self.unmatched.likely),
            self.unmatched.cards if not self.writes else (),
        )

    def log_totals(self) -> None:
        """One line of the program's log for the import, and one for each note that failed."""
        for failure in self.failures:
            _log.warning("cannot use %r, line %s: %s", failure.path, failure.line, failure.message)
        _log.info(
            "import%s: %d notes; %d cards added, %d changed, %d missing; %d notes failed",
            "" if self.writes else " (dry run)",
            len(self.reports),
            sum(report.added for report in self.reports.values()),
            sum(report.changed for report in self.reports.values()),
            sum(report.missing for report in self.reports.values()),
            len(self.failures),
        )

    def find(self, jobs: Sequence[tuple[Source, str]]) -> Sequence[tuple[SourceOptions, File]]:
        """The files of all sources, each once, with the way to read it."""
        survey = scan_sources(jobs, self.known.notes, self.options)
        self.failures.extend(survey.failures)
        if self.writes:
            for source in survey.sources:
                self.library.notes.add_source(source)
        self.known.mark_missing(survey.vanished)
        return survey.files

    def read_all(self, files: Sequence[tuple[SourceOptions, File]]) -> Iterator[Progress]:
        total = len(files)
        notes = self.known.notes
        changed: list[tuple[SourceOptions, File]] = []
        done = 0
        for plan, file in files:
            known = notes.get(file.path)
            if known is None or not plan.finds_unchanged(file, known):
                changed.append((plan, file))
                continue
            report = self.keep_unchanged(known)
            done += 1
            if done % _STRIDE == 0:
                yield Progress(done, total, file.path, report)
        orders = [
            plan.job(file, self.suggest(plan, file), notes.get(file.path)) for plan, file in changed
        ]
        waiting: list[tuple[SourceOptions, File, ReadOutcome]] = []
        for (plan, file), outcome in zip(changed, read_in_parallel(orders), strict=True):
            if self.directions.must_wait(plan, outcome.reading):
                waiting.append((plan, file, outcome))
                continue
            done += 1
            self.take(done, total, plan, file, outcome)
            yield from self.new_notes.reportable()
        for plan, file, outcome in self.decided(waiting):
            done += 1
            self.take(done, total, plan, file, outcome)
            yield from self.new_notes.reportable()
        self.new_notes.flush()
        yield from self.new_notes.reportable()
        self.lose_vanished()

    def keep_unchanged(self, known: KnownNote) -> NoteReport:
        """Report a note as unchanged."""
        report = NoteReport(known.path, known.deck, unchanged=known.cards)
        self.reports[known.path] = report
        return report

    def suggest(self, plan: SourceOptions, file: File) -> str:
        """The mode for reading a note; known suggestions are always found again, to be kept."""
        cards = self.known.cards(file.path)
        if any(card.rule is not None and not card.missing for card in cards):
            return "always"
        return plan.source.suggest

    def decided(
        self, waiting: Sequence[tuple[SourceOptions, File, ReadOutcome]]
    ) -> Iterator[tuple[SourceOptions, File, ReadOutcome]]:
        """The notes that waited, read again where their source turned out to be one-way."""
        warned: set[str] = set()
        for plan, file, outcome in waiting:
            if not self.directions.are_one_way(plan):
                yield plan, file, outcome
                continue
            decided = plan.one_way()
            known = self.known.notes.get(file.path)
            again = read_job(decided.job(file, self.suggest(plan, file), known))
            if plan.source.path not in warned:
                warned.add(plan.source.path)
                if self.writes:
                    self.library.notes.add_source(decided.source)
                if again.reading is not None:
                    warnings = (*again.reading.warnings, ONE_WAY_WARNING)
                    again = again._replace(reading=again.reading._replace(warnings=warnings))
            yield decided, file, again

    def take(
        self, done: int, total: int, plan: SourceOptions, file: File, outcome: ReadOutcome
    ) -> None:
        """Write what reading a note gave, or hold it back to be written with others."""
        note, known = outcome.note, self.known.notes.get(file.path)
        failure = None
        if note is None:
            failure = NoteFailure(file.path, outcome.line, outcome.complaint)
            self.failures.append(failure)
        elif outcome.reading is None and known is not None:
            self.touched.append((note.path, note.mtime_ns, note.size))
            self.keep_unchanged(known)
        elif outcome.reading is not None:
            self.known.match_moved_file(file.path, note.digest)
            self.save(plan, file, note, outcome.reading)
        report = self.reports.get(file.path)
        self.new_notes.unreported.append(Progress(done, total, file.path, report, failure))

    def save(self, plan: SourceOptions, file: File, note: Note, reading: ParsedNote) -> None:
        """Compare a note with what is known and write the difference."""
        known = self.known.cards(file.path)
        settings = plan.settings(file, reading.both_ways)
        explicit = any(card.rule is None for card in reading.cards)
        offer = plan.source.suggest == "always" or (plan.source.suggest == "auto" and not explicit)
        comparison = diff_note(note, reading, known, settings, offer, partial(read_lines, note))
        report = comparison.report
        duplicates = self.checks.take(note.path, reading)
        if duplicates:
            report = report._replace(warnings=(*report.warnings, *duplicates))
        self.reports[note.path] = report
        _log.debug("read %r: %d cards, %d added", note.path, len(reading.cards), report.added)
        if not self.writes:
            self.unmatched.take(comparison, known, ())
        elif note.path not in self.known.notes:
            self.new_notes.hold(comparison)
        else:
            self.new_notes.flush()
            ids = self.library.imports.save(comparison.change, self.now, self.action)
            self.unmatched.take(comparison, known, ids)

    def lose_vanished(self) -> None:
        """The notes whose files are gone: their cards become missing."""
        vanished = sorted(self.known.vanished)
        for path in vanished:
            cards = [card for card in self.known.cards(path) if not card.missing]
            self.unmatched.lost.extend(cards)
            counted = sum(not card.dropped for card in cards)
            self.reports[path] = NoteReport(path, self.known.notes[path].deck, missing=counted)
        if self.writes and vanished:
            self.library.notes.lose(vanished, self.now, self.action)

    def finish(self) -> None:
        """The last transactions: what was held back is written, cards that moved are joined."""
        self.new_notes.flush()
        if self.touched and self.writes:
            self.library.notes.touch(self.touched)
        self.unmatched.reconcile(self.library, self.now, self.action if self.writes else None)
        for path, warning in self.checks.at_the_end(self.library, self.known):
            report = self.reports[path]
            self.reports[path] = report._replace(warnings=(*report.warnings, warning))
        read = sorted(self.checks.read)
        if self.writes and read:
            self.library.warnings.save({path: self.reports[path].warnings for path in read})
            self.library.reconcile()
