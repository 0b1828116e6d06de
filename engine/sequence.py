"""A GRU over whole sequences: all states, as fast as NumPy goes."""

# Signatures stay as written in help(): ArrayLike spelt out would fill the screen.
from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from engine.activations import Array
from engine.conventions import Convention, named
from engine.errors import EngineError
from engine.folded import advance, fold, foldable
from engine.gru import step
from engine.parameters import Parameters
from engine.weights import Weights, floats, shape_error


@np.errstate(invalid="ignore", over="ignore")
def run(
    parameters: Parameters,
    xs: ArrayLike,
    h0: ArrayLike | None,
    convention: str | Convention,
    *,
    lengths: ArrayLike | None = None,
    reverse: bool = False,
) -> Array:
    """The states after every step of a batch of sequences: [T, B, H], by the formulas of `step`.

    xs is [T, B, I], time first, as PyTorch and ONNX have it; h0 is [B, H], or None for zeros. One
    sequence alone is [T, I] with h0 [H], and gives [T, H]. float32 and float64 are kept.

    `lengths` [B] says how many steps each sequence has; states past its end are zero. `reverse`
    goes from each sequence's last step to its first; a state stands where its input stood.

    NaN and infinities pass through. Raises EngineError for a shape that does not fit, and for
    parameters with leading axes: many small cells are the business of `engine.batch`.
    """
    convention = named(convention)
    xs, h0 = sequences(parameters, xs, h0)
    out = np.empty((*xs.shape[:-1], parameters.hidden), xs.dtype)
    if lengths is None:
        _forward(
            parameters,
            xs[::-1] if reverse else xs,
            h0,
            convention,
            out[::-1] if reverse else out,
        )
        return out
    ends = _lengths(lengths, xs)
    steps = np.arange(len(xs))[:, None]
    past = steps >= ends
    if not reverse:
        _forward(parameters, xs, h0, convention, out)
        out[past] = 0
        return out
    # Each sequence turned around within its own length, and its states turned back.
    turned = np.where(past, steps, ends - 1 - steps)[..., None]
    _forward(parameters, np.take_along_axis(xs, turned, axis=0), h0, convention, out)
    out = np.take_along_axis(out, turned, axis=0)
    out[past] = 0
    return out


def sequences(parameters: Weights, xs: ArrayLike, h0: ArrayLike | None) -> tuple[Array, Array]:
    """xs and h0 as arrays of one dtype that fit the parameters."""
    if parameters.cells:
        raise EngineError(
            f"The parameters have leading axes {list(parameters.cells)}; wanted one cell, "
            "W [3, H, I]. Use engine.batch for many cells."
        )
    xs = floats("xs", xs, parameters.dtype)
    if xs.ndim not in (2, 3) or xs.shape[-1] != parameters.input:
        raise shape_error("xs", xs.shape, f"[T, B, {parameters.input}] or [T, {parameters.input}]")
    shape = (*xs.shape[1:-1], parameters.hidden)
    h0 = np.zeros(shape, parameters.dtype) if h0 is None else floats("h0", h0, parameters.dtype)
    if h0.shape != shape:
        raise shape_error("h0", h0.shape, f"[{', '.join(map(str, shape))}]")
    dtype = np.result_type(xs, h0, parameters.dtype)
    return xs.astype(dtype, copy=False), h0.astype(dtype, copy=False)


def _forward(
    parameters: Parameters, xs: Array, h0: Array, convention: Convention, out: Array
) -> None:
    if out.size == 0:
        return
    if foldable(convention):
        if out.ndim == 3 and out.shape[1] == 1:  # one sequence: vectors are faster than columns
            xs, h0, out = xs[:, 0], h0[0], out[:, 0]
        advance(fold(parameters.astype(xs.dtype), convention), xs, h0, out)
        return
    for t, x in enumerate(xs):
        h0 = out[t] = step(parameters, x, h0, convention).h


def _lengths(lengths: ArrayLike, xs: Array) -> np.ndarray[tuple[int, ...], np.dtype[np.intp]]:
    ends = np.asarray(lengths)
    if xs.ndim != 3:
        raise EngineError("lengths are given, but xs is one sequence; wanted xs [T, B, I].")
    if ends.shape != xs.shape[1:2]:
        raise shape_error("lengths", ends.shape, f"[{xs.shape[1]}]")
    if ends.size and ends.dtype.kind not in "iu":
        raise EngineError(f"lengths are of {ends.dtype}; wanted whole numbers, one a sequence.")
    if ends.size and not 0 <= ends.min() <= ends.max() <= len(xs):
        raise EngineError(
            f"lengths go from {ends.min()} to {ends.max()}; wanted between 0 and T = {len(xs)}."
        )
    return ends.astype(np.intp)
