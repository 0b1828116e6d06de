"""The plain recurrent cell, in PyTorch's convention: what gated cells are compared with.

    a = W x + b_x + U h + b_h        h' = tanh(a)

torch.nn.RNN names them W_ih, b_ih, W_hh, b_hh. A note that writes tanh(W [h; x] + b) has U and W
side by side in its one matrix.
"""

# Signatures stay as written in help(): ArrayLike spelt out would fill the screen.
from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from engine.activations import Array
from engine.gru import times, vectors
from engine.parameters import weights
from engine.sequence import sequences


@dataclass(frozen=True, slots=True, eq=False)
class Parameters:
    """W [..., H, I], U [..., H, H], bx and bh [..., H] (zeros where not given)."""

    W: Array
    U: Array
    bx: Array
    bh: Array

    def __init__(
        self, W: ArrayLike, U: ArrayLike, bx: ArrayLike | None = None, bh: ArrayLike | None = None
    ) -> None:
        for name, array in weights((), W, U, bx, bh).items():
            object.__setattr__(self, name, array)

    @property
    def hidden(self) -> int:
        """H, the length of the state."""
        return int(self.U.shape[-1])

    @property
    def input(self) -> int:
        """I, the length of an input."""
        return int(self.W.shape[-1])

    @property
    def cells(self) -> tuple[int, ...]:
        """The leading axes: () for one cell."""
        return self.U.shape[:-2]

    @property
    def dtype(self) -> np.dtype[Any]:
        """float32 or float64."""
        return self.W.dtype


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """The quantities of one step, each [..., H]."""

    a: Array
    h: Array
    """The new state."""


def step(parameters: Parameters, x: ArrayLike, h: ArrayLike) -> Step:
    """One step: x is [..., I], h [..., H]; leading axes broadcast."""
    x, h = vectors(parameters, x, h)
    W, U = parameters.W[..., None, :, :], parameters.U[..., None, :, :]
    a = times(W, x)[..., 0, :] + parameters.bx + times(U, h)[..., 0, :] + parameters.bh
    return Step(a, np.tanh(a))


def run(parameters: Parameters, xs: ArrayLike, h0: ArrayLike | None = None) -> Array:
    """The states after every step: xs [T, B, I] and h0 [B, H], or [T, I] and [H]; None: zeros."""
    xs, h = sequences(parameters, xs, h0)
    inputs = xs @ parameters.W.T + (parameters.bx + parameters.bh)
    states = np.empty_like(inputs)
    for t, a in enumerate(inputs):
        h = states[t] = np.tanh(a + h @ parameters.U.T)
    return states
