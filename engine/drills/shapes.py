"""`shapes`: how large the matrices are, and how many numbers a layer learns."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from engine.exercise import Floats, Given, Line, Numbers, Quantity, Setting, printed
from engine.exercise.base import BaseDrill
from engine.exercise.nice import Draws
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
    Mistake("two_biases_counted", "N", "You counted two biases a gate. This source has one."),
    Mistake("biases_counted", "N", "You counted biases. This source writes none."),
    Mistake(
        "recurrent_not_counted",
        "N",
        "You left out the recurrent weights.",
    ),
)
_SETS = {"one_gate_counted": 1.0, "candidate_not_counted": 2.0, "lstm_count": 4.0}


class Shapes(BaseDrill):
    name = "shapes"
    title = "Shapes and counts"
    possible = _MISTAKES

    def mistakes(self, setting: Setting) -> tuple[Mistake, ...]:
        absent = {
            0: ("biases_not_counted", "one_bias_counted", "two_biases_counted"),
            1: ("one_bias_counted", "biases_counted"),
            2: ("two_biases_counted", "biases_counted"),
        }[setting.convention.biases]
        if setting.convention.notation.form == "concat":
            absent += ("recurrent_takes_input", "recurrent_not_counted")
        return tuple(mistake for mistake in _MISTAKES if mistake.key not in absent)

    def draws(self, setting: Setting) -> int:
        return 2

    def draw(self, setting: Setting, integers: NDArray[np.uint32]) -> Numbers:
        draws = Draws(integers)
        return {"H": draws.take(_SIZES), "I": draws.take(_SIZES)}

    def accepts(self, setting: Setting, numbers: Numbers) -> NDArray[np.bool_]:
        return np.asarray(numbers["H"] != numbers["I"])

    def quantities(self, setting: Setting) -> tuple[Quantity, ...]:
        symbols = printed.symbols(setting.convention)
        matrices = tuple(
            Quantity(printed.plain(symbols[role]), symbols[role], role, (2,), "rows and columns")
            for role in ("W_r", "U_r")
            if role in symbols
        )
        return (*matrices, Quantity("N", "N", "N", (), "how many numbers are learnt"))

    def solve(
        self,
        setting: Setting,
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
        # A set of weights is the product of each matrix's sides and the biases of one gate.
        entries = [sides[:, 0] * sides[:, 1] for sides in own]
        if len(entries) == 2:
            forgets = np.array([[key == "recurrent_not_counted"] for key in keys])
            entries[1] = np.where(forgets, 0.0, entries[1])
        biases = np.array([[_biases(setting, key)] for key in keys]) * numbers["H"]
        sets = np.array([[_SETS.get(key, 3.0)] for key in keys])
        return [*matrices, sets * (sum(entries) + biases)]

    def tolerance(self, setting: Setting, numbers: Numbers) -> list[Floats]:
        count = numbers["H"].shape[-1]
        return [np.full((*quantity.shape, count), 0.25) for quantity in self.quantities(setting)]

    def given(self, setting: Setting, numbers: Numbers) -> tuple[Given, ...]:
        return (
            Given("I", "I", "I", numbers["I"][0]),
            Given("H", "H", "H", numbers["H"][0]),
        )

    def task(self, setting: Setting, numbers: Numbers) -> str:
        *matrices, count = self.quantities(setting)
        shapes = " and ".join(f"${matrix.latex}$" for matrix in matrices)
        return (
            "A layer has $I$ inputs and $H$ units. Give the shape of "
            f"{shapes} as [rows, columns], and ${count.latex}$, how many numbers the layer learns."
        )

    def solution(self, setting: Setting, numbers: Numbers) -> tuple[Line, ...]:
        H, inputs = numbers["H"][0], numbers["I"][0]
        *matrices, count = self.quantities(setting)
        found = _matrices(setting, numbers, [""])
        lines = [
            Line(
                quantity.name,
                rf"{quantity.latex}: {_sides(setting, quantity.role)} = "
                rf"{shape[0, 0, 0]:.0f} \times {shape[0, 1, 0]:.0f}",
                shape[0, :, 0],
            )
            for quantity, shape in zip(matrices, found, strict=True)
        ]
        biases = setting.convention.biases
        terms = ["H I", "H^2"] + ([] if biases == 0 else ["H" if biases == 1 else "2 H"])
        total = 3 * (H * inputs + H * H + biases * H)
        put_in = rf"{H:.0f} \cdot {inputs:.0f} + {H:.0f}^2" + (
            "" if biases == 0 else f" + {biases * H:.0f}"
        )
        latex = rf"N = 3 ({' + '.join(terms)}) = 3 ({put_in}) = {total:.0f}"
        return (*lines, Line(count.name, latex, np.asarray(total)))


def _matrices(setting: Setting, numbers: Numbers, keys: Sequence[str]) -> list[Floats]:
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


def _biases(setting: Setting, key: str) -> float:
    """How many biases a gate is given."""
    wrong = {
        "biases_not_counted": 0,
        "one_bias_counted": 1,
        "two_biases_counted": 2,
        "biases_counted": 1,
    }
    return float(wrong.get(key, setting.convention.biases))


def _sides(setting: Setting, role: str) -> str:
    form = setting.convention.notation.form
    if form == "concat":
        return r"H \times (H + I)"
    if role == "U_r":
        return r"H \times H"
    return r"I \times H" if form == "row" else r"H \times I"
