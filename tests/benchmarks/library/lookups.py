"""Cards found by words and by parts of words, the counts of the decks, the page of statistics."""

from collections.abc import Callable, Iterator
from random import Random
from typing import Any

from gruquiz.library import Library
from gruquiz.stats import statistics
from tests.benchmarks import decks, scope
from tests.benchmarks.contest import Contest, Entry
from tests.benchmarks.peers import anki

ANSWERS = 250_000


def entries() -> Iterator[Entry]:
    """Every size in the first place."""
    peer, absent = anki()
    yield from absent
    for size in scope.sizes():
        with scope.workshop(scope.places()[0]) as folder:
            made, collection = decks.pair(folder, size, peer)
            yield from _searches(made, collection, size)
            yield _counts(made, collection, size)
            decks.add_history(made, collection, ANSWERS)
            yield _statistics(made, collection, size)
            made.close()
            if collection is not None:
                collection.close()


def _searches(made: Library, collection: Any, size: int) -> Iterator[Entry]:
    """Cards by a word, and by letters within one."""
    chance = Random(1)

    def contest(name: str, query: Callable[[], str], mark: float) -> Contest:
        peers: dict[str, Callable[[], object]] = {}
        if collection is not None:
            peers["anki"] = lambda: collection.find_cards(query())
        return Contest(
            name, lambda: made.search.ids(query()), peers, {"anki": mark}, rounds=7, cpu=True
        )

    yield contest(f"word search in {size} cards", lambda: chance.choice(decks.WORDS), 1 / 30)
    yield contest(
        f"substring search in {size} cards",
        lambda: f"*{chance.choice(decks.WORDS)[1:5]}*",
        1 / 1.5,
    )


def _counts(made: Library, collection: Any, size: int) -> Contest:
    """What each deck has for today."""
    session = decks.session(made)
    peers: dict[str, Callable[[], object]] = {}
    if collection is not None:
        peers["anki"] = collection.sched.deck_due_tree
    return Contest(
        f"counts of the decks, {size} cards",
        lambda: session.overview.counts(decks.NOW),
        peers,
        rounds=7,
        cpu=True,
    )


def _statistics(made: Library, collection: Any, size: int) -> Contest:
    """The page of all graphs over a year, three years of answers behind it."""
    peers: dict[str, Callable[[], object]] = {}
    if collection is not None:
        peers["anki"] = lambda: collection._backend.graphs_raw(_graphs_request())
    return Contest(
        f"statistics, {ANSWERS} answers, {size} cards",
        lambda: statistics(made, decks.TODAY, days=365),
        peers,
        {"anki": 1 / 5},
        rounds=7,
        cpu=True,
    )


def _graphs_request() -> bytes:
    from anki.stats_pb2 import GraphsRequest

    request: bytes = GraphsRequest(search="", days=365).SerializeToString()
    return request
