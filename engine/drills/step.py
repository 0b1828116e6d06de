"""`step`: one whole step, both gates, the candidate and the new state."""

from engine.exercise.cell_drill import CellDrill
from engine.mistakes import STEP_MISTAKES


class StepDrill(CellDrill):
    name = "step"
    title = "One step"
    summary = "one whole step: r, z, candidate, new state"
    asked = ("r", "z", "n", "h'")
    possible = STEP_MISTAKES
