"""What a sync writes and reads after 1, 50 and 1000 answers, in bytes and in processor time."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from shutil import copy2
from time import process_time

from gruquiz.devices import sync_with_folder
from gruquiz.library import Library
from gruquiz.model import Grade
from tests.benchmarks import decks, scope
from tests.benchmarks.contest import Entry, Figure

ROWS = 100_000
"""Answers that the log has already."""
SESSIONS = (1, 50, 1000)
SESSION_BYTES = 64 * 1024
"""Of 50 answers."""
UNCHANGED, ONE = 0.2, 0.5
"""Seconds to join a folder in which nothing is new, or one segment."""


def entries() -> Iterator[Entry]:
    """Every size in the first place."""
    for size in scope.sizes():
        with scope.workshop(scope.places()[0]) as folder:
            yield from _syncs(folder, size)


def _syncs(folder: Path, size: int) -> Iterator[Entry]:
    """One machine writes, the other joins; a tool carries the files between their folders."""
    here, there = folder / "here", folder / "there"
    here.mkdir()
    there.mkdir()
    writer = decks.library_from_table(folder / "writer.db", decks.table(folder, size))
    decks.add_history(writer, None, ROWS)
    reader = Library.open(folder / "reader.db")
    writer.log.device, reader.log.device = "writer", "reader"
    name = f"sync, {size} cards"
    session, cards = decks.session(writer), [card.id for card in writer.search.cards("")]
    took = _seconds(lambda: sync_with_folder(writer, here, decks.NOW))
    whole = folder / "whole.db"
    writer.share.write(whole)
    size_whole = float(whole.stat().st_size)
    yield Figure(f"{name}: first write", _carry(here, there), "bytes", size_whole)
    yield Figure(f"{name}: first write", took, "s")
    took = _seconds(lambda: sync_with_folder(reader, there, decks.NOW))
    yield Figure(f"{name}: first join", took, "s")
    for count in SESSIONS:
        for number in range(count):
            now = decks.NOW + timedelta(seconds=number)
            session.answer(cards[(number * 7 + count) % len(cards)], Grade.GOOD, now)
        what = f"{name}: {count} answers"
        took = _seconds(lambda: sync_with_folder(writer, here, decks.NOW))
        limit = SESSION_BYTES if count == 50 else None
        yield Figure(f"{what}, written", _carry(here, there), "bytes", limit)
        yield Figure(f"{what}, written", took, "s")
        took = _seconds(lambda: sync_with_folder(reader, there, decks.NOW))
        yield Figure(f"{what}, joined", took, "s", ONE if count <= 50 else None)
    took = _seconds(lambda: sync_with_folder(reader, there, decks.NOW))
    yield Figure(f"{name}: nothing new", took, "s", UNCHANGED)
    writer.close()
    reader.close()


def _seconds(call: Callable[[], object]) -> float:
    """Processor time of a call."""
    begun = process_time()
    call()
    return process_time() - begun


def _carry(here: Path, there: Path) -> int:
    """Copy what is new; its bytes."""
    new = [file for file in here.iterdir() if not (there / file.name).exists()]
    for file in new:
        copy2(file, there / file.name)
    return sum(file.stat().st_size for file in new)
