"""The result of comparing two formulas."""

from dataclasses import dataclass

from engine.errors import FormulaError


@dataclass(frozen=True, slots=True)
class Equivalence:
    """Whether a typed formula equals the one that was asked for."""

    equal: bool
    mistake: str = ""
    """The key of the mistake that explains a wrong answer; "" where none does."""
    sentence: str = ""
    """A sentence for the learner about a wrong answer."""
    error: FormulaError | None = None
    """Why the answer could not be parsed; ask again instead of marking it wrong."""
