"""Numbers that are easy to compute with: one decimal, never zero."""

import numpy as np
from numpy.typing import NDArray

from engine.conventions import BiasLayout
from engine.exercise import Floats


def _grid(smallest: float, largest: float, step: float) -> Floats:
    count = round((largest - smallest) / step) + 1
    positive = np.round(smallest + step * np.arange(count), 2)
    return np.concatenate((-positive[::-1], positive))


WEIGHTS = _grid(0.1, 1.0, 0.1)
RECURRENT_CANDIDATE = _grid(0.5, 2.0, 0.5)
"""U_n is larger: otherwise the reset gate hardly shows in the state."""
BIASES = _grid(0.1, 0.5, 0.1)
INPUTS = _grid(0.5, 1.0, 0.5)
STATES = _grid(0.1, 0.9, 0.1)
SHARES = np.round(0.1 * np.arange(1, 10), 1)
"""Gates: 0.1 to 0.9."""


class Draws:
    """Random integers [draws, K] handed out as numbers from grids."""

    def __init__(self, integers: NDArray[np.uint32]) -> None:
        self.integers = integers
        self.taken = 0

    def take(self, grid: Floats, *shape: int) -> Floats:
        """Numbers of the grid, [*shape, K]."""
        count = int(np.prod(shape, dtype=int))
        integers = self.integers[self.taken : self.taken + count]
        self.taken += count
        picked = grid[(integers % np.uint32(len(grid))).astype(np.intp)]
        return picked.reshape(*shape, integers.shape[-1])


def cell_draws(hidden: int, inputs: int, steps: int) -> int:
    """How many integers a cell with its inputs takes."""
    return 3 * hidden * (inputs + hidden + 2) + steps * inputs + hidden


def draw_cell(
    draws: Draws, hidden: int, inputs: int, steps: int, biases: BiasLayout
) -> dict[str, Floats]:
    """W, U, bx, bh, x and h of cells, in the canonical form with K last.

    As many integers are taken whatever biases the source has, so that the weights do not depend
    on the biases.
    """
    W = draws.take(WEIGHTS, 3, hidden, inputs)
    U = np.concatenate(
        (
            draws.take(WEIGHTS, 2, hidden, hidden),
            draws.take(RECURRENT_CANDIDATE, 1, hidden, hidden),
        )
    )
    bx, bh = draws.take(BIASES, 3, hidden), draws.take(BIASES, 3, hidden)
    return {
        "W": W,
        "U": U,
        "bx": only_written(bx, "x", biases),
        "bh": only_written(bh, "h", biases),
        "x": draws.take(INPUTS, steps, inputs),
        "h": draws.take(STATES, hidden),
    }


def only_written(values: Floats, side: str, biases: BiasLayout) -> Floats:
    """Biases [3, H, K] of one side ("x" or "h"), zero for the gates that have none there."""
    absent = [k for k, sides in enumerate(biases) if side not in sides]
    if not absent:
        return values
    kept = values.copy()
    kept[absent] = 0
    return kept
