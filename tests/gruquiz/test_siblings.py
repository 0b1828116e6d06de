"""Cards of one block keep out of each other's way, in whatever decks they lie."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from gruquiz.config import Config, DeckOptions
from gruquiz.library import Library
from gruquiz.model import Grade, Schedule
from gruquiz.session import Session
from tests.gruquiz.cards import DAY, NOW, add, found

TODAY = date(2026, 11, 21)


@pytest.fixture
def session() -> Iterator[Session]:
    with Library.memory() as library:
        yield Session(library, Config(), "test")


def due_in(days: int, interval: int = 10) -> Schedule:
    due = TODAY + timedelta(days=days)
    return Schedule(due, interval, 250, 4, 0, due - timedelta(days=interval))


def asked(session: Session, now_in_days: int = 0, deck: str | None = None) -> str | None:
    found = session.next(NOW + now_in_days * DAY, deck)
    return None if found is None else found.card.face.front


def test_a_new_card_waits_for_a_sibling_that_is_due_in_another_deck(session: Session) -> None:
    review, _ = add(
        session.library,
        [found("review", block="one", schedule=due_in(0)), found("new", block="one")],
    )
    session.changes.move(review, NOW, "Elsewhere")
    counts = {deck.name: (deck.new, deck.due) for deck in session.overview.counts(NOW)}
    assert counts == {"Elsewhere": (0, 1), "GRU": (0, 0)}
    assert asked(session, deck="GRU") is None
    session.answer(review, Grade.GOOD, NOW)
    assert asked(session) is None  # it was answered today: the sibling waits for tomorrow
    assert asked(session, 1) == "new"


@pytest.mark.parametrize("out_of_play", ["bury", "suspend"])
def test_a_sibling_that_is_not_asked_today_keeps_no_new_card_back(
    session: Session, out_of_play: str
) -> None:
    review, _ = add(
        session.library,
        [found("review", block="one", schedule=due_in(0)), found("new", block="one")],
    )
    getattr(session.changes, out_of_play)(review, NOW)
    assert asked(session) == "new"


def test_of_new_siblings_in_two_decks_one_is_asked_a_day(session: Session) -> None:
    first, second = add(session.library, [found(f"hole {n}", block="one") for n in (1, 2)])
    session.changes.move(second, NOW, "Elsewhere")
    assert sum(deck.new for deck in session.overview.counts(NOW)) == 1
    assert asked(session) == "hole 1"
    session.answer(first, Grade.EASY, NOW)
    assert asked(session) is None


def test_an_undone_answer_no_longer_keeps_the_sibling_back(session: Session) -> None:
    _, second = add(session.library, [found(f"hole {n}", block="one") for n in (1, 2)])
    session.answer(second, Grade.GOOD, NOW)
    assert asked(session) is None
    session.undo(NOW)
    assert asked(session) == "hole 1"


def test_an_early_review_that_was_undone_keeps_no_sibling_back(session: Session) -> None:
    early, _ = add(
        session.library,
        [found("review", block="one", schedule=due_in(5)), found("new", block="one")],
    )
    session.answer(early, Grade.GOOD, NOW)
    assert asked(session) is None
    session.undo(NOW)
    assert asked(session) == "new"


def test_siblings_are_kept_apart_by_five_other_cards_where_there_are_as_many(
    session: Session,
) -> None:
    """Five between, and no more: the sixth is the sibling again."""
    blocks = ["one", "one", *"abcdefgh"]
    add(
        session.library,
        [
            found(f"{place}", block=block, schedule=due_in(place - 30))
            for place, block in enumerate(blocks)
        ],
    )
    order = []
    while (front := asked(session)) is not None:
        order.append(int(front))
        (card,) = [one for one in session.library.search.cards() if one.face.front == front]
        session.answer(card.id, Grade.GOOD, NOW)
    assert order.index(1) - order.index(0) == 6


def test_fuzz_keeps_off_the_day_of_a_sibling_in_another_deck() -> None:
    with Library.memory() as library:
        session = Session(library, Config(options=DeckOptions(fuzz=True)))
        busier = [found(f"{day}{one}", schedule=due_in(day)) for day in (24, 26) for one in "ab"]
        card, sibling, *_ = add(
            library,
            [
                found("q", block="one", schedule=due_in(0)),
                found("sibling", block="one", schedule=due_in(25)),
                *busier,
            ],
        )
        session.changes.move(sibling, NOW, "Elsewhere")
        assert session.answer(card, Grade.GOOD, NOW).after.interval in (24, 26)


def test_a_day_to_be_kept_light_is_better_than_that_of_a_sibling() -> None:
    with Library.memory() as library:
        around = tuple((TODAY + timedelta(days=days)).weekday() for days in (24, 26))
        session = Session(library, Config(options=DeckOptions(fuzz=True, easy_days=around)))
        card, _ = add(
            library,
            [
                found("q", block="one", schedule=due_in(0)),
                found("sibling", block="one", schedule=due_in(25)),
            ],
        )
        assert session.answer(card, Grade.GOOD, NOW).after.interval in (24, 26)
