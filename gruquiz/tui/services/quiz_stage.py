"""A question of a quiz on the screen: chosen, typed or computed, then answered."""

from collections.abc import Sequence
from typing import Any

from textual.app import ComposeResult
from textual.widgets import Static

from engine import Exercise, Verdict
from gruquiz.judge import Rating, asked_answers, judge
from gruquiz.quiz import Miss, Question
from gruquiz.tui.base import GruquizScreen
from gruquiz.tui.widgets.answer_fields import AnswerFields
from gruquiz.tui.widgets.card_header import context
from gruquiz.tui.widgets.card_text import CardText
from gruquiz.tui.widgets.choices import Choices
from gruquiz.tui.widgets.computed import Computed, answer
from gruquiz.tui.widgets.paged import PagedScroll
from gruquiz.tui.widgets.score import Score
from gruquiz.tui.widgets.typed_answer import TypedAnswer


class QuizStage:
    """Shows a quiz's questions on a screen, and says which answers are a miss."""

    def __init__(self, screen: GruquizScreen[Any]) -> None:
        self._screen = screen

    def body(self) -> ComposeResult:
        """The widgets that a question may need, and the score."""
        yield Static(id="context", markup=False)
        with PagedScroll(id="scroll"):
            yield CardText(id="front")
            yield Choices(id="options")
            yield Score(id="score")
        yield Computed(id="computed")
        yield TypedAnswer(id="typed")

    @property
    def shown(self) -> PagedScroll:
        """What is scrolled by pages now: the numbers of an exercise, or the question."""
        name = "#given" if self._screen.query_one("#computed").display else "#scroll"
        return self._screen.query_one(name, PagedScroll)

    @property
    def _typed(self) -> TypedAnswer:
        return self._screen.query_one(TypedAnswer)

    @property
    def _computed(self) -> Computed:
        return self._screen.query_one(Computed)

    async def ask(self, question: Question, exercise: Exercise | None) -> None:
        """Show a question; `exercise` is what a drill card has computed this time."""
        screen = self._screen
        screen.query_one("#score").display = False
        screen.query_one("#front").display = exercise is None
        screen.query_one("#scroll").display = exercise is None
        screen.query_one("#front", CardText).text = question.face.front
        screen.query_one("#context", Static).update(context(question.card))
        screen.query_one("#context").display = exercise is None
        options = screen.query_one(Choices)
        options.display = bool(question.options)
        options.show(question)
        self._computed.display = exercise is not None
        self._typed.display = not question.options and exercise is None
        screen.query_one("#scroll").scroll_home(animate=False)
        if exercise is not None:
            await self._computed.ask(exercise)
        elif self._typed.display:
            await self._typed.ask(len(asked_answers(question.face)))
        else:
            screen.query_one("#scroll").focus()

    def choose(self, question: Question, option: int) -> Miss | None:
        """Mark an option and the right one; a miss where it is another."""
        self._screen.query_one(Choices).show(question, option)
        return None if option == question.right else Miss(question, question.options[option])

    def compare(self, question: Question, answers: Sequence[str]) -> tuple[bool, Miss | None]:
        """Show what typed answers are worth: whether they can be read, and a miss if wrong."""
        judged = judge(question.face, answers)
        unreadable = judged.rating is Rating.UNREADABLE
        self._typed.tell(judged, again=unreadable)
        if unreadable:
            return False, None
        self._screen.query_one("#front", CardText).text = question.face.back
        given = ", ".join(f"`{answer}`" for answer in answers)
        return True, Miss(question, given) if judged.rating is Rating.WRONG else None

    def mark(self, question: Question, verdict: Verdict) -> Miss | None:
        """A miss where the numbers that were typed are not all right."""
        exercise = self._computed.exercise
        if verdict.right or exercise is None:
            return None
        told = f"{answer(exercise)}. {verdict.markdown}"
        return Miss(question, self._computed.typed, told)

    def give_up(self, question: Question) -> Miss:
        """Show the answer of a question that is not computed: a miss."""
        self._typed.display = False
        if question.options:
            self._screen.query_one(Choices).show(question, len(question.options))
        else:
            self._screen.query_one("#front", CardText).text = question.face.back
        return Miss(question)

    def give_up_computing(self) -> None:
        """Have what was typed so far marked, as it is."""
        self._computed.finish()

    def move(self, rows: int) -> None:
        """Move the cursor up or down among the fields of an exercise."""
        self._screen.query_one(AnswerFields).move(rows)

    def end(self, reached: int, missed: Sequence[Miss], told: str) -> None:
        """Show the score of a quiz in which so many questions were reached."""
        screen = self._screen
        for name in ("#context", "#front", "#options", "#typed", "#computed"):
            screen.query_one(name).display = False
        screen.query_one("#scroll").display = True
        score = screen.query_one(Score)
        score.display = True
        score.show(reached, list(missed), told)
        screen.query_one("#scroll").scroll_home(animate=False)
        screen.query_one("#scroll").focus()
