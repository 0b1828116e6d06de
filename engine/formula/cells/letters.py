"""The letters in an affine expression: which matrix acts on the input, which on the state."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from engine.conventions import Activation
from engine.formula import symbols
from engine.formula.latex import to_latex
from engine.formula.probing import Probe
from engine.formula.quantities import is_tanh, is_transposed, key, untransposed
from engine.formula.substitution import unwrapped
from engine.formula.tree import Apply, Concat, Hadamard, MatMul, Node, Sum, Symbol

_SIGMOIDS = frozenset({"σ", "sigmoid", "sigm", "logistic", "Sigmoid"})
_ACTIVATIONS: dict[str, Activation] = {
    "tanh": "tanh", "Tanh": "tanh", "relu": "relu", "ReLU": "relu", "RELU": "relu",
    "hardsigmoid": "hard_sigmoid", "hard_sigmoid": "hard_sigmoid",
}  # fmt: skip
_UNNAMED = frozenset("fgϕφψρΦΨ")


@dataclass(slots=True)
class Affine:
    """The parts of W x + U h + b, their letters as LaTeX."""

    W: list[str] = field(default_factory=list)
    U: list[str] = field(default_factory=list)
    joined: list[str] = field(default_factory=list)
    """Matrices on [h, x] or [x, h]."""
    state_first: bool = True
    biases: list[tuple[str, str]] = field(default_factory=list)
    """Each with "x", "h" or "" for the product that it follows, in reading order."""
    inputs: list[str] = field(default_factory=list)
    """What the other matrices, not the state's, act on, as LaTeX."""
    product: str = ""
    transposed: bool = False
    odd: bool = False
    """True where a term is neither a product with a matrix nor a bias."""


def terms(node: Node) -> Iterator[Node]:
    """The terms of a sum, also of sums in brackets."""
    inner = unwrapped(node)
    if isinstance(inner, Sum):
        for sign, term in zip(inner.signs, inner.terms, strict=True):
            if sign in ("", "+"):
                yield from terms(term)
            else:
                yield Sum((term,), ("-",), span=term.span)
    else:
        yield inner


def affine(probe: Probe, node: Node, old: str, reset: str | None = None) -> Affine:
    """The letters of a pre-activation; `reset` names the gate that may multiply U h."""
    found = Affine()
    order: list[str] = []
    for term in terms(node):
        _term(probe, term, old, reset, found, order)
    biases = [name for name, side in found.biases if side == ""]
    if len(found.biases) == 2 and len(biases) >= 1:
        _sides(found, order)
    return found


def _sides(found: Affine, order: list[str]) -> None:
    """Assign each of two biases to a product: the one it follows, else the input's first."""
    names = [name for name, _ in found.biases]
    sides = [side for _, side in found.biases]
    if order[:1] == ["h"] and order == ["h", "b", "x", "b"]:
        free = ["h", "x"]
    else:
        free = [side for side in ("x", "h") if side not in sides]
    for at, side in enumerate(sides):
        if not side:
            sides[at] = free.pop(0) if free else "h"
    found.biases = list(zip(names, sides, strict=True))


def _term(
    probe: Probe, term: Node, old: str, reset: str | None, found: Affine, order: list[str]
) -> None:
    if isinstance(term, Symbol):
        found.biases.append((to_latex(term).strip(), ""))
        order.append("b")
    elif isinstance(term, MatMul):
        _matrix(probe, term, old, found, order)
    elif isinstance(term, Hadamard) and reset is not None:
        others = [f for f in term.factors if not _is(f, reset)]
        if len(others) != 1 or len(others) == len(term.factors):
            found.odd = True
            return
        for inner in terms(others[0]):
            if isinstance(inner, Symbol):
                found.biases.append((to_latex(inner).strip(), "h"))
                order.append("b")
            elif isinstance(inner, MatMul):
                _matrix(probe, inner, old, found, order)
            else:
                found.odd = True
    else:
        found.odd = True


def _is(node: Node, name: str) -> bool:
    inner = unwrapped(node)
    return isinstance(inner, Symbol) and key(inner) == name


def _matrix(probe: Probe, term: MatMul, old: str, found: Affine, order: list[str]) -> None:
    """One product of a matrix and a vector."""
    kinds = probe.system.kinds
    left, right = unwrapped(term.left), unwrapped(term.right)
    row = probe.system.row
    matrix, vector = (right, left) if row else (left, right)
    if not isinstance(matrix, Symbol) or kinds.get(key(matrix)) != "matrix":
        matrix, vector = vector, matrix
    if not isinstance(matrix, Symbol) or kinds.get(key(matrix)) != "matrix":
        found.odd = True
        return
    letter = matrix
    if is_transposed(matrix) and row:
        found.transposed = True
        letter = untransposed(matrix)
    latex = to_latex(letter).strip()
    found.product = command(term.operator)
    if isinstance(vector, Concat):
        parts = [probe.depends(part, old) for part in vector.parts]
        if len(parts) != 2 or parts[0] == parts[1]:
            found.odd = True
            return
        found.joined.append(latex)
        found.state_first = parts[0]
        found.inputs.append(to_latex(unwrapped(vector.parts[parts.index(False)])).strip())
        order.append("both")
    elif probe.depends(vector, old):
        found.U.append(latex)
        order.append("h")
    else:
        found.W.append(latex)
        found.inputs.append(to_latex(vector).strip())
        order.append("x")


def activation(node: Node, *, gate: bool) -> tuple[Activation | None, Node, str]:
    """The activation of `f(a)`, its argument, and a remark where the name does not say which
    activation it is. None where no cell has this function."""
    inner = unwrapped(node)
    if not isinstance(inner, Apply) or not isinstance(inner.function, Symbol):
        return (None if gate else "identity"), inner, ""
    function, argument = inner.function, inner.arguments[0]
    base = function.base
    written = to_latex(function).strip()
    if base in _SIGMOIDS:
        if is_tanh(function):
            return "tanh", argument, f"{written} is taken to be tanh"
        return "sigmoid", argument, ""
    if base in _ACTIVATIONS:
        return _ACTIVATIONS[base], argument, ""
    if base in _UNNAMED:
        meant: Activation = "sigmoid" if gate else "tanh"
        return meant, argument, f"{written} is taken to be {meant}"
    return None, argument, f"{written} is no activation that is known here"


def command(sign: str) -> str:
    """A sign as LaTeX."""
    name = symbols.COMMAND_OF.get(sign)
    return f"\\{name}" if name else sign
