"""A step computed right and with every mistake at once.

Structure of arrays: axes are (changes M, components, exercises K), K last and contiguous, so that
one NumPy call serves all mistakes of all exercises.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from engine.activations import FUNCTIONS
from engine.conventions import Convention
from engine.mistakes.record import Change

Floats = NDArray[np.float64]

GATES = "rzn"


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


@dataclass(frozen=True, slots=True, eq=False)
class _Table:
    """Changes as arrays [M, …] of indices and factors."""

    rows: NDArray[np.intp]
    W: NDArray[np.intp]
    U: NDArray[np.intp]
    input: Floats
    recurrent: Floats
    bx: Floats
    bh: Floats
    gate_sign: Floats
    gate_none: NDArray[np.intp]
    gate_tanh: NDArray[np.intp]
    candidate_none: NDArray[np.intp]
    candidate_other: NDArray[np.intp]
    unclipped: NDArray[np.intp]
    reset: Floats
    """Factors that make what resets out of (1, r, z, the r before)."""
    reset_on: Floats
    """1 where W x, bx, h, U h, bh are reset."""
    keep: Floats
    """Factors that make the old state's weight out of (1, u)."""
    write: Floats
    """Factors that make the candidate's weight out of (1, u)."""
    update_r: NDArray[np.bool_]
    crosswise: NDArray[np.bool_]
    old_reset: NDArray[np.bool_]
    first: NDArray[np.bool_]


_RESETS = {
    "one": (1, 0, 0, 0),
    "r": (0, 1, 0, 0),
    "z": (0, 0, 1, 0),
    "rest": (1, -1, 0, 0),
    "previous": (0, 0, 0, 1),
}
_BEFORE, _AFTER = (0, 0, 1, 0, 0), (0, 0, 0, 1, 1)


def _places(change: Change, after: bool) -> tuple[int, ...]:
    return {
        "own": _AFTER if after else _BEFORE,
        "other": _BEFORE if after else _AFTER,
        "input": (1, 0, 0, 0, 0),
        "all": (1, 1, 0, 1, 1),
        "no bias": (0, 0, 0, 1, 0) if after else _BEFORE,
    }[change.reset_on]


def _shares(change: Change, keeps: bool) -> tuple[tuple[int, int], tuple[int, int]]:
    """(old state's, candidate's) weights as factors of (1, u)."""
    gate, rest = (0, 1), (1, -1)
    keep, write = (gate, rest) if keeps else (rest, gate)
    return {
        "own": (keep, write),
        "flipped": (write, keep),
        "candidate": ((0, 0), (1, 0)),
        "keep": (keep, (0, 0)),
        "write": ((0, 0), write),
        "no one minus": (gate, gate),
        "sum": ((1, 0), (1, 0)),
        "minus": (keep, (-write[0], -write[1])),
    }[change.mix]


# Matrices are looked up in a pool: the right one, its transpose, the other one (see `_pool`).
_POOL_W = {"W": 0, "transposed": 1, "U": 2}
_POOL_U = {"U": 0, "transposed": 1, "W": 2}


@lru_cache(maxsize=256)
def _table(changes: tuple[Change, ...], keeps: bool, after: bool) -> _Table:
    def where(chosen: Callable[[Change], bool]) -> NDArray[np.intp]:
        return np.array([m for m, change in enumerate(changes) if chosen(change)], np.intp)

    def flags(chosen: Callable[[Change], bool]) -> NDArray[np.bool_]:
        return np.array([chosen(change) for change in changes])[:, None, None]

    def factors(choose: Callable[[Change], Sequence[float]]) -> Floats:
        return np.array([choose(change) for change in changes], float)[:, :, None, None]

    return _Table(
        rows=np.array([[GATES.index(gate) for gate in change.rows] for change in changes]),
        W=np.array([_POOL_W[change.W] for change in changes]),
        U=np.array([_POOL_U[change.U] for change in changes]),
        input=factors(lambda change: change.input),
        recurrent=factors(lambda change: change.recurrent),
        bx=factors(lambda change: change.bx),
        bh=factors(lambda change: change.bh),
        gate_sign=np.array([-1.0 if c.gate == "negated" else 1.0 for c in changes])[
            :, None, None, None
        ],
        gate_none=where(lambda change: change.gate == "none"),
        gate_tanh=where(lambda change: change.gate == "tanh"),
        candidate_none=where(lambda change: change.candidate == "none"),
        candidate_other=where(lambda change: change.candidate == "other"),
        unclipped=where(lambda change: not change.clipped),
        reset=factors(lambda change: _RESETS[change.reset]),
        reset_on=factors(lambda change: _places(change, after)),
        keep=factors(lambda change: _shares(change, keeps)[0]),
        write=factors(lambda change: _shares(change, keeps)[1]),
        update_r=flags(lambda change: change.update == "r"),
        crosswise=flags(lambda change: change.update == "z crosswise"),
        old_reset=flags(lambda change: change.old == "r h"),
        first=flags(lambda change: change.state == "first"),
    )


@dataclass(frozen=True, slots=True, eq=False)
class Values:
    """One step's quantities, each [M, H, K]."""

    r: Floats
    z: Floats
    n: Floats
    h: Floats

    def of(self, role: str) -> Floats:
        """The quantity of a role; "h'" is the new state."""
        return {"r": self.r, "z": self.z, "n": self.n, "h'": self.h}[role]


Known = Sequence[Mapping[str, Floats]]
"""For each step, role → values [M or 1, H, K] that go on instead of the computed ones; NaN: not."""


def compute(
    cells: Cells,
    changes: tuple[Change, ...],
    convention: Convention,
    *,
    known: Known = (),
    digits: int | None = None,
) -> list[Values]:
    """Every step under every change.

    With `known`, each quantity is computed from the known ones before it: what follows from a
    learner's own numbers. With `digits`, every intermediate is rounded as a worker by hand does.
    """
    table = _table(changes, convention.z_keeps, convention.reset_after)
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
        steps.append(Values(r, z, n, h))
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


def _clip(table: _Table, convention: Convention, a: Floats) -> Floats:
    if convention.clip is None:
        return a
    clipped = np.clip(a, -convention.clip, convention.clip)
    clipped[table.unclipped] = a[table.unclipped]
    return clipped


def _gates(table: _Table, convention: Convention, a: Floats) -> Floats:
    a = table.gate_sign * _clip(table, convention, a)
    gates = np.asarray(FUNCTIONS[convention.gate_activation].value(a), np.float64)
    if len(table.gate_none):
        gates[table.gate_none] = a[table.gate_none]
    if len(table.gate_tanh):
        gates[table.gate_tanh] = np.tanh(a[table.gate_tanh])
    return gates


def _reset(table: _Table, r: Floats, z: Floats, before: Floats) -> Floats:
    share = table.reset
    return share[:, 0] + share[:, 1] * r + share[:, 2] * z + share[:, 3] * before


def _candidate_sum(
    table: _Table,
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


def _candidate(table: _Table, convention: Convention, a: Floats) -> Floats:
    a = _clip(table, convention, a)
    n = np.asarray(FUNCTIONS[convention.candidate_activation].value(a), np.float64)
    if len(table.candidate_none):
        n[table.candidate_none] = a[table.candidate_none]
    if len(table.candidate_other):
        other = "sigmoid" if convention.candidate_activation == "tanh" else "tanh"
        n[table.candidate_other] = FUNCTIONS[other].value(a[table.candidate_other])
    return n


def _blend(
    table: _Table, r: Floats, z: Floats, n: Floats, state: Floats, rounded: Rounder
) -> Floats:
    u = np.where(table.update_r, r, z)
    u = np.where(table.crosswise, u[:, ::-1], u)
    old = np.where(table.old_reset, rounded(r * state), state)
    keep = table.keep[:, 0] + table.keep[:, 1] * u
    write = table.write[:, 0] + table.write[:, 1] * u
    return rounded(keep * old) + rounded(write * n)
