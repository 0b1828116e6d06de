"""A GRU's weights in one canonical form, and the ways each source stores them.

Only this module knows layouts: everything else computes with `Parameters`.
"""

# Signatures stay as written in help(): ArrayLike spelt out would fill the screen.
from __future__ import annotations

from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike

from engine.activations import FUNCTIONS, Array
from engine.conventions import GATES, Convention, named
from engine.errors import ConversionError, EngineError
from engine.weights import Weights, floats, shape_error


class Parameters(Weights):
    """The weights of one GRU, or of many: leading axes are independent cells.

    W is [..., 3, H, I], U is [..., 3, H, H], bx and bh are [..., 3, H] (zeros where not given);
    gates in the order r, z, n; `W[k] @ x` with column vectors. All four end with one dtype,
    float32 only if all are float32. A source with one bias a gate has it in bx.
    """

    __slots__ = ()
    gates = (3,)

    def astype(self, dtype: np.dtype[Any] | type) -> Self:
        """The same weights in another precision; themselves where they have it.

        Raises EngineError for anything but float32 and float64.
        """
        if dtype == self.dtype:
            return self
        if dtype not in (np.float32, np.float64):
            raise EngineError(f"No weights of {np.dtype(dtype)}; wanted float32 or float64.")
        return type(self)(*(part.astype(dtype) for part in (self.W, self.U, self.bx, self.bh)))

    def pack(self, convention: str | Convention) -> tuple[Array, Array | None, Array | None]:
        """(W, U, b) as the convention's source stores them.

        W is [3H, I], or [I, 3H] for row vectors, or [3H, H + I] with U None for one matrix on
        [h, x]. b is None, [3H], [2, 3H], or [6H] where the source lays them end to end. Gates
        stand in the source's order; r, z, n where it states none. ONNX's axis of directions is
        not included. Raises ConversionError for a bias that the source cannot hold.
        """
        convention = named(convention)
        fitted = fit_biases(self, convention)
        order = [GATES.index(gate) for gate in convention.order]
        W, U = (_stack(part[..., order, :, :]) for part in (fitted.W, fitted.U))
        biases = np.stack(
            [part[..., order, :].reshape(*self.cells, -1) for part in (fitted.bx, fitted.bh)],
            axis=-2,
        )
        b = None
        if convention.biases == 1:
            b = biases[..., 0, :]
        elif convention.biases == 2:
            b = biases.reshape(*self.cells, -1) if convention.biases_joined else biases
        if convention.concat:
            joined = np.concatenate((U, W), axis=-1)
            return (joined.swapaxes(-1, -2) if convention.row else joined), None, b
        if convention.row:
            return W.swapaxes(-1, -2), U.swapaxes(-1, -2), b
        return W, U, b

    @classmethod
    def unpack(
        cls,
        convention: str | Convention,
        W: ArrayLike,
        U: ArrayLike | None = None,
        b: ArrayLike | None = None,
    ) -> Self:
        """The canonical form of weights stored as `pack` describes; b None stands for zeros."""
        convention = named(convention)
        W, U = _unjoin(convention, floats("W", W), U)
        U = _columns("U", U, convention)
        hidden = U.shape[-1]
        W = _columns("W", W, convention, hidden)
        back = [convention.order.index(gate) for gate in GATES]
        cells = U.shape[:-2]
        biases = _biases(convention, b, cells, hidden, W.dtype)[..., back, :]
        return cls(
            W.reshape(*W.shape[:-2], 3, hidden, W.shape[-1])[..., back, :, :],
            U.reshape(*cells, 3, hidden, hidden)[..., back, :, :],
            biases[..., 0, :, :],
            biases[..., 1, :, :],
        )


def convert(parameters: Parameters, a: str | Convention, b: str | Convention) -> Parameters:
    """Weights that make a cell of convention `b` compute what `parameters` compute under `a`.

    Polarity is an exact change of sign: σ(−a) = 1 − σ(a), so the whole z block is negated.
    Raises ConversionError where no exact conversion exists: another order of the reset, other
    activations, another clip, a gate without f(−a) = 1 − f(a), a bias that `b` cannot hold.
    """
    a, b = named(a), named(b)
    if a.reset_after != b.reset_after:
        raise ConversionError(
            f"{a.name} resets {_side(a)} the recurrent product and {b.name} {_side(b)} it: "
            "r ⊙ (U h) and U (r ⊙ h) are different functions, no weights make them equal."
        )
    for what in ("gate_activation", "candidate_activation", "clip"):
        if getattr(a, what) != getattr(b, what):
            words = what.replace("_", " ")
            raise ConversionError(
                f"{a.name} has the {words} {getattr(a, what)} and {b.name} {getattr(b, what)}: "
                "no weights turn one into the other."
            )
    if a.z_keeps != b.z_keeps:
        if not FUNCTIONS[a.gate_activation].flips:
            raise ConversionError(
                f"z keeps in one of {a.name} and {b.name} and writes in the other; with the gate "
                f"activation {a.gate_activation} no change of sign exchanges z and 1 − z."
            )
        sign = np.array([1, -1, 1], parameters.dtype)
        parameters = Parameters(
            parameters.W * sign[:, None, None],
            parameters.U * sign[:, None, None],
            parameters.bx * sign[:, None],
            parameters.bh * sign[:, None],
        )
    return fit_biases(parameters, b)


def fit_biases(parameters: Parameters, convention: Convention) -> Parameters:
    """The same function with no more biases than the convention writes, in bx first.

    Raises ConversionError where a nonzero bias would be lost: any for a source without biases,
    and b_hn for a source with one bias that resets after the product.
    """
    if convention.biases == 2 or not parameters.bh.any():
        if convention.biases == 0 and parameters.bx.any():
            raise ConversionError(f"{convention.name} has no bias, and these are not zero.")
        return parameters
    if convention.reset_after and parameters.bh[..., 2, :].any():
        raise ConversionError(
            f"{convention.name} has no bias inside the reset product r ⊙ (U h), and b_hn is not "
            "zero: it cannot be moved out, since r multiplies it."
        )
    total = parameters.bx + parameters.bh
    if convention.biases == 0 and total.any():
        raise ConversionError(f"{convention.name} has no bias, and these are not zero.")
    return Parameters(parameters.W, parameters.U, total, np.zeros_like(total))


def _side(convention: Convention) -> str:
    return "after" if convention.reset_after else "before"


def _stack(blocks: Array) -> Array:
    """[..., 3, H, K] → [..., 3H, K]"""
    return blocks.reshape(*blocks.shape[:-3], -1, blocks.shape[-1])


def _unjoin(convention: Convention, W: Array, U: ArrayLike | None) -> tuple[Array, Array]:
    """W and U of their own, also where the source keeps one matrix on [h, x]."""
    if not convention.concat:
        if U is None:
            raise EngineError(f"U is missing: {convention.name} stores W and U apart.")
        return W, floats("U", U, W.dtype)
    if U is not None:
        raise EngineError(f"U is given, but {convention.name} stores one matrix on [h, x], in W.")
    rows, columns = W.shape[-2:][:: -1 if convention.row else 1] if W.ndim >= 2 else (0, 0)
    hidden = rows // 3
    if rows == 0 or rows % 3 or columns <= hidden:
        wanted = "[..., H + I, 3H]" if convention.row else "[..., 3H, H + I]"
        raise shape_error("W", W.shape, wanted)
    if convention.row:
        return W[..., hidden:, :], W[..., :hidden, :]
    return W[..., hidden:], W[..., :hidden]


def _columns(name: str, stored: Array, convention: Convention, hidden: int | None = None) -> Array:
    """What is stored, for column vectors: W [..., 3H, I], or without `hidden` U [..., 3H, H]."""
    turned = convention.row and stored.ndim >= 2
    matrix = stored.swapaxes(-1, -2) if turned else stored
    if matrix.ndim < 2 or matrix.shape[-2] != 3 * (matrix.shape[-1] if hidden is None else hidden):
        rows, columns = ("3H", "H") if hidden is None else (3 * hidden, "I")
        wanted = f"[..., {columns}, {rows}]" if convention.row else f"[..., {rows}, {columns}]"
        raise shape_error(name, stored.shape, wanted)
    return matrix


def _biases(
    convention: Convention,
    b: ArrayLike | None,
    cells: tuple[int, ...],
    hidden: int,
    dtype: np.dtype[Any],
) -> Array:
    """[..., 2, 3, H] from what the source stores, its order of gates kept."""
    both = np.zeros((*cells, 2, 3, hidden), dtype)
    if b is None:
        return both
    if convention.biases == 0:
        raise EngineError(f"b is given, but {convention.name} has no bias.")
    b = floats("b", b, dtype)
    wanted: tuple[int, ...] = (3 * hidden,)
    if convention.biases == 2:
        wanted = (6 * hidden,) if convention.biases_joined else (2, 3 * hidden)
    if b.shape != (*cells, *wanted):
        raise shape_error("b", b.shape, f"[{', '.join(map(str, (*cells, *wanted)))}]")
    both = both.astype(b.dtype)
    both[..., : convention.biases, :, :] = b.reshape(*cells, convention.biases, 3, hidden)
    return both
