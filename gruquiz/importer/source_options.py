"""How the notes of a source are read: its syntax, its decks, what it learned of its owner."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from gruquiz.importer.discovery import File, inside
from gruquiz.importer.import_options import ImportOptions, fingerprint
from gruquiz.importer.vault_settings import read_vault_syntax
from gruquiz.importer.workers import ReadJob
from gruquiz.model import KnownNote, NoteFailure, Source
from gruquiz.syntaxes import Syntax


@dataclass(frozen=True, slots=True)
class SourceOptions:
    """How the notes at one path are read."""

    source: Source
    syntax: Syntax
    path: str
    """What of the source is read now."""
    ways: dict[str, tuple[str, str]] = field(default_factory=dict, compare=False)
    """By a file's own deck, how its note is read: without a `??` card in it and with one. Asked
    for each note of a vault, and the same for all of a folder."""

    def deck(self, file: File) -> str:
        """The deck of a note that names none itself."""
        return self.source.deck or file.deck

    def settings(self, file: File, both_ways: bool) -> str:
        """What a note's reading depends on besides its bytes; `both_ways` if it has `??` cards."""
        return self._ways(file)[both_ways]

    def _ways(self, file: File) -> tuple[str, str]:
        ways = self.ways.get(file.deck)
        if ways is None:
            fixed = self.source.deck is not None
            settings = fingerprint(self.syntax, self.deck(file), fixed, self.source.suggest)
            direction = " one way" if self.syntax.one_way else " two ways"
            ways = self.ways[file.deck] = (settings, settings + direction)
        return ways

    def finds_unchanged(self, file: File, known: KnownNote) -> bool:
        """Whether size and time say that a note is as it was when read in this way."""
        same = known.mtime_ns == file.mtime_ns and known.size == file.size
        return same and self.is_as_read(file, known)

    def is_as_read(self, file: File, known: KnownNote) -> bool:
        """Whether a note was last read in this way, so that its bytes alone decide."""
        return known.settings in self._ways(file) and not known.gone

    def job(self, file: File, suggest: str, known: KnownNote | None) -> ReadJob:
        """What a worker needs to read a note."""
        unless = known.digest if known is not None and self.is_as_read(file, known) else None
        fixed = self.source.deck is not None
        return ReadJob(file.path, self.syntax, self.deck(file), suggest, fixed, unless)

    def one_way(self) -> "SourceOptions":
        """The plan for an owner who reads `??` as one-way."""
        source, syntax = replace(self.source, one_way=True), replace(self.syntax, one_way=True)
        return SourceOptions(source, syntax, self.path)


def load_source_options(
    source: Source, path: str, options: ImportOptions
) -> tuple[SourceOptions, NoteFailure | None]:
    """The plan for a path of a source, and why its vault's own settings cannot be used."""
    syntax, failure = options.syntax, None
    if options.vault_settings:
        syntax, failure = read_vault_syntax(Path(source.path), syntax)
    one_way = syntax.one_way or (source.one_way and syntax.guess_one_way)
    return SourceOptions(source, replace(syntax, one_way=one_way), path), failure


def find_source(path: str, known: Mapping[str, Source], options: ImportOptions) -> Source:
    """The source that a path is read as: itself, or the known one around it.

    A file inside a known folder keeps the folder's ways unless others are asked for.
    """
    source = known.get(path) or _around(path, known, options) or Source(path)
    return replace(
        source,
        deck=options.deck if options.deck is not None else source.deck,
        suggest=options.suggest or source.suggest,
    )


def _around(path: str, known: Mapping[str, Source], options: ImportOptions) -> Source | None:
    """The innermost known source around a path whose options are not to be changed."""
    around = [source for source in known.values() if inside(path, source.path)]
    source = max(around, key=lambda source: len(source.path), default=None)
    if source is None or options.deck not in (None, source.deck):
        return None
    return source if options.suggest in (None, source.suggest) else None
