"""One step of very many small cells at once: exercises, and the wrong answers to them.

A thousand cells of two units are no matrix product worth the name: what counts is that each call
works on long rows. Cells stand last in memory, so that `W[g, i, j]` of all of them is one row, and
blocks of cells are small enough for every intermediate to stay in the cache.
"""

# Signatures stay as written in help(): ArrayLike spelt out would fill the screen.
from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.activations import FUNCTIONS, Array
from engine.conventions import Convention, named
from engine.errors import EngineError
from engine.gru import Step, clipped, vectors
from engine.parameters import Parameters

BLOCK = 1 << 17
"""Numbers of a block's pre-activations, 3 H K: about half of a core's second cache in float32."""


def columns(parameters: Parameters) -> Parameters:
    """The same cells, laid out for `step`: the axis of cells last in memory, its index first."""
    return Parameters(
        *(
            np.moveaxis(np.ascontiguousarray(np.moveaxis(part, 0, -1)), -1, 0)
            for part in (parameters.W, parameters.U, parameters.bx, parameters.bh)
        )
    )


@np.errstate(invalid="ignore", over="ignore")
def step(parameters: Parameters, x: ArrayLike, h: ArrayLike, convention: str | Convention) -> Step:
    """What `engine.step` gives for K cells [K, 3, H, …], x [K, I], h [K, H], without its overhead.

    Right for any layout in memory, fast for that of `columns`. The results, each [K, H], have it
    too.
    """
    convention = named(convention)
    x, h = vectors(parameters, x, h)
    if len(parameters.cells) != 1 or x.ndim != 2 or h.ndim != 2:
        raise EngineError(
            f"The parameters have leading axes {list(parameters.cells)}, x {list(x.shape[:-1])}, "
            f"h {list(h.shape[:-1])}; wanted one and the same axis of cells."
        )
    cells, hidden = len(parameters.U), parameters.hidden
    dtype = np.result_type(parameters.dtype, x, h)
    out = np.empty((7, hidden, cells), dtype)
    size = max(1, BLOCK // (3 * hidden))
    scratch = np.empty((2, 3, hidden, min(size, cells)), dtype)
    parts = [
        np.broadcast_to(part, (cells, *part.shape[1:]))
        for part in (parameters.W, parameters.U, parameters.bx, parameters.bh, x, h)
    ]
    for start in range(0, cells, size):
        block = slice(start, min(start + size, cells))
        W, U, bx, bh, x_k, h_k = (np.moveaxis(part[block], 0, -1) for part in parts)
        space = scratch[..., : block.stop - block.start]
        _block(W, U, bx, bh, x_k, h_k, convention, out[..., block], space)
    return Step(*(np.moveaxis(quantity, -1, 0) for quantity in out))


def _block(
    W: Array,
    U: Array,
    bx: Array,
    bh: Array,
    x: Array,
    h: Array,
    convention: Convention,
    out: Array,
    scratch: Array,
) -> None:
    """The seven quantities [7, H, K] of one block; cells are the last axis of everything."""
    a, spare = out[:3], scratch[1]
    r, z, n, new = out[3:]
    np.add(bx, 0, a)
    _add_products(a, W, x, spare)
    f = FUNCTIONS[convention.gate_activation].value
    g = FUNCTIONS[convention.candidate_activation].value
    if convention.reset_after:
        recurrent = scratch[0]
        np.add(bh, 0, recurrent)
        _add_products(recurrent, U, h, spare)
        np.add(a[:2], recurrent[:2], a[:2])
        out[3:5] = f(clipped(a[:2], convention))
        np.multiply(recurrent[2], r, recurrent[2])
        np.add(a[2], recurrent[2], a[2])
    else:
        np.add(a, bh, a)
        _add_products(a[:2], U[:2], h, spare[:2])
        out[3:5] = f(clipped(a[:2], convention))
        reset = np.multiply(r, h, scratch[0, 0])
        _add_products(a[2], U[2], reset, spare[2])
    n[...] = g(clipped(a[2], convention))
    # h' = n + keep (h − n), or h + write (n − h): one product instead of two.
    old, chosen = (n, h) if convention.z_keeps else (h, n)
    np.subtract(chosen, old, new)
    np.multiply(new, z, new)
    np.add(new, old, new)


def _add_products(total: Array, matrix: Array, vector: Array, spare: Array) -> None:
    """total += matrix · vector, one column of the matrices at a time."""
    for j in range(matrix.shape[-2]):
        np.multiply(matrix[..., j, :], vector[j], spare)
        np.add(total, spare, total)
