"""An import from its sources to its report. Closing the generator cancels between two notes."""

from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from gruquiz.errors import NoteError
from gruquiz.importer.changes import compare
from gruquiz.importer.discovery import Discovery, File, absolute, discover, inside
from gruquiz.importer.moves import NewCard, moved
from gruquiz.importer.options import Options, Progress, fingerprint
from gruquiz.importer.reading import Reading, read_cards
from gruquiz.importer.vault import vault_syntax
from gruquiz.library import Library
from gruquiz.model import (
    CardId,
    FoundCard,
    ImportReport,
    KnownCard,
    KnownNote,
    LikelyEdit,
    Note,
    NoteFailure,
    NoteReport,
    NoteWarning,
    Source,
)
from gruquiz.notes import read_note
from gruquiz.syntaxes import Syntax

ONE_WAY_EVIDENCE = 3
"""`??` cards with one schedule each, and none with two, that show how their owner reads `??`."""

ONE_WAY_TOLD = NoteWarning(
    1,
    "`??` cards of this source have one schedule each, none has two: they are read as one-way, "
    "front to back",
)


def import_notes(
    library: Library, paths: Sequence[Path], now: datetime, options: Options | None = None
) -> Generator[Progress, None, ImportReport]:
    """Import files and folders; each becomes a source that `rescan` reads again.

    What lies inside a known source is read as part of that, so that it keeps its deck.
    """
    options = options or Options()
    known = {source.path: source for source in library.sources()}
    jobs: list[tuple[Source, str]] = []
    for path in map(absolute, paths):
        source = known.get(path) or _around(path, known, options) or Source(path)
        suggest = options.suggest or source.suggest
        deck = options.deck if options.deck is not None else source.deck
        jobs.append((replace(source, deck=deck, suggest=suggest), path))
    return (yield from _Run(library, now, options).run(jobs))


def _around(path: str, known: Mapping[str, Source], options: Options) -> Source | None:
    """The innermost known source that a path lies in and whose ways are not to be changed."""
    around = [source for source in known.values() if inside(path, source.path)]
    source = max(around, key=lambda source: len(source.path), default=None)
    if source is None or options.deck not in (None, source.deck):
        return None
    return source if options.suggest in (None, source.suggest) else None


def rescan(
    library: Library, now: datetime, options: Options | None = None
) -> Generator[Progress, None, ImportReport]:
    """Read every known source again."""
    jobs = [(source, source.path) for source in library.sources()]
    return (yield from _Run(library, now, options or Options()).run(jobs))


@dataclass(frozen=True, slots=True)
class _Plan:
    """How the notes of one source are read."""

    source: Source
    syntax: Syntax
    path: str
    """What of the source is read now."""

    def deck(self, file: File) -> str:
        return self.source.deck or file.deck

    def settings(self, file: File) -> str:
        fixed = self.source.deck is not None
        return fingerprint(self.syntax, self.deck(file), fixed, self.source.suggest)

    @property
    def direction(self) -> str:
        """What the settings of a note with `??` cards say besides."""
        return " one way" if self.syntax.one_way else " two ways"

    def read(self, note: Note, file: File, suggest: str) -> Reading:
        fixed = self.source.deck is not None
        return read_cards(note, self.syntax, self.deck(file), suggest, fixed)


class _Run:
    """One import as it goes: what was found, added and lost so far."""

    def __init__(self, library: Library, now: datetime, options: Options) -> None:
        self.library = library
        self.now = now
        self.options = options
        self.writes = not options.dry_run
        self.action = library.new_action()
        self.reports: dict[str, NoteReport] = {}
        self.failures: list[NoteFailure] = []
        self.new: list[NewCard] = []
        self.lost: list[KnownCard] = []
        self.likely: list[LikelyEdit] = []
        self.touched: list[tuple[str, int, int]] = []
        self.places: dict[bytes, tuple[str, int]] = {}
        self.evidence: dict[str, list[int]] = {}

    def run(self, jobs: Sequence[tuple[Source, str]]) -> Generator[Progress, None, ImportReport]:
        self.notes: Mapping[str, KnownNote] = self.library.known_notes()
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
        # The innermost source comes last and has the say on a note that lies in several.
        found = [
            (self.plan(source, path), discover(path, source.path))
            for source, path in sorted(jobs, key=lambda job: len(job[0].path))
        ]
        for _, discovery in found:
            self.failures.extend(discovery.failures)
        self.vanished = self.find_vanished(found)
        self.by_digest = {self.notes[path].digest: path for path in sorted(self.vanished)}
        files: dict[str, tuple[_Plan, File]] = {}
        for plan, discovery in found:
            files.update({file.path: (plan, file) for file in discovery.files})
        waiting: list[tuple[_Plan, File, Note, Reading]] = []
        total, done = len(files), 0
        for plan, file in files.values():
            late = self.one(plan, file)
            if late is not None:
                waiting.append((plan, file, *late))
                continue
            done += 1
            yield self.progress(done, total, file.path)
        told: set[str] = set()
        plans = self.decided([plan for plan, _ in found])
        for plan, file, note, reading in waiting:
            decided = plans[plan.source.path]
            if decided.syntax != plan.syntax:
                reading = decided.read(note, file, self.suggest(plan, file))
                if plan.source.path not in told:
                    told.add(plan.source.path)
                    reading = replace(reading, warnings=(*reading.warnings, ONE_WAY_TOLD))
            self.save(decided, file, note, reading)
            done += 1
            yield self.progress(done, total, file.path)
        if self.writes:
            for plan in plans.values():
                self.library.remember_source(plan.source)
        self.lose()

    def plan(self, source: Source, path: str) -> _Plan:
        syntax = self.options.syntax
        if self.options.vault_settings:
            syntax, failure = vault_syntax(Path(source.path), syntax)
            if failure is not None:
                self.failures.append(failure)
        return _Plan(source, replace(syntax, one_way=source.one_way or syntax.one_way), path)

    def find_vanished(self, found: Sequence[tuple[_Plan, Discovery]]) -> set[str]:
        """Known notes whose files are no more; a folder that cannot be read proves nothing."""
        here = {file.path for _, discovery in found for file in discovery.files}
        vanished: set[str] = set()
        for plan, discovery in found:
            if not discovery.whole:
                continue
            vanished.update(
                path
                for path, note in self.notes.items()
                if not note.gone and path not in here and inside(path, plan.path)
            )
        return vanished

    def progress(self, done: int, total: int, path: str) -> Progress:
        failure = None
        if path not in self.reports:
            failure = next((f for f in reversed(self.failures) if f.path == path), None)
        return Progress(done, total, path, self.reports.get(path), failure)

    def suggest(self, plan: _Plan, file: File) -> str:
        """The mode for reading a note; known suggestions are always found again, to be kept."""
        if any(card.rule is not None and not card.missing for card in self.known(file.path)):
            return "always"
        return plan.source.suggest

    def known(self, path: str) -> Sequence[KnownCard]:
        return self.library.known_cards(path) if path in self.notes else ()

    def one(self, plan: _Plan, file: File) -> tuple[Note, Reading] | None:
        """Import one note; a note that must wait for the vault's evidence is returned instead."""
        known = self.notes.get(file.path)
        settings = plan.settings(file)
        same = (
            known is not None
            and not known.gone
            and known.settings in (settings, settings + plan.direction)
        )
        if (
            known is not None
            and same
            and known.size == file.size
            and known.mtime_ns == file.mtime_ns
        ):
            self.unchanged(known)
            return None
        try:
            note = read_note(Path(file.path))
        except NoteError as error:
            self.failures.append(NoteFailure(file.path, error.line, error.message))
            return None
        if known is not None and same and known.digest == note.digest:
            self.touched.append((note.path, note.mtime_ns, note.size))
            self.unchanged(known)
            return None
        if (known is None or known.gone) and note.digest in self.by_digest:
            self.rename(self.by_digest.pop(note.digest), file.path)
        reading = plan.read(note, file, self.suggest(plan, file))
        if not plan.syntax.one_way and reading.both_ways:
            tally = self.evidence.setdefault(plan.source.path, [0, 0])
            tally[0] += reading.one_way
            tally[1] += reading.two_way
            return note, reading
        self.save(plan, file, note, reading)
        return None

    def unchanged(self, known: KnownNote) -> None:
        self.reports[known.path] = NoteReport(known.path, known.deck, unchanged=known.cards)

    def rename(self, old: str, new: str) -> None:
        self.vanished.discard(old)
        if self.writes:
            self.library.move_note(old, new)
            self.notes = self.library.known_notes()

    def decided(self, plans: Sequence[_Plan]) -> dict[str, _Plan]:
        """The plans, `??` read as one-way where all schedules of a source say so."""
        result = {}
        for plan in plans:
            one, two = self.evidence.get(plan.source.path, (0, 0))
            if one >= ONE_WAY_EVIDENCE and two == 0:
                plan = replace(
                    plan,
                    source=replace(plan.source, one_way=True),
                    syntax=replace(plan.syntax, one_way=True),
                )
            result[plan.source.path] = plan
        return result

    def save(self, plan: _Plan, file: File, note: Note, reading: Reading) -> None:
        """Compare a note with what is known and write the difference."""
        known = self.known(file.path)
        settings = plan.settings(file)
        if reading.both_ways:
            settings += plan.direction
        explicit = any(card.rule is None for card in reading.cards)
        offer = plan.source.suggest == "always" or (plan.source.suggest == "auto" and not explicit)
        comparison = compare(note, reading, known, settings, offer)
        change, report = comparison.change, comparison.report
        report = replace(report, warnings=(*report.warnings, *self.twins(note.path, reading.cards)))
        ids: Sequence[CardId] = ()
        if self.writes:
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
        self.reports[note.path] = report

    def twins(self, path: str, cards: Sequence[FoundCard]) -> Iterator[NoteWarning]:
        """A warning for each block that another note of this import holds too."""
        told: set[bytes] = set()
        for card in cards:
            if card.rule is not None or card.content_hash in told:
                continue
            told.add(card.content_hash)
            other = self.places.setdefault(card.content_hash, (path, card.line))
            if other[0] != path:
                yield NoteWarning(card.line, f"the same card stands in {other[0]}:{other[1]}")

    def lose(self) -> None:
        """The notes whose files are gone: their cards become missing."""
        for path in sorted(self.vanished):
            cards = [card for card in self.known(path) if not card.missing]
            self.lost.extend(cards)
            self.reports[path] = NoteReport(path, self.notes[path].deck, missing=len(cards))
        if self.writes and self.vanished:
            self.library.lose_notes(sorted(self.vanished), self.now, self.action)

    def settle(self) -> None:
        """The last transactions: moved cards keep their history, likely edits are noted."""
        if self.touched and self.writes:
            self.library.touch_notes(self.touched)
        if self.new:
            self.join()
        if self.writes and self.likely:
            joined = {card.id for card in self.new}
            fresh = [edit for edit in self.likely if edit.new in joined]
            kept = [edit for edit in self.library.likely_edits() if edit not in fresh]
            self.library.save_likely_edits([*fresh, *kept])

    def join(self) -> None:
        missing = {card.id: card for card in self.library.missing_cards()}
        missing.update({card.id: card for card in self.lost})
        pairs = moved(self.new, list(missing.values()))
        if self.writes and pairs:
            ids = [(old.id, card.id) for old, card in pairs if card.id is not None]
            self.library.join_cards(ids, self.now, self.action)
        gone = {id(card) for _, card in pairs}
        self.new = [card for card in self.new if id(card) not in gone]
        for old, card in pairs:
            self.count_move(old, card)

    def count_move(self, old: KnownCard, card: NewCard) -> None:
        """A moved card is neither added where it is nor missing where it was."""
        report = self.reports[card.note]
        self.reports[card.note] = replace(
            report,
            added=report.added - 1,
            changed=report.changed + (not old.dropped),
            suggested=report.suggested - (card.found.rule is not None),
        )
        left = self.reports.get(old.note)
        if left is not None and left.missing and old in self.lost:
            self.reports[old.note] = replace(left, missing=left.missing - 1)
