"""Recognises spellings of one formula."""

import re
from functools import lru_cache

from engine.errors import FormulaError
from engine.formula import parse, to_latex
from engine.formula.tree import Node

_ELEMENTWISE = re.compile(r"\\(?:odot|circ|otimes)\b")


@lru_cache(maxsize=1024)
def tree_of(latex: str) -> Node | None:
    """The formula's tree; None where it cannot be parsed."""
    try:
        return parse(latex)
    except FormulaError:
        return None


@lru_cache(maxsize=1024)
def same_equation(latex: str) -> str:
    """A key that the spellings of one equation share: `+` and ⊕, ⊙ ∘ ⊗, sizes and spaces."""
    tree = tree_of(latex)
    text = re.sub(r"\s+", "", latex) if tree is None else to_latex(tree)
    text = _ELEMENTWISE.sub(r"\\odot", text.replace("\\oplus", "+"))
    return re.sub(r"\s+", " ", text).strip(" .,")
