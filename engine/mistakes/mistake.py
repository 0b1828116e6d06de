"""What a mistake is: one thing done differently in one step of a GRU, as data."""

from dataclasses import dataclass
from typing import Literal

from engine.conventions import Convention

Triple = tuple[float, float, float]
ONES: Triple = (1.0, 1.0, 1.0)


@dataclass(frozen=True, slots=True)
class Change:
    """How a wrong computation of a step departs from the right one; the defaults change nothing.

    Triples are in the order r, z, n.
    """

    rows: str = "rzn"
    """Whose weights and biases r, z and n are computed with."""
    W: Literal["W", "transposed", "U"] = "W"
    """What multiplies the input."""
    U: Literal["U", "transposed", "W"] = "U"
    """What multiplies the old state."""
    input: Triple = ONES
    """Factors on W x."""
    recurrent: Triple = ONES
    """Factors on U h."""
    bx: Triple = ONES
    """Factors on the input's bias, or the only one."""
    bh: Triple = ONES
    """Factors on the recurrent bias."""
    gate: Literal["own", "none", "tanh", "negated"] = "own"
    """The gates' activation."""
    candidate: Literal["own", "none", "other"] = "own"
    """The candidate's activation; "other" is σ for tanh and tanh for all else."""
    clipped: bool = True
    reset: Literal["r", "z", "one", "rest", "previous"] = "r"
    """What resets: r, z, nothing, 1 − r, or the r of the step before."""
    reset_on: Literal["own", "other", "input", "all", "no bias"] = "own"
    """What is reset: the convention's place, the other side of U, W x, all of a_n, or U h alone."""
    mix: Literal["own", "flipped", "candidate", "keep", "write", "no one minus", "sum", "minus"] = (
        "own"
    )
    """How the old state and the candidate are blended."""
    update: Literal["z", "r", "z crosswise"] = "z"
    """The gate of the blend."""
    old: Literal["h", "r h"] = "h"
    """The old state in the blend."""
    state: Literal["previous", "first"] = "previous"
    """The state that a later step of a sequence starts from."""


RIGHT = Change()


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake that learners make."""

    key: str
    """Stable: logs and other programs identify the mistake by it."""
    spoils: str
    """The role of the first quantity that becomes wrong."""
    sentence: str
    """The sentence for the learner, with the exercise's letters in braces: {z}, {n}, {W_r}."""
    change: Change = RIGHT
    square: bool = False
    """It is possible only with I = H: otherwise the shapes do not fit."""

    def fits(self, hidden: int, inputs: int) -> bool:
        return hidden == inputs or not self.square


FORMULAS = ("mix", "keep", "write", "reset_state")
"""The parts that are formulas, not words."""


def words(convention: Convention) -> dict[str, str]:
    """The parts of a sentence that depend on the convention's choices."""
    keeps, after = convention.z_keeps, convention.reset_after
    return {
        "share": "keeps the old state" if keeps else "lets the candidate in",
        "wrong_state": "the candidate" if keeps else "the old state",
        "mix": "{new} = {z} {o} {h} + (1 - {z}) {o} {n}"
        if keeps
        else "{new} = (1 - {z}) {o} {h} + {z} {o} {n}",
        "reset_state": "{r} {o} {h}",
        "keep": "{z}" if keeps else "(1 - {z})",
        "write": "(1 - {z})" if keeps else "{z}",
        "place": "after the recurrent product" if after else "before the recurrent product",
        "wrong_place": "before the recurrent product" if after else "after the recurrent product",
        "reset_part": "the recurrent product" if after else "the old state",
        "f": _FUNCTION_WORDS[convention.gate_activation],
        "g": _FUNCTION_WORDS[convention.candidate_activation],
    }


_FUNCTION_WORDS = {
    "sigmoid": "σ",
    "tanh": "tanh",
    "relu": "relu",
    "hard_sigmoid": "the hard sigmoid",
    "identity": "no activation",
}
