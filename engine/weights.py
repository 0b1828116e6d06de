"""The weights of any recurrent cell: their arrays, sizes and checks."""

# Signatures stay as written in help(): ArrayLike spelt out would fill the screen.
from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engine.activations import Array
from engine.errors import EngineError


def floats(name: str, value: ArrayLike, dtype: np.dtype[Any] | None = None) -> Array:
    """`value`, of any shape, as an array of float32 or float64; kept as it is where it is one.

    Numbers without a width of their own (lists, integers) take `dtype`, else float64. Raises
    EngineError for what is no array of real numbers, and for a masked array.
    """
    array = unmasked(name, value)
    if array.dtype in (np.float32, np.float64) and isinstance(value, np.ndarray | np.generic):
        return array
    if array.dtype.kind not in "fiub":
        what = f"its dtype is {array.dtype}" if array.ndim else f"it is {value!r:.40}"
        raise EngineError(f"{name} is not an array of real numbers: {what}.")
    return array.astype(np.float64 if dtype is None else dtype)


def unmasked(name: str, value: ArrayLike) -> NDArray[Any]:
    """`value` as an array of any shape and of the dtype that NumPy finds.

    Raises EngineError for rows of different lengths, and for a masked array: no formula here
    leaves masked numbers out: the values under the mask would count.
    """
    if isinstance(value, np.ma.MaskedArray):
        raise EngineError(
            f"{name} is a masked array, and masks are not heeded here; give {name}.filled(0), or "
            "`lengths` for sequences that differ in length."
        )
    try:
        return np.asarray(value)
    except (TypeError, ValueError) as error:
        reason = "its rows differ in length" if isinstance(error, ValueError) else str(error)
        raise EngineError(f"{name} is not an array of numbers: {reason}.") from error


def shape_error(name: str, given: tuple[int, ...], wanted: str) -> EngineError:
    """The error for an array of the wrong shape: the argument, what it has, what it must have."""
    shown = f"[{', '.join(map(str, given))}]"
    return EngineError(f"{name} has shape {shown}; wanted {wanted}.")


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """The weights of a recurrent cell, or of many: leading axes are independent cells.

    With G gates W is [..., G, H, I], U is [..., G, H, H], bx and bh are [..., G, H] (zeros where
    not given); a cell without gates has no such axis. `W[k] @ x` with column vectors. All four end
    with one dtype, float32 only if all are float32.
    """

    W: Array
    U: Array
    bx: Array
    bh: Array

    gates: ClassVar[tuple[int, ...]] = ()
    """The axis of the gates, as a shape."""

    def __init__(
        self, W: ArrayLike, U: ArrayLike, bx: ArrayLike | None = None, bh: ArrayLike | None = None
    ) -> None:
        for name, array in weights(self.gates, W, U, bx, bh).items():
            object.__setattr__(self, name, array)

    @property
    def hidden(self) -> int:
        """H, the length of the state."""
        return int(self.U.shape[-1])

    @property
    def input(self) -> int:
        """I, the length of an input."""
        return int(self.W.shape[-1])

    @property
    def cells(self) -> tuple[int, ...]:
        """The leading axes: () for one cell."""
        return self.U.shape[: -2 - len(self.gates)]

    @property
    def dtype(self) -> np.dtype[Any]:
        """float32 or float64."""
        return self.W.dtype


def require(parameters: object, kind: type[Weights]) -> None:
    """Raises EngineError where what was given as parameters is none of a cell of this kind."""
    if not isinstance(parameters, kind):
        wanted = f"{kind.__module__}.{kind.__name__}"
        raise EngineError(f"parameters is a {type(parameters).__name__}; wanted {wanted}.")


def weights(
    gates: tuple[int, ...],
    W: ArrayLike,
    U: ArrayLike,
    bx: ArrayLike | None,
    bh: ArrayLike | None,
) -> dict[str, Array]:
    """W [..., *gates, H, I], U [..., *gates, H, H], bx and bh [..., *gates, H], of one dtype.

    Biases not given are zeros. Raises EngineError for shapes that do not fit each other.
    """
    given = {"W": floats("W", W), "U": floats("U", U)}
    dtype = np.result_type(*given.values())
    shape = given["U"].shape
    hidden = shape[-1] if shape else 0
    front = shape[: -2 - len(gates)]
    if hidden == 0 or shape[-2 - len(gates) :] != (*gates, hidden, hidden):
        names = "".join(f"{n}, " for n in gates)
        raise shape_error("U", shape, f"[..., {names}H, H] with H ≥ 1")
    lead = "".join(f"{n}, " for n in (*front, *gates))
    if given["W"].shape[:-1] != (*front, *gates, hidden):
        raise shape_error("W", given["W"].shape, f"[{lead}{hidden}, I]")
    for name, bias in (("bx", bx), ("bh", bh)):
        wanted = (*front, *gates, hidden)
        given[name] = np.zeros(wanted, dtype) if bias is None else floats(name, bias, dtype)
        if given[name].shape != wanted:
            raise shape_error(name, given[name].shape, f"[{lead}{hidden}]")
    dtype = np.result_type(*given.values())
    return {name: array.astype(dtype, copy=False) for name, array in given.items()}
