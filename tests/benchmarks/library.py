"""The library beside Anki's own core: reviews, starts, imports, searches, statistics, replay.

Both libraries lie on a tmpfs where there is one (/dev/shm), since one fsync of a disk is most of
either figure. GRUQUIZ_BENCH_CARDS sets the biggest size (default 100 000).
"""

import os
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from time import process_time
from typing import Any

from gruquiz.library import Library
from gruquiz.library.replaying import Reviews, replay_sm2
from gruquiz.model import NEW, Grade
from gruquiz.schedulers.sm2 import SM2
from gruquiz.stats import statistics
from tests.benchmarks import decks
from tests.benchmarks.contest import Contest, Entry, Figure
from tests.benchmarks.peers import missing

MEMORY = Path("/dev/shm")
BIGGEST = int(os.environ.get("GRUQUIZ_BENCH_CARDS", "100000"))
SIZES = [size for size in (1_000, 10_000, 100_000, 1_000_000) if size <= BIGGEST]
STRETCH = 300
"""Reviews timed one by one for the percentiles."""


def entries() -> Iterator[Entry]:
    """Every row of the library's marks."""
    absent = missing("Anki", "anki")
    if absent is not None:
        yield absent
    with TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as name:
        folder = Path(name)
        yield from _reviews(folder, absent is None)
        yield from _starts(folder, absent is None)
        yield from _imports(folder, absent is None)
        yield from _searches(folder, absent is None)
        yield from _statistics(folder, absent is None)
    yield from _replays()


def _pair(folder: Path, size: int, peer: bool, due: float | None) -> tuple[Library, Any]:
    """Both libraries with the same cards in a new folder; `due` of them due, None: all new."""
    home = folder / f"pair{len(list(folder.iterdir()))}"
    home.mkdir()
    made = decks.library(home / "library.db", decks.found_cards(size, due))
    if not peer:
        return made, None
    source = decks.table(home, size)
    return made, decks.anki_collection(home / "collection.anki2", source, size, due)


def _review(made: Library) -> Callable[[], object]:
    session = decks.session(made)

    def one() -> object:
        asked = session.next(decks.NOW)
        assert asked is not None
        assert asked.buttons
        return session.answer(asked.card.id, Grade.GOOD, decks.NOW, 4000)

    return one


def _interleaved(calls: Mapping[str, Callable[[], object]]) -> dict[str, list[float]]:
    """The sorted times of single reviews in seconds, a few of each in turn.

    Processor time, so that what else the machine does counts less; on a tmpfs nothing waits.
    """
    times: dict[str, list[float]] = {name: [] for name in calls}
    for turn in range(STRETCH // 10):
        for name, call in calls.items():
            for _ in range(10):
                start = process_time()
                call()
                times[name].append(process_time() - start)
            if turn == 2:
                times[name].clear()  # warmed up
    return {name: sorted(taken) for name, taken in times.items()}


def _reviews(folder: Path, peer: bool) -> Iterator[Entry]:
    """Fetch the next card with its text and buttons, grade it, commit; both synchronous=FULL."""
    middles = {}
    for size in SIZES:
        made, collection = _pair(folder, size, peer, due=1.0 if size <= 1000 else 0.5)
        calls = {"gruquiz": _review(made)}
        if collection is not None:
            calls["anki"] = partial(decks.answer_one, collection, shown=True)
            if size >= 10 * STRETCH:
                calls["anki without text"] = partial(decks.answer_one, collection, shown=False)
        times = _interleaved(calls)
        middles[size] = median(times["gruquiz"])
        name = f"one review, {size} cards"
        for who, taken in times.items():
            yield Figure(f"{name}: {who}", round(1e6 * median(taken), 1), "µs")
            worst = taken[int(0.99 * len(taken))]
            yield Figure(f"{name}: {who}, p99", round(1e6 * worst, 1), "µs")
            if who != "gruquiz":
                mark = 1 / 1.5 if who == "anki" else None
                yield Figure(f"{name}: over {who}", middles[size] / median(taken), "times", mark)
        made.close()
        if collection is not None:
            collection.close()
    flat = middles[SIZES[-1]] / middles[SIZES[0]]
    yield Figure(f"one review, {SIZES[-1]} cards over {SIZES[0]}", flat, "times", 1.3)


START_ANKI = """
import sys
from anki.collection import Collection
collection = Collection(sys.argv[1])
card = collection.sched.getCard()
print(card.question(), card.answer())
collection.close()
"""


def _starts(folder: Path, peer: bool) -> Iterator[Entry]:
    made, collection = _pair(folder, BIGGEST, peer, due=0.1)
    path = made.path
    made.close()
    anki = None if collection is None else collection.path
    if collection is not None:
        collection.close()

    commands = {"gruquiz": ["-m", "gruquiz", "--library", str(path), "next", "--json"]}
    if anki is not None:
        commands["anki"] = ["-c", START_ANKI, str(anki)]
    times: dict[str, list[float]] = {who: [] for who in commands}
    for _ in range(7):
        for who, arguments in commands.items():
            times[who].append(_processor_time([sys.executable, *arguments]))
    middles = {who: median(taken) for who, taken in times.items()}
    for who, middle in middles.items():
        yield Figure(f"a process that prints the next card: {who}", round(1e3 * middle), "ms")
    if anki is not None:
        ratio = middles["gruquiz"] / middles["anki"]
        yield Figure("a process that prints the next card: over anki", ratio, "times", 1 / 3)


def _processor_time(command: list[str]) -> float:
    """Seconds of processor time of a whole process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


IMPORTING = """
import sys
from pathlib import Path
from tests.benchmarks import decks
if sys.argv[1] == "anki":
    from anki.collection import Collection
    collection = Collection(sys.argv[2])
    decks.import_table(collection, Path(sys.argv[3]))
    collection.close()
else:
    decks.library_from_table(Path(sys.argv[2]), Path(sys.argv[3])).close()
status = Path("/proc/self/status").read_text()  # getrusage would tell the parent's peak
print(int(status.split("VmHWM:")[1].split()[0]) // 1024)
"""


def _imports(folder: Path, peer: bool) -> Iterator[Entry]:
    """A table of two columns becomes cards with a search index."""
    source = decks.table(folder, BIGGEST)
    names = iter(range(1_000_000))

    def ours() -> object:
        decks.library_from_table(folder / f"import{next(names)}.db", source).close()
        return None

    def theirs() -> object:
        from anki.collection import Collection

        collection = Collection(str(folder / f"import{next(names)}.anki2"))
        decks.import_table(collection, source)
        collection.close()
        return None

    yield Contest(
        f"import of {BIGGEST} ready cards",
        ours,
        {"anki": theirs} if peer else {},
        {"anki": 1 / 1.5},
        rounds=3,
        cpu=True,
    )
    memory = {}
    for who in ("gruquiz", "anki") if peer else ("gruquiz",):
        target = folder / f"memory-{who}.db"
        told = subprocess.run(
            [sys.executable, "-c", IMPORTING, who, str(target), str(source)],
            check=True,
            capture_output=True,
            text=True,
        )
        memory[who] = float(told.stdout)
        yield Figure(f"  memory of that import, {who}", memory[who], "MB")
        yield Figure(f"  bytes per card, {who}", decks.size(target) / BIGGEST, "B")


def _searches(folder: Path, peer: bool) -> Iterator[Entry]:
    made, collection = _pair(folder, BIGGEST, peer, due=None)
    chance = Random(1)

    def contest(name: str, query: Callable[[], str], theirs: str, mark: float) -> Contest:
        peers = {}
        if collection is not None:
            peers["anki"] = lambda: collection.find_cards(theirs.format(query()))
        return Contest(
            name, lambda: made.search(query()), peers, {"anki": mark}, rounds=7, cpu=True
        )

    yield contest(
        f"word search in {BIGGEST} cards", lambda: chance.choice(decks.WORDS), "{}", 1 / 30
    )
    yield contest(
        f"substring search in {BIGGEST} cards",
        lambda: f"*{chance.choice(decks.WORDS)[1:5]}*",
        "{}",
        1 / 1.5,
    )
    made.close()
    if collection is not None:
        collection.close()


def _statistics(folder: Path, peer: bool) -> Iterator[Entry]:
    """The page of all graphs over a year, 250 000 answers in three years behind it."""
    made, collection = _pair(folder, min(BIGGEST, 20_000), peer, due=0.1)
    decks.add_history(made, collection, 250_000)
    peers: dict[str, Callable[[], object]] = {}
    if collection is not None:
        peers["anki"] = lambda: collection._backend.graphs_raw(_graphs_request())
    yield Contest(
        "statistics, 250 000 answers",
        lambda: statistics(made, decks.TODAY, days=365),
        peers,
        {"anki": 1 / 5},
        rounds=5,
        cpu=True,
    )
    made.close()
    if collection is not None:
        collection.close()


def _graphs_request() -> bytes:
    from anki.stats_pb2 import GraphsRequest

    request: bytes = GraphsRequest(search="", days=365).SerializeToString()
    return request


def _replays() -> Iterator[Entry]:
    """A million reviews of 100 000 cards; the loop is timed on a tenth of them."""
    import numpy as np

    chance = np.random.default_rng(0)
    card = np.sort(chance.integers(0, 100_000, 1_000_000))
    day = 739_000 + np.arange(1_000_000) % 50
    grade = chance.choice([2, 3, 4, 5], 1_000_000, p=[0.1, 0.1, 0.7, 0.1])
    part = Reviews(card[:100_000], day[:100_000], grade[:100_000])
    from datetime import date

    rows = [
        (one, date.fromordinal(on), Grade(mark))
        for one, on, mark in zip(
            part.card.tolist(), part.day.tolist(), part.grade.tolist(), strict=True
        )
    ]

    def loop() -> object:
        scheduler, schedule, last = SM2(), NEW, -1
        for one, on, mark in rows:
            if one != last:
                schedule, last = NEW, one
            schedule = scheduler.review(schedule, mark, on)
        return schedule

    whole = Reviews(card, day, grade)
    yield Contest(
        "replay of 1 000 000 reviews (the loop: a tenth)",
        lambda: replay_sm2(whole),
        {"a loop over cards": loop},
        {"a loop over cards": 10 / 50},
        rounds=5,
        cpu=True,
    )
