"""A question of a quiz on the screen: chosen, typed or computed, then told."""

from abc import abstractmethod

from textual import on
from textual.app import ComposeResult
from textual.reactive import reactive
from textual.widgets import Static

from engine import EngineError
from gruquiz.errors import CardError, GruquizError
from gruquiz.exercises import requested
from gruquiz.judge import Rating, asked_answers, judge
from gruquiz.quiz import Miss, Question, QuizPlan, Round, computing_time
from gruquiz.session import Session
from gruquiz.tui.base import GruquizScreen
from gruquiz.tui.widgets.answer_fields import AnswerFields
from gruquiz.tui.widgets.card_header import context
from gruquiz.tui.widgets.card_text import CardText
from gruquiz.tui.widgets.choices import Choices
from gruquiz.tui.widgets.computed import Computed, answer
from gruquiz.tui.widgets.paged import PagedScroll
from gruquiz.tui.widgets.score import Score
from gruquiz.tui.widgets.typed_answer import TypedAnswer


class QuestionScreen(GruquizScreen[None]):
    """A screen that asks the questions of a round one at a time."""

    phase: reactive[str] = reactive("", bindings=True, repaint=False)
    """asked, told or end; empty before the first question."""

    def __init__(self, session: Session, plan: QuizPlan | None = None) -> None:
        super().__init__()
        self.session = session
        self.plan = plan or QuizPlan()
        self.round = Round()

    def body(self) -> ComposeResult:
        yield Static(id="context", markup=False)
        with PagedScroll(id="scroll"):
            yield CardText(id="front")
            yield Choices(id="options")
            yield Score(id="score")
        yield Computed(id="computed")
        yield TypedAnswer(id="typed")

    @property
    def question(self) -> Question:
        """The question on the screen."""
        return self.round.question

    @property
    def answered(self) -> int:
        """How many questions were answered."""
        return self.round.place + (self.phase == "told")

    @property
    def shown(self) -> PagedScroll:
        """What is scrolled by pages now: the numbers of an exercise, or the question."""
        name = "#given" if self.query_one("#computed").display else "#scroll"
        return self.query_one(name, PagedScroll)

    @abstractmethod
    def show_progress(self) -> None:
        """Say in the first line how far the quiz is."""

    @abstractmethod
    async def go_on(self) -> None:
        """Ask the question whose turn it is; show the score where there is none."""

    async def ask(self) -> None:
        """Put the question whose turn it is on the screen."""
        self.phase = "asked"
        question = self.question
        if not question.is_drill:
            self.round.ask(self.gruquiz.clock())  # of a drill once it is known how long that is
        self.show_progress()
        self.query_one("#score").display = False
        self.query_one("#front").display = not question.is_drill
        self.query_one("#scroll").display = not question.is_drill
        self.query_one("#front", CardText).text = question.face.front
        self.query_one("#context", Static).update(context(question.card))
        self.query_one("#context").display = not question.is_drill
        options = self.query_one(Choices)
        options.display = bool(question.options)
        options.show(question)
        computed, typed = self.query_one(Computed), self.query_one(TypedAnswer)
        computed.display = question.is_drill
        typed.display = not question.options and not question.is_drill
        self.query_one("#scroll").scroll_home(animate=False)
        if question.is_drill:
            await self._compute(question)
        elif typed.display:
            await typed.ask(len(asked_answers(question.face)))
        else:
            self.query_one("#scroll").focus()
        self.refresh_bindings()

    async def _compute(self, question: Question) -> None:
        """Put the exercise of a drill card on the screen; one that has none is left out."""
        try:
            request = requested(question.card)
            if request is None:
                raise CardError("this card asks for no computation")
            exercise = request.exercise(self.gruquiz.seed())
        except (GruquizError, EngineError) as error:
            self.say(str(error), wrong=True)
            del self.round.questions[self.round.place]
            await self.go_on()
            return
        self.round.ask(self.gruquiz.clock(), computing_time(exercise))
        self.show_progress()
        await self.query_one(Computed).ask(exercise)

    def action_choose(self, option: int) -> None:
        """Take an option as the answer."""
        if self.phase != "asked" or option >= len(self.question.options):
            return
        self.query_one(Choices).show(self.question, option)
        given = self.question.options[option]
        self._told(None if option == self.question.right else Miss(self.question, given))

    @on(TypedAnswer.Given)
    def _judge(self, message: TypedAnswer.Given) -> None:
        judged = judge(self.question.face, message.answers)
        unreadable = judged.rating is Rating.UNREADABLE
        self.query_one(TypedAnswer).tell(judged, again=unreadable)
        if not unreadable:
            self.query_one("#front", CardText).text = self.question.face.back
            wrong = judged.rating is Rating.WRONG
            given = ", ".join(f"`{answer}`" for answer in message.answers)
            self._told(Miss(self.question, given) if wrong else None)

    @on(Computed.Marked)
    def _marked(self, message: Computed.Marked) -> None:
        message.stop()
        computed = self.query_one(Computed)
        if message.verdict.right or computed.exercise is None:
            self._told(None)
            return
        told = f"{answer(computed.exercise)}. {message.verdict.markdown}"
        self._told(Miss(self.question, computed.typed, told))

    def action_stop_typing(self) -> None:
        """Give up on this question."""
        self.action_skip()

    def action_skip(self) -> None:
        """See the answer, which counts as wrong."""
        if self.phase != "asked":
            return
        if self.question.is_drill:
            self.query_one(Computed).finish()
            return
        self.query_one(TypedAnswer).display = False
        if self.question.options:
            self.query_one(Choices).show(self.question, len(self.question.options))
        else:
            self.query_one("#front", CardText).text = self.question.face.back
        self._told(Miss(self.question))

    def action_row(self, rows: int) -> None:
        """Move the cursor up or down among the fields."""
        self.query_one(AnswerFields).move(rows)

    def action_page(self, pages: int) -> None:
        """Scroll the question, wherever the cursor is."""
        self.shown.turn(pages)

    def _told(self, miss: Miss | None) -> None:
        if miss is not None:
            self.round.missed.append(miss)
        self.phase = "told"
        self.show_progress()
        self.set_focus(None if self.question.is_drill else self.query_one("#scroll"))
