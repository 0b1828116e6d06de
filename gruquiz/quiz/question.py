"""A question of a quiz, and a wrong answer to one."""

from dataclasses import dataclass

from gruquiz.markdown.alternatives import shown
from gruquiz.model import Card, Face, Kind
from gruquiz.quiz.clock import Clock


@dataclass(frozen=True, slots=True)
class QuizPlan:
    """The settings of a quiz."""

    decks: tuple[str, ...] = ()
    """With their sub-decks; empty for all decks."""
    number: int = 10
    clock: Clock | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a quiz."""

    card: Card
    options: tuple[str, ...] = ()
    """The options, as markdown; empty where the answer is typed."""
    right: int = 0
    """The index of the right option."""

    @property
    def face(self) -> Face:
        return self.card.face

    @property
    def is_drill(self) -> bool:
        """Whether it is a drill with numbers to compute."""
        return self.card.kind is Kind.DRILL

    @property
    def answer(self) -> str:
        """The right answer in one line of markdown."""
        return (
            self.options[self.right] if self.options else ", ".join(map(shown, self.face.answers))
        )


@dataclass(frozen=True, slots=True)
class Miss:
    """A question that was answered wrong."""

    question: Question
    given: str = ""
    """The answer given, as markdown; empty for none."""
    explanation: str = ""
    """What went wrong and what is right, as markdown; empty where the card's back suffices."""
