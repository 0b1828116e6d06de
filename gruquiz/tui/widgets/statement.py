"""What an exercise gives and asks, and how it is worked out."""

from collections.abc import Sequence

import numpy as np
from textual.content import Content
from textual.reactive import reactive

from engine import Exercise
from engine.drills import worked
from engine.exercise import Floats, Line
from engine.printed import prints_rows
from gruquiz import typeset
from gruquiz.tui.inline import formula, styled
from gruquiz.tui.widgets.drawn import Drawn


def task(exercise: Exercise) -> str:
    """What is to be done, in a sentence of markdown: the end of the statement."""
    return exercise.statement.rpartition("\n\n")[2]


def fewest_decimals(values: Floats) -> int:
    """How many decimals print the numbers exactly: at least 1, at most 6."""
    return next((d for d in range(1, 6) if np.allclose(values, np.round(values, d), 0, 1e-9)), 6)


class Statement(Drawn):
    """The equations in their source's letters, the numbers as boxes."""

    exercise: reactive[Exercise | None] = reactive(None)

    def watch_exercise(self) -> None:
        self.redraw()

    def lines(self, width: int) -> list[Content]:
        exercise = self.exercise
        if exercise is None:
            return []
        lines = [line for latex in exercise.equations for line in formula(latex, width)]
        lines.append(Content(""))
        row = prints_rows(exercise.convention)
        boxes = [
            typeset.assign(exercise.latex[name], values, fewest_decimals(values), row=row)
            for name, values in exercise.given.items()
        ]
        margin = 2 if width >= 40 else 0
        flowing = typeset.flow(boxes, width - margin)
        lines += [Content(" " * margin) + styled(line) for line in flowing]
        return lines


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

    def _heading(self, steps: Sequence[Line], index: int, exercise: Exercise) -> list[Content]:
        step = steps[index]
        if index and steps[index - 1].quantity == step.quantity:
            return []
        name = typeset.inline(exercise.latex[step.quantity])
        here = self.stuck is not None and step.quantity == self.stuck
        heading = Content.styled(name, "bold $accent")
        if here:
            heading = heading + Content.styled("  ◂ from here", "bold $text-error")
        return [*([Content("")] if index else []), heading]
