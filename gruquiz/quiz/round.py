"""A running quiz: the current question, its clock, and the wrong answers."""

from dataclasses import dataclass, field
from datetime import datetime

from gruquiz.quiz.clock import Clock
from gruquiz.quiz.question import Miss, Question


@dataclass(slots=True)
class Round:
    """Questions one after another, with the clock and the questions answered wrong."""

    questions: list[Question] = field(default_factory=list)
    clock: Clock | None = None
    begun: datetime | None = None
    """When the clock started."""
    more: float = 0.0
    """Extra seconds for computations."""
    place: int = 0
    """The index of the current question; past the last one at the end."""
    missed: list[Miss] = field(default_factory=list)
    counted: bool = False
    """Whether the cards answered wrong were graded."""

    @property
    def question(self) -> Question:
        """The current question."""
        return self.questions[self.place]

    @property
    def over(self) -> bool:
        """Whether all questions were asked."""
        return self.place >= len(self.questions)

    def ask(self, now: datetime, more: float = 0.0) -> None:
        """Start the clock for the current question, with `more` extra seconds.

        A clock for each question starts anew. One for the whole quiz runs on and is extended, so
        that a computation takes no time from the other questions.
        """
        if self.begun is None or (self.clock is not None and not self.clock.whole):
            self.begun, self.more = now, 0.0
        self.more += more

    def left(self, now: datetime) -> float | None:
        """Seconds left; None without a clock."""
        if self.clock is None or self.begun is None:
            return None
        return self.clock.left(self.begun, now, self.more)
