"""A step computed right and with every mistake at once.

Structure of arrays: axes are (changes M, components, exercises K), K last and contiguous, so that
one NumPy call serves all mistakes of all exercises.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from engine.activations import FUNCTIONS
from engine.conventions import Convention
from engine.mistakes.change_table import ChangeTable, Floats, change_table
from engine.mistakes.mistake import Change


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """K cells with their inputs, in the canonical form of `Parameters` but with K last."""

    W: Floats
    """[3, H, I, K]"""
    U: Floats
    """[3, H, H, K]"""
    bx: Floats
    """[3, H, K]"""
    bh: Floats
    """[3, H, K]"""
    x: Floats
    """[T, I, K]"""
    h: Floats
    """[H, K]"""

    @classmethod
    def of(cls, numbers: Mapping[str, Floats]) -> Self:
        """The cells of the numbers of K exercises, W [3, H, I, K] and so on."""
        return cls(**{name: numbers[name] for name in ("W", "U", "bx", "bh", "x", "h")})


@dataclass(frozen=True, slots=True, eq=False)
class StepValues:
    """One step's quantities, each [M, H, K]."""

    r: Floats
    z: Floats
    n: Floats
    h: Floats

    def of(self, role: str) -> Floats:
        """The quantity of a role; "h'" is the new state."""
        return {"r": self.r, "z": self.z, "n": self.n, "h'": self.h}[role]


Known = Sequence[Mapping[str, Floats]]
"""For each step, role → values [M or 1, H, K] that replace the computed ones; NaN: computed."""


def compute(
    cells: Cells,
    changes: tuple[Change, ...],
    convention: Convention,
    *,
    known: Known = (),
    digits: int | None = None,
) -> list[StepValues]:
    """The values [M, H, K] of every step of K cells under each of M changes.

    With `known`, each quantity is computed from the known ones before it: what follows from a
    learner's own numbers. With `digits`, every intermediate is rounded as a worker by hand does.
    """
    table = change_table(changes, convention.z_keeps, convention.reset_after)
    rounded = _exact if digits is None else _Rounding(digits)
    matrices = _pool(cells.U, cells.W)[table.U[:, None], table.rows]
    bx = table.bx * cells.bx[table.rows]
    bh = table.bh * cells.bh[table.rows]
    inputs = _pool(cells.W, cells.U)
    state = cells.h[None]
    before: Floats | None = None
    steps = []
    for t in range(len(cells.x)):
        own = known[t] if t < len(known) else {}
        W_x = rounded(
            table.input * _product(inputs, cells.x[t][None])[table.W[:, None], table.rows]
        )
        U_h = rounded(table.recurrent[:, :2] * _product(matrices[:, :2], state))
        gates = rounded(_gates(table, convention, W_x[:, :2] + bx[:, :2] + U_h + bh[:, :2]))
        r, z = gates[:, 0], gates[:, 1]
        used_r, used_z = _override(r, own, "r", rounded), _override(z, own, "z", rounded)
        a_n = _candidate_sum(
            table, matrices, (W_x[:, 2], bx[:, 2], bh[:, 2]), state,
            _reset(table, used_r, used_z, used_r if before is None else before), rounded,
        )  # fmt: skip
        n = rounded(_candidate(table, convention, a_n))
        h = rounded(_blend(table, used_r, used_z, _override(n, own, "n", rounded), state, rounded))
        steps.append(StepValues(r, z, n, h))
        state = np.where(table.first, cells.h[None], _override(h, own, "h'", rounded))
        before = used_r
    return steps


Rounder = Callable[[Floats], Floats]


def _exact(values: Floats) -> Floats:
    return values


class _Rounding:
    """Rounds to a number of decimals."""

    def __init__(self, digits: int) -> None:
        self.digits = digits

    def __call__(self, values: Floats) -> Floats:
        return np.asarray(np.round(values, self.digits))


def _override(values: Floats, known: Mapping[str, Floats], role: str, rounded: Rounder) -> Floats:
    own = known.get(role)
    if own is None:
        return values
    return rounded(np.where(np.isnan(own), values, own))


def _pool(own: Floats, other: Floats) -> Floats:
    """[P, 3, H, J, K]: the matrices, and where shapes allow their transposes and the others."""
    pool = [own]
    if own.shape[1] == own.shape[2]:
        pool.append(own.swapaxes(1, 2))
        if own.shape == other.shape:
            pool.append(other)
    return np.stack(pool)


def _product(matrices: Floats, vector: Floats) -> Floats:
    """[M, G, H, J, K] on [M, J, K] → [M, G, H, K]."""
    total = matrices[:, :, :, 0] * vector[:, None, None, 0]
    for j in range(1, vector.shape[1]):
        total += matrices[:, :, :, j] * vector[:, None, None, j]
    return total


def _clip(table: ChangeTable, convention: Convention, a: Floats) -> Floats:
    if convention.clip is None:
        return a
    clipped = np.clip(a, -convention.clip, convention.clip)
    clipped[table.unclipped] = a[table.unclipped]
    return clipped


def _gates(table: ChangeTable, convention: Convention, a: Floats) -> Floats:
    a = table.gate_sign * _clip(table, convention, a)
    gates = np.asarray(FUNCTIONS[convention.gate_activation].value(a), np.float64)
    if len(table.gate_none):
        gates[table.gate_none] = a[table.gate_none]
    if len(table.gate_tanh):
        gates[table.gate_tanh] = np.tanh(a[table.gate_tanh])
    return gates


def _reset(table: ChangeTable, r: Floats, z: Floats, before: Floats) -> Floats:
    share = table.reset
    return share[:, 0] + share[:, 1] * r + share[:, 2] * z + share[:, 3] * before


def _candidate_sum(
    table: ChangeTable,
    matrices: Floats,
    parts: tuple[Floats, Floats, Floats],
    state: Floats,
    reset: Floats,
    rounded: Rounder,
) -> Floats:
    def after_reset(part: Floats, place: int) -> Floats:
        return part * (1 + table.reset_on[:, place] * (reset - 1))

    W_x, bx, bh = parts
    U_h = _product(matrices[:, 2:], rounded(after_reset(state, 2)))[:, 0]
    U_h = rounded(table.recurrent[:, 2] * U_h)
    return rounded(
        after_reset(W_x, 0) + after_reset(bx, 1) + rounded(after_reset(U_h, 3) + after_reset(bh, 4))
    )


def _candidate(table: ChangeTable, convention: Convention, a: Floats) -> Floats:
    a = _clip(table, convention, a)
    n = np.asarray(FUNCTIONS[convention.candidate_activation].value(a), np.float64)
    if len(table.candidate_none):
        n[table.candidate_none] = a[table.candidate_none]
    if len(table.candidate_other):
        other = "sigmoid" if convention.candidate_activation == "tanh" else "tanh"
        n[table.candidate_other] = FUNCTIONS[other].value(a[table.candidate_other])
    return n


def _blend(
    table: ChangeTable, r: Floats, z: Floats, n: Floats, state: Floats, rounded: Rounder
) -> Floats:
    u = np.where(table.update_r, r, z)
    u = np.where(table.crosswise, u[:, ::-1], u)
    old = np.where(table.old_reset, rounded(r * state), state)
    keep = table.keep[:, 0] + table.keep[:, 1] * u
    write = table.write[:, 0] + table.write[:, 1] * u
    return rounded(keep * old) + rounded(write * n)
