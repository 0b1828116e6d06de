"""Quiz: a handful of questions with a score; the schedule stays as it is unless asked."""

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content

from gruquiz.errors import CardError
from gruquiz.model import Grade
from gruquiz.quiz import Question, Round, time_left
from gruquiz.tui.counting import count
from gruquiz.tui.keymap import keys
from gruquiz.tui.quiz_question import QuestionScreen
from gruquiz.tui.services.quiz_draw import draw_questions
from gruquiz.tui.widgets.progress import progress
from gruquiz.tui.widgets.score import Score


class QuizScreen(QuestionScreen):
    """Questions one after another, then the score and what went wrong."""

    BINDINGS: ClassVar[list[BindingType]] = keys(
        *(
            "quiz.1",
            "quiz.2",
            "quiz.3",
            "quiz.4",
            "quiz.next",
            "quiz.again",
            "quiz.new",
            "quiz.count",
        ),
        *("quiz.skip", "drill.page_down", "drill.page_up", "quiz.finish", "app.back"),
    )
    AUTO_FOCUS = "#scroll"

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
        await self.ask()

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
        await self.go_on()

    async def go_on(self) -> None:
        if self.round.over:
            await self._end()
        else:
            await self.ask()

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
        self.say(f"{count(graded, 'card')} graded Again; on the decks, u undoes each.")
        self.refresh_bindings()
