"""What a comparison of two formulas comes to."""

from dataclasses import dataclass

from engine.errors import FormulaError


@dataclass(frozen=True, slots=True)
class Equivalence:
    """Whether what was typed equals what was asked."""

    equal: bool
    mistake: str = ""
    """The key of the mistake that explains a wrong answer; "" where none does."""
    sentence: str = ""
    """What to tell the learner of a wrong answer."""
    error: FormulaError | None = None
    """Why the answer could not be read; a reason to ask again, not a wrong answer."""
