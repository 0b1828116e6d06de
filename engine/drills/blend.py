"""`blend`: the element-wise mix of the old state and the candidate, by hand."""

import numpy as np
from numpy.typing import NDArray

from engine.exercise import DrillSetting, Floats, GivenArray, Numbers, SolutionLine, printed
from engine.exercise.base_drill import same_range
from engine.exercise.cell_drill import CellDrill
from engine.exercise.number_grids import SHARES, STATES, Draws
from engine.exercise.step_solution import StepWriter
from engine.mistakes import BLEND_MISTAKES
from engine.mistakes.forward import Cells


class BlendDrill(CellDrill):
    name = "blend"
    title = "The blend of two states"
    summary = "the new state from gate, candidate and old state"
    asked = ("h'",)
    possible = BLEND_MISTAKES

    def portable(self, old: DrillSetting, new: DrillSetting) -> bool:
        return same_range(old, new)

    def draws(self, setting: DrillSetting) -> int:
        return 3 * setting.hidden

    def draw(self, setting: DrillSetting, integers: NDArray[np.uint32]) -> Numbers:
        draws, hidden = Draws(integers), setting.hidden
        # A candidate out of a sigmoid is never negative.
        n = STATES if setting.convention.candidate_activation == "tanh" else SHARES
        return {
            "z": draws.take(SHARES, hidden),
            "n": draws.take(n, hidden),
            "h": draws.take(STATES, hidden),
        }

    def cells(self, numbers: Numbers) -> Cells:
        hidden, count = numbers["h"].shape
        nothing = np.zeros((3, hidden, 1, count))
        return Cells(
            W=nothing,
            U=np.zeros((3, hidden, hidden, count)),
            bx=nothing[:, :, 0],
            bh=nothing[:, :, 0],
            x=np.zeros((1, 1, count)),
            h=numbers["h"],
        )

    def fixed(self, numbers: Numbers, known: list[dict[str, Floats]]) -> list[dict[str, Floats]]:
        return [known[0] | {"z": numbers["z"][None], "n": numbers["n"][None]}]

    def given(self, setting: DrillSetting, numbers: Numbers) -> tuple[GivenArray, ...]:
        symbols = printed.symbols(setting.convention)
        return tuple(printed.given(role, symbols[role], numbers[role][:, 0]) for role in "zhn")

    def solution(self, setting: DrillSetting, numbers: Numbers) -> tuple[SolutionLine, ...]:
        writer = StepWriter(setting.convention, numbers, setting.decimals)
        z, n, h = (numbers[role][:, 0] for role in "znh")
        return tuple(writer.state(z, n, h, exact=True))
