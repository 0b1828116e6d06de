"""A table of ready cards becomes a library with a search index: time, memory, bytes a card."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

from tests.benchmarks import decks, scope
from tests.benchmarks.contest import Contest, Entry, Figure
from tests.benchmarks.peers import anki

ROUNDS_UP_TO = 100_000
"""Bigger imports are made once, in a process of their own."""


def entries() -> Iterator[Entry]:
    """Every size in the first place."""
    peer, absent = anki()
    yield from absent
    for size in scope.sizes():
        with scope.workshop(scope.places()[0]) as folder:
            yield from _imports(folder, size, peer)


IMPORTING = """
import sys
from pathlib import Path
from time import process_time
from tests.benchmarks import decks
begun = process_time()
if sys.argv[1] == "anki":
    from anki.collection import Collection
    collection = Collection(sys.argv[2])
    decks.import_table(collection, Path(sys.argv[3]))
    collection.close()
else:
    decks.library_from_table(Path(sys.argv[2]), Path(sys.argv[3])).close()
took = process_time() - begun
status = Path("/proc/self/status").read_text()  # getrusage would tell the parent's peak
print(int(status.split("VmHWM:")[1].split()[0]) // 1024, took)
"""


def _imports(folder: Path, size: int, peer: bool) -> Iterator[Entry]:
    """A table of two columns becomes cards with a search index."""
    source = decks.table(folder, size)
    if size <= ROUNDS_UP_TO:
        yield _import_contest(folder, source, size, peer)
    took = {}
    for who in ("gruquiz", "anki") if peer else ("gruquiz",):
        target = folder / f"memory-{who}.db"
        told = subprocess.run(
            [sys.executable, "-c", IMPORTING, who, str(target), str(source)],
            check=True,
            capture_output=True,
            text=True,
        )
        memory, took[who] = map(float, told.stdout.split())
        yield Figure(f"  import of {size}: processor time once, {who}", round(took[who], 2), "s")
        yield Figure(f"  import of {size}: memory, {who}", memory, "MB")
        yield Figure(f"  import of {size}: bytes per card, {who}", decks.size(target) / size, "B")
    if peer and size > ROUNDS_UP_TO:
        ratio = took["gruquiz"] / took["anki"]
        yield Figure(f"  import of {size}: over anki", ratio, "times", 1 / 1.5)


def _import_contest(folder: Path, source: Path, size: int, peer: bool) -> Contest:
    numbers = count()

    def ours() -> object:
        decks.library_from_table(folder / f"import{next(numbers)}.db", source).close()
        return None

    def theirs() -> object:
        from anki.collection import Collection

        collection: Any = Collection(str(folder / f"import{next(numbers)}.anki2"))
        decks.import_table(collection, source)
        collection.close()
        return None

    peers: dict[str, Callable[[], object]] = {"anki": theirs} if peer else {}
    name = f"import of {size} ready cards"
    return Contest(name, ours, peers, {"anki": 1 / 1.5}, rounds=3, cpu=True)
