"""The time limit, and the extra time for a computation."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine import Exercise

A_NUMBER = 10
"""Seconds to type one number, or to multiply or add it with a pocket calculator."""


@dataclass(frozen=True, slots=True)
class Clock:
    """A time limit."""

    seconds: int
    whole: bool
    """True for the whole quiz, False for each question."""

    def left(self, begun: datetime, now: datetime, more: float = 0.0) -> float:
        """Seconds left, with `more` extra ones; 0 when the time is up."""
        return max(0.0, self.seconds + more - (now - begun).total_seconds())


def computing_time(exercise: "Exercise") -> int:
    """Extra seconds for an exercise, beyond the time for reading a question.

    `A_NUMBER` for each number that it gives or asks for, once per step, since each step uses
    every weight. One gate of two units gets 3 minutes, one whole step 8.
    """
    numbers = (*exercise.given.values(), *exercise.answers.values())
    return A_NUMBER * sum(values.size for values in numbers) * exercise.sizes["steps"]


def time_left(seconds: float) -> str:
    """Time left, rounded so as not to distract: "5 min", "40 s", "8 s"."""
    if seconds >= 90:
        return f"{round(seconds / 60)} min"
    return f"{-(-int(seconds) // 10) * 10 if seconds > 10 else int(seconds)} s"
