"""The cell that a contrast sets beside a GRU: the same numbers, other equations."""

import re
from dataclasses import dataclass, replace

from engine import notation
from engine.conventions import CONVENTIONS, Convention
from engine.exercise import printed

SECOND = ("polarity", "rnn", "lstm", "reset", "both")
"""What the second cell may be; the last two need a recurrent matrix of their own."""
GRUS = ("polarity", "reset", "both")


@dataclass(frozen=True, slots=True)
class Letters:
    """What the second cell's own quantities are called."""

    g: str
    """Its new state."""
    m: str
    """Its candidate, where it differs from the first cell's."""
    d: str
    """The difference of the states."""
    c: str
    c_prev: str
    o: str


def _renamed(latex: str, letter: str) -> str:
    """The symbol with another letter: `h_t` → `g_t`."""
    return re.sub(r"(?<![\\A-Za-z])[A-Za-z]'?", letter, latex, count=1)


def letters_of(convention: Convention) -> Letters:
    h, before = convention.notation.h, convention.notation.h_prev
    return Letters(
        g=_renamed(h, "g"),
        m=_renamed(h, "m"),
        d=_renamed(h, "d"),
        c=_renamed(h, "c"),
        c_prev=_renamed(before, "c"),
        o=_renamed(h, "o"),
    )


def other(convention: Convention, kind: str) -> Convention:
    """The second cell, where it is a GRU."""
    letters = letters_of(convention)
    resets = kind in ("reset", "both")
    return replace(
        convention,
        z_keeps=convention.z_keeps ^ (kind in ("polarity", "both")),
        reset_after=convention.reset_after ^ resets,
        notation=replace(
            convention.notation,
            equations=(),
            h=letters.g,
            n=letters.m if resets else convention.notation.n,
        ),
    )


def equations(convention: Convention, kind: str) -> tuple[str, ...]:
    """The second cell's equations, as far as they are not the first one's."""
    letters = letters_of(convention)
    if kind == "polarity":
        return notation.equations(other(convention, kind))[3:]
    if kind in ("reset", "both"):
        return notation.equations(other(convention, kind))[2:]
    name = letters.g if kind == "rnn" else letters.m
    candidate = f"{name} = {notation.unreset(convention)}"
    if kind == "rnn":
        return (candidate,)
    symbols, o = printed.symbols(convention), convention.notation.hadamard
    return (
        candidate,
        f"{letters.c} = {symbols['z']} {o} {letters.c_prev} + {symbols['r']} {o} {letters.m}",
        rf"{letters.g} = {letters.o} {o} \tanh({letters.c})",
    )


def description(convention: Convention, kind: str) -> str:
    """What the second cell is, in words."""
    letters = letters_of(convention)
    symbols = printed.symbols(convention)
    if kind == "rnn":
        return f"${letters.g}$ is the state of a plain RNN with the candidate's weights."
    if kind == "lstm":
        return (
            f"${letters.g}$ is the state of an LSTM with ${symbols['z']}$ as its forget gate, "
            f"${symbols['r']}$ as its input gate and ${letters.o}$ as its output gate."
        )
    semantics = other(convention, kind).semantics
    named = [known.title for known in CONVENTIONS.values() if known.semantics == semantics]
    like = f", as in {named[0]}" if named else ""
    what = {
        "polarity": f"with ${symbols['z']}$ the other way round",
        "reset": "with the reset on the other side of the recurrent product",
        "both": f"with ${symbols['z']}$ the other way round and the reset on the other side",
    }[kind]
    return f"${letters.g}$ is the state of a cell {what}{like}."
