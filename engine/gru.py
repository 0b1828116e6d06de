"""One step of a GRU, in every convention, for any leading axes."""

# Signatures stay as written in help(): ArrayLike spelt out would fill the screen.
from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from engine.activations import FUNCTIONS, Array
from engine.conventions import Convention, named
from engine.errors import EngineError
from engine.parameters import Parameters
from engine.weights import Weights, floats, require, shape_error


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """Every quantity of one step, each [..., H]."""

    a_r: Array
    """The pre-activation of the reset gate; likewise a_z, a_n."""
    a_z: Array
    a_n: Array
    r: Array
    """The reset gate."""
    z: Array
    """The update gate, with the meaning that the convention gives it."""
    n: Array
    """The candidate state."""
    h: Array
    """The new state."""


@np.errstate(invalid="ignore", over="ignore")
def step(
    parameters: Parameters, x: ArrayLike, h: ArrayLike | None, convention: str | Convention
) -> Step:
    """One step of the GRU that `convention` names, with all it computes on the way.

    The formulas, with f and g the convention's activations (mostly σ and tanh):

        a_r = W_r x + U_r h + b_r                      r = f(a_r)    how much of h to look at
        a_z = W_z x + U_z h + b_z                      z = f(a_z)    how much to keep, or write
        a_n = W_n x + b_xn + U_n (r ⊙ h) + b_hn        reset before: Cho, Chung, Goodfellow, ONNX
        a_n = W_n x + b_xn + r ⊙ (U_n h + b_hn)        reset after:  PyTorch, cuDNN, Keras
        n = g(a_n)                                     the candidate
        h' = z ⊙ h + (1 − z) ⊙ n                       z keeps:  Cho, PyTorch, Keras, ONNX
        h' = (1 − z) ⊙ h + z ⊙ n                       z writes: Chung, Olah

    `CONVENTIONS[name].source` names where each is printed. The same weights give different states
    under different conventions, so there is no default.

    x is [..., I] and h [..., H], None for zeros; their leading axes, and those of the parameters,
    broadcast. float32 stays float32. NaN and infinities pass through.

    >>> p = Parameters(W=[[[0.5]], [[1.0]], [[-1.0]]], U=[[[1.0]], [[0.5]], [[2.0]]])
    >>> s = step(p, x=[1.0], h=[0.5], convention="pytorch")
    >>> print(s.r.round(3), s.z.round(3), s.n.round(3), s.h.round(3))
    [0.731] [0.777] [-0.263] [0.33]

    Raises EngineError for an unknown convention, and for a shape or a type that does not fit: the
    message names the argument, what it has and what is wanted.
    """
    convention = named(convention)
    require(parameters, Parameters)
    x, h = vectors(parameters, x, h=h)
    f = FUNCTIONS[convention.gate_activation].value
    g = FUNCTIONS[convention.candidate_activation].value
    a_x = times(parameters.W, x) + parameters.bx
    # Reset before the product needs r first, so its third recurrent product waits.
    gates = 3 if convention.reset_after else 2
    a_h = times(parameters.U[..., :gates, :, :], h) + parameters.bh[..., :gates, :]
    a_r, a_z = a_x[..., 0, :] + a_h[..., 0, :], a_x[..., 1, :] + a_h[..., 1, :]
    r, z = f(clipped(a_r, convention)), f(clipped(a_z, convention))
    if convention.reset_after:
        recurrent = r * a_h[..., 2, :]
    else:
        U_n = parameters.U[..., 2:, :, :]
        recurrent = times(U_n, r * h)[..., 0, :] + parameters.bh[..., 2, :]
    a_n = a_x[..., 2, :] + recurrent
    n = g(clipped(a_n, convention))
    keep = z if convention.z_keeps else 1 - z
    return Step(a_r, a_z, a_n, r, z, n, keep * h + (1 - keep) * n)


def vectors(parameters: Weights, x: ArrayLike, **states: ArrayLike | None) -> tuple[Array, ...]:
    """x [..., I] and the states [..., H], h and whatever a cell has beside it, as float arrays.

    A state that is None is zeros, as many as there are vectors x. Raises EngineError for a shape
    that does not fit the parameters or the other arguments.
    """
    found = {"x": floats("x", x, parameters.dtype)}
    for name, value in states.items():
        if value is not None:
            found[name] = floats(name, value, parameters.dtype)
    for name, vector in found.items():
        length = parameters.input if name == "x" else parameters.hidden
        if vector.ndim == 0 or vector.shape[-1] != length:
            raise shape_error(name, vector.shape, f"[..., {length}]")
    try:
        np.broadcast_shapes(parameters.cells, *(vector.shape[:-1] for vector in found.values()))
    except ValueError as error:
        axes = ", ".join(f"{name} {list(vector.shape[:-1])}" for name, vector in found.items())
        raise EngineError(
            f"The leading axes of {axes} and the parameters {list(parameters.cells)} do not "
            "broadcast to one shape."
        ) from error
    if len(found) <= len(states):
        lead = np.broadcast_shapes(parameters.cells, found["x"].shape[:-1])
        zeros = np.zeros((*lead, parameters.hidden), parameters.dtype)
        return found["x"], *(found.get(name, zeros) for name in states)
    return tuple(found.values())


def times(blocks: Array, vector: Array) -> Array:
    """The products of matrices [..., G, H, K] with vectors [..., K]: [..., G, H]."""
    if blocks.ndim == 3:  # one cell: a single product serves all vectors and all gates
        gates, hidden, inner = blocks.shape
        product: Array = vector @ blocks.reshape(gates * hidden, inner).T
        return product.reshape(*vector.shape[:-1], gates, hidden)
    product = np.matmul(blocks, vector[..., None, :, None])
    return product[..., 0]


def clipped(a: Array, convention: Convention) -> Array:
    """The activation's input, of any shape, after the convention's clip, if it has one."""
    return a if convention.clip is None else np.clip(a, -convention.clip, convention.clip)
