"""A library's answers as what is fitted: its decks, its days, and what says nothing of memory."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from gruquiz.config import Config
from gruquiz.fitting import ReviewHistory, deck_history
from gruquiz.importer import import_notes
from gruquiz.library import Library
from gruquiz.model import CardId, Grade
from gruquiz.session import Session
from tests.gruquiz.exchange.test_schedules import finished

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    for deck, text in (("GRU", "a::b\n\nc::d\n"), ("LSTM", "e::f <!--SR:!2026-11-20,10,260-->\n")):
        (tmp_path / f"{deck}.md").write_text(text, encoding="utf-8")
    with Library.memory() as library:
        finished(import_notes(library, sorted(tmp_path.glob("*.md")), NOW))
        yield Session(library, Config())


def card(session: Session, front: str) -> CardId:
    (found,) = session.library.search.cards(front)
    return found.id


def read(session: Session, deck: str | None = None) -> list[tuple[int, int]]:
    """Rating and days since the last, card by card."""
    history: ReviewHistory = deck_history(session.library, deck)
    return list(zip(history.rating.tolist(), history.delta.tolist(), strict=True))


def test_grades_become_ratings_and_repeats_stay(session: Session) -> None:
    one = card(session, "a")
    session.answer(one, Grade.AGAIN, NOW, 4000)
    session.answer(one, Grade.GOOD, NOW + timedelta(minutes=5))
    session.answer(one, Grade.HARD, NOW + DAY)
    session.answer(one, Grade.EASY, NOW + 3 * DAY)
    assert read(session) == [(1, 0), (3, 0), (2, 1), (4, 2)]
    assert deck_history(session.library, None).elapsed_ms.tolist() == [4000, 0, 0, 0]


def test_what_was_undone_is_not_there(session: Session) -> None:
    one = card(session, "a")
    session.answer(one, Grade.GOOD, NOW)
    session.answer(one, Grade.AGAIN, NOW + DAY)
    session.undo(NOW + DAY)
    assert read(session) == [(3, 0)]


def test_a_reset_forgets_what_was_before_it_until_it_is_undone(session: Session) -> None:
    one = card(session, "a")
    session.answer(one, Grade.GOOD, NOW)
    session.changes.reset(one, NOW + DAY)
    assert read(session) == []
    session.answer(one, Grade.EASY, NOW + 2 * DAY)
    assert read(session) == [(4, 0)]
    session.undo(NOW + 2 * DAY)
    session.undo(NOW + 2 * DAY)
    assert read(session) == [(3, 0)]


def test_another_due_date_forgets_nothing(session: Session) -> None:
    one = card(session, "a")
    session.answer(one, Grade.GOOD, NOW)
    session.changes.set_due(one, NOW, (NOW + 5 * DAY).date())
    session.answer(one, Grade.GOOD, NOW + 5 * DAY)
    assert read(session) == [(3, 0), (3, 5)]


def test_a_card_whose_history_began_elsewhere_is_left_out(session: Session) -> None:
    session.answer(card(session, "e"), Grade.GOOD, NOW)
    assert read(session) == []


def test_only_the_deck_that_is_asked_for(session: Session) -> None:
    one, other = card(session, "a"), card(session, "c")
    session.answer(one, Grade.GOOD, NOW)
    session.answer(other, Grade.AGAIN, NOW)
    session.changes.move(other, NOW, "GRU/Gates")
    assert read(session, "GRU") == [(3, 0), (1, 0)]
    assert read(session, "GRU/Gates") == [(1, 0)]
    assert read(session, "LSTM") == []
