"""`shapes`: how large the matrices are, and how many numbers a layer learns."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from engine.conventions import (
    CANDIDATE_TWO,
    NO_BIAS,
    ONE_EACH,
    TWO_EACH,
    BiasLayout,
    Convention,
)
from engine.exercise import (
    AskedQuantity,
    DrillSetting,
    Floats,
    GivenArray,
    Numbers,
    SolutionLine,
    printed,
)
from engine.exercise.base_drill import BaseDrill
from engine.exercise.number_grids import Draws
from engine.mistakes import Mistake

_SIZES = np.array([3, 4, 5, 6, 8, 10, 12, 16, 20, 24, 32, 50, 64, 100, 128, 256], float)

_MISTAKES = (
    Mistake(
        "shape_transposed",
        "W_r",
        "You gave columns and rows the wrong way round for how this source multiplies.",
    ),
    Mistake(
        "recurrent_takes_input",
        "U_r",
        "You made the recurrent matrix fit the input. It multiplies {h}, which has H numbers.",
    ),
    Mistake(
        "one_gate_counted",
        "N",
        "You counted one set of weights. There are three: for {r}, {z} and {n}.",
    ),
    Mistake(
        "candidate_not_counted",
        "N",
        "You counted the two gates only. The candidate {n} has weights of its own.",
    ),
    Mistake(
        "lstm_count",
        "N",
        "You counted four sets of weights, as an LSTM has. A GRU has three.",
    ),
    Mistake("biases_not_counted", "N", "You left out the biases."),
    Mistake(
        "one_bias_counted",
        "N",
        "You counted one bias a gate. This source has two, one by each product.",
    ),
    Mistake(
        "candidate_bias_not_counted",
        "N",
        "You counted one bias a gate. In this source {n} has two.",
    ),
    Mistake(
        "two_biases_counted",
        "N",
        "You counted two biases a gate. In this source not every gate has two.",
    ),
    Mistake("biases_counted", "N", "You counted biases. This source writes none."),
    Mistake(
        "recurrent_not_counted",
        "N",
        "You left out the recurrent weights.",
    ),
)
_VECTORS = {
    "biases_not_counted": 0,
    "one_bias_counted": 3,
    "candidate_bias_not_counted": 3,
    "two_biases_counted": 6,
    "biases_counted": 3,
}
"""How many bias vectors each mistake counts."""

_BIAS_MISTAKES: Mapping[BiasLayout, tuple[str, ...]] = {
    NO_BIAS: ("biases_counted",),
    ONE_EACH: ("biases_not_counted", "two_biases_counted"),
    TWO_EACH: ("biases_not_counted", "one_bias_counted"),
    CANDIDATE_TWO: ("biases_not_counted", "candidate_bias_not_counted", "two_biases_counted"),
}
"""The mistakes that can be made with the biases of a layout."""

_SETS = {"one_gate_counted": 1.0, "candidate_not_counted": 2.0, "lstm_count": 4.0}


class ParameterCountDrill(BaseDrill):
    name = "shapes"
    title = "Shapes and counts"
    summary = "shapes and counts of the weights"
    possible = _MISTAKES

    def mistakes(self, setting: DrillSetting) -> tuple[Mistake, ...]:
        layout = setting.convention.biases
        possible = _BIAS_MISTAKES.get(layout, ("biases_not_counted",))
        absent = tuple(key for key in _VECTORS if key not in possible)
        if setting.convention.notation.form == "concat":
            absent += ("recurrent_takes_input", "recurrent_not_counted")
        return tuple(mistake for mistake in _MISTAKES if mistake.key not in absent)

    def draws(self, setting: DrillSetting) -> int:
        return 2

    def draw(self, setting: DrillSetting, integers: NDArray[np.uint32]) -> Numbers:
        draws = Draws(integers)
        return {"H": draws.take(_SIZES), "I": draws.take(_SIZES)}

    def accepts(self, setting: DrillSetting, numbers: Numbers) -> NDArray[np.bool_]:
        return np.asarray(numbers["H"] != numbers["I"])

    def quantities(self, setting: DrillSetting) -> tuple[AskedQuantity, ...]:
        symbols = printed.symbols(setting.convention)
        matrices = tuple(
            AskedQuantity(printed.plain(latex), latex, role, (2,), "rows and columns")
            for role, latex in symbols.items()
            if role in ("W_r", "U_r")
        )
        return (*matrices, AskedQuantity("N", "N", "N", (), "how many numbers are learnt"))

    def solve(
        self,
        setting: DrillSetting,
        numbers: Numbers,
        mistakes: Sequence[Mistake | None],
        *,
        known: Sequence[Floats] | None = None,
        digits: int | None = None,
    ) -> list[Floats]:
        keys = ["" if mistake is None else mistake.key for mistake in mistakes]
        matrices = _matrices(setting, numbers, keys)
        own = [
            matrix if known is None else np.where(np.isnan(known[k]), matrix, known[k])
            for k, matrix in enumerate(matrices)
        ]
        # A set of weights has as many numbers as the products of its matrices' sides.
        entries = [sides[:, 0] * sides[:, 1] for sides in own]
        if len(entries) == 2:
            forgets = np.array([[key == "recurrent_not_counted"] for key in keys])
            entries[1] = np.where(forgets, 0.0, entries[1])
        biases = np.array([[_vectors(setting, key)] for key in keys]) * numbers["H"]
        sets = np.array([[_SETS.get(key, 3.0)] for key in keys])
        return [*matrices, sets * sum(entries) + biases]

    def tolerance(self, setting: DrillSetting, numbers: Numbers) -> list[Floats]:
        count = numbers["H"].shape[-1]
        return [np.full((*quantity.shape, count), 0.25) for quantity in self.quantities(setting)]

    def given(self, setting: DrillSetting, numbers: Numbers) -> tuple[GivenArray, ...]:
        return (
            GivenArray("I", "I", "I", numbers["I"][0]),
            GivenArray("H", "H", "H", numbers["H"][0]),
        )

    def task(self, setting: DrillSetting, numbers: Numbers) -> str:
        *matrices, count = self.quantities(setting)
        shapes = " and ".join(f"${matrix.latex}$" for matrix in matrices)
        return (
            "A layer has $I$ inputs and $H$ units. Give the shape of "
            f"{shapes} as [rows, columns], and ${count.latex}$, how many numbers the layer learns."
        )

    def solution(self, setting: DrillSetting, numbers: Numbers) -> tuple[SolutionLine, ...]:
        H, inputs = numbers["H"][0], numbers["I"][0]
        *matrices, count = self.quantities(setting)
        found = _matrices(setting, numbers, [""])
        lines = [
            SolutionLine(
                quantity.name,
                rf"{quantity.latex}: {_sides(setting, quantity.role)} = "
                rf"{shape[0, 0, 0]:.0f} \times {shape[0, 1, 0]:.0f}",
                shape[0, :, 0],
            )
            for quantity, shape in zip(matrices, found, strict=True)
        ]
        latex, total = _counted(setting.convention, H, inputs)
        return (*lines, SolutionLine(count.name, latex, np.asarray(total)))


def _matrices(setting: DrillSetting, numbers: Numbers, keys: Sequence[str]) -> list[Floats]:
    """The shapes [M, 2, K] of W_r and U_r, or of the one matrix on [h, x]."""
    H, inputs = numbers["H"], numbers["I"]
    form = setting.convention.notation.form
    shapes: list[list[Floats]] = []
    for key in keys:
        if form == "concat":
            own = [np.stack((H, H + inputs))]
        else:
            W = np.stack((H, inputs))
            U = W if key == "recurrent_takes_input" else np.stack((H, H))
            own = [W, U]
        if (form == "row") != (key == "shape_transposed"):
            own = [shape[::-1] for shape in own]
        shapes.append(own)
    return [np.stack(parts) for parts in zip(*shapes, strict=True)]


def _vectors(setting: DrillSetting, key: str) -> float:
    """How many bias vectors are counted under a mistake."""
    r, z, n = map(len, setting.convention.biases)
    sets = {"one_gate_counted": r, "candidate_not_counted": r + z, "lstm_count": r + r + z + n}
    return float((_VECTORS | sets).get(key, r + z + n))


def _counted(convention: Convention, H: float, inputs: float) -> tuple[str, float]:
    """How many numbers a layer learns: the computation as LaTeX, and what it comes to."""
    vectors = sum(map(len, convention.biases))
    total = 3 * (H * inputs + H * H) + vectors * H
    formula, put_in = "H I + H^2", rf"{H:.0f} \cdot {inputs:.0f} + {H:.0f}^2"
    if vectors % 3 == 0 and vectors:
        each = "H" if vectors == 3 else f"{vectors // 3} H"
        formula, put_in = f"{formula} + {each}", f"{put_in} + {vectors // 3 * H:.0f}"
    formula, put_in = f"3 ({formula})", f"3 ({put_in})"
    if vectors % 3:
        formula, put_in = f"{formula} + {vectors} H", f"{put_in} + {vectors * H:.0f}"
    return f"N = {formula} = {put_in} = {total:.0f}", total


def _sides(setting: DrillSetting, role: str) -> str:
    form = setting.convention.notation.form
    if form == "concat":
        return r"H \times (H + I)"
    if role == "U_r":
        return r"H \times H"
    return r"I \times H" if form == "row" else r"H \times I"
