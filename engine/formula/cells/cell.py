"""The result of recognising a set of equations."""

from dataclasses import dataclass
from typing import Literal

from engine.conventions import Convention, Notation
from engine.errors import FormulaError


@dataclass(frozen=True, slots=True)
class Line:
    """One equation of a cell, with its role."""

    role: str
    """GRU: r z n h'. LSTM: i f g o c' h'. RNN: h'."""
    name: str
    """The quantity that it defines, as one would type it."""
    latex: str
    index: int | None
    """The number of the formula that states it; None where it is inferred."""


@dataclass(frozen=True, slots=True)
class Inference:
    """A fact that only the prose states; the learner confirms it once."""

    what: str
    """"state equation"."""
    value: str
    """"keep" or "write": what the update gate multiplies."""
    latex: str
    sentence: str
    """The sentence that states it, quoted."""


@dataclass(frozen=True, slots=True)
class Assumption:
    """Something that a drill needs and that the note does not say."""

    what: str
    """The letter, as LaTeX."""
    name: str
    """The letter in plain text."""
    value: str
    """What it is taken for: "tanh", "sigmoid"."""
    index: int
    """Which of the formulas given it stands in first."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A formula and its error; `str(error)` draws a caret under the place."""

    index: int
    error: FormulaError


@dataclass(frozen=True, slots=True)
class Cell:
    """A recurrent cell, as a note states it."""

    kind: Literal["gru", "lstm", "rnn"] | None
    """None where no cell is complete."""
    convention: Convention | None = None
    """For a GRU: its semantics, with the note's own letters and equations."""
    notation: Notation | None = None
    equations: tuple[Line, ...] = ()
    inferred: tuple[Inference, ...] = ()
    missing: tuple[str, ...] = ()
    """The parts of a GRU that neither an equation nor the prose gives."""
    notes: tuple[str, ...] = ()
    """Remarks about the note's spelling, for the learner."""
    unreadable: tuple[Unreadable, ...] = ()
    """Formulas that could not be read or make no sense; they do not affect the others."""
    assumed: tuple[Assumption, ...] = ()
    """What a drill takes for granted that the note does not say."""
    trouble: tuple[Unreadable, ...] = ()
    """Why equations that look like a cell are none, and where."""
