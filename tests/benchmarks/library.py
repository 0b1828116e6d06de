"""The library beside Anki's own core: reviews, starts, imports, searches, statistics, replay.

`--cards 1000,10000,100000,1000000` names the sizes, `--place FOLDER` (more than once) where the
libraries lie: reviews are timed in every place, all else in the first.
"""

import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from statistics import median
from typing import Any

from tests.benchmarks import decks, scope
from tests.benchmarks.contest import Contest, Entry, Figure
from tests.benchmarks.lookups import searches, statistics_pages
from tests.benchmarks.peers import missing
from tests.benchmarks.replays import moves, replays
from tests.benchmarks.reviewing import flat, reviews

ROUNDS_UP_TO = 100_000
"""Bigger imports are made once, in a process of their own."""


def entries() -> Iterator[Entry]:
    """Every row of the library's marks."""
    absent = missing("Anki", "anki")
    if absent is not None:
        yield absent
    peer = absent is None
    for place in scope.places():
        middles: dict[int, float] = {}
        for size in scope.sizes():
            with scope.workshop(place) as folder:
                yield from reviews(folder, size, peer, middles)
        yield from flat(place, middles)
    for size in scope.sizes():
        with scope.workshop(scope.places()[0]) as folder:
            yield from _starts(folder, size, peer)
            yield from _imports(folder, size, peer)
            yield from searches(folder, size, peer)
            yield from statistics_pages(folder, size, peer)
    yield from replays()
    with scope.workshop(scope.places()[0]) as folder:
        yield from moves(folder)


START_ANKI = """
import sys
from anki.collection import Collection
collection = Collection(sys.argv[1])
card = collection.sched.getCard()
print(card.question(), card.answer())
collection.close()
"""


def _starts(folder: Path, size: int, peer: bool) -> Iterator[Entry]:
    made, collection = decks.pair(folder, size, peer, due=0.1)
    path, anki = made.path, None
    made.close()
    if collection is not None:
        anki = collection.path
        collection.close()
    commands = {"gruquiz": ["-m", "gruquiz", "--library", str(path), "next", "--json"]}
    if anki is not None:
        commands["anki"] = ["-c", START_ANKI, str(anki)]
    times: dict[str, list[float]] = {who: [] for who in commands}
    for _ in range(7):
        for who, arguments in commands.items():
            times[who].append(_processor_time([sys.executable, *arguments]))
    middles = {who: median(taken) for who, taken in times.items()}
    name = f"a process that prints the next card, {size} cards"
    for who, middle in middles.items():
        yield Figure(f"{name}: {who}", round(1e3 * middle), "ms")
    if anki is not None:
        yield Figure(f"{name}: over anki", middles["gruquiz"] / middles["anki"], "times", 1 / 3)


def _processor_time(command: list[str]) -> float:
    """Seconds of processor time of a whole process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


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
