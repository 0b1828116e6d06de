"""What a learner typed, as numbers.

`readings` needs no NumPy; the names that give arrays load it on first use.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from engine.answers.assignments import parse_answers
from engine.answers.quantity_names import resolve
from engine.answers.rows import Readings, Rows, readings

if TYPE_CHECKING:
    from engine.answers.reading import (
        EXACT,
        TypedValue,
        ambiguous,
        describe,
        meanings,
        parse_value,
    )

_ARRAYS = ("EXACT", "TypedValue", "ambiguous", "describe", "meanings", "parse_value")

__all__ = [
    "EXACT",
    "Readings",
    "Rows",
    "TypedValue",
    "ambiguous",
    "describe",
    "meanings",
    "parse_answers",
    "parse_value",
    "readings",
    "resolve",
]


def __getattr__(name: str) -> Any:
    """Import the module of a name that gives arrays."""
    if name not in _ARRAYS:
        raise AttributeError(f"module 'engine.answers' has no attribute {name!r}")
    value = getattr(import_module("engine.answers.reading"), name)
    globals()[name] = value
    return value
