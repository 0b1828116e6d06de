"""`sequence`: two to four steps, each starting from the state before."""

from dataclasses import replace

from engine.exercise import AskedQuantity, DrillSetting, GivenArray, Numbers, SolutionLine, printed
from engine.exercise.cell_drill import SPOKEN, CellDrill, with_steps
from engine.exercise.step_solution import StepWriter
from engine.mistakes import RIGHT, SEQUENCE_MISTAKES
from engine.mistakes.forward import compute


class SequenceDrill(CellDrill):
    name = "sequence"
    title = "A few steps"
    summary = "a few steps"
    asked = ("h'",)
    possible = SEQUENCE_MISTAKES

    def check(self, setting: DrillSetting) -> DrillSetting:
        steps = with_steps(setting, default=3, most=4).steps
        return replace(super().check(replace(setting, steps=1)), steps=steps)

    def quantities(self, setting: DrillSetting) -> tuple[AskedQuantity, ...]:
        symbol = setting.convention.notation.h
        timed = [printed.at_time(symbol, step + 1) for step in range(setting.steps)]
        return tuple(
            AskedQuantity(
                printed.plain(latex), latex, f"h'_{step + 1}", (setting.hidden,), SPOKEN["h'"]
            )
            for step, latex in enumerate(timed)
        )

    def given(self, setting: DrillSetting, numbers: Numbers) -> tuple[GivenArray, ...]:
        symbols = setting.convention.notation
        inputs = (
            printed.given(
                f"x_{step + 1}", printed.at_time(symbols.x, step + 1), numbers["x"][step, :, 0]
            )
            for step in range(setting.steps)
        )
        return (
            *inputs,
            printed.given("h", printed.at_time(symbols.h_prev, 1), numbers["h"][:, 0]),
            *printed.weights(setting.convention, numbers),
        )

    def task(self, setting: DrillSetting, numbers: Numbers) -> str:
        first = printed.at_time(setting.convention.notation.h_prev, 1)
        return f"Start from ${first}$. {super().task(setting, numbers)}"

    def solution(self, setting: DrillSetting, numbers: Numbers) -> tuple[SolutionLine, ...]:
        values = compute(self.cells(numbers), (RIGHT,), setting.convention)
        h = numbers["h"][:, 0]
        lines: list[SolutionLine] = []
        for step, (quantity, found) in enumerate(
            zip(self.quantities(setting), values, strict=True)
        ):
            writer = StepWriter(setting.convention, numbers, setting.decimals, time=step + 1)
            x = numbers["x"][step, :, 0]
            r, z, n = (part[0, :, 0] for part in (found.r, found.z, found.n))
            own = [
                *writer.gate("r", x, h),
                *writer.gate("z", x, h),
                *writer.candidate(x, h, r),
                *writer.state(z, n, h),
            ]
            lines += [replace(line, quantity=quantity.name) for line in own]
            h = found.h[0, :, 0]
        return tuple(lines)
