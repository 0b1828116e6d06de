"""A question that is computed: the statement, its fields, and what became of the answer."""

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message

from engine import Exercise, Verdict, grade
from gruquiz.tui.widgets.answer_fields import AnswerFields
from gruquiz.tui.widgets.card_text import CardText
from gruquiz.tui.widgets.drill_words import marks, printed, sign
from gruquiz.tui.widgets.exercise_statement import ExerciseStatement
from gruquiz.tui.widgets.paged import PagedScroll, PageLine


class Computed(Vertical):
    """An exercise that is asked once and marked."""

    class Marked(Message):
        """The answer was marked."""

        def __init__(self, verdict: Verdict) -> None:
            super().__init__()
            self.verdict = verdict

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's own name for it
        super().__init__(id=id)
        self.exercise: Exercise | None = None
        self.done = False

    def compose(self) -> ComposeResult:
        with PagedScroll(id="given", can_focus=False):
            yield ExerciseStatement(id="statement")
        yield PageLine(id="page")
        yield CardText(id="task")
        yield AnswerFields(id="fields")
        yield CardText(id="feedback")

    def on_mount(self) -> None:
        self.query_one(PageLine).follow(self.query_one(PagedScroll))

    async def ask(self, exercise: Exercise) -> None:
        """Put an exercise on the screen, its fields empty."""
        self.exercise, self.done = exercise, False
        self.query_one(ExerciseStatement).exercise = exercise
        self.query_one("#task", CardText).text = exercise.task
        self.query_one("#feedback", CardText).text = ""
        self.query_one("#given").scroll_home(animate=False)
        await self.query_one(AnswerFields).ask(exercise)

    def on_answer_fields_submitted(self, event: AnswerFields.Submitted) -> None:
        """Mark what was typed; nothing typed, or what cannot be read, is asked for again."""
        event.stop()
        fields = self.query_one(AnswerFields)
        if self.exercise is None or self.done:
            return
        if not fields.answers:
            self._tell("Type your numbers first, or leave it with s.")
            return
        verdict = grade(self.exercise, fields.answers)
        if verdict.problems:
            fields.show(verdict)
            self._tell(verdict.markdown)
            fields.focus_first()
            return
        self.finish(verdict)

    def finish(self, verdict: Verdict | None = None) -> None:
        """Tell the right values, also where no answer was given."""
        if self.exercise is None or self.done:
            return
        fields = self.query_one(AnswerFields)
        verdict = verdict or grade(self.exercise, fields.answers)
        self.done = True
        fields.show(verdict, printed(self.exercise))
        self._tell(f"{sign(verdict)} {verdict.markdown}{marks(verdict)}")
        self.post_message(self.Marked(verdict))

    def _tell(self, markdown: str) -> None:
        self.query_one("#feedback", CardText).text = markdown

    @property
    def typed(self) -> str:
        """What was typed, as markdown."""
        if self.exercise is None:
            return ""
        given = self.query_one(AnswerFields).answers
        return ", ".join(f"${self.exercise.latex[name]}$ {text}" for name, text in given.items())


def answer(exercise: Exercise) -> str:
    """The right values as markdown."""
    values = printed(exercise)
    return ", ".join(f"${exercise.latex[name]}$ {' '.join(values[name])}" for name in values)
