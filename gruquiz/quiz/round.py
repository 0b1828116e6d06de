"""A quiz under way: which question is on, since when, and what went wrong."""

from dataclasses import dataclass, field
from datetime import datetime

from gruquiz.quiz.clock import Clock
from gruquiz.quiz.question import Miss, Question


@dataclass(slots=True)
class Round:
    """Questions one after another, their clock, and those answered wrong."""

    questions: list[Question] = field(default_factory=list)
    clock: Clock | None = None
    begun: datetime | None = None
    """Since when the clock runs."""
    more: float = 0.0
    """Seconds added to the clock for what is to be computed."""
    place: int = 0
    """Of the question that is on; behind the last one where all were asked."""
    missed: list[Miss] = field(default_factory=list)
    counted: bool = False
    """Whether the cards that went wrong were graded."""

    @property
    def question(self) -> Question:
        """The question that is on."""
        return self.questions[self.place]

    @property
    def over(self) -> bool:
        """Whether all were asked."""
        return self.place >= len(self.questions)

    def ask(self, now: datetime, more: float = 0.0) -> None:
        """The question is shown, which takes so many seconds `more` than one that is only read.

        A clock for each question starts, with that much longer to run; one for the whole quiz
        runs on, that much longer: a computation takes no time from the other questions.
        """
        if self.begun is None or (self.clock is not None and not self.clock.whole):
            self.begun, self.more = now, 0.0
        self.more += more

    def left(self, now: datetime) -> float | None:
        """Seconds left; None where no clock runs."""
        if self.clock is None or self.begun is None:
            return None
        return self.clock.left(self.begun, now, self.more)
