"""What was done last holds, though the clock was set back meanwhile."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from gruquiz.config import Config
from gruquiz.library import Library
from gruquiz.model import Grade, Schedule
from gruquiz.schedulers.fsrs import FSRS
from gruquiz.schedulers.sm2 import SM2
from gruquiz.session import Session
from tests.gruquiz.cards import DAY, NOW, add, found

EARLIER = NOW - timedelta(hours=3)


@pytest.fixture
def session() -> Iterator[Session]:
    with Library.memory() as library:
        yield Session(library, Config(), "test")


def test_an_act_after_the_clock_was_set_back(session: Session) -> None:
    (card,) = add(session.library, ["q"])
    session.changes.suspend(card, NOW)
    session.changes.flag(card, NOW, 3)
    session.changes.flag(card, EARLIER, 1)
    session.changes.unsuspend(card, EARLIER)
    assert not session.library.cards.get(card).suspended
    assert session.library.cards.get(card).flag == 1
    assert session.library.maintenance.faults() == []


def test_answers_after_the_clock_was_set_back(session: Session) -> None:
    (card,) = add(session.library, ["q"])
    first = session.answer(card, Grade.GOOD, NOW).after
    last = session.answer(card, Grade.AGAIN, EARLIER).after
    assert (first.reps, last.reps, last.lapses) == (1, 0, 1)
    times = [row.time for row in session.library.cards.history(card)]
    assert len(set(times)) == len(times)
    assert session.library.cards.get(card).schedule == last
    assert session.library.maintenance.faults() == []


def test_a_card_that_was_buried_and_unburied_is_asked_today(session: Session) -> None:
    (card,) = add(session.library, ["q"])
    session.changes.bury(card, NOW)
    session.changes.unbury(card, NOW)
    assert session.next(NOW) is not None
    assert session.library.maintenance.faults() == []
    session.undo(NOW)
    assert session.next(NOW) is None


def test_a_schedule_from_a_note_survives_the_way_to_another_scheduler_and_back(
    session: Session,
) -> None:
    brought = Schedule(NOW.date(), 12.0, 240, 2, 0, NOW.date() - 12 * DAY)
    (card,) = add(session.library, [found("q", schedule=brought)])
    for days, grade in ((0, Grade.AGAIN), (1, Grade.GOOD), (2, Grade.HARD), (8, Grade.GOOD)):
        session.answer(card, grade, NOW + days * DAY)
    before = session.library.cards.get(card).schedule
    now = NOW + 9 * DAY
    for scheduler in (SM2("reference"), FSRS(), SM2()):
        session.library.acts.change_scheduler("GRU", scheduler, now)
        assert (session.library.cards.get(card).schedule == before) == (scheduler == SM2())
    assert session.library.maintenance.faults() == []
