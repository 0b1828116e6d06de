"""Whether an answer in a note is a formula. Called for every answer, so without NumPy."""

import re

from engine.errors import FormulaError
from engine.formula import symbols
from engine.formula.parser import parse
from engine.formula.statements import bare
from engine.formula.tree import Empty, Listing, Node, Operator, Symbol, Text, walk

_MATHS = re.compile(r"\$\$(?P<display>[^$]+)\$\$|\$(?P<inline>[^$]+)\$|\\[(\[](?P<tex>.+)\\[)\]]")
_RUN = re.compile(r"(?<![\\A-Za-z])[A-Za-z]{2,}")
_SCRIPT = re.compile(r"[_^]\s*(?:\{[^{}]*\}|[A-Za-z0-9]+)")
_COMMAND = re.compile(r"\\[A-Za-z]+\*?(?:\s*\{[A-Za-z0-9 _-]*\})?")
_CODE = re.compile(
    r"`|[#?!&]|\+\+|[A-Za-z]\w+\.[A-Za-z]|(?<![A-Za-z])(?!d[A-Za-z]_)[A-Za-z]{2,}_|\w_\w+_\w"
)
_NUMBER = re.compile(r"[-+−]?[\d.,\s]+[eE][-+−]?\d+")
_MARKS = re.compile(
    r"[_^+*/=<>≤≥≠≈−⋅·×⊙∘⊗⊕√∂∇∑′]|(?<!\d)-|-(?!\d)|\\[A-Za-z]"
    + f"|[{''.join((*symbols.SUBSCRIPTS, *symbols.SUPERSCRIPTS))}]"
)


def is_formula(text: str) -> bool:
    """True for `$z_t$`, `\\sigma`, `1 - z`, `h_{t-1}`, `g(1-g)`, `z`.

    False for words, numbers and sizes, names of code or of a function, a formula among words.
    """
    whole = _MATHS.fullmatch(text.strip())
    if whole is not None:
        inside = next(part for part in whole.groups() if part is not None)
        return _tree(inside) is None or _has_letter(_tree(inside))
    if _NUMBER.fullmatch(text.strip()) or text.strip() in symbols.FUNCTIONS:
        return False
    if len(text) > 400 or "$" in text or _CODE.search(text):
        return False
    rest = _COMMAND.sub(" ", _SCRIPT.sub("", text))
    if any(not _is_name(run) for run in _RUN.findall(rest)):
        return False
    tree = _tree(text)
    if tree is None or isinstance(tree, Listing) or not _has_letter(tree):
        return False
    if any(isinstance(node, Text | Empty | Operator) for node in walk(tree)):
        return False
    return isinstance(tree, Symbol) or bool(_MARKS.search(text)) or "(" in text


def _is_name(run: str) -> bool:
    """True for adjacent letters that formulas have: a function, a Greek letter, `dL`."""
    differential = len(run) == 2 and run[0] == "d"
    return run in symbols.FUNCTIONS or run in symbols.LETTERS or differential


def _tree(latex: str) -> Node | None:
    try:
        return bare(parse(latex, typed=True))
    except FormulaError:
        return None


def _has_letter(tree: Node | None) -> bool:
    return tree is not None and any(
        isinstance(node, Symbol) and node.base not in ("%", "∞") for node in walk(tree)
    )
