"""The LSTM cell in PyTorch's convention, for comparison with the GRU.

    i = σ(W_i x + b_xi + U_i h + b_hi)      how much to write
    f = σ(W_f x + b_xf + U_f h + b_hf)      how much to keep
    g = tanh(W_g x + b_xg + U_g h + b_hg)   the candidate
    o = σ(W_o x + b_xo + U_o h + b_ho)      how much to show
    c' = f ⊙ c + i ⊙ g                      h' = o ⊙ tanh(c')

Gates are stacked in the order i, f, g, o, as torch.nn.LSTM stacks them.
"""

# Signatures stay as written in help(): ArrayLike spelt out would fill the screen.
from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from engine.activations import Array, sigmoid
from engine.gru import times, vectors
from engine.sequence import sequences
from engine.weights import Weights, floats, require, shape_error


class LSTMParameters(Weights):
    """W [..., 4, H, I], U [..., 4, H, H], bx and bh [..., 4, H] (zeros where not given)."""

    __slots__ = ()
    gates = (4,)


@dataclass(frozen=True, slots=True, eq=False)
class LSTMStep:
    """The quantities of one step, each [..., H]."""

    i: Array
    f: Array
    g: Array
    o: Array
    c: Array
    """The new memory."""
    h: Array
    """The new state."""


@np.errstate(invalid="ignore", over="ignore")
def step(
    parameters: LSTMParameters, x: ArrayLike, h: ArrayLike | None, c: ArrayLike | None
) -> LSTMStep:
    """One step: x is [..., I], h and c [..., H], None for zeros; leading axes broadcast.

    float32 stays float32. Raises EngineError for a shape or a type that does not fit.
    """
    require(parameters, LSTMParameters)
    x, h, c = vectors(parameters, x, h=h, c=c)
    a = times(parameters.W, x) + parameters.bx + times(parameters.U, h) + parameters.bh
    return _activated(a, c)


@np.errstate(invalid="ignore", over="ignore")
def run(
    parameters: LSTMParameters,
    xs: ArrayLike,
    h0: ArrayLike | None = None,
    c0: ArrayLike | None = None,
) -> tuple[Array, Array]:
    """The states h and the memories c after every step, each [T, B, H].

    xs is [T, B, I], h0 and c0 [B, H]; or [T, I] and [H]. None for zeros. float32 stays
    float32. Raises EngineError for a shape or a type that does not fit.
    """
    require(parameters, LSTMParameters)
    xs, h = sequences(parameters, xs, h0)
    c = np.zeros_like(h) if c0 is None else floats("c0", c0, xs.dtype)
    if c.shape != h.shape:
        raise shape_error("c0", c.shape, f"[{', '.join(map(str, h.shape))}]")
    inputs = times(parameters.W, xs) + (parameters.bx + parameters.bh)
    states = np.empty((2, *xs.shape[:-1], parameters.hidden), xs.dtype)
    for t, a in enumerate(inputs):
        s = _activated(a + times(parameters.U, h), c)
        h = states[0, t] = s.h
        c = states[1, t] = s.c
    return states[0], states[1]


def _activated(a: Array, c: Array) -> LSTMStep:
    i, f, o = (sigmoid(a[..., k, :]) for k in (0, 1, 3))
    g = np.tanh(a[..., 2, :])
    memory = f * c + i * g
    return LSTMStep(i, f, g, o, memory, o * np.tanh(memory))
