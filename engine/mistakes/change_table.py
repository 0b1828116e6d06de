"""Changes as arrays: what the batch multiplies with, picks from and adds, one row a change."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from engine.conventions import GATES
from engine.mistakes.mistake import Change

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class ChangeTable:
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
def change_table(changes: tuple[Change, ...], keeps: bool, after: bool) -> ChangeTable:
    def where(chosen: Callable[[Change], bool]) -> NDArray[np.intp]:
        return np.array([m for m, change in enumerate(changes) if chosen(change)], np.intp)

    def flags(chosen: Callable[[Change], bool]) -> NDArray[np.bool_]:
        return np.array([chosen(change) for change in changes])[:, None, None]

    def factors(choose: Callable[[Change], Sequence[float]]) -> Floats:
        return np.array([choose(change) for change in changes], float)[:, :, None, None]

    return ChangeTable(
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
