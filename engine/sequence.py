"""A GRU over whole sequences: all states, as fast as NumPy goes."""

# Signatures stay as written in help(): ArrayLike spelt out would fill the screen.
from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engine.activations import Array
from engine.conventions import Convention, named
from engine.errors import EngineError
from engine.folded import advance, fold, foldable
from engine.gru import step
from engine.parameters import Parameters
from engine.weights import Weights, floats, require, shape_error, unmasked


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
    goes from each sequence's last step to its first; each state has the place of its input.

    NaN and infinities pass through. Raises EngineError for a shape or a type that does not fit, and
    for parameters with leading axes: many small cells are the business of `engine.batch`.
    """
    convention = named(convention)
    require(parameters, Parameters)
    xs, h0 = sequences(parameters, xs, h0)
    order = order_of(xs, lengths, reverse=reverse)
    out = np.empty((*xs.shape[:-1], parameters.hidden), xs.dtype)
    if isinstance(order.places, slice):
        _forward(parameters, xs[order.places], h0, convention, out[order.places])
    else:
        _forward(parameters, order.turned(xs), h0, convention, out)
        out = order.turned(out)
    if order.past is not None:
        out[order.past] = 0
    return out


@dataclass(frozen=True, slots=True, eq=False)
class Order:
    """In which order the steps of padded sequences are taken."""

    past: NDArray[np.bool_] | None
    """[T, B]: what lies past each sequence's end; None where all have T steps."""
    places: slice | NDArray[np.intp]
    """Which step is taken at each time: of all sequences alike, or [T, B]."""

    def turned(self, steps: Array) -> Array:
        """Steps [T, B, K] in this order. Turning what was turned restores it."""
        if isinstance(self.places, slice):
            return steps[self.places]
        return np.take_along_axis(steps, self.places[..., None], axis=0)


def order_of(xs: Array, lengths: ArrayLike | None, *, reverse: bool) -> Order:
    """The order in which the steps of xs [T, B, I] are taken; lengths are [B], None for all of T.

    Raises EngineError for lengths that are not whole numbers from 0 to T, one a sequence.
    """
    if lengths is None:
        return Order(None, slice(None, None, -1 if reverse else 1))
    ends = _lengths(lengths, xs)
    steps = np.arange(len(xs))[:, None]
    past = steps >= ends
    # Each sequence turned around within its own length.
    return Order(past, np.where(past, steps, ends - 1 - steps) if reverse else slice(None))


def sequences(parameters: Weights, xs: ArrayLike, h0: ArrayLike | None) -> tuple[Array, Array]:
    """xs [T, B, I] or [T, I] and h0 [B, H] or [H], None for zeros, as arrays of one float dtype.

    Raises EngineError for shapes that do not fit the parameters, and for many cells at once.
    """
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
    ends = unmasked("lengths", lengths)
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
