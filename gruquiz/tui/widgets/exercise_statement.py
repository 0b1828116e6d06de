"""What an exercise gives and asks, and how it is worked out."""

from collections.abc import Sequence

from textual.content import Content
from textual.reactive import reactive

from engine import Exercise
from engine.drills import worked
from engine.exercise import SolutionLine
from gruquiz import typeset
from gruquiz.exercise_text import equations, given
from gruquiz.tui.widgets.drawn import Drawn
from gruquiz.tui.widgets.inline import formula, styled


class ExerciseStatement(Drawn):
    """The equations in their source's letters, the numbers as boxes."""

    exercise: reactive[Exercise | None] = reactive(None)

    def watch_exercise(self) -> None:
        self.redraw()

    def lines(self, width: int) -> list[Content]:
        exercise = self.exercise
        if exercise is None:
            return []
        margin = Content(" " * (2 if width >= 40 else 0))
        room = width - margin.cell_length
        drawn = [*equations(exercise, room), typeset.Line(""), *given(exercise, room)]
        return [margin + styled(line) for line in drawn]


class WorkedSteps(Drawn):
    """The worked solution, what the learner had already reached set back."""

    exercise: reactive[Exercise | None] = reactive(None)
    stuck: reactive[str | None] = reactive(None)
    """The name of the quantity that the learner did not get right."""

    def watch_exercise(self) -> None:
        self.redraw()

    def watch_stuck(self) -> None:
        self.redraw()

    def lines(self, width: int) -> list[Content]:
        if self.exercise is None:
            return []
        lines: list[Content] = []
        steps = worked(self.exercise, self.stuck)
        for index, step in enumerate(steps):
            lines += self._heading(steps, index, self.exercise)
            drawn = formula(step.latex, width)
            lines += (
                [line.stylize_before("$quiet") for line in drawn]
                if (step.reached and self.stuck is not None)
                else drawn
            )
        return lines

    def _heading(
        self, steps: Sequence[SolutionLine], index: int, exercise: Exercise
    ) -> list[Content]:
        step = steps[index]
        if index and steps[index - 1].quantity == step.quantity:
            return []
        name = typeset.inline(exercise.latex[step.quantity])
        here = self.stuck is not None and step.quantity == self.stuck
        heading = Content.styled(name, "bold $accent")
        if here:
            heading = heading + Content.styled("  ◂ from here", "bold $text-error")
        return [*([Content("")] if index else []), heading]
