"""FSRS as an option of a deck: the package's numbers, moved and converted decks, predictions."""

from datetime import UTC, date, datetime, timedelta

import fsrs
import pytest

from gruquiz.config import Config, config_from
from gruquiz.library import Library
from gruquiz.model import NEW, Grade, LogKind, Schedule
from gruquiz.schedulers import SCHEDULERS
from gruquiz.schedulers.fsrs import FSRS
from gruquiz.session import Session
from tests.gruquiz.cards import DAY, NOW, add, found

TODAY = date(2026, 11, 21)
RATED = {Grade.AGAIN: 1, Grade.HARD: 2, Grade.GOOD: 3, Grade.EASY: 4}


@pytest.mark.parametrize("grades", [[4, 4, 4, 4], [5, 4, 3, 4], [4, 4, 2, 4, 4], [2, 3, 4]])
def test_the_numbers_are_the_packages_own(grades: list[int]) -> None:
    theirs = fsrs.Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)
    card = fsrs.Card(card_id=1)
    schedule, day = NEW, TODAY
    for number in grades:
        grade = Grade(number)
        schedule = FSRS().review(schedule, grade, day)
        when = datetime(day.year, day.month, day.day, tzinfo=UTC)
        card, _ = theirs.review_card(card, fsrs.Rating(RATED[grade]), when)
        assert schedule.stability == pytest.approx(card.stability, rel=1e-12)
        assert schedule.difficulty == pytest.approx(card.difficulty, rel=1e-12)
        assert schedule.interval == (card.due - when).days
        assert schedule.due is not None
        day = schedule.due + timedelta(days=3)


def test_an_imported_card_is_converted_and_stays_in_range() -> None:
    old = TODAY - timedelta(days=1724)
    easy = Schedule(TODAY, 1724, 350, 2, 0, old)
    converted = FSRS().convert(easy)
    assert converted.stability == 1724
    assert converted.difficulty == 1.0  # the formula alone would say less
    ordinary = FSRS().convert(Schedule(TODAY, 10, 250, 2, 0, TODAY - timedelta(days=10)))
    assert ordinary.difficulty is not None
    assert 1.0 < ordinary.difficulty < 10.0
    after = FSRS().review(converted, Grade.GOOD, TODAY)
    assert after.interval > 1724


def test_moving_a_deck_replays_its_log_and_can_be_undone() -> None:
    with Library.memory() as library:
        sm2 = Session(library, Config())
        (one, new) = add(library, ["one", "new"])
        now = NOW
        for _ in range(3):
            answered = sm2.answer(one, Grade.GOOD, now)
            assert answered.after.due is not None
            now += timedelta(days=answered.after.interval)
        assert library.cards.get(one).schedule.interval == 15
        settings = config_from({"decks": {"GRU": {"scheduler": "fsrs"}}})
        moved = Session(library, settings)
        moved.next(now)
        schedule = library.cards.get(one).schedule
        assert schedule.stability is not None
        assert library.cards.history(one)[-1].kind is LogKind.MOVE
        assert library.cards.get(new).schedule.is_new
        assert library.maintenance.faults() == []
        expected = FSRS().review(schedule, Grade.GOOD, moved.day(now))
        assert moved.answer(one, Grade.GOOD, now).after == expected
        assert library.maintenance.faults() == []
        assert moved.undo(now) is not None
        assert moved.undo(now) is not None
        assert library.cards.get(one).schedule.interval == 15
        assert library.maintenance.faults() == []


def test_moving_there_and_back_gives_the_same_dates() -> None:
    with Library.memory() as library:
        sm2 = Session(library, Config())
        (one,) = add(library, ["one"])
        sm2.answer(one, Grade.GOOD, NOW)
        sm2.answer(one, Grade.EASY, NOW + DAY)
        before = library.cards.get(one).schedule
        Session(library, config_from({"options": {"scheduler": "fsrs"}})).overview.counts(NOW + DAY)
        assert library.cards.get(one).schedule != before
        Session(library, Config()).overview.counts(NOW + DAY)
        assert library.cards.get(one).schedule == before


def test_every_scheduler_predicts() -> None:
    with Library.memory() as library:
        session = Session(library, Config())
        (one,) = add(library, [found("one")])
        session.answer(one, Grade.GOOD, NOW)
        predictions = session.overview.predict(one, NOW + DAY)
        assert list(predictions) == [scheduler.key for scheduler in SCHEDULERS]
        assert predictions["sm2"].interval == 6
