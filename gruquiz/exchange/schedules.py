"""Writes schedules back into notes, for users of Obsidian's plug-in.

Only comments are written. The new text is parsed before it is written: it must give the same
cards, each with the library's schedule.
"""

import os
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from gruquiz import private_files
from gruquiz.errors import NoteError
from gruquiz.exchange.schedule_comments import Edit, comment, edited, matches_schedule
from gruquiz.importer import ImportOptions
from gruquiz.importer.card_reader import ParsedNote, content_hash, read_cards
from gruquiz.importer.diff import NoteDiff, diff_note
from gruquiz.importer.discovery import File, absolute, discover
from gruquiz.importer.source_options import SourceOptions, find_source, load_source_options
from gruquiz.importer.stray_schedules import Found, attach_stray_schedules
from gruquiz.library import Library
from gruquiz.model import Kind, KnownCard, KnownNote, Note, NoteChange, NoteFailure, Schedule
from gruquiz.notes import blocks, read_note
from gruquiz.notes.reader import note_of
from gruquiz.obsidian import match_schedules, parse_entries
from gruquiz.syntaxes import CardSpan, Syntax, parse_cards

Key = tuple[bytes, str]
"""The key of a card within a note: its block's hash and its variant."""


@dataclass(frozen=True, slots=True)
class Rewriting:
    """A note with its new schedules, ready to be written."""

    path: Path
    before: bytes
    after: bytes
    comments: int
    """Number of new or changed comments."""
    change: NoteChange
    """The change to the library's record of the note."""


@dataclass(frozen=True, slots=True)
class _NoteReader:
    """Reads a note with its options."""

    syntax: Syntax
    deck: str
    fixed: bool
    suggest: str

    def read(self, note: Note) -> ParsedNote:
        return read_cards(note, self.syntax, self.deck, self.suggest, self.fixed)


def rewritings(library: Library, vault: Path) -> Iterator[Rewriting | NoteFailure]:
    """The notes at a path with the schedules to write; a failure for each that cannot be written.

    Nothing is written. Notes that were never imported, or are up to date, are skipped.
    """
    root = absolute(vault)
    sources = {source.path: source for source in library.notes.sources()}
    notes = library.note_index.notes()
    plans: dict[str, SourceOptions] = {}
    discovery = discover(root, root)
    yield from discovery.failures
    for file in discovery.files:
        known = notes.get(file.path)
        if known is None or known.gone or not known.cards:
            continue
        source = find_source(file.path, sources, ImportOptions())
        if source.path not in plans:
            plans[source.path] = load_source_options(source, source.path, ImportOptions())[0]
        plan = plans[source.path]
        placed = _placed(file, source.path)
        try:
            found = _rewriting(library, plan, placed, known)
        except NoteError as error:
            yield NoteFailure(file.path, error.line, error.message)
            continue
        if found is not None:
            yield found


def _placed(file: File, root: str) -> File:
    """The file with the deck that it has in its own source."""
    found = discover(file.path, root).files
    return found[0] if found else file


def _rewriting(
    library: Library, plan: SourceOptions, file: File, known: KnownNote
) -> Rewriting | None:
    path = Path(file.path)
    note = read_note(path)
    if note.digest != known.digest:
        raise NoteError("has changed since it was read; run `gruquiz rescan` first", path)
    cards = library.note_index.cards(file.path)
    suggested = any(card.rule is not None and not card.missing for card in cards)
    reader = _NoteReader(
        plan.syntax,
        plan.deck(file),
        plan.source.deck is not None,
        "always" if suggested else "never",
    )
    own = {
        (card.content_hash, card.variant): library.cards.row(card.id).schedule
        for card in cards
        if card.rule is None and not (card.missing or card.dropped or card.incomplete)
    }
    edits = list(_edits(note, reader, own))
    if not edits:
        return None
    before = path.read_bytes()
    for own_line in _placings(note):
        after = _applied(before, edits, own_line=own_line, path=path)
        fresh = note_of(after, path)
        reading = reader.read(fresh)
        comparison = diff_note(fresh, reading, cards, known.settings, offer=False)
        if _is_same(comparison, cards) and _has_all_schedules(
            reading, reader.read(note), own, edits
        ):
            change = comparison.change
            kept = tuple(replace(one, changed=False, adopt=None) for one in change.kept)
            return Rewriting(path, before, after, len(edits), replace(change, kept=kept))
    raise NoteError(
        "its schedules cannot be written so that it reads as before; left as it is", path
    )


def _edits(note: Note, reader: _NoteReader, own: Mapping[Key, Schedule]) -> Iterator[Edit]:
    """The comments to insert or change."""
    written: set[Key] = set()
    for block, found, schedules in _found(note, reader.syntax):
        for number, span in enumerate(found):
            wanted = _wanted(span, own)
            keys = {(content_hash(span.text), card.variant) for card in span.cards if card}
            owned = any(owner == number for owner, _ in schedules.entries)
            if owned:
                first = block.comments[0]
                read = parse_entries(first.raw)
                text = comment(wanted, read)
                if text != first.raw and not _same_entries(text, first.raw):
                    yield Edit(first.line, text, first.raw)
            elif any(one is not None and not one.is_new for one in wanted) and not keys & written:
                if span.kind is Kind.DRILL:
                    continue  # the plug-in has no such card
                yield Edit(block.start + span.last, comment(wanted, ()))
            else:
                continue
            written |= keys


def _found(note: Note, syntax: Syntax) -> list[Found]:
    """The blocks of a note with their cards and schedules, stray comments attached."""
    note_blocks, _ = blocks(note, syntax.end_marker, syntax.percent_comments)
    found: list[Found] = []
    for block in note_blocks:
        number = len(parse_entries(block.comments[0].raw)) if block.comments else 0
        mine = parse_cards(block, syntax, number)
        found.append((block, mine, match_schedules(block, mine)))
    return (
        attach_stray_schedules(note, found, syntax)
        if any(block.comments for block in note_blocks)
        else found
    )


def _wanted(span: CardSpan, own: Mapping[Key, Schedule]) -> list[Schedule | None]:
    digest = content_hash(span.text)
    return [None if card is None else own.get((digest, card.variant)) for card in span.cards]


def _same_entries(first: str, second: str) -> bool:
    """Whether two comments have the same entries, whatever their spacing."""
    return [one.raw for one in parse_entries(first)] == [one.raw for one in parse_entries(second)]


def _placings(note: Note) -> tuple[bool, bool]:
    """Whether new comments get a line of their own: first as in the note, then the other way."""
    same_line = any(
        "<!--SR:" in line and line.partition("<!--SR:")[0].strip(" \t>") for line in note.lines
    )
    return (False, True) if same_line else (True, False)


def _applied(before: bytes, edits: Sequence[Edit], *, own_line: bool, path: Path) -> bytes:
    try:
        text = before.decode()
    except UnicodeDecodeError as error:
        raise NoteError("is not UTF-8: save it as UTF-8 and import it again", path) from error
    after = edited(text, edits, own_line=own_line)
    if after is None:
        raise NoteError("its comments are not where they were; run `gruquiz rescan` first", path)
    return after.encode()


def _is_same(comparison: NoteDiff, cards: Sequence[KnownCard]) -> bool:
    """Whether every card is found and reads as before.

    Headings may differ: a comment ends a block, which may have a heading in its middle.
    """
    change = comparison.change
    known = {card.id: card for card in cards}
    return not (change.added or change.missing) and all(
        (one.found.face, one.found.kind, one.found.decks, one.found.incomplete)
        == (old.face, old.kind, old.decks, old.incomplete)
        for one in change.kept
        if (old := known[one.id])
    )


def _has_all_schedules(
    after: ParsedNote,
    before: ParsedNote,
    own: Mapping[Key, Schedule],
    edits: Sequence[Edit],
) -> bool:
    """Whether each card has the library's schedule, or the one that it had before.

    Orphans stay; but if a card occurs twice, both comments are written, one of which was an
    orphan.
    """
    had = {(card.content_hash, card.variant): card.schedule for card in before.cards}
    for card in after.cards:
        key = (card.content_hash, card.variant)
        schedule = own.get(key)
        if card.rule is not None or card.kind is Kind.DRILL:
            continue
        if schedule is None:
            if card.schedule != had.get(key):
                return False
        elif not matches_schedule(card.schedule, schedule):
            return False
    now, was = (Counter(one.raw for one in reading.orphans) for reading in (after, before))
    replaced = Counter(one.raw for edit in edits for one in parse_entries(edit.instead_of))
    return not now - was and was - now <= replaced


def write(
    library: Library, rewriting: Rewriting, backups: Path, vault: Path, now: datetime
) -> Path:
    """Back up a note, write it, and record the change; return the path of the backup.

    The file is replaced atomically. Raises NoteError where it has changed meanwhile.
    """
    path = rewriting.path
    copy = backups / os.path.relpath(path, vault if vault.is_dir() else vault.parent)
    target = path.resolve()
    fresh = target.with_name(f".{target.name}.gruquiz-new")
    try:
        if target.read_bytes() != rewriting.before:
            raise NoteError("has changed meanwhile; left as it is", path)
        private_files.make_folder(copy.parent, parents=True)
        shutil.copy2(target, copy)
        with fresh.open("wb") as stream:
            stream.write(rewriting.after)
            stream.flush()
            os.fsync(stream.fileno())
        shutil.copymode(target, fresh)
        fresh.replace(target)
        status = target.stat()
    except OSError as error:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
        raise NoteError(f"cannot be written: {error.strerror or error}", path) from error
    note = replace(rewriting.change.note, size=status.st_size, mtime_ns=status.st_mtime_ns)
    library.imports.save(replace(rewriting.change, note=note), now, library.imports.new_act())
    return copy
