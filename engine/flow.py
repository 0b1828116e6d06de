"""How states and gradients flow through a sequence: what h_t still knows of h_0.

The norm of ∂h_t/∂h_0 falls where a network forgets, by its gates or by vanishing gradients. The
same is computed for a plain RNN with the candidate's weights, which has no gates to keep it.
"""

# Signatures stay as written in help(): ArrayLike spelt out would fill the screen.
from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from engine.activations import Array
from engine.conventions import Convention, named
from engine.gradient import step_backward
from engine.gru import step
from engine.parameters import Parameters
from engine.sequence import run, sequences
from engine.weights import require

SATURATED = 40.0
"""A pre-activation at which every gate's activation is 0 or 1 to the last digit."""


@dataclass(frozen=True, slots=True, eq=False)
class Trace:
    """The quantities of a whole sequence; all arrays [T, H] except the two flows, [T]."""

    r: Array
    z: Array
    n: Array
    h: Array
    flow: Array
    """The spectral norm of ∂h_t/∂h_0."""
    plain_flow: Array
    """The same for a plain RNN with the candidate's weights."""


def trace(
    parameters: Parameters,
    xs: ArrayLike,
    h0: ArrayLike | None,
    convention: str | Convention,
    *,
    r: float | None = None,
    z: float | None = None,
) -> Trace:
    """Run one sequence, xs [T, I] with T ≥ 1 and h0 [H] or None for zeros.

    A gate given as `r` or `z` is held at 0 (up to ½) or 1 instead of computed. float32 stays
    float32. Raises EngineError as `run` does.
    """
    convention = named(convention)
    require(parameters, Parameters)
    xs, h0 = sequences(parameters, xs, h0)
    held = _held(parameters.astype(xs.dtype), (r, z))
    hidden, steps = held.hidden, len(xs)
    states = run(held, xs, h0, convention)
    before = np.concatenate((h0[None], states[:-1]))
    # All steps at once, now that their states are known: a step alone costs as much as twelve.
    now = step(held, xs, before, convention)
    # H copies of each step, each with the gradient of one unit: the rows of its Jacobian.
    back = step_backward(
        held,
        np.repeat(xs, hidden, axis=0),
        np.repeat(before, hidden, axis=0),
        convention,
        np.tile(np.eye(hidden, dtype=xs.dtype), (steps, 1)),
    )
    flow = _norms(back.dh.reshape(steps, hidden, hidden))
    return Trace(now.r, now.z, now.n, states, flow, _norms(_plain_jacobians(held, xs, h0)))


def _held(parameters: Parameters, gates: tuple[float | None, float | None]) -> Parameters:
    """The parameters with the gates that are held saturated by their bias alone."""
    W, U, bx, bh = (
        part.copy() for part in (parameters.W, parameters.U, parameters.bx, parameters.bh)
    )
    for k, value in enumerate(gates):
        if value is not None:
            W[k] = U[k] = bh[k] = 0.0
            bx[k] = SATURATED if value > 0.5 else -SATURATED
    return Parameters(W, U, bx, bh)


def _plain_jacobians(parameters: Parameters, xs: Array, h: Array) -> Array:
    """∂h_t/∂h_{t−1} [T, H, H] of the plain RNN h_t = tanh(W_n x + U_n h_{t−1} + b)."""
    W, U, bias = parameters.W[2], parameters.U[2], parameters.bx[2] + parameters.bh[2]
    found = []
    for x in xs:
        h = np.tanh(W @ x + U @ h + bias)
        found.append((1 - h**2)[:, None] * U)
    return np.stack(found)


def _norms(jacobians: Array) -> Array:
    """The spectral norms [T] of the products of Jacobians [T, H, H] up to each step."""
    products = [jacobians[0]]
    for jacobian in jacobians[1:]:
        products.append(jacobian @ products[-1])
    return np.asarray(np.linalg.norm(np.stack(products), 2, axis=(1, 2)))
