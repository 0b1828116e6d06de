"""A card being answered: shown, or typed and judged."""

from abc import abstractmethod
from collections.abc import Mapping
from typing import ClassVar

from textual import on
from textual.binding import BindingType
from textual.reactive import reactive

from gruquiz.judge import Rating, judge
from gruquiz.model import BUTTONS, Grade
from gruquiz.session import AskedCard
from gruquiz.tui.base import Result
from gruquiz.tui.grading import GradingScreen
from gruquiz.tui.keymap import keys
from gruquiz.tui.widgets.grades import Grades
from gruquiz.tui.widgets.typed_answer import TypedAnswer


def grade_of(name: str) -> Grade:
    """The grade that a button's name stands for."""
    return BUTTONS[name] if name in BUTTONS else Grade(int(name))


class AnsweringScreen(GradingScreen[Result]):
    """A screen with a card, the fields to type its answer into, and the grades."""

    BINDINGS: ClassVar[list[BindingType]] = keys("study.type")

    phase: reactive[str] = reactive("front", bindings=True, repaint=False)
    """front, back, or end when nothing is left."""
    asked: AskedCard | None = None

    @abstractmethod
    def show_phase(self) -> None:
        """Show what belongs to the phase."""

    @property
    def offered(self) -> Mapping[str, float]:
        """The grades, once the answer is shown."""
        return self.asked.buttons if self.asked is not None and self.phase == "back" else {}

    @property
    def can_be_typed(self) -> bool:
        """Whether the card shown has a hole to be filled by typing."""
        return (
            self.phase == "front" and self.asked is not None and bool(self.asked.card.face.answers)
        )

    async def action_type(self) -> None:
        """Show fields to type the answer into."""
        if self.asked is not None:
            await self.query_one(TypedAnswer).ask(len(self.asked.card.face.answers))

    def action_stop_typing(self) -> None:
        """Only show the answer after all."""
        self.query_one(TypedAnswer).display = False
        self.query_one("#scroll").focus()

    @on(TypedAnswer.Given)
    def _judge(self, message: TypedAnswer.Given) -> None:
        if self.asked is None:
            return
        judged = judge(self.asked.card.face, message.answers)
        unreadable = judged.rating is Rating.UNREADABLE
        self.query_one(TypedAnswer).tell(judged, again=unreadable)
        if unreadable:
            return
        self.query_one("#scroll").focus()
        self.phase = "back"
        self.show_phase()
        grade = judged.rating.grade
        proposed = next((name for name in self.asked.buttons if grade_of(name) == grade), "")
        self.query_one(Grades).show(self.asked.buttons, self.asked.ease, proposed)
