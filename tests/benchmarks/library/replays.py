"""A million reviews worked out anew in columns, beside a loop over cards; and a deck moved."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from gruquiz.library.log.replay import replay_by
from gruquiz.model import NEW, Grade
from gruquiz.schedulers import AnswerColumns
from gruquiz.schedulers.sm2 import SM2
from tests.benchmarks import decks, scope
from tests.benchmarks.contest import Contest, Entry

MOVED, ANSWERS = 5_000, 50_000


def entries() -> Iterator[Entry]:
    """In memory; in the first place."""
    yield from _replays()
    with scope.workshop(scope.places()[0]) as folder:
        yield from _moves(folder)


def _replays() -> Iterator[Entry]:
    """A million reviews of 100 000 cards; the loop is timed on a tenth of them."""
    import numpy as np

    chance = np.random.default_rng(0)
    card = np.sort(chance.integers(0, 100_000, 1_000_000))
    day = 739_000 + np.arange(1_000_000) % 50
    grade = chance.choice([2, 3, 4, 5], 1_000_000, p=[0.1, 0.1, 0.7, 0.1])
    whole = AnswerColumns(card, day, grade, np.zeros(len(card), dtype=np.bool_))
    rows = [
        (one, date.fromordinal(on), Grade(mark))
        for one, on, mark in zip(
            card[:100_000].tolist(), day[:100_000].tolist(), grade[:100_000].tolist(), strict=True
        )
    ]

    def loop() -> object:
        scheduler, schedule, last = SM2(), NEW, -1
        for one, on, mark in rows:
            if one != last:
                schedule, last = NEW, one
            schedule = scheduler.review(schedule, mark, on)
        return schedule

    yield Contest(
        "replay of 1 000 000 reviews",
        lambda: SM2().replay_columns(whole),
        {"a loop over cards": loop},
        {"a loop over cards": 1 / 50},
        {"a loop over cards": 10},
        rounds=5,
        cpu=True,
    )


def _moves(folder: Path) -> Iterator[Entry]:
    """A deck handed from one scheduler to the other, its rows written; beside the replay alone,
    card by card."""
    made = decks.library(folder / "moved.db", decks.found_cards(MOVED, None))
    decks.add_history(made, None, ANSWERS)
    numbers = [number for (number,) in made.database.rows("SELECT n FROM card")]
    for number in numbers:
        made.log.states.refresh(number)
    turn = [SM2("reference"), SM2()]

    def move() -> object:
        turn.reverse()
        return made.acts.change_scheduler("Bench", turn[0], decks.NOW)

    def one_by_one() -> object:
        return [replay_by(made.log.states.rows(number), SM2()) for number in numbers]

    yield Contest(
        f"a deck of {MOVED} cards moved, {ANSWERS} answers",
        move,
        {"card by card": one_by_one},
        rounds=3,
        cpu=True,
    )
    made.close()
