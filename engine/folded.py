"""The loop over time that does the least work a step: weights folded once, then 11 array calls.

State and gates stand features first, [H, B], so that r and z are one contiguous slab. For one
sequence the same code runs on vectors, [H].

The folds, each exact:

* σ(a) = ½ tanh(a/2) + ½. NumPy's float32 tanh costs less than exp and a division, and the inner
  half goes into the weights. The outer one is not applied either: the slab holds 2r and 2z.
* r ⊙ q = 2r ⊙ (q/2): the half goes into the rows that r multiplies.
* 1 − σ(a) = σ(−a): where z writes, the z rows change their sign, and the loop knows one polarity.
* Biases are one more column of the weights, met by a row of ones under the vectors.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.activations import Array
from engine.conventions import Convention
from engine.parameters import Parameters

CHUNK = 1 << 18
"""Numbers of input projection held at once: about what a core's second cache takes."""

SMALL_PRODUCT = 10**6
"""Up to so many multiplications OpenBLAS has kernels that skip the copying of both factors."""

NARROWEST = 32
"""Rows below which a block costs more in calls than those kernels save."""


@dataclass(frozen=True, slots=True, eq=False)
class Folded:
    """Weights for `advance`: W is [3H, I + 1], U is [3H, H + 1], the last column the bias."""

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
    inner, outer = parameters.bx.copy(), parameters.bh.copy()
    # Only b_hn of a reset after the product stays by U; all others add up on the input's side.
    split = 2 if convention.reset_after else 3
    inner[:split] += outer[:split]
    outer[:split] = 0
    W = np.concatenate((parameters.W, inner[..., None]), axis=-1)
    U = np.concatenate((parameters.U, outer[..., None]), axis=-1)
    sigmoid_candidate = convention.candidate_activation == "sigmoid"
    polarity = 1.0 if convention.z_keeps else -1.0
    scale = np.array([0.5, 0.5 * polarity, 0.5 if sigmoid_candidate else 1.0], W.dtype)
    W *= scale[:, None, None]
    scale[2] *= 0.5  # r's own half
    U *= scale[:, None, None]
    stacked = 3 * parameters.hidden
    return Folded(
        aligned_copy(W.reshape(stacked, -1)),
        aligned_copy(U.reshape(stacked, -1)),
        convention.reset_after,
        sigmoid_candidate,
    )


def advance(folded: Folded, xs: Array, h0: Array, out: Array) -> None:
    """Write the states of all steps into `out`: xs [T, B, I], h0 [B, H], out [T, B, H].

    Or xs [T, I], h0 [H], out [T, H]: one sequence.
    """
    steps, *batch, size = xs.shape
    stacked = len(folded.W)
    columns = batch[0] if batch else 1
    chunk = min(steps, max(1, CHUNK // (stacked * columns)))
    x = aligned((chunk, size + 1, *batch), xs.dtype)
    x[:, size] = 1
    projected = aligned((chunk, stacked, *batch), xs.dtype)
    h = aligned((h0.shape[-1] + 1, *batch), xs.dtype)
    h[:-1] = h0.T
    h[-1] = 1
    loop = _reset_after if folded.reset_after else _reset_before
    for start in range(0, steps, chunk):
        count = min(chunk, steps - start)
        x[:count, :size] = xs[start : start + count].swapaxes(1, -1)
        if batch:
            blocks, shape = blocked(folded.W, columns)
            target = projected[:count].reshape(count, *shape)
            np.matmul(blocks, x[:count, None], target)
        else:
            np.matmul(x[:count], folded.W.T, projected[:count])
        loop(folded, projected[:count], h, out[start : start + count])


def _reset_after(folded: Folded, projected: Array, h: Array, out: Array) -> None:
    """Steps of a GRU whose r multiplies U_n h + b_hn; h is the state over a row of ones."""
    state = h[:-1]
    hidden = len(state)
    slab = aligned(projected.shape[1:], h.dtype)
    gates, r, z, n = (
        slab[: 2 * hidden],
        slab[:hidden],
        slab[hidden : 2 * hidden],
        slab[2 * hidden :],
    )
    U, target = _factors(folded.U, slab)
    one, half = _constants(h.dtype)
    gate_inputs, candidate_inputs = projected[:, : 2 * hidden], projected[:, 2 * hidden :]
    for a_gates, a_n, new in zip(gate_inputs, candidate_inputs, out, strict=True):
        np.matmul(U, h, target)
        np.add(gates, a_gates, gates)
        np.tanh(gates, gates)
        np.add(gates, one, gates)
        np.multiply(n, r, n)
        np.add(n, a_n, n)
        _mix(state, z, n, half, folded.sigmoid_candidate)
        new[...] = state.T


def _reset_before(folded: Folded, projected: Array, h: Array, out: Array) -> None:
    """Steps of a GRU whose r multiplies h; the candidate's product waits for it."""
    state = h[:-1]
    hidden = len(state)
    slab = aligned(projected.shape[1:], h.dtype)
    gates, r, z, n = (
        slab[: 2 * hidden],
        slab[:hidden],
        slab[hidden : 2 * hidden],
        slab[2 * hidden :],
    )
    # No bias is left by U here, so its last column and the row of ones stay out.
    U, target = _factors(aligned_copy(folded.U[: 2 * hidden, :-1]), gates)
    U_n, target_n = _factors(aligned_copy(folded.U[2 * hidden :, :-1]), n)
    one, half = _constants(h.dtype)
    gate_inputs, candidate_inputs = projected[:, : 2 * hidden], projected[:, 2 * hidden :]
    for a_gates, a_n, new in zip(gate_inputs, candidate_inputs, out, strict=True):
        np.matmul(U, state, target)
        np.add(gates, a_gates, gates)
        np.tanh(gates, gates)
        np.add(gates, one, gates)
        np.multiply(r, state, r)
        np.matmul(U_n, r, target_n)
        np.add(n, a_n, n)
        _mix(state, z, n, half, folded.sigmoid_candidate)
        new[...] = state.T


def _mix(state: Array, z: Array, n: Array, half: Array, sigmoid_candidate: bool) -> None:
    """The candidate's activation, and state ← n + z (state − n), from 2z."""
    np.tanh(n, n)
    if sigmoid_candidate:
        np.multiply(n, half, n)
        np.add(n, half, n)
    np.subtract(state, n, state)
    np.multiply(z, half, z)
    np.multiply(state, z, state)
    np.add(state, n, state)


def _constants(dtype: np.dtype[Any]) -> tuple[Array, Array]:
    """1 and ½ as arrays: a Python number costs each call thrice as much for its conversion."""
    return np.array(1, dtype), np.array(0.5, dtype)


def _factors(U: Array, target: Array) -> tuple[Array, Array]:
    """U and where its product goes, in blocks if the state is a matrix."""
    if target.ndim == 1:
        return np.asfortranarray(U), target  # one vector: columns added up beat rows summed
    blocks, shape = blocked(U, target.shape[1])
    return blocks, target.reshape(shape)


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
    size = int(np.prod(shape, dtype=np.int64)) * dtype.itemsize
    raw = np.empty(size + 64, np.uint8)
    start = -raw.ctypes.data % 64
    return raw[start : start + size].view(dtype).reshape(shape)


def aligned_copy(array: Array) -> Array:
    """The array's values, contiguous, from the beginning of a cache line."""
    copy = aligned(array.shape, array.dtype)
    copy[...] = array
    return copy
