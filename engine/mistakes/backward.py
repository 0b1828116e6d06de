"""The derivative of a step, right and under every slip at once; the last axis is K exercises.

The formulas are those of `gradient`; here the forward values are given, not computed, and a path
may be left out.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from engine.activations import FUNCTIONS
from engine.conventions import Convention
from engine.exercise import Floats, Numbers
from engine.mistakes.gradient_mistakes import Slip


@dataclass(frozen=True, slots=True, eq=False)
class BackwardValues:
    """Derivatives [M, H, K] of a loss, from its derivative by the new state."""

    dz: Floats
    da_r: Floats
    da_z: Floats
    da_n: Floats
    q: Floats
    """By the recurrent product inside the candidate, before its reset if the reset comes after."""
    dh: Floats
    errors: dict[str, Floats]
    """The largest error of each if every intermediate is rounded by half a unit."""


@dataclass(frozen=True, slots=True)
class Precision:
    """To how many decimals a person computes, and the error of one rounding."""

    digits: int | None = None
    """Decimals to which every intermediate is rounded; None: not rounded."""
    unit: float = 0.0
    """Half a unit of the last place: the largest error of one rounding."""

    def rounded(self, values: Floats) -> Floats:
        """The values, of any shape, to that many decimals."""
        return values if self.digits is None else np.asarray(np.round(values, self.digits))


EXACT = Precision()


def slope(activation: str, y: Floats) -> Floats:
    """f'(a) from y = f(a), of any shape."""
    # All but relu and identity are known by their value alone; for those a has the sign of y.
    return np.asarray(FUNCTIONS[activation].slope(y, y), np.float64)


def backward(
    convention: Convention,
    numbers: Numbers,
    slips: Sequence[Slip],
    upstream: Floats,
    *,
    dz: Floats | None = None,
    precision: Precision = EXACT,
) -> BackwardValues:
    """The derivatives under each slip.

    `upstream` is [H, K], the derivative by the new state; `dz` known values [M or 1, H, K] that go
    on instead of the computed ones, NaN where unknown.
    """
    rounded, unit = precision.rounded, precision.unit

    def factor(name: str) -> Floats:
        return np.array([float(getattr(slip, name)) for slip in slips])[:, None, None]

    r, z, n, h = (numbers[role] for role in ("r", "z", "n", "h"))
    plain = 1 - factor("flipped") if convention.z_keeps else factor("flipped")
    keep = plain * z + (1 - plain) * (1 - z)
    gate, own = factor("gate_slope"), factor("candidate_slope")
    slope_r, slope_z = (
        gate * rounded(slope(convention.gate_activation, part)) + 1 - gate for part in (r, z)
    )
    slope_n = own * rounded(slope(convention.candidate_activation, n)) + 1 - own
    U = _transposes(numbers["U"], factor("transposed"))
    dn = rounded(upstream * (1 - keep))
    difference = h - (1 - factor("one_state")) * n
    by_z = rounded(factor("sign") * (2 * plain - 1) * upstream * difference)
    used = by_z if dz is None else rounded(np.where(np.isnan(dz), by_z, dz))
    da_n, da_z = rounded(dn * slope_n), rounded(used * slope_z)
    e_n = unit * (np.abs(slope_n) + np.abs(dn) + 1)
    e_z = unit * (np.abs(slope_z) + np.abs(used) + 1)
    dr, q, through, (e_r, e_q, e_through) = _past_reset(
        convention, numbers, U[:, 2], da_n, e_n, precision
    )
    da_r = rounded(dr * slope_r)
    e_r = np.abs(slope_r) * e_r + unit * (np.abs(dr) + 1)
    paths = (
        (factor("direct"), rounded(upstream * keep), unit),
        (factor("candidate"), through, e_through),
        (factor("reset"), rounded(_times(U[:, 0], da_r)), _times(np.abs(U[:, 0]), e_r) + unit),
        (factor("update"), rounded(_times(U[:, 1], da_z)), _times(np.abs(U[:, 1]), e_z) + unit),
    )
    dh = sum((share * path for share, path, _ in paths), start=np.zeros(()))
    e_h = sum((np.asarray(error) for _, _, error in paths), start=np.zeros(()))
    errors = {"dz": 2 * unit + 0 * by_z, "r": e_r, "z": e_z, "n": e_n, "q": e_q, "dh": e_h + unit}
    return BackwardValues(by_z, da_r, da_z, da_n, q, np.asarray(dh), errors)


def _past_reset(
    convention: Convention,
    numbers: Numbers,
    U: Floats,
    da_n: Floats,
    e_n: Floats,
    precision: Precision,
) -> tuple[Floats, Floats, Floats, tuple[Floats, Floats, Floats]]:
    """By r, by the recurrent product, by h through the candidate; the largest error of each.

    `U` is the candidate's recurrent matrix as backpropagation multiplies with it.
    """
    r, h = numbers["r"], numbers["h"]
    rounded, unit = precision.rounded, precision.unit
    if convention.reset_after:
        recurrent = rounded(np.einsum("ijk,jk->ik", numbers["U"][2], h) + numbers["bh"][2])
        q = rounded(da_n * r)
        e_q = r * e_n + unit
        e_r = np.abs(recurrent) * e_n + unit * (np.abs(da_n) + 1)
        e_through = _times(np.abs(U), e_q) + unit
        return rounded(da_n * recurrent), q, rounded(_times(U, q)), (e_r, e_q, e_through)
    by_reset = rounded(_times(U, da_n))
    e_reset = _times(np.abs(U), e_n) + unit
    errors = (np.abs(h) * e_reset + unit, e_n, r * e_reset + unit)
    return rounded(by_reset * h), da_n, rounded(by_reset * r), errors


def units(numbers: Numbers) -> Iterator[Floats]:
    """Each row of the identity as a derivative [H, K] by the new state: together, the Jacobian."""
    hidden, count = numbers["h"].shape
    for unit in np.eye(hidden):
        yield np.repeat(unit[:, None], count, axis=1)


def _transposes(U: Floats, transposed: Floats) -> Floats:
    """[M, 3, H, H, K]: the matrices that backpropagation multiplies with."""
    share = transposed[:, None, :, :, None]
    return share * U.swapaxes(1, 2)[None] + (1 - share) * U[None]


def _times(matrices: Floats, vector: Floats) -> Floats:
    """[M, H, J, K] on [M, J, K] → [M, H, K]."""
    return np.asarray((matrices * vector[:, None]).sum(axis=2))
