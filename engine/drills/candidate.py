"""`candidate`: the reset gate and the candidate that it shapes."""

from engine.exercise.cell_drill import CellDrill
from engine.mistakes import STEP_MISTAKES


class CandidateDrill(CellDrill):
    name = "candidate"
    title = "Reset gate and candidate"
    summary = "the reset gate and the candidate"
    asked = ("r", "n")
    # The update gate's weights are not given, so no one takes them or that gate by mistake.
    possible = tuple(
        mistake
        for mistake in STEP_MISTAKES
        if "z" not in (mistake.change.rows[0], mistake.change.rows[2], mistake.change.reset)
    )
