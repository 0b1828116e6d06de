"""The answer of a card, typed and compared with the note's."""

from collections.abc import Callable, Sequence
from typing import Any

from gruquiz.judge import Rating, asked_answers, judge
from gruquiz.session import AskedCard
from gruquiz.tui.base import GruquizScreen
from gruquiz.tui.services.grading import grade_of
from gruquiz.tui.widgets.typed_answer import TypedAnswer


class AnswerTyping:
    """Has the answer of the card on a screen typed, and proposes a grade for it."""

    def __init__(
        self,
        screen: GruquizScreen[Any],
        asked: Callable[[], AskedCard | None],
        answered: Callable[[str], object],
    ) -> None:
        self._screen = screen
        self._asked = asked
        self._answered = answered
        """Called with the name of the grade proposed; empty for none."""

    @property
    def fields(self) -> TypedAnswer:
        """The widget that is typed into."""
        return self._screen.query_one(TypedAnswer)

    async def ask(self) -> None:
        """Show fields to type the answer into; a long one is written freely, and not judged."""
        asked = self._asked()
        if asked is None:
            return
        answers = asked_answers(asked.card.face)
        if not answers:
            self._screen.say(
                "This answer is too long to be judged: write it, and compare it yourself."
            )
        await self.fields.ask(len(answers))

    def stop(self) -> None:
        """Put the fields away."""
        self.fields.display = False

    def compare(self, answers: Sequence[str]) -> None:
        """Show what the answers are worth; those that cannot be read are to be mended."""
        asked = self._asked()
        if asked is None:
            return
        if not asked_answers(asked.card.face):
            self.fields.echo(answers[0])
            self._answered("")
            return
        judged = judge(asked.card.face, answers)
        unreadable = judged.rating is Rating.UNREADABLE
        self.fields.tell(judged, again=unreadable)
        if not unreadable:
            grade = judged.rating.grade
            self._answered(next((name for name in asked.buttons if grade_of(name) == grade), ""))
