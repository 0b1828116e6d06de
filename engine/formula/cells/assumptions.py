"""What is assumed of a cell that its note leaves open: which activation a letter stands for."""

import re
from collections.abc import Iterator

from engine.errors import FormulaError
from engine.formula.cells.cell import Assumption, Line
from engine.formula.latex import to_latex
from engine.formula.parser import parse
from engine.formula.plain_names import plain
from engine.formula.quantities import is_tanh
from engine.formula.tree import Apply, Equation, Symbol, walk

_OF_LETTERS = {"ϕ": "tanh", "φ": "tanh", "g": "tanh", "ψ": "tanh", "f": "sigmoid", "ρ": "sigmoid"}
_NAMES = {
    "tanh": r"tanh|hyperbolic tangent", "sigmoid": r"sigmoid|logistic", "relu": r"relu|rectif\w+",
}  # fmt: skip
_ARGUMENT = r"\s*(?:\(\s*(?:\\cdot|⋅|[a-z])\s*\))?\s*\$?\s*"
_IS = r"(?:\bis\b|\bare\b|=|:|\bdenotes?\b|\bstands? for\b|\bbeing\b|\(|,)"


def assumptions(kind: str | None, lines: tuple[Line, ...], prose: str) -> tuple[Assumption, ...]:
    """The letters for activations in a cell's equations that the prose does not define."""
    found: dict[str, Assumption] = {}
    if kind is None:
        return ()
    for line in lines:
        if line.index is None:
            continue
        for function in _functions(line.latex):
            written = to_latex(function).strip()
            value = _meant(kind, line.role, function)
            if value and written not in found and not _defined(prose, written, value):
                found[written] = Assumption(written, plain(function), value, line.index)
    return tuple(found.values())


def _functions(latex: str) -> Iterator[Symbol]:
    try:
        tree = parse(latex)
    except FormulaError:
        return
    computed = tree.right if isinstance(tree, Equation) else tree  # of a chain, its last side
    for node in walk(computed):
        if isinstance(node, Apply) and isinstance(node.function, Symbol):
            yield node.function


def _meant(kind: str, role: str, function: Symbol) -> str:
    """What a letter is taken for; "" where the name itself says what it is."""
    if is_tanh(function):
        return "tanh"
    if function.base not in _OF_LETTERS:
        return ""
    if kind == "gru":  # its drills ask what the part does, not what the letter is elsewhere
        return "sigmoid" if role in ("r", "z") else "tanh"
    return _OF_LETTERS[function.base]


def _defined(prose: str, written: str, value: str) -> bool:
    """Whether the prose says that the letter is this activation: `$\\phi$ is the tanh`."""
    said = rf"{re.escape(written)}{_ARGUMENT}{_IS}[^.\n]{{0,40}}?(?:{_NAMES[value]})"
    return re.search(said, prose, re.IGNORECASE) is not None
