"""An import from its sources to its report. Closing the generator cancels between two notes."""

from collections.abc import Generator, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from gruquiz.importer.bundled import follow, moved
from gruquiz.importer.changes import Comparison, compare
from gruquiz.importer.directions import TOLD, Directions
from gruquiz.importer.discovery import File, absolute, inside
from gruquiz.importer.leftovers import Leftovers
from gruquiz.importer.options import Options, Progress
from gruquiz.importer.plans import Plan, source_of
from gruquiz.importer.reading import Reading
from gruquiz.importer.survey import surveyed
from gruquiz.importer.telling import Twins, disagreeing
from gruquiz.importer.workers import Outcome, outcomes, read_job
from gruquiz.library import Library
from gruquiz.model import (
    ImportReport,
    KnownCard,
    KnownNote,
    Note,
    NoteFailure,
    NoteReport,
    NoteWarning,
    Source,
)

if TYPE_CHECKING:
    from engine import Cell

_STRIDE = 100
"""Unchanged notes that are told of at once."""
_NOTES = 100
"""New notes that are written at once, a transaction for all: few enough that nobody waits long
for the progress, which is told of no note that is not on disk."""
_CARDS = 500
"""Cards of new notes with which they are written sooner."""


def import_notes(
    library: Library, paths: Sequence[Path], now: datetime, options: Options | None = None
) -> Generator[Progress, None, ImportReport]:
    """Import files and folders; each becomes a source that `rescan` reads again.

    What lies inside a known source is read as part of that, so that it keeps its deck.
    """
    options = options or Options()
    run = _Run(library, now, options)
    known = {source.path: source for source in run.sources()}
    jobs = [(source_of(path, known, options), path) for path in map(absolute, paths)]
    return (yield from run.run(jobs))


def rescan(
    library: Library, now: datetime, options: Options | None = None
) -> Generator[Progress, None, ImportReport]:
    """Read every known source again."""
    run = _Run(library, now, options or Options())
    return (yield from run.run([(source, source.path) for source in run.sources()]))


def is_unchanged(plan: Plan, file: File, known: KnownNote) -> bool:
    """Whether size and time say that a note is as it was when read in this way."""
    same = known.mtime_ns == file.mtime_ns and known.size == file.size
    return same and plan.is_as_read(file, known)


class _Run:
    """One import as it goes: what was found, added and lost so far."""

    def __init__(self, library: Library, now: datetime, options: Options) -> None:
        self.library = library
        self.now = now
        self.options = options
        self.writes = not options.dry_run
        self.action = library.new_action()
        self.notes: dict[str, KnownNote] = dict(library.known_notes())
        self.reports: dict[str, NoteReport] = {}
        self.failures: list[NoteFailure] = []
        self.leftovers = Leftovers(self.reports)
        self.directions = Directions()
        self.held_back: list[Comparison] = []
        """New notes that were read and are not written yet."""
        self.cards_held_back = 0
        self.untold: list[Progress] = []
        self.touched: list[tuple[str, int, int]] = []
        self.cells: dict[str, dict[str, Cell]] = {}
        self.twins = Twins()
        self.read: set[str] = set()
        """The notes that were read, where others were as before."""
        self.vanished: set[str] = set()
        self.renamed: dict[str, str] = {}
        """Notes by their new paths, with the paths that the library still knows in a dry run."""
        self.by_digest: dict[bytes, str] = {}

    def sources(self) -> Sequence[Source]:
        """The known sources, the bundled decks where the program has them now."""
        sources, places = follow(self.library.sources(), self.notes, self.options.bundled)
        for old in places:
            new = absolute(self.options.bundled or Path(old))
            if self.writes:
                self.library.move_source(old, new)
                self.notes = dict(self.library.known_notes())
                continue
            for path in [path for path in self.notes if inside(path, old)]:
                self.rename(path, moved(path, old, new))
        return sources

    def run(self, jobs: Sequence[tuple[Source, str]]) -> Generator[Progress, None, ImportReport]:
        with self.library.importing() if self.writes else nullcontext():
            try:
                yield from self.read_all(self.find(jobs))
            finally:  # also where the import is cancelled: what was read is whole
                self.settle()
        return ImportReport(
            tuple(self.reports.values()),
            tuple(self.failures),
            tuple(self.leftovers.likely),
            self.leftovers.cards if not self.writes else (),
        )

    def find(self, jobs: Sequence[tuple[Source, str]]) -> Sequence[tuple[Plan, File]]:
        """The files of all sources, each once, with the way to read it."""
        survey = surveyed(jobs, self.notes, self.options)
        self.failures.extend(survey.failures)
        if self.writes:
            for source in survey.sources:
                self.library.remember_source(source)
        self.vanished.update(survey.vanished)
        self.by_digest = {self.notes[path].digest: path for path in sorted(survey.vanished)}
        return survey.files

    def read_all(self, files: Sequence[tuple[Plan, File]]) -> Iterator[Progress]:
        total = len(files)
        changed: list[tuple[Plan, File]] = []
        done = 0
        for plan, file in files:
            known = self.notes.get(file.path)
            if known is None or not is_unchanged(plan, file, known):
                changed.append((plan, file))
                continue
            report = self.keep(known)
            done += 1
            if done % _STRIDE == 0:
                yield Progress(done, total, file.path, report)
        orders = [
            plan.job(file, self.suggest(plan, file), self.notes.get(file.path))
            for plan, file in changed
        ]
        waiting: list[tuple[Plan, File, Outcome]] = []
        for (plan, file), outcome in zip(changed, outcomes(orders), strict=True):
            if self.directions.must_wait(plan, outcome.reading):
                waiting.append((plan, file, outcome))
                continue
            done += 1
            yield from self.take(done, total, plan, file, outcome)
        for plan, file, outcome in self.decided(waiting):
            done += 1
            yield from self.take(done, total, plan, file, outcome)
        self.flush()
        yield from self.acknowledged()
        self.lose()

    def keep(self, known: KnownNote) -> NoteReport:
        report = NoteReport(known.path, known.deck, unchanged=known.cards)
        self.reports[known.path] = report
        return report

    def suggest(self, plan: Plan, file: File) -> str:
        """The mode for reading a note; known suggestions are always found again, to be kept."""
        if any(card.rule is not None and not card.missing for card in self.known(file.path)):
            return "always"
        return plan.source.suggest

    def known(self, path: str) -> Sequence[KnownCard]:
        if path not in self.notes:
            return ()
        return self.library.known_cards(self.renamed.get(path, path))

    def decided(
        self, waiting: Sequence[tuple[Plan, File, Outcome]]
    ) -> Iterator[tuple[Plan, File, Outcome]]:
        """The notes that waited, read again where their source turned out to be one-way."""
        told: set[str] = set()
        for plan, file, outcome in waiting:
            if not self.directions.are_one_way(plan):
                yield plan, file, outcome
                continue
            decided = plan.one_way()
            known = self.notes.get(file.path)
            again = read_job(decided.job(file, self.suggest(plan, file), known))
            if plan.source.path not in told:
                told.add(plan.source.path)
                if self.writes:
                    self.library.remember_source(decided.source)
                if again.reading is not None:
                    warnings = (*again.reading.warnings, TOLD)
                    again = replace(again, reading=replace(again.reading, warnings=warnings))
            yield decided, file, again

    def take(
        self, done: int, total: int, plan: Plan, file: File, outcome: Outcome
    ) -> Iterator[Progress]:
        """Write what reading a note gave; the progress of those notes that are written by now."""
        note, known = outcome.note, self.notes.get(file.path)
        failure = None
        if note is None:
            failure = NoteFailure(file.path, outcome.line, outcome.complaint)
            self.failures.append(failure)
        elif outcome.reading is None and known is not None:
            self.touched.append((note.path, note.mtime_ns, note.size))
            self.keep(known)
        elif outcome.reading is not None:
            if (known is None or known.gone) and note.digest in self.by_digest:
                self.rename(self.by_digest.pop(note.digest), file.path)
            self.save(plan, file, note, outcome.reading)
        self.untold.append(Progress(done, total, file.path, self.reports.get(file.path), failure))
        if not self.held_back:
            yield from self.acknowledged()

    def acknowledged(self) -> Iterator[Progress]:
        """The progress of notes that were read, told when all of them are on disk."""
        untold, self.untold = self.untold, []
        yield from untold

    def rename(self, old: str, new: str) -> None:
        """A file has another name: its cards go with it."""
        self.vanished.discard(old)
        if self.writes:
            self.library.move_note(old, new)
        else:
            self.renamed[new] = old
        self.notes[new] = self.notes.pop(old)._replace(path=new, gone=False)

    def save(self, plan: Plan, file: File, note: Note, reading: Reading) -> None:
        """Compare a note with what is known and write the difference."""
        known = self.known(file.path)
        settings = plan.settings(file) + (plan.direction if reading.both_ways else "")
        explicit = any(card.rule is None for card in reading.cards)
        offer = plan.source.suggest == "always" or (plan.source.suggest == "auto" and not explicit)
        comparison = compare(note, reading, known, settings, offer)
        change, report = comparison.change, comparison.report
        if reading.cell is not None and reading.cell.convention is not None:
            self.cells.setdefault(reading.deck, {})[note.path] = reading.cell
        twins = tuple(self.twins.of(note.path, reading.cards))
        if twins:
            report = replace(report, warnings=(*report.warnings, *twins))
        self.reports[note.path] = report
        self.read.add(note.path)
        if not self.writes:
            self.leftovers.take(comparison, known, ())
        elif note.path not in self.notes:
            self.held_back.append(comparison)
            self.cards_held_back += len(change.added)
            if len(self.held_back) >= _NOTES or self.cards_held_back >= _CARDS:
                self.flush()
        else:
            self.flush()
            ids = self.library.save_note(change, self.now, self.action)
            self.leftovers.take(comparison, known, ids)

    def flush(self) -> None:
        """Write the new notes that were read so far."""
        if not self.held_back:
            return
        changes = [comparison.change for comparison in self.held_back]
        saved = self.library.save_new_notes(changes, self.now, self.action)
        for comparison, ids in zip(self.held_back, saved, strict=True):
            self.leftovers.take(comparison, (), ids)
        self.held_back.clear()
        self.cards_held_back = 0

    def lose(self) -> None:
        """The notes whose files are gone: their cards become missing."""
        for path in sorted(self.vanished):
            cards = [card for card in self.known(path) if not card.missing]
            self.leftovers.lost.extend(cards)
            counted = sum(not card.dropped for card in cards)
            self.reports[path] = NoteReport(path, self.notes[path].deck, missing=counted)
        if self.writes and self.vanished:
            self.library.lose_notes(sorted(self.vanished), self.now, self.action)

    def tell_disagreements(self) -> None:
        """A warning for each deck whose notes follow several conventions, with the last of them."""
        for cells in self.cells.values():
            warnings = disagreeing(cells)
            if warnings:
                self.warn(next(reversed(cells)), *warnings)

    def tell_twins(self) -> None:
        """A warning for each card that a note read before holds too."""
        # A note that moved under a dry run is still known by its old place.
        read = self.read | self.vanished | set(self.renamed.values())
        if not self.twins.places or not any(
            note.cards and path not in read for path, note in self.notes.items()
        ):
            return
        if self.writes:
            self.library.index_contents()
        for path, warning in self.twins.elsewhere(self.library, read):
            self.warn(path, warning)

    def warn(self, path: str, *warnings: NoteWarning) -> None:
        report = self.reports[path]
        self.reports[path] = replace(report, warnings=(*report.warnings, *warnings))

    def settle(self) -> None:
        """The last transactions: what was held back is written, cards that moved are joined."""
        self.flush()
        if self.touched and self.writes:
            self.library.touch_notes(self.touched)
        self.leftovers.settle(self.library, self.now, self.action if self.writes else None)
        self.tell_disagreements()
        self.tell_twins()
        if self.writes and self.read:
            warned = {path: self.reports[path].warnings for path in sorted(self.read)}
            self.library.save_doubts(warned)
            self.library.agree()
