"""A learner's answers as columns, card by card: what came of each, and how long after the last."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from gruquiz.errors import FittingError
from gruquiz.library import Library
from gruquiz.model import in_deck
from gruquiz.schedulers.fsrs import RATING

Integers = NDArray[np.int64]

EVALUATED_SHARE = 0.3
"""The newest share of the rows that a forecast is made for; the others are what is fitted."""


class RatedReview(NamedTuple):
    """One answer."""

    card: int
    time: int
    """Milliseconds, UTC."""
    day: int
    """The study day, `date.toordinal()`."""
    rating: int
    """FSRS's: 1 again, 2 hard, 3 good, 4 easy."""
    elapsed_ms: int


class Split(NamedTuple):
    """Rows of a history in order of time, each a card's first answer of a later day."""

    fitted: Integers
    evaluated: Integers
    """The newest ones."""


@dataclass(frozen=True, slots=True)
class ReviewHistory:
    """Equally long columns, ordered by card and then by time."""

    card: Integers
    time: Integers
    day: Integers
    rating: Integers
    elapsed_ms: Integers

    @classmethod
    def of(cls, reviews: Iterable[RatedReview]) -> Self:
        """Reviews in any order as columns."""
        values = np.fromiter(chain.from_iterable(reviews), dtype=np.int64).reshape(-1, 5)
        order = np.lexsort((values[:, 1], values[:, 0]))
        return cls(*values[order].T.copy())

    def __len__(self) -> int:
        return len(self.card)

    @property
    def start(self) -> Integers:
        """Of each row, the row in which its card begins."""
        first = np.ones(len(self), dtype=np.bool_)
        first[1:] = self.card[1:] != self.card[:-1]
        starts: Integers = np.maximum.accumulate(np.where(first, np.arange(len(self)), 0))
        return starts

    @property
    def delta(self) -> Integers:
        """Study days since the card's previous answer; 0 on the same day and for its first."""
        days = np.diff(self.day, prepend=self.day[:1])
        days[self.start == np.arange(len(self))] = 0
        return np.maximum(days, 0)  # a clock that was set back gives no negative time

    @property
    def passed(self) -> NDArray[np.bool_]:
        return self.rating > 1

    def split(self) -> Split:
        """The rows whose study day differs from the card's previous one: to fit, to evaluate.

        Raises FittingError where nothing can be learned from them.
        """
        if not len(self):
            raise FittingError("there are no reviews to fit yet; study some cards first")
        if (self.rating == self.rating[0]).all():
            name = ("again", "hard", "good", "easy")[self.rating[0] - 1]
            raise FittingError(
                f"all {len(self):,} reviews have the same grade, {name}: nothing can be fitted "
                "to them"
            )
        later = np.flatnonzero(self.delta > 0)
        later = later[np.argsort(self.time[later], kind="stable")]
        evaluated = round(len(later) * EVALUATED_SHARE)
        if not evaluated:
            raise FittingError(
                f"of {len(self):,} reviews {len(later)} came a day or more after the card's "
                "previous one, too few to fit and to evaluate; study on for some days"
            )
        return Split(later[:-evaluated], later[-evaluated:])


def deck_history(library: Library, deck: str | None) -> ReviewHistory:
    """The answers to the cards of a deck and those below it; of all cards for None."""
    answers = library.histories.answers(deck_numbers(library, deck))
    return ReviewHistory.of(
        RatedReview(one.card, one.time, one.day, RATING[one.grade], one.elapsed_ms)
        for one in answers
    )


def deck_numbers(library: Library, deck: str | None) -> list[int] | None:
    """A deck and those below it, as the library numbers them; None for all."""
    names = library.decks.names().items()
    return None if deck is None else [number for number, name in names if in_deck(name, deck)]
