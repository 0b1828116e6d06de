"""A card being answered: shown, or typed and judged."""

from abc import abstractmethod
from collections.abc import Mapping
from typing import ClassVar

from textual import on
from textual.binding import BindingType
from textual.reactive import reactive

from gruquiz.judge import Rating, asked_answers, judge
from gruquiz.model import BUTTONS, Grade
from gruquiz.session import AskedCard
from gruquiz.tui.base import Result
from gruquiz.tui.keymap import keys
from gruquiz.tui.services.grading import GradingScreen
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
        """Whether there is a card whose answer is still to be given."""
        return self.phase == "front" and self.asked is not None

    async def action_type(self) -> None:
        """Show fields to type the answer into; a long one is written freely, and not judged."""
        if self.asked is None:
            return
        answers = asked_answers(self.asked.card.face)
        if not answers:
            self.say("This answer is too long to be judged: write it, and compare it yourself.")
        await self.query_one(TypedAnswer).ask(len(answers))

    def action_stop_typing(self) -> None:
        """Only show the answer after all."""
        self.query_one(TypedAnswer).display = False
        self.query_one("#scroll").focus()

    @on(TypedAnswer.Given)
    def _judge(self, message: TypedAnswer.Given) -> None:
        if self.asked is None:
            return
        face = self.asked.card.face
        if not asked_answers(face):
            self.query_one(TypedAnswer).echo(message.answers[0])
            self._answered("")
            return
        judged = judge(face, message.answers)
        unreadable = judged.rating is Rating.UNREADABLE
        self.query_one(TypedAnswer).tell(judged, again=unreadable)
        if unreadable:
            return
        grade = judged.rating.grade
        self._answered(next((n for n in self.asked.buttons if grade_of(n) == grade), ""))

    def _answered(self, proposed: str) -> None:
        """Show the back, and the grades with the one that is proposed."""
        if self.asked is None:
            return
        self.query_one("#scroll").focus()
        self.phase = "back"
        self.show_phase()
        self.query_one(Grades).show(self.asked.buttons, self.asked.ease, proposed)
