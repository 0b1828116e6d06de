"""`step`: one whole step, both gates, the candidate and the new state."""

from engine.exercise.cell import CellDrill
from engine.mistakes import STEP_MISTAKES


class Step(CellDrill):
    name = "step"
    title = "One step"
    asked = ("r", "z", "n", "h'")
    possible = STEP_MISTAKES
