"""The fast loop over time: weights are folded once, then each step takes 11 array calls.

State and gates have features first, [H, B], so that r and z are one contiguous slab. For one
sequence the same code runs on vectors, [H].

The folds, each exact:

* σ(a) = ½ tanh(a/2) + ½. NumPy's float32 tanh costs less than exp and a division, and the inner
  half goes into the weights. The outer one is not applied either: the slab holds 2r and 2z.
* r ⊙ q = 2r ⊙ (q/2): the half goes into the rows that r multiplies.
* 1 − σ(a) = σ(−a): where z writes, the z rows change their sign, and the loop knows one polarity.
* Biases are one more column of the weights, met by a row of ones under the vectors.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeAlias

import numpy as np

from engine.activations import Array
from engine.conventions import Convention
from engine.parameters import Parameters

CHUNK = 1 << 18
"""Numbers of input projection held at once: about the size of a core's second cache."""

SLAB = 1 << 13
"""Numbers of one gate of one block of sequences, at least: enough to outweigh the calls."""

WIDTH = 64
"""Sequences in a block, at least, where there are as many: OpenBLAS' best width."""

SMALL_PRODUCT = 10**6
"""Up to so many multiplications OpenBLAS has kernels that skip the copying of both factors."""

NARROWEST = 24
"""Rows below which a block costs more in calls than those kernels save."""

Multiply: TypeAlias = Callable[[Array, Array], object]
"""A matrix's product with a vector or a block of them, into the array given second."""


@dataclass(frozen=True, slots=True, eq=False)
class Folded:
    """Weights for `advance`, the bias as the last column.

    W is [3H, I + 1]. U is [3H, H + 1] where the reset comes after the product, and [3H, H] where
    it comes before, since then no bias is left on its side.
    """

    W: Array
    U: Array
    reset_after: bool
    sigmoid_candidate: bool


def foldable(convention: Convention) -> bool:
    """Whether the folds hold: σ gates, a candidate of σ or tanh, no clip."""
    return (
        convention.gate_activation == "sigmoid"
        and convention.candidate_activation in ("tanh", "sigmoid")
        and convention.clip is None
    )


def fold(parameters: Parameters, convention: Convention) -> Folded:
    """The weights with every half and sign in them."""
    inner, outer = parameters.bx.copy(), parameters.bh
    # Only b_hn of a reset after the product stays by U; all others add up on the input's side.
    moved = slice(2) if convention.reset_after else slice(3)
    inner[moved] += outer[moved]
    W = np.concatenate((parameters.W, inner[..., None]), axis=-1)
    U = parameters.U.copy()
    if convention.reset_after:
        kept = outer.copy()
        kept[moved] = 0
        U = np.concatenate((U, kept[..., None]), axis=-1)
    sigmoid_candidate = convention.candidate_activation == "sigmoid"
    polarity = 1.0 if convention.z_keeps else -1.0
    scale = np.array([0.5, 0.5 * polarity, 0.5 if sigmoid_candidate else 1.0], W.dtype)
    W *= scale[:, None, None]
    scale[2] *= 0.5  # r's own half
    U *= scale[:, None, None]
    return Folded(
        aligned_copy(W.reshape(-1, W.shape[-1])),
        aligned_copy(U.reshape(-1, U.shape[-1])),
        convention.reset_after,
        sigmoid_candidate,
    )


def advance(folded: Folded, xs: Array, h0: Array, out: Array) -> None:
    """Write the states of all steps into `out`: xs [T, B, I], h0 [B, H], out [T, B, H].

    Or xs [T, I], h0 [H], out [T, H]: one sequence. Of many, blocks go through time one after the
    other, so that each keeps to the cache and to the products that OpenBLAS does best.
    """
    if xs.ndim == 2:
        _advance_block(folded, xs, h0, out)
        return
    width = max(WIDTH, SLAB // h0.shape[-1] // WIDTH * WIDTH)
    for start in range(0, xs.shape[1], width):
        block = slice(start, start + width)
        _advance_block(folded, xs[:, block], h0[block], out[:, block])


def _advance_block(folded: Folded, xs: Array, h0: Array, out: Array) -> None:
    steps, *batch, size = xs.shape
    stacked = len(folded.W)
    chunk = min(steps, max(1, CHUNK // (stacked * (batch[0] if batch else 1))))
    x = aligned((chunk, size + 1, *batch), xs.dtype)
    x[:, size] = 1
    projected = aligned((chunk, stacked, *batch), xs.dtype)
    loop = _Loop(folded, h0)
    for start in range(0, steps, chunk):
        count = min(chunk, steps - start)
        x[:count, :size] = xs[start : start + count].swapaxes(1, -1)
        if batch:
            blocks, shape = blocked(folded.W, batch[0])
            target = projected[:count].reshape(count, *shape)
            np.matmul(blocks, x[:count, None], target)
        else:
            np.matmul(x[:count], folded.W.T, projected[:count])
        loop.advance(projected[:count], out[start : start + count])


class _Loop:
    """The state between steps, and the arrays that every step overwrites."""

    def __init__(self, folded: Folded, h0: Array) -> None:
        hidden, *batch = h0.T.shape
        self.folded = folded
        self.h = aligned((folded.U.shape[1], *batch), h0.dtype)  # the state, a row of ones under it
        self.h[hidden:] = 1
        self.state = self.h[:hidden]
        self.state[...] = h0.T
        self.slab = aligned((3 * hidden, *batch), h0.dtype)
        if folded.reset_after:
            self.multiply, self.target = _multiplier(folded.U, self.slab)
        else:
            split = 2 * hidden
            self.multiply, self.target = _multiplier(folded.U[:split], self.slab[:split])
            self.multiply_n, self.target_n = _multiplier(folded.U[split:], self.slab[split:])

    def advance(self, projected: Array, out: Array) -> None:
        """As many steps as `projected` [T, 3H, B] holds; their states to `out` [T, B, H]."""
        h, state, slab = self.h, self.state, self.slab
        hidden = len(state)
        gates, n = slab[: 2 * hidden], slab[2 * hidden :]
        r, z = gates[:hidden], gates[hidden:]
        multiply, target = self.multiply, self.target
        after, sigmoid_candidate = self.folded.reset_after, self.folded.sigmoid_candidate
        # As arrays: a Python number costs each call thrice as much for its conversion.
        one, half = np.array(1, h.dtype), np.array(0.5, h.dtype)
        inputs = zip(projected[:, : 2 * hidden], projected[:, 2 * hidden :], out, strict=True)
        for a_gates, a_n, new in inputs:
            multiply(h, target)
            np.add(gates, a_gates, gates)
            np.tanh(gates, gates)
            np.add(gates, one, gates)  # 2r and 2z
            if after:
                np.multiply(n, r, n)
            else:
                np.multiply(r, state, r)
                self.multiply_n(r, self.target_n)
            np.add(n, a_n, n)
            np.tanh(n, n)
            if sigmoid_candidate:
                np.multiply(n, half, n)
                np.add(n, half, n)
            # h' = n + z (h − n)
            np.subtract(state, n, state)
            np.multiply(z, half, z)
            np.multiply(state, z, state)
            np.add(state, n, state)
            new[...] = state.T


def _multiplier(U: Array, target: Array) -> tuple[Multiply, Array]:
    """The product with U, and the target in the shape it needs."""
    if target.ndim == 1:
        # One vector: `dot` has less to ask than `matmul`, and adds up columns faster than it
        # sums rows.
        return np.asfortranarray(U).dot, target
    blocks, shape = blocked(U, target.shape[1])
    return partial(np.matmul, blocks), target.reshape(shape)


def blocked(matrix: Array, columns: int) -> tuple[Array, tuple[int, int, int]]:
    """The matrix in blocks of rows [blocks, rows, K], and the shape of its product with [K, B].

    OpenBLAS copies both factors of a large product before it multiplies. Blocks small enough for
    its kernels without that copy are up to 1.5 times as fast, where they exist (AVX-512), and
    cost next to nothing where they do not.
    """
    rows, inner = matrix.shape
    for count in range(1, rows // NARROWEST + 1):
        if rows % count == 0 and rows // count * inner * columns <= SMALL_PRODUCT:
            break
    else:
        count = 1
    return matrix.reshape(count, rows // count, inner), (count, rows // count, columns)


def aligned(shape: tuple[int, ...], dtype: np.dtype[Any]) -> Array:
    """An uninitialised array that begins on a cache line.

    NumPy aligns to 16 bytes; wide loads that straddle two lines cost 10 to 20 % of a step.
    """
    size = math.prod(shape) * dtype.itemsize
    raw = np.empty(size + 64, np.uint8)
    start = -raw.__array_interface__["data"][0] % 64
    return raw[start : start + size].view(dtype).reshape(shape)


def aligned_copy(array: Array) -> Array:
    """The array, of any shape, contiguous and from the beginning of a cache line."""
    copy = aligned(array.shape, array.dtype)
    copy[...] = array
    return copy
