"""Cards found by words and by parts of words, and the page of statistics."""

from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

from gruquiz.stats import statistics
from tests.benchmarks import decks
from tests.benchmarks.contest import Contest, Entry

ANSWERS = 250_000


def searches(folder: Path, size: int, peer: bool) -> Iterator[Entry]:
    """Cards by a word, and by letters within one."""
    made, collection = decks.pair(folder, size, peer, due=None)
    chance = Random(1)

    def contest(name: str, query: Callable[[], str], mark: float) -> Contest:
        peers: dict[str, Callable[[], object]] = {}
        if collection is not None:
            peers["anki"] = lambda: collection.find_cards(query())
        return Contest(
            name, lambda: made.search(query()), peers, {"anki": mark}, rounds=7, cpu=True
        )

    yield contest(f"word search in {size} cards", lambda: chance.choice(decks.WORDS), 1 / 30)
    yield contest(
        f"substring search in {size} cards",
        lambda: f"*{chance.choice(decks.WORDS)[1:5]}*",
        1 / 1.5,
    )
    made.close()
    if collection is not None:
        collection.close()


def statistics_pages(folder: Path, size: int, peer: bool) -> Iterator[Entry]:
    """The page of all graphs over a year, three years of answers behind it."""
    made, collection = decks.pair(folder, size, peer, due=0.1)
    decks.add_history(made, collection, ANSWERS)
    peers: dict[str, Callable[[], object]] = {}
    if collection is not None:
        peers["anki"] = lambda: collection._backend.graphs_raw(_graphs_request())
    yield Contest(
        f"statistics, {ANSWERS} answers, {size} cards",
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
