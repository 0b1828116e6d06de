"""`gradient`: the derivative of one step, by z, by one weight and by the old state."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.exercise import (
    AskedQuantity,
    DrillSetting,
    Floats,
    GivenArray,
    Numbers,
    SolutionLine,
    printed,
)
from engine.exercise.base_drill import BaseDrill, listed, same_range
from engine.exercise.gradient_solution import GradientWriter, partial, paths
from engine.exercise.number_grids import SHARES, STATES, WEIGHTS, Draws, cell_draws, draw_cell
from engine.mistakes import Mistake
from engine.mistakes.backward import BackwardValues, Precision, backward, units
from engine.mistakes.gradient_mistakes import GRADIENT_MISTAKES, SLIPS, Slip

_RIGHT = Slip()
_WEIGHTS = ("W_z", "U_z", "W_n", "U_n", "W_r", "U_r")
_JACOBIAN = len(_WEIGHTS)
_SHARE = 0.75
"""Rounding errors never all add up: over 160 000 drills they reached 0.65 of the bound."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """The one weight that is asked about."""

    kind: str
    gate: str
    unit: int
    """Its row in the canonical matrix."""
    column: int
    name: str
    latex: str


class GradientDrill(BaseDrill):
    name = "gradient"
    title = "Backpropagation through one step"
    summary = "an entry of the gradient"
    possible = GRADIENT_MISTAKES

    def variants(self, setting: DrillSetting) -> int:
        return len(_WEIGHTS) + 1

    def portable(self, old: DrillSetting, new: DrillSetting) -> bool:
        return same_range(old, new)

    def draws(self, setting: DrillSetting) -> int:
        return cell_draws(setting.hidden, setting.input, 1) + 4 * setting.hidden

    def draw(self, setting: DrillSetting, integers: NDArray[np.uint32]) -> Numbers:
        hidden, draws = setting.hidden, Draws(integers)
        numbers = draw_cell(draws, hidden, setting.input, 1, setting.convention.biases)
        states = STATES if setting.convention.candidate_activation == "tanh" else SHARES
        return numbers | {
            "r": draws.take(SHARES, hidden),
            "z": draws.take(SHARES, hidden),
            "n": draws.take(states, hidden),
            "dh'": draws.take(WEIGHTS, hidden),
        }

    def quantities(self, setting: DrillSetting) -> tuple[AskedQuantity, ...]:
        symbols = printed.symbols(setting.convention)
        hidden = setting.hidden
        if setting.variant == _JACOBIAN:
            new, old = symbols["h'"], symbols["h"]
            name = f"d{printed.plain(new)}/d{printed.plain(old)}"
            latex = rf"\frac{{\partial {new}}}{{\partial {old}}}"
            return (AskedQuantity(name, latex, "dh'/dh", (hidden, hidden), "the Jacobian"),)
        entry = _entry(setting)
        return (
            AskedQuantity(*_by(symbols["z"]), "dz", (hidden,)),
            AskedQuantity(f"dL/d{entry.name}", partial(entry.latex), f"d{_role(entry)}", ()),
            AskedQuantity(*_by(symbols["h"]), "dh", (hidden,)),
        )

    def solve(
        self,
        setting: DrillSetting,
        numbers: Numbers,
        mistakes: Sequence[Mistake | None],
        *,
        known: Sequence[Floats] | None = None,
        digits: int | None = None,
    ) -> list[Floats]:
        precision = Precision(digits)
        slips = [_RIGHT if mistake is None else SLIPS[mistake.key] for mistake in mistakes]
        if setting.variant == _JACOBIAN:
            rows = [
                backward(setting.convention, numbers, slips, unit, precision=precision).dh
                for unit in units(numbers)
            ]
            return [np.stack(rows, axis=1)]
        dz = None if known is None else known[0]
        found = backward(
            setting.convention, numbers, slips, numbers["dh'"], dz=dz, precision=precision
        )
        weight = _weight(setting, numbers, found)
        if digits is not None:
            weight = np.round(weight, digits)
        return [found.dz, weight, found.dh]

    def tolerance(self, setting: DrillSetting, numbers: Numbers) -> list[Floats]:
        """A share of the worst case of rounding every intermediate."""
        precision = Precision(unit=_SHARE * 0.5 * 10.0**-setting.decimals)
        if setting.variant == _JACOBIAN:
            rows = (
                backward(setting.convention, numbers, (_RIGHT,), row, precision=precision)
                for row in units(numbers)
            )
            return [np.stack([row.errors["dh"][0] for row in rows])]
        found = backward(
            setting.convention, numbers, (_RIGHT,), numbers["dh'"], precision=precision
        )
        entry = _entry(setting)
        by_sum, other = _factors(setting, numbers, entry, found)
        key = "q" if (entry.kind, entry.gate) == ("U", "n") else entry.gate
        error = found.errors[key][0, entry.unit] * np.abs(other)
        error += precision.unit * (np.abs(by_sum[0]) + 2)
        return [found.errors["dz"][0], error, found.errors["dh"][0]]

    def given(self, setting: DrillSetting, numbers: Numbers) -> tuple[GivenArray, ...]:
        convention = setting.convention
        symbols = printed.symbols(convention)
        concat = convention.notation.form == "concat"
        roles = ["h", "r", "z", "n"]
        x = printed.given("x", symbols["x"], numbers["x"][0, :, 0])
        needs_x = setting.variant != _JACOBIAN and _entry(setting).kind == "W"
        matrices = tuple(
            part
            for part in printed.weights(convention, numbers)
            if part.role[0] == ("W" if concat else "U")
            or (part.role == "b_hn" and convention.reset_after)
        )
        upstream: tuple[GivenArray, ...] = ()
        if setting.variant != _JACOBIAN:
            name, latex = _by(symbols["h'"])
            upstream = (GivenArray(name, latex, "dh'", numbers["dh'"][:, 0]),)
        return (
            *((x,) if needs_x else ()),
            *(printed.given(role, symbols[role], numbers[role][:, 0]) for role in roles),
            *upstream,
            *matrices,
        )

    def task(self, setting: DrillSetting, numbers: Numbers) -> str:
        wanted = listed(self.quantities(setting))
        extra = ""
        if setting.variant == _JACOBIAN:
            extra = " Row $i$ holds the derivatives of component $i$."
        else:
            extra = " The entry of a matrix is named by its row and column as printed."
        return (
            "The forward step gave the values above. "
            f"Compute {wanted} to {setting.decimals} decimals.{extra}"
        )

    def solution(self, setting: DrillSetting, numbers: Numbers) -> tuple[SolutionLine, ...]:
        quantities = self.quantities(setting)
        if setting.variant == _JACOBIAN:
            return tuple(paths(setting, numbers, quantities[0]))
        return tuple(_lines(setting, numbers, quantities))


def _lines(
    setting: DrillSetting, numbers: Numbers, quantities: tuple[AskedQuantity, ...]
) -> Iterator[SolutionLine]:
    found = backward(setting.convention, numbers, (_RIGHT,), numbers["dh'"])
    writer = GradientWriter(setting, numbers, found)
    dz, weight, dh = quantities
    yield writer.by_z(dz)
    yield from writer.sums(weight.name)
    by_sum, other = _factors(setting, numbers, _entry(setting), found)
    value = np.asarray(by_sum[0, 0] * other[0])
    first, second = printed.figures(np.array([by_sum[0, 0], other[0]]), setting.decimals + 1)
    shown = printed.array(value, decimals=setting.decimals)
    yield SolutionLine(weight.name, rf"{weight.latex} = {first} \cdot ({second}) = {shown}", value)
    yield from writer.old_state(dh)


def _by(latex: str) -> tuple[str, str]:
    """(plain name, LaTeX) of the loss's derivative by a quantity."""
    return f"dL/d{printed.plain(latex)}", partial(latex)


def _entry(setting: DrillSetting) -> _Entry:
    """The weight that a variant asks about: first row, second column as printed."""
    kind, gate = _WEIGHTS[setting.variant].split("_")
    form = setting.convention.notation.form
    if form == "concat":
        kind = "U"  # the hidden columns come first in the one matrix on [h, x]
    rows, columns = setting.hidden, setting.hidden if kind == "U" else setting.input
    if form == "row":
        rows, columns = columns, rows
    at = min(1, columns - 1)
    role = f"{'W' if form == 'concat' else kind}_{gate}"
    symbol = printed.symbols(setting.convention)[role]
    unit, column = (at, 0) if form == "row" else (0, at)
    return _Entry(
        kind,
        gate,
        unit,
        column,
        f"{printed.plain(symbol)}[1,{at + 1}]",
        f"{symbol}[1,{at + 1}]",
    )


def _role(entry: _Entry) -> str:
    return f"{entry.kind}_{entry.gate}[{entry.unit + 1},{entry.column + 1}]"


def _factors(
    setting: DrillSetting, numbers: Numbers, entry: _Entry, found: BackwardValues
) -> tuple[Floats, Floats]:
    """(the derivative by the sum that has the weight [M, K], what the weight multiplies [K])."""
    if entry.kind == "W":
        other = numbers["x"][0, entry.column]
    else:
        other = numbers["h"][entry.column]
        if entry.gate == "n" and not setting.convention.reset_after:
            other = other * numbers["r"][entry.column]
    sums = {"r": found.da_r, "z": found.da_z, "n": found.q if entry.kind == "U" else found.da_n}
    return sums[entry.gate][:, entry.unit], other


def _weight(setting: DrillSetting, numbers: Numbers, found: BackwardValues) -> Floats:
    by_sum, other = _factors(setting, numbers, _entry(setting), found)
    return by_sum * other
