"""What a learner relies on: the next card, what a grade does, undo, and the day's counts."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from gruquiz.config import Config, config_from
from gruquiz.errors import CardError
from gruquiz.library import Library
from gruquiz.model import CardId, Grade, Schedule, State, nearest, no_deck
from gruquiz.session import Session
from tests.gruquiz.cards import DAY, NOW, add, found

TODAY = date(2026, 11, 21)


@pytest.fixture
def library() -> Iterator[Library]:
    with Library.memory() as opened:
        yield opened


@pytest.fixture
def session(library: Library) -> Session:
    return Session(library, Config(), "test")


def due(days_ago: int, interval: float = 10, **more: int) -> Schedule:
    """A card that fell due so many days before TODAY."""
    day = TODAY - timedelta(days=days_ago)
    last = day - timedelta(days=round(interval))
    fields: dict[str, int] = {"reps": 2, **more}
    return replace(Schedule(due=day, interval=interval, last_review=last), **fields)  # type: ignore[arg-type]  # integers all


def study(session: Session, now: datetime, grade: Grade = Grade.GOOD) -> list[str]:
    """The fronts of everything asked until the day is done, each graded the same."""
    fronts = []
    while (asked := session.next(now)) is not None:
        fronts.append(asked.card.face.front)
        session.answer(asked.card.id, grade, now)
        assert len(fronts) < 500
    return fronts


def test_a_new_card_is_asked_graded_and_due_as_its_button_said(session: Session) -> None:
    (card,) = add(session.library, ["What forgets?"])
    asked = session.next(NOW)
    assert asked is not None
    assert asked.card.id == card
    assert asked.buttons == {"again": 1, "hard": 1, "good": 1, "easy": 1}
    assert asked.ease == {"again": 0, "hard": -14, "good": 0, "easy": 10}
    answered = session.answer(card, Grade.GOOD, NOW, elapsed_ms=4000)
    assert answered.after.due == TODAY + DAY
    assert session.next(NOW) is None
    second = session.next(NOW + DAY)
    assert second is not None
    assert second.buttons["good"] == 6


def test_what_failed_is_repeated_today_and_nothing_else_changes(session: Session) -> None:
    (card,) = add(session.library, [found("q", schedule=due(0, 20))])
    first = session.answer(card, Grade.AGAIN, NOW)
    assert first.after.interval == 1
    assert first.after.due == TODAY + DAY
    assert first.after.lapses == 1
    assert session.library.cards.get(card).state(TODAY) is State.RELEARNING
    assert [deck.learning for deck in session.overview.counts(NOW)] == [1]
    asked = session.next(NOW)
    assert asked is not None
    assert asked.buttons["good"] == 1
    again = session.answer(card, Grade.HARD, NOW)
    assert again.repeat
    assert again.after == first.after
    done = session.answer(card, Grade.GOOD, NOW)
    assert done.after == replace(first.after, repeat_on=None)
    assert session.next(NOW) is None


def test_a_repeat_left_undone_is_an_ordinary_review_tomorrow(session: Session) -> None:
    (card,) = add(session.library, ["q"])
    session.answer(card, Grade.AGAIN, NOW)
    tomorrow = session.answer(card, Grade.GOOD, NOW + DAY)
    assert not tomorrow.repeat
    assert tomorrow.after.reps == 1


def test_the_most_overdue_for_its_interval_comes_first_then_new_then_repeats(
    session: Session,
) -> None:
    add(
        session.library,
        [
            found("new"),
            found("100 days late of 1000", schedule=due(100, 1000)),
            found("5 days late of 5", schedule=due(5, 5)),
            found("just due", schedule=due(0, 3)),
        ],
    )
    asked = session.next(NOW)
    assert asked is not None
    session.answer(asked.card.id, Grade.AGAIN, NOW)
    assert study(session, NOW) == [
        "100 days late of 1000", "just due", "new", "5 days late of 5",
    ]  # fmt: skip


def test_limits_hold_for_a_day_and_for_parents_too(library: Library) -> None:
    config = config_from({"options": {"new": 5, "reviews": 4}, "decks": {"A/x": {"new": 3}}})
    session = Session(library, config)
    add(library, [found(f"x{i}", deck="A/x") for i in range(9)])
    add(library, [found(f"y{i}", deck="A/y") for i in range(9)], path="/y.md")
    add(library, [found(f"d{i}", deck="A/y", schedule=due(i)) for i in range(9)], path="/d.md")
    counts = {deck.name: (deck.new, deck.due, deck.total) for deck in session.overview.counts(NOW)}
    assert counts == {"A": (5, 4, 27), "A/x": (3, 0, 9), "A/y": (5, 4, 18)}
    assert len(study(session, NOW)) == 9
    assert [deck.new + deck.due for deck in session.overview.counts(NOW)] == [0, 0, 0]
    session.overview.raise_limits(NOW, "A", new=2)
    session.overview.raise_limits(NOW, "A/x", new=2)
    assert len(study(session, NOW)) == 2
    assert len(study(session, NOW + DAY)) > 0


def test_new_siblings_wait_for_tomorrow(session: Session) -> None:
    add(session.library, [found(f"hole {i}", block="one block") for i in range(3)])
    assert [deck.new for deck in session.overview.counts(NOW)] == [1]
    assert study(session, NOW) == ["hole 0"]
    tomorrow = study(session, NOW + DAY)
    assert tomorrow == ["hole 0"]  # a sibling is due: the next new one waits again
    assert study(session, NOW + 2 * DAY) == ["hole 1"]


def test_due_siblings_are_asked_apart(session: Session) -> None:
    blocks = ["a", "a", "a", "b", "c", "d", "e", "f", "g", "h", "i", "j"]
    cards = [
        found(f"{block}{i}", block=block, schedule=due(20 - i)) for i, block in enumerate(blocks)
    ]
    add(session.library, cards)
    asked = [front[0] for front in study(session, NOW)]
    places = [place for place, block in enumerate(asked) if block == "a"]
    assert sorted(asked) == sorted(blocks)
    assert all(later - earlier > 3 for earlier, later in pairwise(places))


def test_a_card_in_two_decks_counts_once_in_their_parent(session: Session) -> None:
    (card,) = add(session.library, [found("q", deck=("f/a", "f/b"))])
    counts = {deck.name: (deck.new, deck.total) for deck in session.overview.counts(NOW)}
    assert counts == {"f": (1, 1), "f/a": (1, 1), "f/b": (1, 1)}
    asked = session.next(NOW, "f/b")
    assert asked is not None
    assert asked.card.decks == ("f/a", "f/b")
    session.answer(card, Grade.AGAIN, NOW)
    assert session.next(NOW, "f/b") is not None
    assert session.next(NOW, "g") is None


@pytest.mark.parametrize(
    ("act", "reason"),
    [
        (lambda session, card: session.changes.suspend(card, NOW), "suspended"),
        (lambda session, card: session.changes.bury(card, NOW), "buried until tomorrow"),
        (lambda session, card: session.changes.drop(card, NOW), "dropped"),
    ],
)
def test_a_card_out_of_play_is_neither_asked_nor_graded(session, act, reason) -> None:  # type: ignore[no-untyped-def]  # lambdas
    (card,) = add(session.library, [found("q", schedule=due(0))])
    act(session, card)
    assert session.next(NOW) is None
    with pytest.raises(CardError, match=reason):
        session.answer(card, Grade.GOOD, NOW)
    assert session.undo(NOW) is not None
    assert session.next(NOW) is not None


def test_a_buried_card_is_back_tomorrow(session: Session) -> None:
    (card,) = add(session.library, [found("q", schedule=due(0))])
    session.changes.bury(card, NOW)
    assert session.next(NOW) is None
    assert session.next(NOW + DAY) is not None


def test_an_incomplete_card_is_never_asked(session: Session) -> None:
    (card,) = add(session.library, [found("q", "", incomplete=True)])
    assert session.next(NOW) is None
    with pytest.raises(CardError, match="incomplete"):
        session.answer(card, Grade.GOOD, NOW)


def test_no_card_is_answered_that_is_not_there(session: Session) -> None:
    with pytest.raises(CardError, match="No card"):
        session.answer(CardId(7), Grade.GOOD, NOW)


def test_undo_goes_back_through_everything_and_over_a_restart(tmp_path: Path) -> None:
    file = tmp_path / "library.db"
    with Library.open(file) as library:
        session = Session(library, Config())
        (one, two) = add(library, [found("one", schedule=due(3)), found("two")])
        start = library.cards.get(one)
        session.answer(one, Grade.EASY, NOW)
        session.changes.suspend([one, two], NOW)
        session.changes.flag(two, NOW, 3)
        session.changes.reset(one, NOW)
    with Library.open(file) as library:
        session = Session(library, Config())
        acts = []
        while (undone := session.undo(NOW)) is not None:
            acts.append((undone.what, undone.cards))
            assert library.maintenance.faults() == []
            if undone.what == "grade":
                assert library.cards.get(one) == start
        assert acts == [("manual", 1), ("flag", 1), ("suspend", 2), ("grade", 1), ("import", 2)]
        assert library.search.cards() == []
        assert session.overview.counts(NOW) == []


def test_today_counts_answers_minutes_and_days_in_a_row(session: Session) -> None:
    (one, two) = add(session.library, ["one", "two"])
    session.answer(one, Grade.GOOD, NOW - DAY, elapsed_ms=30_000)
    session.answer(two, Grade.AGAIN, NOW, elapsed_ms=60_000)
    session.answer(two, Grade.GOOD, NOW, elapsed_ms=30_000)
    today = session.overview.today(NOW)
    assert (today.done, today.answers, today.again, today.left) == (1, 2, 1, 1)
    assert today.minutes == 1.5
    assert today.streak == 2
    session.undo(NOW)
    session.undo(NOW)
    assert session.overview.today(NOW).done == 0
    assert session.overview.today(NOW).streak == 1


@pytest.mark.parametrize(
    ("open_for", "counted"),
    [(-1, 0), (0, 0), (599_999, 599_999), (600_000, 600_000), (600_001, 600_000)],
)
def test_an_answer_takes_ten_minutes_at_most_and_never_less_than_none(
    session: Session, open_for: int, counted: int
) -> None:
    """A card left open over lunch is not an hour of study; nor does a clock set back undo any."""
    (card,) = add(session.library, ["q"])
    session.answer(card, Grade.GOOD, NOW, elapsed_ms=open_for)
    assert session.library.cards.history(card)[-1].elapsed_ms == counted
    assert session.overview.today(NOW).minutes == counted / 60_000


def test_forecast_holds_the_overdue_on_the_first_day(session: Session) -> None:
    add(session.library, [found(f"{i}", schedule=due(-i)) for i in (-5, 0, 1, 1, 13, 40)])
    assert session.overview.forecast(NOW) == [2, 2, *[0] * 11, 1]


@pytest.mark.parametrize(
    ("order", "asked"),
    [
        ("after", ["due 3", "due 2", "due 1", "due 0", "new 0", "new 1"]),
        ("before", ["new 0", "new 1", "due 3", "due 2", "due 1", "due 0"]),
        ("mixed", ["due 3", "due 2", "new 0", "due 1", "due 0", "new 1"]),
    ],
)
def test_new_cards_come_where_the_setting_says(
    library: Library, order: str, asked: list[str]
) -> None:
    session = Session(library, config_from({"options": {"new_order": order}}))
    add(library, [*(found(f"due {n}", schedule=due(n)) for n in range(4)), "new 0", "new 1"])
    assert study(session, NOW) == asked


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("flash", ["flashcards"]),
        ("gru", ["GRU", "GRU/2 The cell", "GRU/1 Foundations"]),
        ("Fondations", ["GRU/1 Foundations"]),
        ("GRU/The cell", ["GRU/2 The cell"]),
        ("chemistry", []),
        ("", []),
    ],
)
def test_the_deck_that_was_meant(name: str, meant: list[str]) -> None:
    decks = ["GRU", "GRU/1 Foundations", "GRU/2 The cell", "flashcards", "notes"]
    assert nearest(name, decks) == meant


def test_a_deck_that_is_not_there_is_told_with_the_nearest() -> None:
    assert no_deck("flash", ["flashcards"]).endswith("did you mean flashcards?")
    assert no_deck("x", ["GRU/Gates"]).endswith("decks: GRU, GRU/Gates")
    assert no_deck("x", []).endswith("there are no decks yet")
