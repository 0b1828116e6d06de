"""Statistics against counting by hand, and a simulation against what SM-2 must do."""

from collections import Counter
from datetime import date, timedelta
from random import Random

import fsrs
import pytest

from gruquiz.config import Config
from gruquiz.library import Library
from gruquiz.model import Grade, Schedule
from gruquiz.schedulers.forgetting_curve import recall
from gruquiz.session import Session
from gruquiz.stats import Assumptions, PassRate, simulate, statistics
from tests.gruquiz.cards import DAY, NOW, add, found

TODAY = date(2026, 11, 21)


def test_statistics_are_what_counting_the_log_gives() -> None:
    rng = Random(7)
    with Library.memory() as library:
        session = Session(library, Config())
        cards = add(library, [found(f"{i}", deck=("A", "A/b", "C")[i % 3]) for i in range(12)])
        for day in range(40):
            for _ in range(rng.randrange(6)):
                card = rng.choice(cards)
                now = NOW + (day - 39) * DAY + timedelta(hours=rng.randrange(8))
                if not library.cards.get(card).suspended:
                    session.answer(card, Grade(rng.randrange(6)), now, rng.randrange(9000))
        session.undo(NOW)
        log = [
            (library.cards.get(card), row)
            for card in cards
            for row in library.cards.history(card)
            if row.grade is not None
        ]
        taken = library.database.value("SELECT target FROM log WHERE target IS NOT NULL")
        log = [(card, row) for card, row in log if row.id != taken]
        for deck in (None, "A", "C"):
            mine = [row for card, row in log if deck is None or card.deck.startswith(deck)]
            page = statistics(library, TODAY, deck)
            assert {d: c.answers for d, c in page.calendar.items()} == Counter(
                row.day for row in mine
            )
            assert sum(sum(counts) for counts in page.buttons.values()) == len(mine)
            again = sum(counts[0] for counts in page.buttons.values())
            assert again == sum(row.grade is not None and row.grade <= 2 for row in mine)
            firsts = [
                row
                for row in mine
                if row.kind == "review" and row.before and row.before.last_review != row.day
            ]
            young = [
                row.grade is not None and row.grade >= 3
                for row in firsts
                if row.before and row.before.due is not None and row.before.interval < 21
            ]
            assert page.retention["young"] == PassRate(sum(young), len(young))
            assert sum(share.total for share in page.hours.values()) == len(firsts)
            minutes = sum(row.elapsed_ms or 0 for row in mine) / 60_000
            assert sum(c.minutes for c in page.calendar.values()) == pytest.approx(minutes)
        week = statistics(library, TODAY, days=7)
        assert min(week.calendar, default=TODAY) >= TODAY - timedelta(days=6)


def test_cards_are_counted_by_state_interval_ease_and_due_day() -> None:
    def card(due: int, interval: float, ease: int = 250) -> Schedule:
        day = TODAY + timedelta(days=due)
        return Schedule(day, interval, ease, 3, 0, day - timedelta(days=round(interval)))

    with Library.memory() as library:
        session = Session(library, Config())
        cards = add(
            library,
            [
                found("late", schedule=card(-3, 5)),
                found("today", schedule=card(0, 21, 130)),
                found("later", schedule=card(2, 40)),
                found("far", schedule=card(99, 120)),
                found("new"),
                found("held", schedule=card(0, 5)),
            ],
        )
        session.changes.suspend(cards[-1], NOW)
        (buried, failed) = add(
            library, [found("b", schedule=card(1, 3)), found("f", schedule=card(1, 50))], NOW, "/b"
        )
        session.changes.bury(buried, NOW)
        session.answer(failed, Grade.AGAIN, NOW)
        page = statistics(library, TODAY, ahead=5)
        assert page.states == {
            "young": 1, "mature": 3, "new": 1, "suspended": 1, "buried": 1, "relearning": 1
        }  # fmt: skip
        assert page.intervals == {1: 1, 3: 1, 5: 1, 21: 1, 40: 1, 120: 1}
        assert page.eases == {130: 1, 250: 5}
        assert page.forecast == [2, 2, 1, 0, 0]
        assert page.backlog == 1
        assert page.added == {TODAY: 8}
        assert page.retention["all"] == PassRate(0, 1)
        assert page.retention["young"].rate is None


def test_recall_is_the_packages_own_curve() -> None:
    scheduler = fsrs.Scheduler()
    for stability, days in ((1.0, 1), (10.0, 0), (33.3, 200)):
        card = fsrs.Card(card_id=1, stability=stability, last_review=NOW)
        theirs = scheduler.get_card_retrievability(card, NOW + days * DAY)
        assert recall(stability, days) == pytest.approx(theirs, rel=1e-12)


def test_a_simulation_without_failures_is_sm2s_own_calendar() -> None:
    with Library.memory() as library:
        add(library, [f"card {number}" for number in range(5)])
        played = simulate(library, TODAY, Assumptions(1.0, days=30, new=2))
        assert played.new == [2, 2, 1, *[0] * 27]
        asked = Counter[int]()
        for first in (0, 0, 1, 1, 2):
            asked.update(first + later for later in (1, 7, 22))
        assert played.reviews == [asked[day] for day in range(30)]
        limited = simulate(library, TODAY, Assumptions(1.0, days=30, new=5, reviews=1))
        assert max(limited.reviews) == 1
        assert limited.left_over[1] == 4
        twice = [simulate(library, TODAY, Assumptions(0.5)) for _ in range(2)]
        assert twice[0] == twice[1]
