"""Fitted parameters, and the comparison that says whether they are worth having."""

from datetime import date
from pathlib import Path

import fsrs_rs_python as fitter
import numpy as np
import pytest

from gruquiz.errors import FittingError
from gruquiz.fitting import FEWEST_REVIEWS, ReviewHistory, compare, read_reviews
from gruquiz.fitting.comparison import score
from gruquiz.fitting.recall_models import (
    DEFAULT_PARAMETERS,
    average_recall,
    fit,
    fsrs_recall,
    sm2_recall,
)
from gruquiz.fitting.review_history import RatedReview
from tests.gruquiz.fitting.learner import SimulatedReview, forgetful, simulated_reviews

REAL = Path(__file__).parents[4] / "shared" / "data" / "reviews.csv"


def history(reviews: list[SimulatedReview]) -> ReviewHistory:
    return ReviewHistory.of(
        RatedReview(
            one.card, int(one.time.timestamp() * 1000), one.time.toordinal(), one.rating, 8000
        )
        for one in reviews
    )


def answers(*given: tuple[int, int]) -> list[RatedReview]:
    """One card's answers as (day, rating)."""
    day = date(2026, 1, 1).toordinal()
    return [
        RatedReview(1, place, day + after, rating, 0) for place, (after, rating) in enumerate(given)
    ]


FORGETFUL = history(simulated_reviews(400, seed=3, parameters=forgetful()))
USUAL = history(simulated_reviews(400, seed=4))


def test_parameters_are_fitted_to_a_learner_who_forgets_sooner() -> None:
    comparison = compare(FORGETFUL)
    loss = {one.model: one.log_loss for one in comparison.scores}
    assert list(loss) == ["average", "sm2", "fsrs-default", "fsrs-fitted"]
    assert loss["fsrs-fitted"] < loss["fsrs-default"] - 0.01
    assert comparison.gain is not None
    assert comparison.gain.is_clear
    assert comparison.gain.difference == pytest.approx(loss["fsrs-default"] - loss["fsrs-fitted"])
    good = comparison.parameters[2]
    assert abs(good - forgetful()[2]) < abs(good - DEFAULT_PARAMETERS[2]) / 2


def test_who_remembers_as_most_do_gains_nothing_from_a_fit() -> None:
    gain = compare(USUAL).gain
    assert gain is not None
    assert gain.difference < 2 * gain.standard_error


def test_the_truth_predicts_no_worse_than_the_fit() -> None:
    split = FORGETFUL.split()
    truth = fsrs_recall(FORGETFUL, split.evaluated, forgetful())
    fitted = fsrs_recall(FORGETFUL, split.evaluated, fit(FORGETFUL, split.fitted))
    least = score("truth", FORGETFUL, split.evaluated, truth).log_loss
    assert score("fit", FORGETFUL, split.evaluated, fitted).log_loss < least + 0.01


@pytest.mark.parametrize("parameters", [DEFAULT_PARAMETERS, forgetful()])
@pytest.mark.parametrize("reviews", [FORGETFUL, USUAL])
def test_scores_are_those_of_the_library(
    reviews: ReviewHistory, parameters: tuple[float, ...]
) -> None:
    rows = reviews.split().evaluated
    pairs = list(zip(reviews.rating.tolist(), reviews.delta.tolist(), strict=True))
    items = [
        fitter.FSRSItem([fitter.FSRSReview(*pair) for pair in pairs[begin : row + 1]])
        for begin, row in zip(reviews.start[rows].tolist(), rows.tolist(), strict=True)
    ]
    theirs = fitter.FSRS(parameters).evaluate(items)
    ours = score("", reviews, rows, fsrs_recall(reviews, rows, parameters))
    assert ours.log_loss == pytest.approx(theirs.log_loss, abs=1e-5)
    assert ours.rmse_bins == pytest.approx(theirs.rmse_bins, abs=1e-5)


def test_sm2_forecasts_from_its_interval() -> None:
    """Good thrice a day late: intervals 1 and 6; the repeat of the second day moves nothing."""
    given = ReviewHistory.of(answers((0, 3), (2, 3), (2, 3), (9, 3), (10, 1), (12, 3)))
    rows = np.array([1, 3, 4, 5])
    expected = [0.9 ** (2 / 1), 0.9 ** (7 / 6), 0.9 ** (1 / 15), 0.9 ** (2 / 1)]
    assert sm2_recall(given, rows) == pytest.approx(expected)


def test_the_average_knows_only_the_rows_to_fit() -> None:
    given = ReviewHistory.of(answers((0, 3), (1, 3), (2, 1), (3, 3), (4, 3), (5, 1)))
    expected = average_recall(given, np.array([1, 2, 3, 4]), np.array([5]))
    assert expected.tolist() == [0.75]


def test_the_newest_rows_of_later_days_are_evaluated() -> None:
    given = ReviewHistory.of(answers(*((day // 2, 1 + day % 3) for day in range(40))))
    split = given.split()
    later = [row for row in range(40) if row % 2 == 0 and row]
    assert split.fitted.tolist() == later[:13]
    assert split.evaluated.tolist() == later[13:]


def test_a_clock_that_was_set_back_gives_no_negative_delay() -> None:
    assert ReviewHistory.of(answers((5, 3), (2, 3), (3, 3))).delta.tolist() == [0, 0, 1]


@pytest.mark.parametrize("more", [-1, 0])
def test_below_400_reviews_nothing_is_fitted(more: int) -> None:
    few = simulated_reviews(120, seed=5)[: FEWEST_REVIEWS + more]
    comparison = compare(history(few))
    assert comparison.reviews == FEWEST_REVIEWS + more
    assert (comparison.gain is None) == (more < 0)
    assert (comparison.parameters == DEFAULT_PARAMETERS) == (more < 0)
    assert len(comparison.scores) == (3 if more < 0 else 4)


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ([], "no reviews to fit yet"),
        (answers(*((day, 3) for day in range(50))), "all 50 reviews have the same grade, good"),
        (answers((0, 1), (0, 3)), "of 2 reviews 0 came a day or more after"),
        (answers((0, 1), (1, 3)), "of 2 reviews 1 came a day or more after"),
    ],
)
def test_what_nothing_can_be_learned_from_is_refused(given: list[RatedReview], why: str) -> None:
    with pytest.raises(FittingError, match=why):
        compare(ReviewHistory.of(given))


def test_a_card_asked_beyond_all_measure_is_fitted_too() -> None:
    given = answers(*((day, 1 + (day % 7 > 0) * 2) for day in range(900)))
    assert compare(ReviewHistory.of(given)).reviews == 900


@pytest.mark.skipif(not REAL.exists(), reason="the real learner's reviews are not here")
def test_a_real_learners_reviews() -> None:
    comparison = compare(read_reviews(REAL, 4))
    assert (comparison.reviews, comparison.evaluated) == (12580, 1883)
    loss = {one.model: round(one.log_loss, 4) for one in comparison.scores}
    assert loss["fsrs-default"] == 0.4367
    assert loss["fsrs-fitted"] <= 0.4345
