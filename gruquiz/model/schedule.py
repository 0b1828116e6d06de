"""When a card is next asked: days, grades, and what a scheduler remembers."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import IntEnum
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Truth = TypeVar("Truth", bool, "NDArray[np.bool_]")


class Grade(IntEnum):
    """SM-2's quality of recall, 0 to 5; the four buttons are 2, 3, 4 and 5."""

    BLACKOUT = 0
    WRONG = 1
    AGAIN = 2
    HARD = 3
    GOOD = 4
    EASY = 5


BUTTONS: Mapping[str, Grade] = {
    "again": Grade.AGAIN,
    "hard": Grade.HARD,
    "good": Grade.GOOD,
    "easy": Grade.EASY,
}
"""The four buttons by the names used on the command line and in JSON."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a card is next asked, and what the scheduler remembers of it.

    Days are study days (see `study_day`): plain dates, without zone.
    """

    due: date | None = None
    """None while the card is new."""
    interval: float = 0.0
    """Days. Whole from SM-2; an imported comment may hold 3.5."""
    ease: int = 250
    """SM-2's EF in hundredths, so that no float drifts."""
    reps: int = 0
    """Successful reviews in a row: SM-2's n."""
    lapses: int = 0
    last_review: date | None = None
    repeat_on: date | None = None
    """The study day on which the card is asked once more because it was graded below 4."""
    stability: float | None = None
    """FSRS: days until recall falls to 90 %."""
    difficulty: float | None = None
    """FSRS: 1 to 10."""

    @property
    def is_new(self) -> bool:
        return self.due is None

    def repeated(self, grade: int) -> "Schedule":
        """After the day's repeat: it is asked until it gets Good, and nothing else changes."""
        return replace(self, repeat_on=None) if grade >= Grade.GOOD else self


NEW = Schedule()
"""The schedule of a card never seen."""


def is_repeat(logged: Truth, awaited: Truth, same_day: Truth) -> Truth:
    """Whether an answer is the day's repeat, of one card or of a column of them.

    Not only where it was logged as one: a device that did not know of the day's failure logged
    the repeat as a review.
    """
    return logged | awaited & same_day


def study_day(now: datetime, rollover_hour: int) -> date:
    """The learner's day: the date on their clock, which turns at `rollover_hour`, not at midnight.

    Counted on the clock's face, so that neither summer time nor a journey moves a due date.
    """
    day = now.date()
    return day if now.hour >= rollover_hour else day - timedelta(days=1)
