"""`gate`: one gate, the reset or the update gate."""

from engine.exercise import DrillSetting
from engine.exercise.cell_drill import CellDrill
from engine.mistakes import STEP_MISTAKES


class GateDrill(CellDrill):
    name = "gate"
    title = "One gate"
    summary = "one gate"
    asked = ("r", "z")
    # The other gates' weights are not given, so no one takes them by mistake.
    possible = tuple(mistake for mistake in STEP_MISTAKES if mistake.change.rows == "rzn")

    def variants(self, setting: DrillSetting) -> int:
        return len(self.asked)

    def roles(self, setting: DrillSetting) -> tuple[str, ...]:
        return (self.asked[setting.variant],)
