"""The limit of time, and the time that a computation takes beside it."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine import Exercise

A_NUMBER = 10
"""Seconds to multiply or add one number, by hand and pocket calculator, or to type one."""


@dataclass(frozen=True, slots=True)
class Clock:
    """A limit of time."""

    seconds: int
    whole: bool
    """For the whole quiz; else for each question."""

    def left(self, begun: datetime, now: datetime, more: float = 0.0) -> float:
        """Seconds left where there were so many `more`, 0 where the time is up."""
        return max(0.0, self.seconds + more - (now - begun).total_seconds())


def computing_time(exercise: "Exercise") -> int:
    """Seconds that an exercise is given beside the time of a question that is only read.

    `A_NUMBER` for each number that it gives or asks, and that once a step: every weight is
    multiplied by something in each. One gate of two units has 3 minutes, one whole step 8.
    """
    numbers = (*exercise.given.values(), *exercise.answers.values())
    return A_NUMBER * sum(values.size for values in numbers) * exercise.sizes["steps"]


def time_left(seconds: float) -> str:
    """Time left, rounded so that it does not distract: "5 min", "40 s", "8 s"."""
    if seconds >= 90:
        return f"{round(seconds / 60)} min"
    return f"{-(-int(seconds) // 10) * 10 if seconds > 10 else int(seconds)} s"
