"""An import from its sources to its report. Closing the generator cancels between two notes."""

from collections.abc import Generator, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from gruquiz.importer.changes import compare
from gruquiz.importer.discovery import Discovery, File, absolute, discover, inside
from gruquiz.importer.moves import NewCard, moved
from gruquiz.importer.options import Options, Progress
from gruquiz.importer.plans import ONE_WAY_EVIDENCE, ONE_WAY_TOLD, Plan, plan_for, source_of
from gruquiz.importer.reading import Reading
from gruquiz.importer.telling import Twins, disagreeing
from gruquiz.importer.workers import Outcome, outcomes, read_job
from gruquiz.library import Library
from gruquiz.model import (
    CardId,
    ImportReport,
    KnownCard,
    KnownNote,
    LikelyEdit,
    Note,
    NoteChange,
    NoteFailure,
    NoteReport,
    Source,
)

if TYPE_CHECKING:
    from engine import Cell

_STRIDE = 100
"""Unchanged notes that are told of at once."""
_BATCH = 500
"""Notes without cards that are written at once."""


def import_notes(
    library: Library, paths: Sequence[Path], now: datetime, options: Options | None = None
) -> Generator[Progress, None, ImportReport]:
    """Import files and folders; each becomes a source that `rescan` reads again.

    What lies inside a known source is read as part of that, so that it keeps its deck.
    """
    options = options or Options()
    known = {source.path: source for source in library.sources()}
    jobs = [(source_of(path, known, options), path) for path in map(absolute, paths)]
    return (yield from _Run(library, now, options).run(jobs))


def rescan(
    library: Library, now: datetime, options: Options | None = None
) -> Generator[Progress, None, ImportReport]:
    """Read every known source again."""
    jobs = [(source, source.path) for source in library.sources()]
    return (yield from _Run(library, now, options or Options()).run(jobs))


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
        self.new: list[NewCard] = []
        self.lost: list[KnownCard] = []
        self.likely: list[LikelyEdit] = []
        self.bare: list[NoteChange] = []
        self.touched: list[tuple[str, int, int]] = []
        self.cells: dict[str, dict[str, Cell]] = {}
        self.twins = Twins()
        self.evidence: dict[str, tuple[int, int]] = {}
        self.vanished: set[str] = set()
        self.by_digest: dict[bytes, str] = {}

    def run(self, jobs: Sequence[tuple[Source, str]]) -> Generator[Progress, None, ImportReport]:
        with self.library.importing() if self.writes else nullcontext():
            try:
                yield from self.read_all(jobs)
            finally:  # also where the import is cancelled: what was read is whole
                self.settle()
        return ImportReport(
            tuple(self.reports.values()),
            tuple(self.failures),
            tuple(self.likely),
            tuple(card.found for card in self.new) if not self.writes else (),
        )

    def read_all(self, jobs: Sequence[tuple[Source, str]]) -> Iterator[Progress]:
        files = self.find(jobs)
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
            if self.must_wait(plan, outcome):
                waiting.append((plan, file, outcome))
                continue
            done += 1
            yield self.take(done, total, plan, file, outcome)
        for plan, file, outcome in self.decided(waiting):
            done += 1
            yield self.take(done, total, plan, file, outcome)
        self.lose()

    def find(self, jobs: Sequence[tuple[Source, str]]) -> list[tuple[Plan, File]]:
        """The files of all sources, each once, with the way to read it."""
        found: list[tuple[Plan, Discovery]] = []
        # The innermost source comes last and has the say on a note that lies in several.
        for source, path in sorted(jobs, key=lambda job: len(job[0].path)):
            plan, failure = plan_for(source, path, self.options)
            discovery = discover(path, source.path)
            self.failures.extend(discovery.failures)
            if failure is not None:
                self.failures.append(failure)
            if self.writes and (discovery.whole or discovery.files):
                self.library.remember_source(source)
            found.append((plan, discovery))
        self.find_vanished(found)
        files = {file.path: (plan, file) for plan, here in found for file in here.files}
        return list(files.values())

    def find_vanished(self, found: Sequence[tuple[Plan, Discovery]]) -> None:
        """Note the known notes whose files are no more; an unreadable folder proves nothing."""
        here = {file.path for _, discovery in found for file in discovery.files}
        for plan, discovery in found:
            if not discovery.whole:
                continue
            self.vanished.update(
                path
                for path, note in self.notes.items()
                if path not in here and not note.gone and inside(path, plan.path)
            )
        self.by_digest = {self.notes[path].digest: path for path in sorted(self.vanished)}

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
        return self.library.known_cards(path) if path in self.notes else ()

    def must_wait(self, plan: Plan, outcome: Outcome) -> bool:
        """Whether a note has `??` cards, read only when all schedules of the source are known."""
        reading = outcome.reading
        if reading is None or not reading.both_ways or plan.syntax.one_way:
            return False
        one, two = self.evidence.get(plan.source.path, (0, 0))
        self.evidence[plan.source.path] = (one + reading.one_way, two + reading.two_way)
        return True

    def decided(
        self, waiting: Sequence[tuple[Plan, File, Outcome]]
    ) -> Iterator[tuple[Plan, File, Outcome]]:
        """The notes that waited, read again where their source turned out to be one-way."""
        told: set[str] = set()
        for plan, file, outcome in waiting:
            one, two = self.evidence[plan.source.path]
            if two or one < ONE_WAY_EVIDENCE:
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
                    warnings = (*again.reading.warnings, ONE_WAY_TOLD)
                    again = replace(again, reading=replace(again.reading, warnings=warnings))
            yield decided, file, again

    def take(self, done: int, total: int, plan: Plan, file: File, outcome: Outcome) -> Progress:
        """Write what reading a note gave."""
        note, known = outcome.note, self.notes.get(file.path)
        if note is None:
            failure = NoteFailure(file.path, outcome.line, outcome.complaint)
            self.failures.append(failure)
            return Progress(done, total, file.path, failure=failure)
        if outcome.reading is None and known is not None:
            self.touched.append((note.path, note.mtime_ns, note.size))
            self.keep(known)
        elif outcome.reading is not None:
            if (known is None or known.gone) and note.digest in self.by_digest:
                self.rename(self.by_digest.pop(note.digest), file.path)
            self.save(plan, file, note, outcome.reading)
        return Progress(done, total, file.path, self.reports[file.path])

    def rename(self, old: str, new: str) -> None:
        """A file has another name: its cards go with it."""
        self.vanished.discard(old)
        if self.writes:
            self.library.move_note(old, new)
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
        self.reports[note.path] = replace(report, warnings=(*report.warnings, *twins))
        ids: Sequence[CardId] = ()
        if self.writes and note.path not in self.notes and not (change.added or change.orphans):
            self.bare.append(change)
            if len(self.bare) >= _BATCH:
                self.flush()
        elif self.writes:
            ids = self.library.save_note(change, self.now, self.action)
            self.likely.extend(
                LikelyEdit(known[item.known].id, ids[item.found], item.similarity)
                for item in comparison.likely
            )
        self.new.extend(
            NewCard(ids[index] if self.writes else None, note.path, found)
            for index, found in enumerate(change.added)
        )
        self.lost.extend(comparison.lost)

    def flush(self) -> None:
        """Write the notes without cards that were read so far."""
        self.library.save_bare_notes(self.bare)
        self.bare.clear()

    def lose(self) -> None:
        """The notes whose files are gone: their cards become missing."""
        for path in sorted(self.vanished):
            cards = [card for card in self.known(path) if not card.missing]
            self.lost.extend(cards)
            counted = sum(not card.dropped for card in cards)
            self.reports[path] = NoteReport(path, self.notes[path].deck, missing=counted)
        if self.writes and self.vanished:
            self.library.lose_notes(sorted(self.vanished), self.now, self.action)

    def tell_disagreements(self) -> None:
        """A warning for each deck whose notes follow several conventions, with the last of them."""
        for cells in self.cells.values():
            warnings = disagreeing(cells)
            if warnings:
                path = next(reversed(cells))
                report = self.reports[path]
                self.reports[path] = replace(report, warnings=(*report.warnings, *warnings))

    def settle(self) -> None:
        """The last transactions: moved cards keep their history, likely edits are noted."""
        self.tell_disagreements()
        if self.bare:
            self.flush()
        if self.touched and self.writes:
            self.library.touch_notes(self.touched)
        if self.new:
            self.join()
        if self.writes and self.likely:
            there = {card.id for card in self.new}
            self.likely = [edit for edit in self.likely if edit.new in there]
            older = [edit for edit in self.library.likely_edits() if edit not in self.likely]
            self.library.save_likely_edits([*self.likely, *older])

    def join(self) -> None:
        """Give cards that turned up elsewhere their history."""
        missing = {card.id: card for card in self.library.missing_cards()}
        missing.update({card.id: card for card in self.lost})
        pairs = moved(self.new, list(missing.values()))
        if self.writes and pairs:
            ids = [(old.id, card.id) for old, card in pairs if card.id is not None]
            self.library.join_cards(ids, self.now, self.action)
        gone = {id(card) for _, card in pairs}
        self.new = [card for card in self.new if id(card) not in gone]
        lost = {card.id for card in self.lost}
        for old, card in pairs:
            self.count_move(old, card, old.id in lost)

    def count_move(self, old: KnownCard, card: NewCard, just_lost: bool) -> None:
        """A moved card is neither added where it is nor missing where it was."""
        report = self.reports[card.note]
        self.reports[card.note] = replace(
            report,
            added=report.added - 1,
            changed=report.changed + (not old.dropped),
            suggested=report.suggested - (card.found.rule is not None),
        )
        left = self.reports.get(old.note)
        if left is not None and left.missing and just_lost and not old.dropped:
            self.reports[old.note] = replace(left, missing=left.missing - 1)
