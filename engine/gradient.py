"""The derivative of a step and of a whole sequence (backpropagation through time).

With s = +1 where z keeps and −1 where it writes, keep = z or 1 − z, ⊙ element by element:

    dn = dh' ⊙ (1 − keep)       dz = s dh' ⊙ (h − n)      da_n = dn ⊙ g'(a_n)   da_z = dz ⊙ f'(a_z)
    before   d(rh) = U_nᵀ da_n  dr = d(rh) ⊙ h            dh_n = d(rh) ⊙ r      dU_n = da_n (r⊙h)ᵀ
    after    q = da_n ⊙ r       dr = da_n ⊙ (U_n h + b_hn)  dh_n = U_nᵀ q       dU_n = q hᵀ
    da_r = dr ⊙ f'(a_r)         dh = dh' ⊙ keep + dh_n + U_rᵀ da_r + U_zᵀ da_z
    dx = Σ W_kᵀ da_k            dW_k = da_k xᵀ            dU_r,z = da_r,z hᵀ

The first term of dh is the path that needs no weights: why a gated network remembers. Where a
clip cut an activation's input, the derivative is 0.
"""

# Signatures stay as written in help(): ArrayLike spelt out would fill the screen.
from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from engine.activations import FUNCTIONS, Array
from engine.conventions import Convention, named
from engine.gru import Step, clipped, step, times, vectors
from engine.parameters import Parameters
from engine.sequence import order_of, run, sequences
from engine.weights import floats, require, shape_error

CHUNK = 1 << 16
"""Numbers of one quantity that a chunk of steps holds in backpropagation."""


@dataclass(frozen=True, slots=True, eq=False)
class StepGradient:
    """The derivatives of a loss by every quantity of a step, given that by its new state.

    Those by r, z, n and what their activations take are [..., H]; those by x, h and the weights
    have the shapes of what `step` was given.
    """

    dr: Array
    dz: Array
    dn: Array
    da_r: Array
    da_z: Array
    da_n: Array
    dx: Array
    dh: Array
    """By the old state."""
    parameters: Parameters
    """By the weights, in the weights' own shapes."""


@dataclass(frozen=True, slots=True, eq=False)
class RunGradient:
    """The derivatives of a loss by all arguments of a run, given that by its states."""

    dxs: Array
    """[T, B, I] or [T, I]."""
    dh0: Array
    """[B, H] or [H]."""
    parameters: Parameters
    """By the weights, summed over steps and sequences."""


@dataclass(frozen=True, slots=True, eq=False)
class _Slopes:
    """The factors that turn dh' into the other derivatives; all follow from the step itself."""

    keep: Array
    n: Array
    """dn/dh' ⊙ g'(a_n)"""
    z: Array
    """dz/dh' ⊙ f'(a_z)"""
    r: Array
    """What da_n (reset after) or U_nᵀ da_n (before) is multiplied by to give da_r."""
    reset: Array
    """The reset gate itself."""


@np.errstate(invalid="ignore", over="ignore")
def step_backward(
    parameters: Parameters,
    x: ArrayLike,
    h: ArrayLike | None,
    convention: str | Convention,
    dh: ArrayLike,
) -> StepGradient:
    """All derivatives of `step` at these values; `dh` is the loss's derivative by the new state.

    x is [..., I], h [..., H] or None for zeros, and dh has the shape of the new state; leading axes
    are those of `step`. Where an argument was broadcast, its derivative is summed over the copies,
    so each has its argument's own shape. Raises EngineError as `step` does.
    """
    convention = named(convention)
    require(parameters, Parameters)
    x, h = vectors(parameters, x, h=h)
    s = step(parameters, x, h, convention)
    dh = floats("dh", dh, s.h.dtype)
    if dh.shape != s.h.shape:
        raise shape_error("dh", dh.shape, f"[{', '.join(map(str, s.h.shape))}]")
    slopes = _slopes(parameters, h, s, convention)
    da_n, da_z = dh * slopes.n, dh * slopes.z
    dn, dz = dh * (1 - slopes.keep), dh * _polarity(convention) * (h - s.n)
    U_r, U_z, U_n = (parameters.U[..., k : k + 1, :, :].swapaxes(-1, -2) for k in range(3))
    if convention.reset_after:
        dr = da_n * _recurrent(parameters, h)
        da_n_h = da_n * s.r
        dh_n = times(U_n, da_n_h)[..., 0, :]
    else:
        da_n_h = da_n
        drh = times(U_n, da_n)[..., 0, :]
        dr, dh_n = drh * h, drh * s.r
    da_r = dr * _slope(convention, s.a_r, s.r)
    da = np.stack((da_r, da_z, da_n), axis=-2)
    da_h = np.stack((da_r, da_z, da_n_h), axis=-2)
    old = dh * slopes.keep + dh_n + times(U_r, da_r)[..., 0, :] + times(U_z, da_z)[..., 0, :]
    W = parameters.W.reshape(
        *parameters.cells, 1, 3 * parameters.hidden, parameters.input
    ).swapaxes(-1, -2)
    dx = times(W, da.reshape(*da.shape[:-2], 3 * parameters.hidden))[..., 0, :]
    U_n_takes = h if convention.reset_after else s.r * h
    gradient = _weights(parameters, da, da_h, x, h, U_n_takes)
    return StepGradient(
        dr, dz, dn, da_r, da_z, da_n, _summed(dx, x.shape), _summed(old, h.shape), gradient
    )


@np.errstate(invalid="ignore", over="ignore")
def run_backward(
    parameters: Parameters,
    xs: ArrayLike,
    h0: ArrayLike | None,
    convention: str | Convention,
    dstates: ArrayLike,
    *,
    lengths: ArrayLike | None = None,
    reverse: bool = False,
) -> RunGradient:
    """Backpropagation through time: derivatives of a loss whose derivative by `run`'s states is
    `dstates` [T, B, H] (or [T, H] for one sequence).

    xs, h0, `lengths` and `reverse` are those of `run`: xs [T, B, I] or [T, I], h0 [B, H] or [H],
    None for zeros. Past a sequence's end the derivative is 0, and `dstates` is ignored
    there. float32 stays float32. Raises EngineError as `run` does.
    """
    convention = named(convention)
    require(parameters, Parameters)
    xs, h0 = sequences(parameters, xs, h0)
    order = order_of(xs, lengths, reverse=reverse)
    dstates = floats("dstates", dstates, xs.dtype)
    wanted = (*xs.shape[:-1], parameters.hidden)
    if dstates.shape != wanted:
        raise shape_error("dstates", dstates.shape, f"[{', '.join(map(str, wanted))}]")
    xs, dstates = order.turned(xs), order.turned(dstates)
    if order.past is not None:
        # Zeros instead of padding, which may be NaN: 0 times NaN would be no 0.
        xs, dstates = (np.where(order.past[..., None], 0, part) for part in (xs, dstates))
    found = _through_time(parameters.astype(xs.dtype), xs, h0, convention, dstates)
    return RunGradient(order.turned(found.dxs), found.dh0, found.parameters)


def _through_time(
    parameters: Parameters, xs: Array, h0: Array, convention: Convention, dstates: Array
) -> RunGradient:
    """The derivatives of whole sequences, from the first step to the last.

    The states come from the fast path; the gates then from products over many steps at once, so
    that the loop back through time holds only what must wait for the step behind it. Chunks of
    steps keep the intermediates in the cache, whatever the sequence's length.
    """
    states = run(parameters, xs, h0, convention)
    loop = _back_after if convention.reset_after else _back_before
    dxs, dh = np.empty_like(xs), np.zeros_like(h0)
    W = parameters.W.reshape(3 * parameters.hidden, parameters.input)
    total = [np.zeros_like(part) for part in _parts(parameters)]
    count = max(1, CHUNK // max(1, h0.size))
    for stop in range(len(xs), 0, -count):
        chunk = slice(max(0, stop - count), stop)
        before = states[chunk.start - 1 : stop - 1] if chunk.start else _shifted(h0, states[:stop])
        s = step(parameters, xs[chunk], before, convention)
        slopes = _slopes(parameters, before, s, convention)
        da = np.empty((len(before), *h0.shape[:-1], 3, parameters.hidden), xs.dtype)
        da_h = np.empty_like(da) if convention.reset_after else da
        dh = loop(parameters.U, slopes, dstates[chunk], dh, da, da_h)
        dxs[chunk] = da.reshape(*da.shape[:-2], len(W)) @ W
        U_n_takes = before if convention.reset_after else s.r * before
        gradient = _weights(parameters, da, da_h, xs[chunk], before, U_n_takes)
        for summed, part in zip(total, _parts(gradient), strict=True):
            summed += part
    return RunGradient(dxs, dh, Parameters(*total))


def _back_after(
    U: Array, slopes: _Slopes, dstates: Array, dh: Array, da: Array, da_h: Array
) -> Array:
    """Fill `da` and `da_h` from the last step to the first; the derivative by the state before."""
    stacked = U.reshape(-1, U.shape[-1])
    for t in reversed(range(len(dstates))):
        dh = dh + dstates[t]
        np.multiply(dh, slopes.n[t], out=da[t, ..., 2, :])
        np.multiply(dh, slopes.z[t], out=da[t, ..., 1, :])
        np.multiply(da[t, ..., 2, :], slopes.r[t], out=da[t, ..., 0, :])
        da_h[t, ..., :2, :] = da[t, ..., :2, :]
        np.multiply(da[t, ..., 2, :], slopes.reset[t], out=da_h[t, ..., 2, :])
        dh *= slopes.keep[t]
        dh += da_h[t].reshape(*dh.shape[:-1], len(stacked)) @ stacked
    return dh


def _back_before(
    U: Array, slopes: _Slopes, dstates: Array, dh: Array, da: Array, _: Array
) -> Array:
    """Fill `da` from the last step to the first; the derivative by the state before."""
    gates, U_n = U[:2].reshape(-1, U.shape[-1]), U[2]
    for t in reversed(range(len(dstates))):
        dh = dh + dstates[t]
        np.multiply(dh, slopes.n[t], out=da[t, ..., 2, :])
        drh = da[t, ..., 2, :] @ U_n
        np.multiply(drh, slopes.r[t], out=da[t, ..., 0, :])
        np.multiply(dh, slopes.z[t], out=da[t, ..., 1, :])
        dh *= slopes.keep[t]
        drh *= slopes.reset[t]
        dh += drh
        dh += da[t, ..., :2, :].reshape(*dh.shape[:-1], len(gates)) @ gates
    return dh


def _shifted(h0: Array, states: Array) -> Array:
    """The state before each step."""
    return np.concatenate((h0[None], states[:-1]))


def _parts(parameters: Parameters) -> tuple[Array, Array, Array, Array]:
    return parameters.W, parameters.U, parameters.bx, parameters.bh


def _slopes(parameters: Parameters, h: Array, s: Step, convention: Convention) -> _Slopes:
    keep = s.z if convention.z_keeps else 1 - s.z
    behind_r = _recurrent(parameters, h) if convention.reset_after else h
    return _Slopes(
        keep=keep,
        n=(1 - keep) * _slope(convention, s.a_n, s.n, candidate=True),
        z=_polarity(convention) * (h - s.n) * _slope(convention, s.a_z, s.z),
        r=behind_r * _slope(convention, s.a_r, s.r),
        reset=s.r,
    )


def _slope(convention: Convention, a: Array, y: Array, *, candidate: bool = False) -> Array:
    """f'(a) of a gate or the candidate, 0 where the clip cut."""
    name = convention.candidate_activation if candidate else convention.gate_activation
    slope = FUNCTIONS[name].slope(clipped(a, convention), y)
    return slope if convention.clip is None else slope * (np.abs(a) <= convention.clip)


def _polarity(convention: Convention) -> int:
    return 1 if convention.z_keeps else -1


def _recurrent(parameters: Parameters, h: Array) -> Array:
    """U_n h + b_hn"""
    return times(parameters.U[..., 2:, :, :], h)[..., 0, :] + parameters.bh[..., 2, :]


def _weights(
    parameters: Parameters, da: Array, da_h: Array, x: Array, h: Array, U_n_takes: Array
) -> Parameters:
    """The derivatives by the weights, from those by the activations' inputs [..., 3, H].

    `da_h` differs from `da` by the factor r of the candidate where the reset comes after.
    `U_n_takes` is what U_n multiplies: h itself, or r ⊙ h where the reset comes before.
    """
    cells = parameters.cells
    dU = _outer(da_h, h, cells)
    if U_n_takes is not h:
        dU[..., 2, :, :] = _outer(da_h[..., 2:, :], U_n_takes, cells)[..., 0, :, :]
    shape = parameters.bx.shape
    return Parameters(_outer(da, x, cells), dU, _summed(da, shape), _summed(da_h, shape))


def _outer(da: Array, vector: Array, cells: tuple[int, ...]) -> Array:
    """Σ da vectorᵀ over every axis that the parameters do not have: [*cells, G, H, K]."""
    gates, hidden = da.shape[-2:]
    if not cells:  # one product does both the outer products and their sum
        vector = np.broadcast_to(vector, (*da.shape[:-2], vector.shape[-1]))
        count = math.prod(da.shape[:-2])
        flat = da.reshape(count, gates * hidden).T @ vector.reshape(count, vector.shape[-1])
        return np.asarray(flat.reshape(gates, hidden, vector.shape[-1]))
    product = da[..., None] * vector[..., None, None, :]
    return _summed(product, (*cells, gates, hidden, vector.shape[-1]))


def _summed(array: Array, shape: tuple[int, ...]) -> Array:
    """The array summed over the axes along which `shape` was broadcast."""
    array = array.sum(axis=tuple(range(array.ndim - len(shape))))
    stretched = tuple(k for k, n in enumerate(shape) if n == 1 and array.shape[k] != 1)
    return np.asarray(array.sum(axis=stretched, keepdims=True))
