"""Quiz: a handful of questions with a score; the schedule stays as it is unless asked."""

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.reactive import reactive

from engine import EngineError, Exercise
from gruquiz.errors import CardError, GruquizError
from gruquiz.exercises import requested
from gruquiz.model import Grade
from gruquiz.quiz import Miss, Question, QuizPlan, Round, computing_time, time_left
from gruquiz.session import Session
from gruquiz.tui.base import GruquizScreen
from gruquiz.tui.counting import count
from gruquiz.tui.keymap import keys
from gruquiz.tui.services.quiz_draw import draw_questions
from gruquiz.tui.services.quiz_stage import QuizStage
from gruquiz.tui.widgets.computed import Computed
from gruquiz.tui.widgets.progress import progress
from gruquiz.tui.widgets.typed_answer import TypedAnswer


class QuizScreen(GruquizScreen[None]):
    """Questions one after another, then the score and what went wrong."""

    BINDINGS: ClassVar[list[BindingType]] = keys(
        *("quiz.1", "quiz.2", "quiz.3", "quiz.4", "quiz.next", "quiz.again", "quiz.new"),
        *("quiz.count", "quiz.skip", "drill.page_down", "drill.page_up"),
        *("quiz.finish", "app.back"),
    )
    AUTO_FOCUS = "#scroll"

    phase: reactive[str] = reactive("", bindings=True, repaint=False)
    """asked, told or end; empty before the first question."""

    def __init__(self, session: Session, plan: QuizPlan | None = None) -> None:
        super().__init__()
        self.session = session
        self.plan = plan or QuizPlan()
        self.round = Round()
        self.stage = QuizStage(self)

    def body(self) -> ComposeResult:
        yield from self.stage.body()

    @property
    def question(self) -> Question:
        """The question on the screen."""
        return self.round.question

    @property
    def answered(self) -> int:
        """How many questions were answered."""
        return self.round.place + (self.phase == "told")

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
                return self.stage.shown.page[1] > 1
            case "finish":
                return self.answered > 0 and not end
            case "back":
                return self.answered == 0 or end
            case _:
                return True

    async def action_new(self) -> None:
        """Make a quiz of these decks' cards."""
        app = self.gruquiz
        await self._begin(draw_questions(self.session, self.plan, app.clock(), app.seed()))

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
        """Put the question whose turn it is on the screen; a drill without numbers is left out."""
        question = self.question
        try:
            exercise = self._exercise(question) if question.is_drill else None
        except (GruquizError, EngineError) as error:
            self.say(str(error), wrong=True)
            del self.round.questions[self.round.place]
            await self._go_on()
            return
        self.phase = "asked"
        more = 0.0 if exercise is None else computing_time(exercise)
        self.round.ask(self.gruquiz.clock(), more)
        self.show_progress()
        await self.stage.ask(question, exercise)
        self.refresh_bindings()

    def _exercise(self, question: Question) -> Exercise:
        """New numbers for a drill card."""
        request = requested(question.card)
        if request is None:
            raise CardError("this card asks for no computation")
        return request.exercise(self.gruquiz.seed())

    def action_choose(self, option: int) -> None:
        """Take an option as the answer."""
        if self.phase == "asked" and option < len(self.question.options):
            self._told(self.stage.choose(self.question, option))

    @on(TypedAnswer.Given)
    def _judge(self, message: TypedAnswer.Given) -> None:
        readable, miss = self.stage.compare(self.question, message.answers)
        if readable:
            self._told(miss)

    @on(Computed.Marked)
    def _marked(self, message: Computed.Marked) -> None:
        message.stop()
        self._told(self.stage.mark(self.question, message.verdict))

    def action_stop_typing(self) -> None:
        """Give up on this question."""
        self.action_skip()

    def action_skip(self) -> None:
        """See the answer, which counts as wrong."""
        if self.phase != "asked":
            return
        if self.question.is_drill:
            self.stage.give_up_computing()
        else:
            self._told(self.stage.give_up(self.question))

    def action_row(self, rows: int) -> None:
        """Move the cursor up or down among the fields."""
        self.stage.move(rows)

    def action_page(self, pages: int) -> None:
        """Scroll the question, wherever the cursor is."""
        self.stage.shown.turn(pages)

    def _told(self, miss: Miss | None) -> None:
        """The question is answered, and the answer shown."""
        if miss is not None:
            self.round.missed.append(miss)
        self.phase = "told"
        self.show_progress()
        self.set_focus(None if self.question.is_drill else self.query_one("#scroll"))

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

    async def _end(self, remark: str = "") -> None:
        """Show the score; what was not reached counts as not asked."""
        reached = self.round.place
        rest = len(self.round.questions) - reached
        remark += f" {count(rest, 'question')} not reached." if rest else ""
        self.phase = "end"
        self.stage.end(reached, self.round.missed, remark.strip())
        self.show_progress()
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
        self.say(f"{count(graded, 'card')} graded Again; on the decks, u undoes each.")
        self.refresh_bindings()
