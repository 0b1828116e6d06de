"""Quiz: a handful of questions with a score; the schedule stays as it is."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.reactive import reactive

from gruquiz.judge import Rating, judge
from gruquiz.quiz import Question, make_quiz
from gruquiz.session import Session
from gruquiz.tui.base import GruquizScreen
from gruquiz.tui.widgets.card_text import CardText
from gruquiz.tui.widgets.options import Options, Score
from gruquiz.tui.widgets.progress import progress
from gruquiz.tui.widgets.typed_answer import TypedAnswer

QUESTIONS = 10


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
        Binding("r", "again", "repeat these", id="quiz.again", tooltip="Ask again what went wrong"),
        Binding("n", "new", "new quiz", id="quiz.new", tooltip="Other questions"),
        Binding("escape", "back", "decks", id="app.back", tooltip="Back to the decks"),
    ]
    AUTO_FOCUS = "#scroll"

    phase: reactive[str] = reactive("asked", bindings=True)
    """asked, told or end."""

    def __init__(self, session: Session, deck: str | None) -> None:
        super().__init__()
        self.session = session
        self.deck = deck
        self.questions: list[Question] = []
        self.place_in = 0
        self.wrong: list[Question] = []

    def body(self) -> ComposeResult:
        with VerticalScroll(id="scroll"):
            yield CardText(id="front")
            yield Options(id="options")
            yield Score(id="score")
        yield TypedAnswer(id="typed")

    async def on_mount(self) -> None:
        await self.action_new()

    def check_action(
        self,
        action: str,
        parameters: tuple[object, ...],  # noqa: ARG002 - Textual's signature
    ) -> bool | None:
        match action:
            case "choose":
                return self.phase == "asked" and bool(self.question.options)
            case "next":
                return self.phase == "told"
            case "again":
                return self.phase == "end" and bool(self.wrong)
            case "new":
                return self.phase == "end"
            case _:
                return True

    @property
    def question(self) -> Question:
        """The question on the screen."""
        return self.questions[self.place_in]

    async def action_new(self) -> None:
        """Make a quiz of this deck's cards."""
        query = "" if self.deck is None else f'deck:"{self.deck}"'
        cards = self.session.library.cards(query, self.session.day(self.gruquiz.clock()))
        known = [card for card in cards if not card.missing and not card.suspended]
        await self._begin(make_quiz(known, QUESTIONS, self.gruquiz.seed()))

    async def action_again(self) -> None:
        """Ask again what went wrong."""
        await self._begin(self.wrong)

    async def _begin(self, questions: list[Question]) -> None:
        self.questions, self.place_in, self.wrong = questions, 0, []
        if not questions:
            self.say("No questions can be made of these cards: their answers are long, or too few.")
            self.dismiss(None)
            return
        await self._ask()

    async def _ask(self) -> None:
        self.phase = "asked"
        self._progress(self.place_in)
        self.query_one("#score").display = False
        self.query_one("#front").display = True
        self.query_one("#front", CardText).text = self.question.face.front
        options = self.query_one(Options)
        options.display = bool(self.question.options)
        options.show(self.question)
        self.query_one("#scroll").scroll_home(animate=False)
        typed = self.query_one(TypedAnswer)
        typed.display = not self.question.options
        if typed.display:
            await typed.ask(len(self.question.face.answers))
        else:
            self.query_one("#scroll").focus()
        self.refresh_bindings()

    def _progress(self, done: int) -> None:
        place = " › ".join((self.deck or "all decks").split("/"))
        bar = progress(done, len(self.questions), 12 if self.size.width < 60 else 20)
        self.place(f"Quiz · {place}", bar)

    def action_choose(self, option: int) -> None:
        """Take an option as the answer."""
        if self.phase != "asked" or option >= len(self.question.options):
            return
        self.query_one(Options).show(self.question, option)
        self._told(right=option == self.question.right)

    @on(TypedAnswer.Given)
    def _judge(self, message: TypedAnswer.Given) -> None:
        judged = judge(self.question.face, message.answers)
        unreadable = judged.rating is Rating.UNREADABLE
        self.query_one(TypedAnswer).tell(judged, again=unreadable)
        if not unreadable:
            self.query_one("#front", CardText).text = self.question.face.back
            self._told(right=judged.rating is not Rating.WRONG)

    def action_stop_typing(self) -> None:
        """Give up on this question."""
        self.query_one(TypedAnswer).display = False
        self.query_one("#front", CardText).text = self.question.face.back
        self._told(right=False)

    def _told(self, *, right: bool) -> None:
        if not right:
            self.wrong.append(self.question)
        self.phase = "told"
        self._progress(self.place_in + 1)
        self.query_one("#scroll").focus()

    async def action_next(self) -> None:
        """Go to the next question, or to the score."""
        self.place_in += 1
        if self.place_in < len(self.questions):
            await self._ask()
            return
        self.phase = "end"
        self.place_in = 0
        for name in ("#front", "#options", "#typed"):
            self.query_one(name).display = False
        score = self.query_one(Score)
        score.display = True
        score.show(len(self.questions), self.wrong)
        self.query_one("#scroll").scroll_home(animate=False)
