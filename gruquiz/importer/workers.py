"""Notes read into cards: many by several processes, few by this one, in the order of the jobs."""

import os
from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import NamedTuple

from gruquiz.errors import NoteError
from gruquiz.importer.card_reader import ParsedNote, read_cards
from gruquiz.model import Note
from gruquiz.notes import read_note
from gruquiz.syntaxes import Syntax

_FEW = 600
"""Jobs up to which starting processes costs more than it saves."""
_CHUNK = 40


class ReadJob(NamedTuple):
    """One note to be read.

    A tuple, like all that goes between processes for each note: a third of a record's time.
    """

    path: str
    syntax: Syntax
    deck: str
    suggest: str
    fixed_deck: bool
    unless: bytes | None = None
    """The digest of a note that need not be parsed again; None parses it in any case."""


class ReadOutcome(NamedTuple):
    """What reading a note gave: its text left out, since cards carry theirs."""

    note: Note | None = None
    reading: ParsedNote | None = None
    """None where the digest is the known one, or the note could not be read."""
    complaint: str = ""
    line: int | None = None


def read_job(job: ReadJob) -> ReadOutcome:
    """One note read; what went wrong is part of the outcome."""
    try:
        note = read_note(job.path)
    except NoteError as error:
        return ReadOutcome(complaint=error.message, line=error.line)
    slim = Note(
        note.path, note.title, (), {}, note.tags, note.digest, note.size, note.mtime_ns,
        note.warnings,
    )  # fmt: skip
    if note.digest == job.unless:
        return ReadOutcome(slim)
    return ReadOutcome(slim, read_cards(note, job.syntax, job.deck, job.suggest, job.fixed_deck))


def read_lines(note: Note) -> Note:
    """A note that a job has read, with its lines; without them where it cannot be read any more."""
    try:
        return read_note(note.path)
    except NoteError:
        return note


def read_in_parallel(
    jobs: Sequence[ReadJob], processes: int | None = None
) -> Iterator[ReadOutcome]:
    """The outcome of each job, in order; closing the iterator stops the work."""
    count = min(4, os.cpu_count() or 1) if processes is None else processes
    # Finding explicit cards takes less time than passing them between processes; suggesting cards
    # takes more.
    if count < 2 or len(jobs) <= _FEW or all(job.suggest == "never" for job in jobs):
        yield from map(read_job, jobs)
        return
    # Only large imports need these: starting processes takes longer than a few hundred notes.
    from gruquiz.importer.pool import read_chunks

    chunks = [jobs[start : start + _CHUNK] for start in range(0, len(jobs), _CHUNK)]
    with closing(read_chunks(chunks, count)) as results:
        for chunk, read in zip(chunks, results, strict=True):
            # A process that was killed gives nothing: its notes are read here.
            yield from map(read_job, chunk) if read is None else read
