"""How much work the library does for an answer: counted in steps of SQLite's machine, not timed."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from gruquiz.config import Config
from gruquiz.library import ForeignReview, Library
from gruquiz.model import Grade, Schedule
from gruquiz.session import Session
from gruquiz.stats import statistics
from tests.gruquiz.cards import DAY, NOW, add, found

MANY, STRIDE = 4_000, 100


def steps(library: Library, call: Callable[[], object]) -> int:
    """How many steps SQLite takes for a call, in hundreds."""
    taken = 0

    def count() -> int:
        nonlocal taken
        taken += 1
        return 0

    library.database.connection.set_progress_handler(count, STRIDE)
    try:
        call()
    finally:
        library.database.connection.set_progress_handler(None, STRIDE)
    return taken * STRIDE


def learned(number: int) -> Schedule:
    due = (NOW + (number % 50 - 5) * DAY).date()
    return Schedule(due, 10.0, 250, 3, 0, due - timedelta(days=10))


@pytest.fixture(scope="module")
def full() -> Library:
    """A library of many cards, each with a schedule and an interval."""
    library = Library.memory()
    add(library, [found(f"{n}", schedule=learned(n)) for n in range(MANY)], NOW - 30 * DAY)
    return library


def test_counts_look_at_each_card_in_play_once_and_sort_none(full: Library) -> None:
    session = Session(full, Config())
    (deck,) = session.overview.counts(NOW)
    assert (deck.total, deck.due) == (MANY, 200)
    assert steps(full, lambda: session.overview.counts(NOW)) < 16 * MANY


def test_siblings_of_what_was_answered_today_wait_though_a_past_is_taken_in_meanwhile() -> None:
    with Library.memory() as library:
        session = Session(library, Config())
        first, _, other = add(
            library, [found("a", block="one"), found("b", block="one"), found("c")], NOW - DAY
        )
        session.answer(other, Grade.GOOD, NOW)
        session.answer(first, Grade.GOOD, NOW)
        action = library.imports.new_act()
        with library.transaction():
            library.log.begin_import(NOW, action)
            past = [ForeignReview(NOW - 9 * DAY, Grade.GOOD, 3.0, 1000)]
            library.foreign_reviews.add(other, past, "sm2 paper plain 36500 v1", "anki", action)
            library.tallies.count_act(action, 1)
        assert session.next(NOW) is None, "the sibling waits for tomorrow"
        session.undo(NOW)  # the import
        session.undo(NOW)  # the answer
        asked = session.next(NOW)
        assert asked is not None
        assert asked.card.face.front == "a", "what was taken back is as if never answered"


def test_statistics_read_each_card_a_few_times_and_sort_none(full: Library) -> None:
    page = statistics(full, NOW.date(), days=365)
    assert page.intervals == {10: MANY}
    assert steps(full, lambda: statistics(full, NOW.date(), days=365)) < 45 * MANY
