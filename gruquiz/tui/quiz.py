"""Quiz: a handful of questions with a score; the schedule stays as it is unless asked."""

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.reactive import reactive
from textual.widgets import Static

from engine import EngineError
from gruquiz.errors import CardError, GruquizError
from gruquiz.exercises import requested
from gruquiz.judge import Rating, judge
from gruquiz.model import Grade
from gruquiz.quiz import Miss, Plan, Question, Round, computing_time, time_left
from gruquiz.session import Session
from gruquiz.tui.base import GruquizScreen
from gruquiz.tui.counting import count
from gruquiz.tui.quiz_setup import questions
from gruquiz.tui.widgets.answer_fields import PAGES, AnswerFields
from gruquiz.tui.widgets.card_text import CardText
from gruquiz.tui.widgets.computed import Computed, answer
from gruquiz.tui.widgets.options import Options
from gruquiz.tui.widgets.paged import PagedScroll
from gruquiz.tui.widgets.progress import progress
from gruquiz.tui.widgets.score import Score
from gruquiz.tui.widgets.standing import context
from gruquiz.tui.widgets.typed_answer import TypedAnswer


class QuizScreen(GruquizScreen[None]):
    """Questions one after another, then the score and what went wrong."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("1", "choose(0)", "choose", key_display="1–4", id="quiz.1", tooltip="Answer 1"),
        Binding("2", "choose(1)", show=False, id="quiz.2", tooltip="Answer 2"),
        Binding("3", "choose(2)", show=False, id="quiz.3", tooltip="Answer 3"),
        Binding("4", "choose(3)", show=False, id="quiz.4", tooltip="Answer 4"),
        Binding(
            "enter,space", "next", "next", key_display="enter", id="quiz.next", tooltip="Go on"
        ),
        Binding("enter,r", "again", "repeat these", key_display="enter", id="quiz.again",
                tooltip="Ask again what went wrong"),
        Binding("n", "new", "new quiz", id="quiz.new", tooltip="Other questions"),
        Binding("a", "count", "count as Again", id="quiz.count",
                tooltip="Grade the cards that went wrong Again"),
        Binding("s", "skip", "do not know", id="quiz.skip", tooltip="See the answer"),
        Binding("pagedown", "page(1)", "page", key_display="PgDn/PgUp", id="drill.page_down",
                tooltip=PAGES),
        Binding("pageup", "page(-1)", show=False, key_display="PgDn/PgUp", id="drill.page_up",
                tooltip=PAGES),
        Binding("escape", "finish", "end", id="quiz.finish", tooltip="End here, with the score"),
        Binding("escape", "back", "decks", id="app.back", tooltip="Back to the decks"),
    ]  # fmt: skip
    AUTO_FOCUS = "#scroll"

    phase: reactive[str] = reactive("", bindings=True, repaint=False)
    """asked, told or end; empty before the first question."""

    def __init__(self, session: Session, plan: Plan | None = None) -> None:
        super().__init__()
        self.session = session
        self.plan = plan or Plan()
        self.round = Round()

    def body(self) -> ComposeResult:
        yield Static(id="context", markup=False)
        with PagedScroll(id="scroll"):
            yield CardText(id="front")
            yield Options(id="options")
            yield Score(id="score")
        yield Computed(id="computed")
        yield TypedAnswer(id="typed")

    async def on_mount(self) -> None:
        if self.plan.clock is not None:
            self.set_interval(1.0, self.tick)
        await self.action_new()

    def check_action(
        self,
        action: str,
        parameters: tuple[object, ...],  # noqa: ARG002 - Textual's signature
    ) -> bool | None:
        asked, end = self.phase == "asked", self.phase == "end"
        match action:
            case "choose":
                return asked and bool(self.question.options)
            case "skip":
                return asked and (bool(self.question.options) or self.question.is_drill)
            case "next":
                return self.phase == "told"
            case "again":
                return end and bool(self.round.missed)
            case "count":
                return end and bool(self.round.missed) and not self.round.counted
            case "new":
                return end
            case "page":
                return self.shown.page[1] > 1
            case "finish":
                return self.answered > 0 and not end
            case "back":
                return self.answered == 0 or end
            case _:
                return True

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

    async def action_new(self) -> None:
        """Make a quiz of these decks' cards."""
        app = self.gruquiz
        await self._begin(questions(self.session, self.plan, app.clock(), app.seed()))

    async def action_again(self) -> None:
        """Ask again what went wrong."""
        await self._begin([miss.question for miss in self.round.missed])

    async def _begin(self, questions: Sequence[Question]) -> None:
        self.round = Round(list(questions), self.plan.clock)
        if not questions:
            self.say(
                "No questions can be made of these cards: their answers are long, or too unlike."
            )
            self.dismiss(None)
            return
        await self._ask()

    async def _ask(self) -> None:
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
        options = self.query_one(Options)
        options.display = bool(question.options)
        options.show(question)
        computed, typed = self.query_one(Computed), self.query_one(TypedAnswer)
        computed.display = question.is_drill
        typed.display = not question.options and not question.is_drill
        self.query_one("#scroll").scroll_home(animate=False)
        if question.is_drill:
            await self._compute(question)
        elif typed.display:
            await typed.ask(len(question.face.answers))
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
            await self._go_on()
            return
        self.round.ask(self.gruquiz.clock(), computing_time(exercise))
        self.show_progress()
        await self.query_one(Computed).ask(exercise)

    def show_progress(self) -> None:
        """Say in the first line how far the quiz is, and how much time is left."""
        names = self.plan.decks or ("all decks",)
        place = " › ".join(names[0].split("/")) + (f" +{len(names) - 1}" if names[1:] else "")
        bar = progress(self.answered, len(self.round.questions), 12 if self.size.width < 60 else 20)
        left = self.round.left(self.gruquiz.clock())
        if left is not None and self.phase == "asked":
            bar = Content.styled(f"{time_left(left)} left   ", "$quiet") + bar
        self.place(f"Quiz · {place}", "" if self.phase == "end" else bar)

    async def tick(self) -> None:
        """See to the clock: a question whose time is up is told, a quiz ends."""
        left = self.round.left(self.gruquiz.clock())
        if self.phase != "asked" or left is None:
            return
        if left > 0:
            self.show_progress()
        elif self.plan.clock is not None and self.plan.clock.whole:
            await self._end("The time was up.")
        else:
            self.say("The time for this question is up.")
            self.action_skip()

    def action_choose(self, option: int) -> None:
        """Take an option as the answer."""
        if self.phase != "asked" or option >= len(self.question.options):
            return
        self.query_one(Options).show(self.question, option)
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
            self.query_one(Options).show(self.question, len(self.question.options))
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

    async def action_next(self) -> None:
        """Go to the next question, or to the score."""
        self.round.place += 1
        await self._go_on()

    async def _go_on(self) -> None:
        if self.round.over:
            await self._end()
        else:
            await self._ask()

    async def action_finish(self) -> None:
        """Leave off: what was answered has its score."""
        self.round.place = self.answered
        await self._end()

    async def _end(self, told: str = "") -> None:
        """Show the score; what was not reached counts as not asked."""
        reached = self.round.place
        rest = len(self.round.questions) - reached
        told += f" {count(rest, 'question')} not reached." if rest else ""
        self.phase = "end"
        for name in ("#context", "#front", "#options", "#typed", "#computed"):
            self.query_one(name).display = False
        self.query_one("#scroll").display = True
        score = self.query_one(Score)
        score.display = True
        score.show(reached, self.round.missed, told.strip())
        self.show_progress()
        self.query_one("#scroll").scroll_home(animate=False)
        self.query_one("#scroll").focus()
        self.refresh_bindings()

    def action_count(self) -> None:
        """Grade the cards that went wrong Again."""
        graded = 0
        for card in dict.fromkeys(miss.question.card.id for miss in self.round.missed):
            try:
                self.session.answer(card, Grade.AGAIN, self.gruquiz.clock())
            except CardError as error:
                self.say(str(error), wrong=True)
            else:
                graded += 1
        self.round.counted = True
        self.say(f"{count(graded, 'card')} graded Again; u on the decks takes each back.")
        self.refresh_bindings()
