"""A process that opens a library, prints the next card and ends, beside Anki's core."""

import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from tests.benchmarks import decks, scope
from tests.benchmarks.contest import Entry, Figure
from tests.benchmarks.peers import anki

ROUNDS = 7
START_ANKI = """
import sys
from anki.collection import Collection
collection = Collection(sys.argv[1])
card = collection.sched.getCard()
print(card.question(), card.answer())
collection.close()
"""


def entries() -> Iterator[Entry]:
    """Every size in the first place."""
    peer, absent = anki()
    yield from absent
    for size in scope.sizes():
        with scope.workshop(scope.places()[0]) as folder:
            yield from _starts(folder, size, peer)


def _starts(folder: Path, size: int, peer: bool) -> Iterator[Entry]:
    home = decks.pair_files(folder, size, peer)
    commands = {"gruquiz": ["-m", "gruquiz", "--library", str(home / decks.OURS), "next", "--json"]}
    if peer:
        commands["anki"] = ["-c", START_ANKI, str(home / decks.THEIRS)]
    times: dict[str, list[float]] = {who: [] for who in commands}
    for _ in range(ROUNDS):
        for who, arguments in commands.items():
            times[who].append(_processor_time([sys.executable, *arguments]))
    middles = {who: median(taken) for who, taken in times.items()}
    name = f"a process that prints the next card, {size} cards"
    for who, middle in middles.items():
        yield Figure(f"{name}: {who}", round(1e3 * middle), "ms")
    if peer:
        yield Figure(f"{name}: over anki", middles["gruquiz"] / middles["anki"], "times", 1 / 3)


def _processor_time(command: list[str]) -> float:
    """Seconds of processor time of a whole process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
