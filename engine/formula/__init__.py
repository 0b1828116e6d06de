"""A note's LaTeX, read into a tree: drawn, printed, computed, recognised and compared by value."""

from engine.formula.latex import plain, to_latex
from engine.formula.parser import parse

__all__ = ["parse", "plain", "to_latex"]
