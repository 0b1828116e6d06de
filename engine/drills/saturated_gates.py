"""`limits`: the limit of a step as a gate opens, closes or saturates, in numbers."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from engine.exercise import DrillSetting, Floats, GivenArray, Numbers, SolutionLine, printed
from engine.exercise.base_drill import listed
from engine.exercise.cell_drill import CellDrill
from engine.exercise.number_grids import SHARES, Draws
from engine.exercise.step_solution import StepWriter
from engine.mistakes import RIGHT, STEP_MISTAKES, Mistake
from engine.mistakes.forward import compute
from engine.mistakes.mistake import ONES

_FAR = 1e6
"""The factor on the input where it grows without bound: every activation is then flat."""

_ENDS = np.array([0.0, 1.0])
_GRIDS = {"shut": np.zeros(1), "open": np.ones(1), "ends": _ENDS, "between": SHARES}


@dataclass(frozen=True, slots=True)
class _Limit:
    """One question: what is done to the gates, and what is asked."""

    text: str
    asked: tuple[str, ...]
    r: Literal["shut", "open", "ends", "between"] | None = None
    z: Literal["shut", "open", "ends"] | None = None


_LIMITS = (
    _Limit("The reset gate shuts: ${r} \\to 0$.", ("n",), r="shut"),
    _Limit("The reset gate opens: ${r} \\to 1$.", ("n",), r="open"),
    _Limit("The update gate goes to ${z} \\to 0$.", ("n", "h'"), r="between", z="shut"),
    _Limit("The update gate goes to ${z} \\to 1$.", ("n", "h'"), r="between", z="open"),
    _Limit("Both gates are driven to their ends.", ("n", "h'"), r="ends", z="ends"),
    _Limit(
        "The input grows: it is $k$ times the ${x}$ above, and $k \\to \\infty$.",
        ("r", "z", "n", "h'"),
    ),
)


# Where the input swamps the sums, nothing done to the state or the biases inside them shows.
_SATURATED = tuple(
    mistake
    for mistake in STEP_MISTAKES
    if (mistake.change.bx, mistake.change.bh, mistake.change.recurrent) == (ONES, ONES, ONES)
    and mistake.change.reset == "r"
    and mistake.change.reset_on not in ("other", "no bias")
    and mistake.key not in ("U_transposed", "mix_uses_rh")
)
# With two units and gates of 0 and 1 there is not room for this one to show beside all the others.
_AT_ENDS = tuple(
    mistake
    for mistake in STEP_MISTAKES
    if mistake.change.rows == "rzn" and mistake.key != "mix_uses_rh"
)


class SaturatedGatesDrill(CellDrill):
    name = "limits"
    title = "Gates at their limits"
    summary = "what a gate that is shut or open does"
    asked = ("n", "h'")
    # Where the gates are given their weights are not, so no one takes those by mistake.
    possible = tuple(mistake for mistake in STEP_MISTAKES if mistake.change.rows == "rzn")

    def variants(self, setting: DrillSetting) -> int:
        convention = setting.convention
        bounded = {convention.gate_activation, convention.candidate_activation} <= {
            "sigmoid",
            "tanh",
            "hard_sigmoid",
        }
        return len(_LIMITS) if bounded else len(_LIMITS) - 1

    def mistakes(self, setting: DrillSetting) -> tuple[Mistake, ...]:
        if _grows(setting):
            return _SATURATED
        return _AT_ENDS if _LIMITS[setting.variant].r == "ends" else self.possible

    def roles(self, setting: DrillSetting) -> tuple[str, ...]:
        return _LIMITS[setting.variant].asked

    def draws(self, setting: DrillSetting) -> int:
        return super().draws(setting) + 2 * setting.hidden

    def draw(self, setting: DrillSetting, integers: NDArray[np.uint32]) -> Numbers:
        cells = super().draws(setting)
        numbers = dict(super().draw(setting, integers[:cells]))
        limit, draws = _LIMITS[setting.variant], Draws(integers[cells:])
        for gate, end in (("r", limit.r), ("z", limit.z)):
            if end is not None:
                numbers[gate] = draws.take(_GRIDS[end], setting.hidden)
        if _grows(setting):
            numbers["x"] = numbers["x"] * _FAR
        return numbers

    def accepts(self, setting: DrillSetting, numbers: Numbers) -> NDArray[np.bool_]:
        if not _grows(setting):
            return super().accepts(setting, numbers)
        # A component that the input does not reach would not saturate.
        reach = np.einsum("ghik,tik->ghk", numbers["W"], numbers["x"])
        return np.asarray((np.abs(reach) > 0.01 * _FAR).all(axis=(0, 1)))

    def fixed(self, numbers: Numbers, known: list[dict[str, Floats]]) -> list[dict[str, Floats]]:
        given = {gate: numbers[gate][None] for gate in ("r", "z") if gate in numbers}
        return [known[0] | given]

    def given(self, setting: DrillSetting, numbers: Numbers) -> tuple[GivenArray, ...]:
        symbols = printed.symbols(setting.convention)
        gates = (
            printed.given(gate, symbols[gate], numbers[gate][:, 0])
            for gate in ("r", "z")
            if gate in numbers
        )
        x, *rest = super().given(setting, numbers)
        if _grows(setting):
            x = printed.given("x", x.latex, x.values / _FAR)
        return (x, *gates, *rest)

    def task(self, setting: DrillSetting, numbers: Numbers) -> str:
        letters = printed.symbols(setting.convention)
        text = _LIMITS[setting.variant].text
        for role in "rzx":
            text = text.replace(f"{{{role}}}", letters[role])
        wanted = listed(self.quantities(setting))
        verb = "does" if len(self.roles(setting)) == 1 else "do"
        return f"{text} What {verb} {wanted} tend to? Give {setting.decimals} decimals."

    def solution(self, setting: DrillSetting, numbers: Numbers) -> tuple[SolutionLine, ...]:
        writer = StepWriter(setting.convention, numbers, setting.decimals)
        x, h = numbers["x"][0, :, 0], numbers["h"][:, 0]
        if _grows(setting):
            return tuple(self._saturated(setting, numbers, writer))
        r = numbers["r"][:, 0]
        lines = list(writer.candidate(x, h, r))
        if "z" in numbers:
            n = compute(
                self.cells(numbers), (RIGHT,), setting.convention, known=self.fixed(numbers, [{}])
            )[0].n
            lines += writer.state(numbers["z"][:, 0], n[0, :, 0], h)
        return tuple(lines)

    def _saturated(
        self, setting: DrillSetting, numbers: Numbers, writer: StepWriter
    ) -> Iterator[SolutionLine]:
        found = compute(self.cells(numbers), (RIGHT,), setting.convention)[0]
        symbols = printed.symbols(setting.convention)
        x = numbers["x"][0, :, 0]
        for k, gate in enumerate("rzn"):
            reach = numbers["W"][k, ..., 0] @ x
            between = " & " if printed.prints_rows(setting.convention) else r" \\ "
            body = between.join(r"+\infty" if part > 0 else r"-\infty" for part in reach)
            values = found.of(gate)[0, :, 0]
            name = printed.plain(symbols[gate])
            yield SolutionLine(
                name,
                rf"{symbols[f'W_{gate}']} \text{{ on }} {symbols['x']} \to "
                rf"\begin{{pmatrix}} {body} \end{{pmatrix}}",
            )
            yield SolutionLine(
                name, rf"{symbols[gate]} \to {writer.show(values, final=True)}", values
            )
        z, n = found.z[0, :, 0], found.n[0, :, 0]
        yield from writer.state(z, n, numbers["h"][:, 0])


def _grows(setting: DrillSetting) -> bool:
    """Whether the question is the one in which the input grows without bound."""
    return _LIMITS[setting.variant].r is None
