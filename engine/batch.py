"""One step of very many small cells at once: exercises, and the wrong answers to them.

For a thousand cells of two units a matrix product gains nothing: what counts is that each call
works on long rows. The axis of cells is last in memory, so that `W[g, i, j]` of all cells is one
row, and blocks of cells are small enough for every intermediate to stay in the cache.
"""

# Signatures stay as written in help(): ArrayLike spelt out would fill the screen.
from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from engine.activations import FUNCTIONS, Array
from engine.conventions import Convention, named
from engine.errors import EngineError
from engine.gru import Step, clipped, vectors
from engine.parameters import Parameters
from engine.weights import require, shape_error

BLOCK = 1 << 17
"""Numbers of a block's pre-activations, 3 H K: about half of a core's second cache in float32."""


@dataclass(frozen=True, slots=True, eq=False)
class _Block:
    """What a block of K cells is computed from; the cells are the last axis of everything."""

    W: Array
    """[3, H, I, K]"""
    U: Array
    """[3, H, H, K]"""
    bx: Array
    """[3, H, K]"""
    bh: Array
    """[3, H, K]"""
    x: Array
    """[I, K]"""
    h: Array
    """[H, K]"""


def columns(parameters: Parameters) -> Parameters:
    """The same cells, laid out for `step`: the axis of cells last in memory, its index first.

    Shapes and dtype stay: W [K, 3, H, I], U [K, 3, H, H], bx and bh [K, 3, H].
    """
    return Parameters(
        *(
            np.moveaxis(np.ascontiguousarray(np.moveaxis(part, 0, -1)), -1, 0)
            for part in (parameters.W, parameters.U, parameters.bx, parameters.bh)
        )
    )


@np.errstate(invalid="ignore", over="ignore")
def step(
    parameters: Parameters,
    x: ArrayLike,
    h: ArrayLike | None,
    convention: str | Convention,
    *,
    out: Array | None = None,
) -> Step:
    """The result of `engine.step` for K cells [K, 3, H, …], x [K, I], h [K, H], with less overhead.

    h None is zeros. float32 stays float32. Raises EngineError for any other axes.

    Right for any layout in memory, fast for that of `columns`. The results, each [K, H], have it
    too. A caller that steps often may give their memory, `out` [7, H, K]: allocating it
    takes a fifth of the time.
    """
    convention = named(convention)
    require(parameters, Parameters)
    x, h = vectors(parameters, x, h=h)
    if len(parameters.cells) != 1 or x.ndim != 2 or h.ndim != 2:
        raise EngineError(
            f"The parameters have leading axes {list(parameters.cells)}, x {list(x.shape[:-1])}, "
            f"h {list(h.shape[:-1])}; wanted one and the same axis of cells."
        )
    (cells,) = np.broadcast_shapes(parameters.cells, x.shape[:1], h.shape[:1])
    hidden = parameters.hidden
    dtype = np.result_type(parameters.dtype, x, h)
    if out is None:
        out = np.empty((7, hidden, cells), dtype)
    elif out.shape != (7, hidden, cells) or out.dtype != dtype:
        raise shape_error("out", out.shape, f"[7, {hidden}, {cells}] of {dtype}")
    size = max(1, BLOCK // (3 * hidden))
    scratch = np.empty((3, hidden, min(size, cells)), dtype)
    parts = [
        np.broadcast_to(part, (cells, *part.shape[1:]))
        for part in (parameters.W, parameters.U, parameters.bx, parameters.bh, x, h)
    ]
    for start in range(0, cells, size):
        block = slice(start, min(start + size, cells))
        given = _Block(*(np.moveaxis(part[block], 0, -1) for part in parts))
        space = scratch[..., : block.stop - block.start]
        _compute(given, convention, out[..., block], space)
    return Step(*(np.moveaxis(quantity, -1, 0) for quantity in out))


def _compute(given: _Block, convention: Convention, out: Array, scratch: Array) -> None:
    """The seven quantities of one block into out [7, H, K]; scratch is [3, H, K]."""
    U, h, bh = given.U, given.h, given.bh
    a, gates = out[:3], out[3:5]
    r, z, n, new = out[3:]
    _products(given.W, given.x, given.bx, a)
    if convention.reset_after:
        recurrent = scratch
        _products(U, h, bh, recurrent)
        np.add(a[:2], recurrent[:2], a[:2])
        _activate(convention.gate_activation, clipped(a[:2], convention), gates)
        np.multiply(recurrent[2], r, recurrent[2])
        np.add(a[2], recurrent[2], a[2])
    else:
        recurrent, reset = scratch[:2], scratch[2]
        _products(U[:2], h, bh[:2], recurrent)
        np.add(a[:2], recurrent, a[:2])
        _activate(convention.gate_activation, clipped(a[:2], convention), gates)
        np.multiply(r, h, reset)
        _products(U[2], reset, bh[2], recurrent[0])
        np.add(a[2], recurrent[0], a[2])
    _activate(convention.candidate_activation, clipped(a[2], convention), n)
    # h' = n + z (h − n) where z keeps, h + z (n − h) where it writes: one product, not two.
    rest, weighed = (n, h) if convention.z_keeps else (h, n)
    np.subtract(weighed, rest, new)
    np.multiply(new, z, new)
    np.add(new, rest, new)


def _products(matrix: Array, vector: Array, bias: Array, total: Array) -> None:
    """total = matrix · vector + bias, cells last.

    `einsum` multiplies and adds in one pass over its operands, where `multiply` and `add` make
    three.
    """
    np.einsum("...jk,jk->...k", matrix, vector, out=total)
    np.add(total, bias, total)


def _activate(name: str, a: Array, out: Array) -> None:
    """out = f(a), for σ without the intermediates that keep its last relative digits."""
    if name == "sigmoid":
        half = np.array(0.5, out.dtype)
        np.multiply(a, half, out)
        np.tanh(out, out)
        np.multiply(out, half, out)
        np.add(out, half, out)
    elif name == "tanh":
        np.tanh(a, out)
    else:
        out[...] = FUNCTIONS[name].value(a)
