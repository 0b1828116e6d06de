"""How a learner grades, and how long an answer takes: what a simulation of them draws from."""

from dataclasses import dataclass

import fsrs_rs_python as fitter
import numpy as np
from numpy.typing import NDArray

from gruquiz.fitting.review_history import Integers, ReviewHistory

PRIOR = 50
"""As many answers of the published averages are mixed in, so that few of one's own do not decide
alone."""

LONGEST_ANSWER = 1_200_000
"""Milliseconds; what took longer was no answer but a pause (the FSRS tools' bound)."""


@dataclass(frozen=True, slots=True)
class Habits:
    """Shares of grades and seconds; the published averages where nothing is known."""

    first: tuple[float, ...]
    """Shares of again, hard, good and easy among first answers to new cards."""
    passed: tuple[float, ...]
    """Shares of hard, good and easy among later days' answers that were known."""
    seconds: tuple[tuple[float, ...], tuple[float, ...]]
    """Of new cards and of later reviews, by the day's first grade, its repeats included."""


def habits_of(history: ReviewHistory) -> Habits:
    """What a learner's answers say, with `PRIOR` answers of the published averages."""
    usual = fitter.default_simulator_config()
    first_of_card = history.start == np.arange(len(history))
    later = history.delta > 0
    new, review = (np.flatnonzero(rows) for rows in (first_of_card, later))
    seconds = _seconds_of_day(history, first_of_card | later)
    return Habits(
        _shares(history.rating[new], usual.first_rating_prob, 1),
        _shares(history.rating[review], usual.review_rating_prob, 2),
        (
            _typical(history.rating[new], seconds[new], usual.state_rating_costs[0]),
            _typical(history.rating[review], seconds[review], usual.state_rating_costs[1]),
        ),
    )


def _seconds_of_day(history: ReviewHistory, begins: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Of each row that begins a card's day, the seconds of all its answers of that day."""
    ms = np.where(history.elapsed_ms <= LONGEST_ANSWER, history.elapsed_ms, 0)
    seconds = np.zeros(len(history))
    rows = np.flatnonzero(begins)
    if len(rows):
        seconds[rows] = np.add.reduceat(ms, rows) / 1000
    return seconds


def _shares(ratings: Integers, usual: list[float], lowest: int) -> tuple[float, ...]:
    """Shares of the ratings from `lowest` to 4."""
    counts = np.bincount(ratings, minlength=5)[lowest:] + PRIOR * np.array(usual) / sum(usual)
    return tuple((counts / counts.sum()).tolist())


def _typical(
    ratings: Integers, seconds: NDArray[np.float64], usual: list[float]
) -> tuple[float, ...]:
    """The mean seconds of each rating; untimed answers are not counted."""
    timed = seconds > 0
    counts = np.bincount(ratings[timed], minlength=5)[1:]
    sums = np.bincount(ratings[timed], seconds[timed], minlength=5)[1:]
    return tuple(((sums + PRIOR * np.array(usual)) / (counts + PRIOR)).tolist())
