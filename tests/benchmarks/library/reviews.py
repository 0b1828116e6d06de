"""One review after the other: the next card fetched, graded, committed; and the day's first."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

from gruquiz.library import Library
from gruquiz.model import Grade
from tests.benchmarks import decks, scope
from tests.benchmarks.contest import Entry, Figure
from tests.benchmarks.peers import anki

TURNS, TURN = 60, 10
"""Reviews timed one by one, a few of each program in turn."""
WARM = 5
"""Turns that are not counted."""


def entries() -> Iterator[Entry]:
    """Every size in every place: how long a disk takes is most of a review there."""
    peer, absent = anki()
    yield from absent
    for place in scope.places():
        middles: dict[int, float] = {}
        for size in scope.sizes():
            with scope.workshop(place) as folder:
                yield from _reviews(folder, size, peer, middles)
        yield from _flat(place, middles)


def _reviews(folder: Path, size: int, peer: bool, middles: dict[int, float]) -> Iterator[Entry]:
    """Fetch the next card with its text and buttons, grade it, commit; both synchronous=FULL."""
    made, collection = decks.pair(folder, size, peer)
    where = "disk" if scope.waits(folder) else "memory"
    calls: dict[str, Callable[[], object]] = {"gruquiz": _review(made)}
    if collection is not None:
        calls["anki"] = partial(decks.answer_one, collection, shown=True)
        if size > TURNS * TURN * 2:
            calls["anki without text"] = partial(decks.answer_one, collection, shown=False)
    for who, call in calls.items():
        start = perf_counter()
        call()  # it builds the queue
        took = perf_counter() - start
        yield Figure(f"the first review of a day, {size} cards: {who}", round(1e3 * took, 1), "ms")
    times = _interleaved(calls, perf_counter if scope.waits(folder) else process_time)
    middles[size] = median(times["gruquiz"])
    name = f"one review, {where}, {size} cards"
    worst = {who: taken[int(0.99 * len(taken))] for who, taken in times.items()}
    for who, taken in times.items():
        yield Figure(f"{name}: {who}", round(1e6 * median(taken), 1), "µs")
        yield Figure(f"{name}: {who}, p99", round(1e6 * worst[who], 1), "µs")
    if "anki" in times:
        mark = None if scope.waits(folder) else 1 / 1.5
        yield Figure(f"{name}: over anki", middles[size] / median(times["anki"]), "times", mark)
        mark = None if scope.waits(folder) else 1.0
        yield Figure(f"{name}: p99 over anki's", worst["gruquiz"] / worst["anki"], "times", mark)
    made.close()
    if collection is not None:
        collection.close()


def _flat(place: Path, middles: Mapping[int, float]) -> Iterator[Entry]:
    """The biggest library's review as a multiple of the smallest's."""
    small, big = min(middles), max(middles)
    where = "disk" if scope.waits(place) else "memory"
    name = f"one review, {where}, {big} cards over {small}"
    yield Figure(name, middles[big] / middles[small], "times", 1.3)


def _review(made: Library) -> Callable[[], object]:
    session = decks.session(made)

    def one() -> object:
        asked = session.next(decks.NOW)
        assert asked is not None
        assert asked.buttons
        return session.answer(asked.card.id, Grade.GOOD, decks.NOW, 4000)

    return one


def _interleaved(
    calls: Mapping[str, Callable[[], object]], now: Callable[[], float]
) -> dict[str, list[float]]:
    """The sorted times of single reviews in seconds.

    On a tmpfs of processor time, so that what else the machine does counts less: nothing waits.
    """
    times: dict[str, list[float]] = {name: [] for name in calls}
    for turn in range(TURNS):
        for name, call in calls.items():
            for _ in range(TURN):
                start = now()
                call()
                times[name].append(now() - start)
            if turn == WARM:
                times[name].clear()
    return {name: sorted(taken) for name, taken in times.items()}
