"""The plain recurrent cell in PyTorch's convention, for comparison with gated cells.

    a = W x + b_x + U h + b_h        h' = tanh(a)

torch.nn.RNN names them W_ih, b_ih, W_hh, b_hh. A note that writes tanh(W [h; x] + b) has U and W
side by side in its one matrix.
"""

# Signatures stay as written in help(): ArrayLike spelt out would fill the screen.
from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from engine.activations import Array
from engine.gru import times, vectors
from engine.sequence import sequences
from engine.weights import Weights, require


class RNNParameters(Weights):
    """W [..., H, I], U [..., H, H], bx and bh [..., H] (zeros where not given)."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, eq=False)
class RNNStep:
    """The quantities of one step, each [..., H]."""

    a: Array
    h: Array
    """The new state."""


@np.errstate(invalid="ignore", over="ignore")
def step(parameters: RNNParameters, x: ArrayLike, h: ArrayLike | None) -> RNNStep:
    """One step: x is [..., I], h [..., H], None for zeros; leading axes broadcast.

    float32 stays float32. Raises EngineError for a shape or a type that does not fit.
    """
    require(parameters, RNNParameters)
    x, h = vectors(parameters, x, h=h)
    W, U = parameters.W[..., None, :, :], parameters.U[..., None, :, :]
    a = times(W, x)[..., 0, :] + parameters.bx + times(U, h)[..., 0, :] + parameters.bh
    return RNNStep(a, np.tanh(a))


@np.errstate(invalid="ignore", over="ignore")
def run(parameters: RNNParameters, xs: ArrayLike, h0: ArrayLike | None = None) -> Array:
    """The states after every step, [T, B, H] or [T, H].

    xs is [T, B, I] and h0 [B, H], or [T, I] and [H]; None for zeros. float32 stays float32.
    Raises EngineError for a shape or a type that does not fit.
    """
    require(parameters, RNNParameters)
    xs, h = sequences(parameters, xs, h0)
    inputs = xs @ parameters.W.T + (parameters.bx + parameters.bh)
    states = np.empty_like(inputs)
    for t, a in enumerate(inputs):
        h = states[t] = np.tanh(a + h @ parameters.U.T)
    return states
