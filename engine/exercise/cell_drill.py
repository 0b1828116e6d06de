"""What all kinds computed with a step of a GRU share: numbers, answers, statement."""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from engine import notation
from engine.errors import EngineError
from engine.exercise import (
    AskedQuantity,
    DrillSetting,
    Floats,
    GivenArray,
    Numbers,
    SolutionLine,
    printed,
)
from engine.exercise.base_drill import BaseDrill, asked
from engine.exercise.number_grids import Draws, cell_draws, draw_cell
from engine.exercise.step_solution import StepWriter
from engine.mistakes import RIGHT, Mistake
from engine.mistakes.forward import Cells, compute

SPOKEN = {"r": "the reset gate", "z": "the update gate", "n": "the candidate", "h'": "the state"}


class CellDrill(BaseDrill):
    """A kind whose exercises are one cell, an input and a state; subclasses name what is asked."""

    asked: tuple[str, ...]
    """Roles, in the order of work."""

    def draws(self, setting: DrillSetting) -> int:
        return cell_draws(setting.hidden, setting.input, setting.steps)

    def draw(self, setting: DrillSetting, integers: NDArray[np.uint32]) -> Numbers:
        return draw_cell(
            Draws(integers),
            setting.hidden,
            setting.input,
            setting.steps,
            setting.convention.biases,
        )

    def roles(self, setting: DrillSetting) -> tuple[str, ...]:
        return self.asked

    def quantities(self, setting: DrillSetting) -> tuple[AskedQuantity, ...]:
        return _asked(setting, self.roles(setting))

    def solve(
        self,
        setting: DrillSetting,
        numbers: Numbers,
        mistakes: Sequence[Mistake | None],
        *,
        known: Sequence[Floats] | None = None,
        digits: int | None = None,
    ) -> list[Floats]:
        wanted = [self.place(quantity) for quantity in self.quantities(setting)]
        by_step: list[dict[str, Floats]] = [{} for _ in range(setting.steps)]
        for (role, step), values in zip(wanted, known or (), strict=False):
            by_step[step][role] = values
        changes = tuple(RIGHT if mistake is None else mistake.change for mistake in mistakes)
        steps = compute(
            self.cells(numbers),
            changes,
            setting.convention,
            known=self.fixed(numbers, by_step),
            digits=digits,
        )
        return [steps[step].of(role) for role, step in wanted]

    def cells(self, numbers: Numbers) -> Cells:
        """The cells of K exercises, W [3, H, I, K] and so on."""
        return Cells.of(numbers)

    def fixed(
        self,
        numbers: Numbers,
        known: list[dict[str, Floats]],
    ) -> list[dict[str, Floats]]:
        """The known values [M or 1, H, K] of each step, with those that the exercise gives."""
        return known

    @staticmethod
    def place(quantity: AskedQuantity) -> tuple[str, int]:
        """(role, step) of a quantity, steps counted from 0."""
        role, _, step = quantity.role.partition("_")
        return role, int(step or 1) - 1

    def equations(self, setting: DrillSetting) -> tuple[str, ...]:
        lines = notation.equations(setting.convention)
        wanted = {role for role, _ in map(self.place, self.quantities(setting))}
        return (
            tuple(
                line
                for role, line in zip(("r", "z", "n", "h'"), lines, strict=False)
                if role in wanted
            )
            if len(lines) == 4
            else lines
        )

    def gates(self, setting: DrillSetting) -> str:
        """The gates, of `rzn`, whose weights are given."""
        return "".join(role for role in self.roles(setting) if role in "rzn")

    def given(self, setting: DrillSetting, numbers: Numbers) -> tuple[GivenArray, ...]:
        symbols = printed.symbols(setting.convention)
        return (
            printed.given("x", symbols["x"], numbers["x"][0, :, 0]),
            printed.given("h", symbols["h"], numbers["h"][:, 0]),
            *printed.weights(setting.convention, numbers, self.gates(setting)),
        )

    def solution(self, setting: DrillSetting, numbers: Numbers) -> tuple[SolutionLine, ...]:
        convention = setting.convention
        writer = StepWriter(convention, numbers, setting.decimals)
        x, h = numbers["x"][0, :, 0], numbers["h"][:, 0]
        values = compute(self.cells(numbers), (RIGHT,), convention)[0]
        r, z, n = (part[0, :, 0] for part in (values.r, values.z, values.n))
        lines: list[SolutionLine] = []
        for role in self.roles(setting):
            if role in ("r", "z"):
                lines += writer.gate(role, x, h)
            elif role == "n":
                lines += writer.candidate(x, h, r)
            else:
                lines += writer.state(z, n, h)
        return tuple(lines)


@lru_cache(maxsize=256)
def _asked(setting: DrillSetting, roles: tuple[str, ...]) -> tuple[AskedQuantity, ...]:
    return tuple(asked(setting, role, SPOKEN[role]) for role in roles)


def with_steps(setting: DrillSetting, default: int, most: int) -> DrillSetting:
    """The setting with the kind's own number of steps where one was not chosen."""
    steps = default if setting.steps == 1 else setting.steps
    if not 2 <= steps <= most:
        raise EngineError(f"steps is {steps}; a drill {setting.kind} takes 2 to {most}")
    return replace(setting, steps=steps)
