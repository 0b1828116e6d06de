"""What is asked, and what went wrong."""

from dataclasses import dataclass

from gruquiz.markdown.alternatives import shown
from gruquiz.model import Card, Face, Kind
from gruquiz.quiz.clock import Clock


@dataclass(frozen=True, slots=True)
class QuizPlan:
    """What a quiz is to be."""

    decks: tuple[str, ...] = ()
    """With their sub-decks; empty for all decks."""
    number: int = 10
    clock: Clock | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a quiz."""

    card: Card
    options: tuple[str, ...] = ()
    """What to choose from, as markdown; empty where the answer is typed."""
    right: int = 0
    """The place of the right option."""

    @property
    def face(self) -> Face:
        return self.card.face

    @property
    def is_drill(self) -> bool:
        """Whether it is computed, with numbers of its own."""
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
    """What was answered, as markdown; empty for nothing."""
    told: str = ""
    """What went wrong and what is right, as markdown; empty where the card's back says it."""
