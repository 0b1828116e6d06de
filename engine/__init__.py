"""Gated recurrent units: every published variant, exact and fast, and exercises on them.

    >>> import engine
    >>> engine.CONVENTIONS["pytorch"].reset_after
    True

Names are loaded on first use, so that `import engine` costs nothing: NumPy comes with the first
name that computes.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from engine import batch, lstm, rnn
    from engine.conventions import CONVENTIONS, Convention, Notation
    from engine.drills import Exercise, generate
    from engine.errors import AnswerError, ConversionError, EngineError, FormulaError
    from engine.formula import Cell, recognise
    from engine.gradient import RunGradient, StepGradient, run_backward, step_backward
    from engine.gru import Step, step
    from engine.marking import Verdict, grade
    from engine.notation import equations, plain, symbols
    from engine.parameters import Parameters, convert
    from engine.sequence import run

_HOMES = {
    "AnswerError": "errors",
    "CONVENTIONS": "conventions",
    "Cell": "formula",
    "Convention": "conventions",
    "ConversionError": "errors",
    "EngineError": "errors",
    "Exercise": "drills",
    "FormulaError": "errors",
    "Notation": "conventions",
    "Parameters": "parameters",
    "RunGradient": "gradient",
    "Step": "gru",
    "StepGradient": "gradient",
    "Verdict": "marking",
    "convert": "parameters",
    "equations": "notation",
    "generate": "drills",
    "grade": "marking",
    "plain": "notation",
    "recognise": "formula",
    "run": "sequence",
    "run_backward": "gradient",
    "step": "gru",
    "step_backward": "gradient",
    "symbols": "notation",
}
"""The module in which each public name is defined."""

_MODULES = ("batch", "lstm", "rnn")
"""The public modules."""

__all__ = [
    "CONVENTIONS",
    "AnswerError",
    "Cell",
    "Convention",
    "ConversionError",
    "EngineError",
    "Exercise",
    "FormulaError",
    "Notation",
    "Parameters",
    "RunGradient",
    "Step",
    "StepGradient",
    "Verdict",
    "batch",
    "convert",
    "equations",
    "generate",
    "grade",
    "lstm",
    "plain",
    "recognise",
    "rnn",
    "run",
    "run_backward",
    "step",
    "step_backward",
    "symbols",
]


def __getattr__(name: str) -> Any:
    """A public name, imported on first use and kept."""
    if name in _HOMES:
        value = getattr(import_module(f"engine.{_HOMES[name]}"), name)
    elif name in _MODULES:
        value = import_module(f"engine.{name}")
    else:
        raise AttributeError(f"module 'engine' has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
