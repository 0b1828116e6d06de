"""Drill: compute a GRU by hand, be told what went wrong, see how it goes."""

from collections.abc import Mapping
from dataclasses import replace
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.reactive import reactive
from textual.widgets import Input

from engine import EngineError, Exercise, Verdict, grade
from engine.drills import restated
from gruquiz.exercises import Request, record
from gruquiz.model import BUTTONS
from gruquiz.tui.base import GruquizScreen
from gruquiz.tui.keymap import bound, keys
from gruquiz.tui.lab_state import fits_the_lab, lab_state_of
from gruquiz.tui.services.grading import GRADE_KEYS, Graded, Grading
from gruquiz.tui.widgets.answer_fields import AnswerFields
from gruquiz.tui.widgets.card_text import CardText
from gruquiz.tui.widgets.drill_words import convention, first_try, marks, place, printed, sign
from gruquiz.tui.widgets.exercise_statement import ExerciseStatement, WorkedSteps
from gruquiz.tui.widgets.grades import Grades
from gruquiz.tui.widgets.paged import PagedScroll, PageLine


class DrillScreen(GruquizScreen[Graded | None]):
    """One exercise after another; from a drill card, one exercise and then a grade."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *keys("drill.steps", "drill.kind", "drill.new", "drill.convention", "drill.lab"),
        *keys("drill.page_down", "drill.page_up", "app.back"),
        bound("drill.mark", "mark"),
        *GRADE_KEYS,
    ]

    phase: reactive[str] = reactive("first", bindings=True, repaint=False)
    """first or second try, then done."""

    def __init__(
        self,
        request: Request | None = None,
        buttons: Mapping[str, float] | None = None,
        ease: Mapping[str, int] | None = None,
    ) -> None:
        super().__init__()
        self.request = request or Request()
        self.buttons = buttons
        """The grades a drill card offers; None outside of study."""
        self.ease = ease or {}
        self.exercise: Exercise | None = None
        self.origin: Exercise | None = None
        """The exercise as its numbers were found; other conventions may leave out some of them."""
        self.verdict: Verdict | None = None
        self.marked: Mapping[str, str] = {}
        """What stood in the fields when they were last marked."""
        self.unsure = ""
        """The key that is to be pressed again; empty for none."""
        self.hint = False
        self.grading = Grading(lambda: self.offered, self.grade_given)

    def body(self) -> ComposeResult:
        with PagedScroll(id="scroll"):
            yield ExerciseStatement(id="statement")
            yield WorkedSteps(id="steps")
        yield PageLine(id="page")
        yield CardText(id="task")
        yield AnswerFields(id="fields")
        yield CardText(id="feedback")
        yield Grades(id="grades")

    async def on_mount(self) -> None:
        self.query_one("#grades").display = False
        self.query_one(PageLine).follow(self.query_one(PagedScroll))
        await self.ask(self.request, self.gruquiz.seed())

    def check_action(
        self,
        action: str,
        parameters: tuple[object, ...],
    ) -> bool | None:
        studying = self.buttons is not None
        if action == "lab":
            return self.exercise is not None and fits_the_lab(self.exercise)
        if action in ("new", "convention", "kind"):
            return not studying
        if action == "mark":
            return self.phase != "done"
        if action == "page":
            return self.query_one(PagedScroll).page[1] > 1
        if action in ("key", "grade"):
            return self.grading.can(action, parameters)
        return True

    async def ask(self, request: Request, seed: int) -> None:
        """Make an exercise and put it on the screen."""
        try:
            exercise = request.exercise(seed)
        except EngineError as error:
            self.say(str(error), wrong=True)
            return
        self.origin = exercise
        await self.put(request, exercise)

    async def put(self, request: Request, exercise: Exercise) -> None:
        """Put this exercise on the screen."""
        self.request, self.exercise = request, exercise
        self.verdict, self.hint, self.phase = None, False, "first"
        self.marked = {}
        self.place(place(exercise), convention(exercise))
        self.query_one(ExerciseStatement).exercise = exercise
        self.query_one(WorkedSteps).exercise = exercise
        self.query_one("#task", CardText).text = exercise.task
        self._tell("")
        self._show_steps(False)
        await self.query_one(AnswerFields).ask(exercise)

    @on(AnswerFields.Submitted)
    def action_mark(self) -> None:
        """Mark what was typed."""
        fields = self.query_one(AnswerFields)
        if self.exercise is None or self.phase == "done":
            return
        if not fields.answers:
            self._tell("Type your numbers first, then press enter.")
            return
        tries = 1 if self.phase == "first" else 2
        self.marked = fields.answers
        self.verdict = grade(self.exercise, fields.answers, tries=tries, hinted=self.hint)
        if self.verdict.right or (self.phase == "second" and not self.verdict.problems):
            self._finish()
            return
        fields.show(self.verdict)
        self._tell(
            f"{first_try(self.exercise, self.verdict)} Try once more, or see the worked steps."
        )
        fields.focus_first()
        if not self.verdict.problems:
            self.phase = "second"

    def _finish(self, *, given_up: bool = False) -> None:
        """Tell the right values, and in study offer the grades."""
        exercise, fields = self.exercise, self.query_one(AnswerFields)
        if exercise is None:
            return
        if self.verdict is None:
            self.verdict = grade(exercise, fields.answers, hinted=self.hint)
        self.phase = "done"
        fields.show(self.verdict, printed(exercise))
        self.query_one(WorkedSteps).stuck = self.verdict.stuck if fields.answers else None
        if not given_up:
            self._tell(f"{sign(self.verdict)} {self.verdict.markdown}{marks(self.verdict)}")
        else:  # a slip is worth naming; that the rest is missing, who gives up knows
            self._tell(f"✗ {self.verdict.markdown}" if self.verdict.mistakes else "")
        if self.buttons is not None:
            grades = self.query_one(Grades)
            grades.display = True
            grades.show(self.buttons, self.ease, self._proposed(self.verdict))
        self.query_one("#scroll").focus()

    def _tell(self, markdown: str) -> None:
        self.query_one("#feedback", CardText).text = markdown

    def _proposed(self, verdict: Verdict) -> str:
        """The name of the proposed grade among those that are offered."""
        names = {int(grade): name for name, grade in BUTTONS.items()}
        number = str(verdict.grade)
        return number if number in (self.buttons or {}) else names[verdict.grade]

    def action_steps(self) -> None:
        """Show the worked steps, or the numbers again; who looks has had help."""
        showing = not self.query_one("#steps").display
        if showing and self.phase != "done":
            if not self._sure("steps", "ends this exercise"):
                return
            self.hint = True
            self._finish(given_up=True)
        self._show_steps(showing)

    def _show_steps(self, showing: bool) -> None:
        self.query_one("#steps").display = showing
        for name in ("#statement", "#task", "#fields"):
            self.query_one(name).display = not showing
        self.query_one("#scroll").scroll_home(animate=False)

    async def action_new(self) -> None:
        """The same kind of exercise with other numbers."""
        if self._sure("new", "new numbers"):
            await self.ask(self.request, self.gruquiz.seed())

    def action_kind(self) -> None:
        """Choose another kind of drill; nothing is lost before one is chosen."""
        self.gruquiz.open("drill_kinds", self.request.kind, then=self._kind_chosen)

    async def _kind_chosen(self, kind: str | None) -> None:
        if kind is not None:  # 1 stands for the kind's own number of steps
            request = replace(self.request, kind=kind, steps=1)
            await self.ask(request, self.gruquiz.seed())

    async def action_convention(self) -> None:
        """The same numbers in the next convention."""
        if self.origin is not None and self._sure("convention", "the next convention"):
            request = self.request.elsewhere()
            await self.put(request, restated(self.origin, request.convention))

    def _sure(self, action: str, does: str) -> bool:
        """Whether an action may go on: one that would lose typed numbers is asked for twice."""
        typed = self.query_one(AnswerFields).answers
        if self.phase == "done" or not typed or typed == self.marked:
            return True
        binding = next(
            active.binding
            for active in self.active_bindings.values()
            if active.binding.action == action
        )
        if self.unsure == binding.key:
            self._cancel()
            return True
        self.unsure = binding.key
        key = self.app.get_key_display(binding)
        self.say(f"{key} again: {does}; what you typed is not marked yet.")
        return False

    def on_key(self, event: events.Key) -> None:
        """Any key but the one that was asked for again means that nothing is to be lost."""
        if event.key != self.unsure:
            self._cancel()

    @on(Input.Changed)
    def _cancel(self) -> None:
        if self.unsure:
            self.unsure = ""
            self.gruquiz.hush()

    def action_lab(self) -> None:
        """Open the lab with these numbers."""
        if self.exercise is not None:
            self.gruquiz.open("lab", lab_state_of(self.exercise))

    def action_row(self, rows: int) -> None:
        """Move the cursor up or down among the fields."""
        self.query_one(AnswerFields).move(rows)

    def action_page(self, pages: int) -> None:
        """Scroll the statement, wherever the cursor is."""
        self.query_one(PagedScroll).turn(pages)

    @property
    def offered(self) -> Mapping[str, float]:
        """The grades, once the exercise is done, in study."""
        return (self.buttons or {}) if self.phase == "done" else {}

    def action_key(self, number: int) -> None:
        """Give the grade of a number key."""
        self.grading.press(number)

    def action_grade(self, name: str) -> None:
        """Give a grade by its name: what a click on it does."""
        self.grading.give(name)

    def grade_given(self, name: str) -> None:
        """Close the drill with this grade."""
        if self.exercise is not None and self.verdict is not None:
            earned = (self.verdict.marks, self.verdict.of)
            self.dismiss(Graded(name, record(self.exercise, earned)))
