"""How well each model predicted the newest reviews of a learner, and by how much one is better."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gruquiz.fitting.recall_models import (
    DEFAULT_PARAMETERS,
    FEWEST_REVIEWS,
    Numbers,
    average_recall,
    fit,
    fsrs_recall,
    sm2_recall,
)
from gruquiz.fitting.review_history import Integers, ReviewHistory

RESAMPLES = 400
SEED = 2023

SURE = float(np.finfo(np.float64).eps)
"""How near to 0 or 1 a prediction is taken; a model that was surer pays for it with 36."""


@dataclass(frozen=True, slots=True)
class ModelScore:
    """How well a model predicted; of both, less is better."""

    model: str
    log_loss: float
    rmse_bins: float


@dataclass(frozen=True, slots=True)
class Gain:
    """By how much fitted parameters lower the log loss, from a paired bootstrap of the rows."""

    difference: float
    """Above 0 the fitted ones predict better."""
    standard_error: float

    @property
    def is_clear(self) -> bool:
        """Whether it is more than chance is likely to give."""
        return self.difference > self.standard_error


@dataclass(frozen=True, slots=True)
class Comparison:
    """Four models on the same rows, or three where there are too few reviews to fit."""

    reviews: int
    evaluated: int
    """Rows that were predicted, none of which a model was fitted to."""
    scores: tuple[ModelScore, ...]
    parameters: tuple[float, ...]
    """Fitted to all reviews; FSRS's own where there are too few."""
    gain: Gain | None
    """Of fitted parameters over FSRS's own; None where there are too few reviews."""


def compare(history: ReviewHistory) -> Comparison:
    """Fit to the older reviews, predict the newest 30 %, then fit to all.

    Raises FittingError where nothing can be learned from the reviews.
    """
    split = history.split()
    rows = split.evaluated
    expected = {
        "average": average_recall(history, split.fitted, rows),
        "sm2": sm2_recall(history, rows),
        "fsrs-default": fsrs_recall(history, rows, DEFAULT_PARAMETERS),
    }
    parameters, gain = DEFAULT_PARAMETERS, None
    if len(history) >= FEWEST_REVIEWS:
        expected["fsrs-fitted"] = fsrs_recall(history, rows, fit(history, split.fitted))
        parameters = fit(history, np.concatenate(split))
        known = history.passed[rows]
        gain = _gain(
            _losses(expected["fsrs-default"], known), _losses(expected["fsrs-fitted"], known)
        )
    scores = tuple(score(name, history, rows, chance) for name, chance in expected.items())
    return Comparison(len(history), len(rows), scores, parameters, gain)


def score(model: str, history: ReviewHistory, rows: Integers, expected: Numbers) -> ModelScore:
    """Log loss and RMSE in bins of a prediction, as FSRS's own tools measure them.

    Rows are in order of time; the newest weigh four times as much as the oldest. For the RMSE they
    are sorted into bins of like delay, number of reviews and lapses, and the shares expected and
    known are compared bin by bin.
    """
    weights = recency(len(rows))
    known = history.passed[rows]
    log_loss = np.average(_losses(expected, known), weights=weights)
    _, bins = np.unique(_bins(history, rows), axis=0, return_inverse=True)
    counts = np.bincount(bins)
    off = (np.bincount(bins, expected) - np.bincount(bins, known)) / counts
    rmse = np.sqrt(np.average(off**2, weights=np.bincount(bins, weights)))
    return ModelScore(model, float(log_loss), float(rmse))


def recency(rows: int) -> Numbers:
    """FSRS's weights: 0.25 for the oldest row, 1 for the newest, by the cube in between."""
    weights: Numbers = 0.25 + 0.75 * np.linspace(0, 1, rows) ** 3
    return weights


def _losses(expected: Numbers, known: NDArray[np.bool_]) -> Numbers:
    """The logarithmic loss of each row."""
    chance = np.clip(np.where(known, expected, 1 - expected), SURE, 1)
    losses: Numbers = -np.log(chance)
    return losses


def _bins(history: ReviewHistory, rows: Integers) -> Integers:
    """FSRS's bins: powers of 3.62 of the days, of 1.89 of the reviews, of 1.73 of the lapses."""
    later = history.delta > 0
    reviews = np.cumsum(later)
    lapses = np.cumsum(later & ~history.passed)
    start = history.start[rows]
    length = reviews[rows] - reviews[start] + 1
    lapsed: Integers = lapses[rows - 1] - lapses[start]
    return np.column_stack(
        [
            np.floor(np.log(history.delta[rows]) / np.log(3.62)),
            np.floor(np.log(length) / np.log(1.89)),
            np.where(lapsed > 0, np.floor(np.log(np.maximum(lapsed, 1)) / np.log(1.73)), -1),
        ]
    ).astype(np.int64)


def _gain(default: Numbers, fitted: Numbers) -> Gain:
    """The difference of two models' losses on the same rows, and its standard error."""
    difference, weights = default - fitted, recency(len(default))
    rng = np.random.default_rng(SEED)
    means = np.empty(RESAMPLES)
    for place in range(RESAMPLES):
        drawn = rng.integers(len(difference), size=len(difference))
        means[place] = np.average(difference[drawn], weights=weights[drawn])
    return Gain(float(np.average(difference, weights=weights)), float(means.std(ddof=1)))
