"""What each model expects: the chance that a card is still known when it is asked again."""

from datetime import date
from itertools import pairwise

import fsrs_rs_python as fitter
import numpy as np
from numpy.typing import NDArray

from gruquiz.errors import FittingError
from gruquiz.fitting.review_history import Integers, ReviewHistory
from gruquiz.model import NEW, Grade
from gruquiz.schedulers.sm2 import SM2

Numbers = NDArray[np.float64]

DEFAULT_PARAMETERS = tuple(round(value, 4) for value in fitter.DEFAULT_PARAMETERS)
"""FSRS-6's own, as they are published."""

DECIMALS = 4
"""Of a parameter, as FSRS's tools write them."""

FEWEST_REVIEWS = 400
"""Below so many FSRS's default parameters serve better than fitted ones (Anki's former bound)."""

LONGEST = 256
"""Reviews of a card beyond which the library trains on none."""

GRADES = (Grade.AGAIN, Grade.HARD, Grade.GOOD, Grade.EASY)


def average_recall(history: ReviewHistory, fitted: Integers, rows: Integers) -> Numbers:
    """The same chance for every row: the share that was known of those to fit."""
    return np.full(len(rows), history.passed[fitted].mean())


def sm2_recall(history: ReviewHistory, rows: Integers) -> Numbers:
    """SM-2 read as a forecast, as the public benchmark does: 0.9^(days / interval).

    The author's code decides the intervals (variant `reference`), from each card's first answer
    of a day; the benchmark, too, leaves the others out.
    """
    scheduler = SM2("reference")
    before, schedule = np.ones(len(history)), NEW
    columns = zip(
        (history.start == np.arange(len(history))).tolist(), history.delta.tolist(),
        history.rating.tolist(), history.day.tolist(), strict=True,
    )  # fmt: skip
    for row, (first, delta, rating, day) in enumerate(columns):
        if first:
            schedule = NEW
        elif delta == 0:
            continue
        else:
            before[row] = schedule.interval
        schedule = scheduler.review(schedule, GRADES[rating - 1], date.fromordinal(day))
    expected: Numbers = 0.9 ** (history.delta[rows] / before[rows])
    return expected


def fsrs_recall(history: ReviewHistory, rows: Integers, parameters: tuple[float, ...]) -> Numbers:
    """FSRS-6's power curve from the stability that a card had before each row."""
    bounds = _bounds(history)
    reviews = _reviews(history)
    items = [fitter.FSRSItem(reviews[begin:end]) for begin, end in pairwise(bounds)]
    states = fitter.FSRS(parameters).historical_memory_state_batch(items)
    after = np.array([state.stability for card in states for state in card])
    decay = parameters[20]
    factor = 0.9 ** (-1 / decay) - 1
    expected: Numbers = (1 + factor * history.delta[rows] / after[rows - 1]) ** -decay
    return expected


def fit(history: ReviewHistory, rows: Integers) -> tuple[float, ...]:
    """FSRS-6's parameters, fitted to what came of these rows, which are in order of time.

    The library is not given the cards' ids. With them it makes its batches of whole cards, short
    ones first, and takes fewer, less alike steps; with one batch of all rows both ways come to the
    same parameters. On 12,580 reviews of one learner a log loss of 0.4327 against 0.4375.
    """
    reviews, start = _reviews(history), history.start
    items = [
        fitter.FSRSItem(reviews[begin : row + 1])
        for begin, row in zip(start[rows].tolist(), rows.tolist(), strict=True)
        if row - begin < LONGEST
    ]
    try:
        found = fitter.FSRS(fitter.DEFAULT_PARAMETERS).compute_parameters(items)
    except ValueError as error:
        raise FittingError(
            f"FSRS cannot be fitted to these {len(items):,} reviews ({error}); its default "
            "parameters serve better"
        ) from error
    return tuple(round(value, DECIMALS) for value in found)


def usual_parameters(history: ReviewHistory) -> tuple[float, ...]:
    """Fitted to all that a learner answered; FSRS's own where that says too little."""
    if len(history) < FEWEST_REVIEWS:
        return DEFAULT_PARAMETERS
    try:
        return fit(history, np.concatenate(history.split()))
    except FittingError:  # one grade alone, or a single day
        return DEFAULT_PARAMETERS


def final_states(
    history: ReviewHistory, parameters: tuple[float, ...]
) -> dict[int, tuple[float, float]]:
    """Stability and difficulty of each card after its last answer."""
    bounds = _bounds(history)
    reviews = _reviews(history)
    items = [fitter.FSRSItem(reviews[begin:end]) for begin, end in pairwise(bounds)]
    states = fitter.FSRS(parameters).memory_state_batch(items)
    cards = history.card[bounds[:-1]].tolist()
    return {
        card: (state.stability, state.difficulty) for card, state in zip(cards, states, strict=True)
    }


def _bounds(history: ReviewHistory) -> list[int]:
    """Where each card begins, and the end."""
    begins = np.flatnonzero(history.start == np.arange(len(history))).tolist()
    return [*begins, len(history)]


def _reviews(history: ReviewHistory) -> list[fitter.FSRSReview]:
    """The rows as the library has them; equal ones are one object."""
    known: dict[tuple[int, int], fitter.FSRSReview] = {}
    pairs = zip(history.rating.tolist(), history.delta.tolist(), strict=True)
    return [known.get(pair) or known.setdefault(pair, fitter.FSRSReview(*pair)) for pair in pairs]
