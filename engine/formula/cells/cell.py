"""What a set of equations was recognised as."""

from dataclasses import dataclass
from typing import Literal

from engine.conventions import Convention, Notation
from engine.errors import FormulaError


@dataclass(frozen=True, slots=True)
class Line:
    """One equation of a cell, by the part it plays."""

    role: str
    """GRU: r z n h'. LSTM: i f g o c' h'. RNN: h'."""
    name: str
    """The quantity it defines, as it is typed."""
    latex: str
    index: int | None
    """Which of the formulas given it stands in; None where it is inferred."""


@dataclass(frozen=True, slots=True)
class Inference:
    """Something no equation states and the prose settles; the learner confirms it once."""

    what: str
    """"state equation"."""
    value: str
    """"keep" or "write": what the update gate multiplies."""
    latex: str
    sentence: str
    """The sentence that settles it, quoted."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A formula and what is wrong with it; `str(error)` draws the caret."""

    index: int
    error: FormulaError


@dataclass(frozen=True, slots=True)
class Cell:
    """A recurrent cell as a note states it."""

    kind: Literal["gru", "lstm", "rnn"] | None
    """None: no cell is stated whole."""
    convention: Convention | None = None
    """Of a GRU: its semantics, with the note's own letters and equations."""
    notation: Notation | None = None
    equations: tuple[Line, ...] = ()
    inferred: tuple[Inference, ...] = ()
    missing: tuple[str, ...] = ()
    """What a GRU would need that neither an equation nor the prose gives."""
    notes: tuple[str, ...] = ()
    """What the learner should know of this note's way of writing."""
    unreadable: tuple[Unreadable, ...] = ()
    """Formulas that could not be read or make no sense; they cost the others nothing."""
    trouble: tuple[Unreadable, ...] = ()
    """Where equations look like a cell and are none: what is in the way, and where."""
