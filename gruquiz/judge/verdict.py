"""What a typed answer is worth."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from gruquiz.model import Grade


class Rating(StrEnum):
    """How good a typed answer is."""

    RIGHT = "right"
    NEARLY = "nearly"
    """Right but for a slip of the keyboard."""
    WRONG = "wrong"
    UNREADABLE = "unreadable"
    """A formula that cannot be read: a reason to ask again."""

    @property
    def grade(self) -> Grade:
        """The grade that it suggests."""
        grades = {Rating.RIGHT: Grade.GOOD, Rating.NEARLY: Grade.HARD}
        return grades.get(self, Grade.AGAIN)


Piece = tuple[str, Literal["same", "missing", "extra"]]
"""A stretch of the expected answer that was typed, of one that was not, or of one too many."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What a typed answer is worth, and why."""

    rating: Rating
    sentence: str = ""
    """Why, where that is known."""
    pieces: tuple[Piece, ...] = ()
    """The difference to what was expected, for showing; empty where it would say nothing."""

    @property
    def accepted(self) -> bool:
        """Right, or right but for a slip."""
        return self.rating in (Rating.RIGHT, Rating.NEARLY)


RIGHT = Judged(Rating.RIGHT)
WRONG = Judged(Rating.WRONG)
_BEST = (Rating.RIGHT, Rating.NEARLY, Rating.WRONG, Rating.UNREADABLE)


def best(judged: list[Judged]) -> Judged:
    """The kindest of several readings; a sentence is worth more than none."""
    return min(judged, key=lambda one: (_BEST.index(one.rating), not one.sentence))


_WORST = (Rating.UNREADABLE, Rating.WRONG, Rating.NEARLY, Rating.RIGHT)


def worst(judged: list[Judged]) -> Judged:
    """What decides where all must be right."""
    return min(judged, key=lambda one: _WORST.index(one.rating))
