"""An exercise's statement as terminal text: what is given, and what to do."""

import numpy as np

from engine import Exercise
from engine.exercise import Floats
from engine.exercise.printed import prints_rows
from gruquiz import typeset
from gruquiz.typeset import Line


def equations(exercise: Exercise, width: int) -> list[Line]:
    """The equations in their source's letters."""
    return [line for latex in exercise.equations for line in typeset.display(latex, width)]


def given(exercise: Exercise, width: int) -> list[Line]:
    """The numbers as boxes, side by side as far as `width` allows."""
    row = prints_rows(exercise.convention)
    boxes = [
        typeset.assign(exercise.latex[name], values, _fewest_decimals(values), row=row)
        for name, values in exercise.given.items()
    ]
    return list(typeset.flow(boxes, width))


def _fewest_decimals(values: Floats) -> int:
    """How many decimals print the numbers exactly: at least 1 but for a count, at most 6."""
    if values.ndim == 0 and float(values).is_integer():
        return 0
    return next((d for d in range(1, 6) if np.allclose(values, np.round(values, d), 0, 1e-9)), 6)
