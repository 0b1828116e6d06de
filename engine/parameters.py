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
from engine.weights import Weights, floats, require, shape_error


class Parameters(Weights):
    """The weights of one GRU, or of many: leading axes are independent cells.

    W is [..., 3, H, I], U is [..., 3, H, H], bx and bh are [..., 3, H] (zeros where not given);
    gates in the order r, z, n; `W[k] @ x` with column vectors. All four end with one dtype,
    float32 only if all are float32. A gate with one bias has it in
    bx, unless its source adds it to U h.
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
        """(W, U, b) as the convention's source stores them, in the parameters' own dtype.

        W is [3H, I], or [I, 3H] for row vectors, or [3H, H + I] with U None for one matrix on
        [h, x]. b is None, [3H], [2, 3H], or end to end: [6H] for ONNX, and [4H] where gates have
        one bias and the candidate two (the 3H beside W x first). Gates are in the source's
        order; r, z, n where it states none. ONNX's axis of directions is not included. Raises
        ConversionError for a bias that the source cannot hold.
        """
        convention = named(convention)
        fitted = fit_biases(self, convention)
        order = [GATES.index(gate) for gate in convention.order]
        W, U = (_stack(part[..., order, :, :]) for part in (fitted.W, fitted.U))
        b = None
        if convention.most_biases:
            both = {"x": fitted.bx, "h": fitted.bh}
            blocks = [both[side][..., k, :] for side, k in _stored_biases(convention)]
            b = np.stack(blocks, axis=-2)
            b = b.reshape(*self.cells, *_bias_shape(convention, self.hidden))
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
        """The canonical form of weights stored as `pack` describes; b None for zeros.

        W is [..., 3H, I] or [..., I, 3H], U [..., 3H, H] or [..., H, 3H], b [..., 3H] or as `pack`
        has it; leading axes are cells. float32 stays float32.

        Raises EngineError for a shape that is not the source's, for U beside one matrix on [h, x],
        and for b where the source has no bias.
        """
        convention = named(convention)
        W, U = _unjoin(convention, floats("W", W), U)
        U = _columns("U", U, convention)
        hidden = U.shape[-1]
        W = _columns("W", W, convention, hidden)
        back = [convention.order.index(gate) for gate in GATES]
        cells = U.shape[:-2]
        bx, bh = _biases(convention, b, cells, hidden, W.dtype)
        return cls(
            W.reshape(*W.shape[:-2], 3, hidden, W.shape[-1])[..., back, :, :],
            U.reshape(*cells, 3, hidden, hidden)[..., back, :, :],
            bx,
            bh,
        )


def convert(parameters: Parameters, a: str | Convention, b: str | Convention) -> Parameters:
    """Weights that make a cell of convention `b` compute what `parameters` compute under `a`.

    Polarity is an exact change of sign: σ(−a) = 1 − σ(a), so the whole z block is negated.
    Raises ConversionError where no exact conversion exists: another order of the reset, other
    activations, another clip, a gate without f(−a) = 1 − f(a), a bias that `b` cannot hold.
    """
    a, b = named(a), named(b)
    require(parameters, Parameters)
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
    """The same function with no other biases than the convention writes.

    A sum of two biases goes where the gate has its one. Raises ConversionError where a nonzero
    bias would be lost: any of a gate without one, and that of the candidate which the reset
    multiplies, or does not, where only the other is written.
    """
    bx, bh = parameters.bx, parameters.bh
    if not bh.any() and all(sides in ("x", "xh") for sides in convention.biases):
        return parameters
    bx, bh = bx.copy(), bh.copy()
    for k, sides in enumerate(convention.biases):
        own, recurrent = bx[..., k, :], bh[..., k, :]
        if sides == "xh":
            continue
        apart = convention.reset_after and GATES[k] == "n"
        if not sides and (own.any() or recurrent.any()):
            has = "has no bias" if not convention.most_biases else f"has no bias in {GATES[k]}"
            raise ConversionError(f"{convention.name} {has}, and these are not zero.")
        if sides == "x" and apart and recurrent.any():
            raise ConversionError(
                f"{convention.name} has no bias inside the reset product r ⊙ (U h), and b_hn is "
                "not zero: it cannot be moved out, since r multiplies it."
            )
        if sides == "h" and apart and own.any():
            raise ConversionError(
                f"{convention.name} has no bias outside the reset product r ⊙ (U h), and b_xn is "
                "not zero: it cannot be moved in, since r would multiply it."
            )
        total = own + recurrent
        own[...], recurrent[...] = (0, total) if sides == "h" else (total, 0)
    return Parameters(parameters.W, parameters.U, bx, bh)


def _side(convention: Convention) -> str:
    return "after" if convention.reset_after else "before"


def _stack(blocks: Array) -> Array:
    """[..., 3, H, K] → [..., 3H, K]"""
    *front, gates, hidden, inner = blocks.shape
    return blocks.reshape(*front, gates * hidden, inner)


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
    if rows == 0 or rows % 3 or columns < hidden:
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


def _stored_biases(convention: Convention) -> list[tuple[str, int]]:
    """The biases that the source stores, in its order: ("x" or "h", the gate's canonical index)."""
    gates = [GATES.index(gate) for gate in convention.order]
    return [(side, k) for side in "xh" for k in gates if side in convention.biases[k]]


def _bias_shape(convention: Convention, hidden: int) -> tuple[int, ...]:
    """The shape of one cell's biases as stored; () where there are none."""
    count = sum(map(len, convention.biases))
    if count == 2 * len(GATES) and not convention.biases_joined:
        return 2, len(GATES) * hidden
    return (count * hidden,)


def _biases(
    convention: Convention,
    b: ArrayLike | None,
    cells: tuple[int, ...],
    hidden: int,
    dtype: np.dtype[Any],
) -> tuple[Array, Array]:
    """bx and bh [..., 3, H], the gates in canonical order, from what the source stores."""
    if b is None:
        return np.zeros((*cells, 3, hidden), dtype), np.zeros((*cells, 3, hidden), dtype)
    if not convention.most_biases:
        raise EngineError(f"b is given, but {convention.name} has no bias.")
    b = floats("b", b, dtype)
    wanted = (*cells, *_bias_shape(convention, hidden))
    if b.shape != wanted:
        raise shape_error("b", b.shape, f"[{', '.join(map(str, wanted))}]")
    both = {side: np.zeros((*cells, 3, hidden), b.dtype) for side in "xh"}
    stored = _stored_biases(convention)
    blocks = b.reshape(*cells, len(stored), hidden)
    for place, (side, k) in enumerate(stored):
        both[side][..., k, :] = blocks[..., place, :]
    return both["x"], both["h"]
