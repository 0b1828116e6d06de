"""Resolves chains of factors by kind: into matrix products, scalings and ⊙.

Column form (W x): a matrix binds to the vector on its right, then the rest is element-wise; row
form (x W) the mirror image. So `r * U * h` is r ⊙ (U h) in column form.
"""

from dataclasses import dataclass

from engine.formula.plain_names import shown
from engine.formula.quantities import Kind
from engine.formula.tree import Hadamard, MatMul, Node, Scale, Span


class KindClash(Exception):  # noqa: N818  (internal: the resolver turns it into a FormulaError)
    """Two parts that cannot be multiplied or added."""

    def __init__(self, message: str, place: Node) -> None:
        super().__init__(message)
        self.message = message
        self.place = place


@dataclass(frozen=True, slots=True)
class Typed:
    """A resolved node and its kind."""

    node: Node
    kind: Kind


def _span(left: Node, right: Node) -> Span:
    return (min(left.span[0], right.span[0]), max(left.span[1], right.span[1]))


def chain(factors: list[Typed], operators: list[str], *, row: bool) -> Typed:
    """The factors as one resolved product."""
    parts, signs = list(factors), list(operators)
    _bind_matrices(parts, signs, row=row)
    result = parts[0]
    for sign, part in zip(signs, parts[1:], strict=True):
        result = pair(result, part, sign)
    return result


def _bind_matrices(parts: list[Typed], signs: list[str], *, row: bool) -> None:
    """Multiply each matrix by the vector or matrix on the side where it acts."""
    if row:
        at = 0
        while at < len(parts) - 1:
            if parts[at].kind != "scalar" and parts[at + 1].kind == "matrix":
                parts[at : at + 2] = [pair(parts[at], parts[at + 1], signs.pop(at))]
            else:
                at += 1
        return
    at = len(parts) - 2
    while at >= 0:
        if parts[at].kind in ("matrix", "covector") and parts[at + 1].kind != "scalar":
            parts[at : at + 2] = [pair(parts[at], parts[at + 1], signs.pop(at))]
        at -= 1


def pair(left: Typed, right: Typed, sign: str) -> Typed:
    """The product of two factors that their kinds require."""
    kinds = (left.kind, right.kind)
    span = _span(left.node, right.node)
    if "scalar" in kinds:
        kind = right.kind if left.kind == "scalar" else left.kind
        return Typed(Scale(left.node, right.node, sign, span=span), kind)
    results: dict[tuple[Kind, Kind], Kind] = {
        ("matrix", "vector"): "vector",
        ("vector", "matrix"): "vector",
        ("matrix", "matrix"): "matrix",
        ("covector", "vector"): "scalar",
        ("covector", "matrix"): "covector",
        ("vector", "covector"): "matrix",
    }
    if sign == "@" and kinds == ("vector", "vector"):  # as in NumPy: the sum of x_i y_i
        return Typed(MatMul(left.node, right.node, sign, span=span), "scalar")
    if kinds in results:
        return Typed(MatMul(left.node, right.node, sign, span=span), results[kinds])
    if kinds == ("vector", "vector") or kinds == ("covector", "covector"):
        return Typed(hadamard([left, right], [sign]).node, left.kind)
    raise KindClash(f"{apart(left, right)}: they cannot be multiplied", right.node)


def apart(left: Typed, right: Typed) -> str:
    """Why two parts do not fit together: `W_u is a matrix and h_{t-1} a vector`."""
    return f"{shown(left.node)} is {_A[left.kind]} and {shown(right.node)} {_A[right.kind]}"


_A: dict[Kind, str] = {
    "scalar": "a number",
    "vector": "a vector",
    "matrix": "a matrix",
    "covector": "a row vector",
}


def hadamard(parts: list[Typed], signs: list[str]) -> Typed:
    """An element-wise product; nested ones are flattened."""
    kinds = {part.kind for part in parts if part.kind != "scalar"}
    if len(kinds) > 1:
        first = next(part for part in parts if part.kind != "scalar")
        other = next(part for part in parts if part.kind not in ("scalar", first.kind))
        raise KindClash(
            f"{apart(first, other)}: they cannot be multiplied element by element", other.node
        )
    if not kinds and len(parts) == 2:
        span = _span(parts[0].node, parts[1].node)
        return Typed(Scale(parts[0].node, parts[1].node, signs[0], span=span), "scalar")
    factors: list[Node] = []
    operators: list[str] = []
    for at, part in enumerate(parts):
        if at:
            operators.append(signs[at - 1])
        if isinstance(part.node, Hadamard):
            factors.extend(part.node.factors)
            operators.extend(part.node.operators)
        else:
            factors.append(part.node)
    span = _span(parts[0].node, parts[-1].node)
    kind: Kind = kinds.pop() if kinds else "scalar"
    return Typed(Hadamard(tuple(factors), tuple(operators), span=span), kind)
