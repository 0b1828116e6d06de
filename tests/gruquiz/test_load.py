"""Fuzz: near the wished day, on the quietest one, away from siblings, and always the same."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from gruquiz.config import Config, DeckOptions
from gruquiz.day_queue.load import window
from gruquiz.library import Library
from gruquiz.model import Grade, Schedule
from gruquiz.session import Session
from tests.gruquiz.cards import NOW, add, found

TODAY = date(2026, 11, 21)


def config(**options: object) -> Config:
    return Config(options=replace(DeckOptions(fuzz=True), **options))  # type: ignore[arg-type]  # by name


def due_in(days: int, interval: float = 40) -> Schedule:
    due = TODAY + timedelta(days=days)
    return Schedule(due, interval, 250, 4, 0, due - timedelta(days=round(interval)))


@pytest.mark.parametrize(
    ("interval", "days"), [(1, 0), (2.9, 0), (3, 1), (20, 1), (40, 2), (100, 5), (1000, 7)]
)
def test_the_reach_is_a_twentieth_at_least_a_day_at_most_a_week(interval: float, days: int) -> None:
    assert window(interval) == days


def test_without_fuzz_intervals_are_the_schedulers_own() -> None:
    with Library.memory() as library:
        (card,) = add(library, [found("q", schedule=due_in(0))])
        assert Session(library, Config()).asked(card, NOW).buttons["good"] == 100


def test_the_quietest_day_without_a_sibling_is_taken_and_shown_on_the_button() -> None:
    with Library.memory() as library:
        busy = [found(f"{n}", schedule=due_in(n)) for n in range(95, 106) if n not in (97, 103)]
        sibling = found("sibling", block="one", schedule=due_in(97))
        cards = add(library, [found("q", block="one", schedule=due_in(0)), sibling, *busy])
        session = Session(library, config())
        assert session.asked(cards[0], NOW).buttons["good"] == 103
        answered = session.answer(cards[0], Grade.GOOD, NOW)
        assert answered.after.interval == 103
        assert answered.after.due == TODAY + timedelta(days=103)
        assert library.maintenance.faults() == []


def test_the_same_review_of_the_same_card_gets_the_same_day() -> None:
    with Library.memory() as library:
        cards = add(library, [found(f"{n}", schedule=due_in(0)) for n in range(30)])
        session = Session(library, config())
        shown = {card: session.asked(card, NOW).buttons["good"] for card in cards}
        assert all(95 <= interval <= 105 for interval in shown.values())
        assert len(set(shown.values())) > 3
        for _ in range(2):
            assert session.answer(cards[0], Grade.GOOD, NOW).after.interval == shown[cards[0]]
            session.undo(NOW)


def test_easy_days_are_kept_light() -> None:
    weekend = (5, 6)
    with Library.memory() as library:
        cards = add(library, [found(f"{n}", schedule=due_in(0)) for n in range(20)])
        session = Session(library, config(easy_days=weekend))
        for card in cards:
            due = session.answer(card, Grade.GOOD, NOW).after.due
            assert due is not None
            assert due.weekday() not in weekend


def test_the_longest_interval_is_never_passed() -> None:
    with Library.memory() as library:
        cards = add(library, [found(f"{n}", schedule=due_in(0)) for n in range(20)])
        session = Session(library, config(maximum_interval=99))
        for card in cards:
            assert session.answer(card, Grade.GOOD, NOW).after.interval <= 99


@pytest.mark.parametrize(("longest", "interval"), [(105, 105), (104, 104)])
def test_the_longest_interval_itself_may_be_given(longest: int, interval: int) -> None:
    with Library.memory() as library:
        busy = [
            found(f"{day} {one}", schedule=due_in(day))
            for day in range(95, 106)
            for one in range(106 - day)
        ]
        card, *_ = add(library, [found("q", schedule=due_in(0)), *busy])
        session = Session(library, config(maximum_interval=longest))
        assert session.answer(card, Grade.GOOD, NOW).after.interval == interval
