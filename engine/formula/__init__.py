"""A note's LaTeX as a tree: parsed, drawn, printed, computed, recognised, compared by value.

Reading, printing and drawing need no NumPy; the names that compute load it on first use.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from engine.formula.cells.cell import Cell, Inference, Line, Unreadable
from engine.formula.formula_detection import is_formula
from engine.formula.latex import to_latex
from engine.formula.parser import parse
from engine.formula.plain_names import plain

if TYPE_CHECKING:
    from engine.formula.comparison import equivalent
    from engine.formula.equation_system import Definition, EquationSystem, read
    from engine.formula.equivalence import Equivalence
    from engine.formula.lints import Lint, disagreements, lint
    from engine.formula.recogniser import recognise

_HOMES = {
    "Definition": "equation_system",
    "Equivalence": "equivalence",
    "Lint": "lints",
    "EquationSystem": "equation_system",
    "disagreements": "lints",
    "equivalent": "comparison",
    "lint": "lints",
    "read": "equation_system",
    "recognise": "recogniser",
}

__all__ = [
    "Cell",
    "Definition",
    "EquationSystem",
    "Equivalence",
    "Inference",
    "Line",
    "Lint",
    "Unreadable",
    "disagreements",
    "equivalent",
    "is_formula",
    "lint",
    "parse",
    "plain",
    "read",
    "recognise",
    "to_latex",
]


def __getattr__(name: str) -> Any:
    """Import the module of a name that computes."""
    if name not in _HOMES:
        raise AttributeError(f"module 'engine.formula' has no attribute {name!r}")
    value = getattr(import_module(f"engine.formula.{_HOMES[name]}"), name)
    globals()[name] = value
    return value
