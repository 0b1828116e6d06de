"""What a retention costs: held to the library's own simulation, and to what must follow."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import fsrs_rs_python as fitter
import pytest

from gruquiz.config import Config
from gruquiz.errors import FittingError
from gruquiz.fitting import (
    DEFAULT_PARAMETERS,
    CardStart,
    ReviewHistory,
    Workload,
    WorkloadPoint,
    deck_cards,
    deck_history,
    habits_of,
    simulate_workload,
    usual_parameters,
)
from gruquiz.fitting.habits import PRIOR
from gruquiz.fitting.review_history import RatedReview
from gruquiz.importer import import_notes
from gruquiz.library import Library
from gruquiz.model import Grade
from gruquiz.session import Session
from tests.gruquiz.exchange.test_schedules import finished

NOTHING = ReviewHistory.of([])
USUAL = habits_of(NOTHING)
UNSEEN = CardStart(None, 0.0, 0, 0)
NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)


def at(found: Workload, retention: float) -> WorkloadPoint:
    (point,) = (one for one in found.points if one.retention == retention)
    return point


@pytest.fixture(scope="module")
def year() -> Workload:
    """1,000 new cards, all learned today, over a year."""
    return simulate_workload([UNSEEN] * 1000, DEFAULT_PARAMETERS, USUAL, 365, 1000)


@pytest.mark.parametrize("retention", [0.7, 0.85, 0.97])
def test_it_comes_to_what_the_library_simulates(year: Workload, retention: float) -> None:
    config = fitter.default_simulator_config()
    config.deck_size = config.learn_limit = 1000
    config.max_cost_perday = 1e9
    config.learning_step_count = config.relearning_step_count = 0
    runs = [fitter.simulate(list(DEFAULT_PARAMETERS), retention, config, seed) for seed in range(5)]
    reviews = sum(sum(one.review_cnt_per_day) + sum(one.learn_cnt_per_day) for one in runs)
    seconds = sum(sum(one.cost_per_day) for one in runs)
    known = sum(one.memorized_cnt_per_day[-1] for one in runs)
    ours = at(year, retention)
    assert ours.reviews == pytest.approx(reviews / 5 / 365, rel=0.06)
    assert ours.minutes == pytest.approx(seconds / 5 / 365 / 60, rel=0.06)
    assert ours.remembered == pytest.approx(known / 5, rel=0.02)


def test_more_retention_costs_more_and_keeps_more(year: Workload) -> None:
    low, middle, high = (at(year, one) for one in (0.7, 0.85, 0.97))
    assert low.reviews < middle.reviews < high.reviews
    assert low.minutes < middle.minutes < high.minutes
    assert low.remembered < middle.remembered < high.remembered < 1000


def test_the_recommended_one_takes_the_least_time_a_card(year: Workload) -> None:
    best = at(year, year.recommended)
    assert all(
        best.minutes / best.remembered <= one.minutes / one.remembered for one in year.points
    )
    assert [one.retention for one in year.points] == [n / 100 for n in range(70, 98)]


@pytest.mark.parametrize("cards", [40, 5000])
def test_few_cards_and_many_cost_as_much_each(cards: int) -> None:
    card = CardStart(20.0, 5.0, -10, 8)
    one = at(simulate_workload([card] * 1000, DEFAULT_PARAMETERS, USUAL, 90, 0), 0.9)
    found = at(simulate_workload([card] * cards, DEFAULT_PARAMETERS, USUAL, 90, 0), 0.9)
    assert found.reviews == pytest.approx(one.reviews * cards / 1000, rel=0.05)
    assert found.remembered == pytest.approx(one.remembered * cards / 1000, rel=0.05)


def test_new_cards_come_by_the_limit() -> None:
    found = simulate_workload([UNSEEN] * 50, DEFAULT_PARAMETERS, USUAL, 2, 3)
    assert 6 / 2 <= at(found, 0.9).reviews <= 9 / 2  # six new ones, those of today once more


@pytest.mark.parametrize("cards", [[], [UNSEEN]])
def test_without_cards_to_study_it_says_so(cards: list[CardStart]) -> None:
    with pytest.raises(FittingError, match="no cards to study in the next 30 days"):
        simulate_workload(cards, DEFAULT_PARAMETERS, USUAL, 30, 0)


def test_habits_are_the_learners_as_soon_as_there_are_enough() -> None:
    """One new card failed and repeated (4 s + 2 s), known on two later days, hard (3 s) and easy;
    the last was answered after a break."""
    rows = [(0, 0, 1, 4000), (1, 0, 3, 2000), (2, 1, 2, 3000), (3, 4, 4, 2_000_000)]
    history = ReviewHistory.of(
        RatedReview(1, time, 739000 + day, rating, ms) for time, day, rating, ms in rows
    )
    usual = fitter.default_simulator_config()
    found = habits_of(history)
    assert sum(found.first) == pytest.approx(1)
    again = usual.first_rating_prob[0] / sum(usual.first_rating_prob)
    assert found.first[0] == pytest.approx((1 + PRIOR * again) / (1 + PRIOR))
    assert sum(found.passed) == pytest.approx(1)
    new, review = usual.state_rating_costs[:2]
    assert found.seconds[0][0] == pytest.approx((6 + PRIOR * new[0]) / (1 + PRIOR))
    assert found.seconds[1][1] == pytest.approx((3 + PRIOR * review[1]) / (1 + PRIOR))
    assert found.seconds[1][3] == pytest.approx(review[3])


def test_what_cannot_be_fitted_is_simulated_as_published() -> None:
    same = ReviewHistory.of(RatedReview(1, day, 739000 + day, 3, 0) for day in range(500))
    assert usual_parameters(same) == DEFAULT_PARAMETERS


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    note = tmp_path / "GRU.md"
    note.write_text("a::b\n\nc::d <!--SR:!2026-11-25,10,260-->\n\ne::f\n", encoding="utf-8")
    with Library.memory() as library:
        finished(import_notes(library, [note], NOW))
        yield Session(library, Config())


def test_cards_start_where_they_are(session: Session) -> None:
    library, later = session.library, NOW + timedelta(days=3)
    (first,) = library.search.cards("a")
    session.answer(first.id, Grade.GOOD, NOW)
    history = deck_history(library, "GRU")
    cards = deck_cards(library, "GRU", history, DEFAULT_PARAMETERS, later.date())
    answered, imported, unseen = cards
    assert answered.stability == pytest.approx(DEFAULT_PARAMETERS[2])
    assert (answered.last, answered.due) == (-3, 0)
    assert imported.stability == pytest.approx(10)
    assert (imported.last, imported.due) == (-9, 1)
    assert unseen == UNSEEN
    assert deck_cards(library, "LSTM", history, DEFAULT_PARAMETERS, later.date()) == []


def test_a_suspended_card_costs_nothing(session: Session) -> None:
    (first,) = session.library.search.cards("a")
    session.changes.suspend(first.id, NOW)
    assert len(deck_cards(session.library, None, NOTHING, DEFAULT_PARAMETERS, NOW.date())) == 2
