"""`inverse`: the update gate found from the states that it blended."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from engine import notation
from engine.exercise import (
    AskedQuantity,
    DrillSetting,
    Floats,
    GivenArray,
    Numbers,
    SolutionLine,
    printed,
)
from engine.exercise.base_drill import BaseDrill, asked, same_range
from engine.exercise.number_grids import SHARES, STATES, Draws
from engine.mistakes import Mistake

_APART = 0.3
"""The least distance of the two states: nearer ones magnify rounding errors."""

_MISTAKES = (
    Mistake(
        "polarity_flipped",
        "z",
        "You found 1 - {z}: the share of {wrong_state}. Here {z} {share}.",
    ),
    Mistake(
        "inverse_upside_down",
        "z",
        "You turned the quotient upside down: the difference of {h} and {n} belongs below.",
    ),
    Mistake(
        "inverse_one_state",
        "z",
        "You divided {new} by one state. Take the other state off above and below first.",
    ),
    Mistake(
        "inverse_no_division",
        "z",
        "You stopped at the difference: divide it by the difference of {h} and {n}.",
    ),
    Mistake(
        "inverse_sign",
        "z",
        "Your quotient has the wrong sign: take both differences in the same order.",
    ),
)


class InverseDrill(BaseDrill):
    name = "inverse"
    title = "The gate behind a blend"
    summary = "the gate behind a blend"
    possible = _MISTAKES

    def portable(self, old: DrillSetting, new: DrillSetting) -> bool:
        return same_range(old, new)

    def draws(self, setting: DrillSetting) -> int:
        return 3 * setting.hidden

    def draw(self, setting: DrillSetting, integers: NDArray[np.uint32]) -> Numbers:
        draws = Draws(integers)
        states = STATES if setting.convention.candidate_activation == "tanh" else SHARES
        z = draws.take(SHARES, setting.hidden)
        n = draws.take(states, setting.hidden)
        h = draws.take(STATES, setting.hidden)
        keep = z if setting.convention.z_keeps else 1 - z
        # Two decimals hold the blend exactly.
        return {"h'": np.round(keep * h + (1 - keep) * n, 2), "h": h, "n": n}

    def accepts(self, setting: DrillSetting, numbers: Numbers) -> NDArray[np.bool_]:
        apart = np.abs(numbers["h"] - numbers["n"])
        return np.asarray((apart > _APART - 1e-9).all(axis=0))

    def quantities(self, setting: DrillSetting) -> tuple[AskedQuantity, ...]:
        return (asked(setting, "z", "the update gate"),)

    def solve(
        self,
        setting: DrillSetting,
        numbers: Numbers,
        mistakes: Sequence[Mistake | None],
        *,
        known: Sequence[Floats] | None = None,
        digits: int | None = None,
    ) -> list[Floats]:
        new, base, other = _sides(setting, numbers)
        above, below = new - base, other - base
        if digits is not None:
            above, below = np.round(above, digits), np.round(below, digits)
        with np.errstate(divide="ignore", invalid="ignore"):
            ways = {
                None: above / below,
                "polarity_flipped": 1 - above / below,
                "inverse_upside_down": below / above,
                "inverse_one_state": new / other,
                "inverse_no_division": above,
                "inverse_sign": -above / below,
            }
        keys = [None if mistake is None else mistake.key for mistake in mistakes]
        return [np.nan_to_num(np.stack([ways[key] for key in keys]), posinf=1e9, neginf=-1e9)]

    def tolerance(self, setting: DrillSetting, numbers: Numbers) -> list[Floats]:
        """Both differences and the quotient rounded: u/|h − n| · (1 + z) + u, u half a last place.

        A tenth is added for what the bound leaves out, which is of the second order.
        """
        new, base, other = _sides(setting, numbers)
        below = np.maximum(np.abs(other - base), _APART)
        unit = 0.5 * 10.0**-setting.decimals
        return [1.1 * unit * (1 + (1 + np.abs(new - base) / below) / below)]

    def equations(self, setting: DrillSetting) -> tuple[str, ...]:
        return notation.equations(setting.convention)[-1:]

    def given(self, setting: DrillSetting, numbers: Numbers) -> tuple[GivenArray, ...]:
        symbols = printed.symbols(setting.convention)
        return tuple(
            printed.given(role, symbols[role], numbers[role][:, 0]) for role in ("h'", "h", "n")
        )

    def solution(self, setting: DrillSetting, numbers: Numbers) -> tuple[SolutionLine, ...]:
        symbols = printed.symbols(setting.convention)
        name, new = printed.plain(symbols["z"]), symbols["h'"]
        base, other = ("n", "h") if setting.convention.z_keeps else ("h", "n")
        row = printed.prints_rows(setting.convention)

        def show(values: Floats) -> str:
            return printed.array(values, row=row)

        def difference(role: str) -> tuple[str, Floats]:
            values = numbers[role][:, 0] - numbers[base][:, 0]
            latex = f"{symbols[role]} - {symbols[base]}"
            return f"{latex} = {show(numbers[role][:, 0])} - {show(numbers[base][:, 0])}", values

        (above_line, above), (below_line, below) = difference("h'"), difference(other)
        z = above / below
        return (
            SolutionLine(
                name,
                rf"{symbols['z']} = \frac{{{new} - {symbols[base]}}}"
                rf"{{{symbols[other]} - {symbols[base]}}}",
            ),
            SolutionLine(name, f"{above_line} = {show(above)}", above),
            SolutionLine(name, f"{below_line} = {show(below)}", below),
            SolutionLine(
                name, f"{symbols['z']} = {printed.array(z, row=row, decimals=setting.decimals)}", z
            ),
        )


def _sides(setting: DrillSetting, numbers: Numbers) -> tuple[Floats, Floats, Floats]:
    """(h', what 1 − z weights, what z weights), so that z = (h' − base) / (other − base)."""
    keeps = setting.convention.z_keeps
    base, other = ("n", "h") if keeps else ("h", "n")
    return numbers["h'"], numbers[base], numbers[other]
