"""What is due today is counted and asked: whatever lies before it, and in its order."""

from datetime import date, timedelta

from gruquiz.config import config_from
from gruquiz.library import Library
from gruquiz.model import Grade, Schedule
from gruquiz.session import Session
from tests.gruquiz.cards import DAY, NOW, add, found

TODAY = date(2026, 11, 21)


def due(days_ago: int) -> Schedule:
    day = TODAY - timedelta(days=days_ago)
    return Schedule(day, 10, 250, 3, 0, day - 10 * DAY)


def test_a_buried_review_is_not_counted_as_due() -> None:
    with Library.memory() as library:
        session = Session(library, config_from({}))
        buried, _ = add(library, [found("one", schedule=due(1)), found("two", schedule=due(0))])
        session.changes.bury(buried, NOW)
        assert [deck.due for deck in session.overview.counts(NOW)] == [1]
        assert [deck.due for deck in session.overview.counts(NOW + DAY)] == [2]


def test_the_overdue_of_a_deck_without_room_hide_no_other_deck() -> None:
    config = config_from({"options": {"reviews": 10}, "decks": {"A": {"reviews": 1}}})
    with Library.memory() as library:
        session = Session(library, config)
        add(library, [found(f"a{n}", deck="A", schedule=due(40)) for n in range(300)])
        add(library, [found(f"b{n}", deck="B", schedule=due(0)) for n in range(3)], path="/b.md")
        decks = []
        while (asked := session.next(NOW)) is not None:
            decks.append(asked.card.deck)
            session.answer(asked.card.id, Grade.GOOD, NOW)
        assert decks == ["A", "B", "B", "B"]


def test_what_failed_first_is_repeated_first() -> None:
    with Library.memory() as library:
        session = Session(library, config_from({}))
        cards = add(library, [found(f"{n}", schedule=due(0)) for n in range(3)])
        for minutes, place in enumerate((2, 0, 1)):
            session.answer(cards[place], Grade.AGAIN, NOW + timedelta(minutes=minutes))
        order = []
        for minutes in range(5, 8):
            now = NOW + timedelta(minutes=minutes)
            asked = session.next(now)
            assert asked is not None
            order.append(asked.card.face.front)
            session.answer(asked.card.id, Grade.GOOD, now)
        assert order == ["2", "0", "1"]
