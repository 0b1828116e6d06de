"""The usual mistakes with a reset gate: left out, complemented, on the wrong side of a product."""

from collections.abc import Iterator
from typing import TypeAlias

from engine.formula.equation_system import EquationSystem
from engine.formula.quantities import key
from engine.formula.substitution import exchanged, unwrapped
from engine.formula.tree import Group, Hadamard, MatMul, Node, Number, Sum, Symbol, walk

Wrong: TypeAlias = tuple[str, str, Node]
"""The mistake's key, its sentence, and the wrong formula."""


def resets(node: Node, gates: list[str], system: EquationSystem) -> Iterator[Wrong]:
    """Every way to get a gate's product wrong."""
    for part in walk(node):
        if isinstance(part, Hadamard) and len(part.factors) == 2:
            yield from _products(node, part, gates, system)
        elif isinstance(part, MatMul):
            yield from _inside(node, part, gates)


def _products(
    node: Node, part: Hadamard, gates: list[str], system: EquationSystem
) -> Iterator[Wrong]:
    for first, other in (part.factors, part.factors[::-1]):
        gate = unwrapped(first)
        if not isinstance(gate, Symbol) or key(gate) not in gates:
            continue
        name = key(gate)
        yield "reset_ignored", f"{name} is left out.", exchanged(node, part, Group(other))
        complement = Group(Sum((Number("1"), gate), ("", "-")))
        flipped = Group(Hadamard((complement, other), part.operators))
        yield "reset_one_minus", f"1 − {name} stands for {name}.", exchanged(node, part, flipped)
        moved = _moved(gate, unwrapped(other), part, system)
        if moved is not None:
            sentence = f"In this formula {name} multiplies what comes out of the matrix."
            yield "reset_other_side", sentence, exchanged(node, part, Group(moved))


def _moved(gate: Symbol, other: Node, part: Hadamard, system: EquationSystem) -> Node | None:
    """r ⊙ (U h) as U (r ⊙ h), and the same of h U."""
    if not isinstance(other, MatMul):
        return None
    left, right = other.left, other.right
    inner = unwrapped(left)
    if isinstance(inner, Symbol) and system.kinds.get(key(inner)) == "matrix":
        return MatMul(left, Group(Hadamard((gate, right), part.operators)), other.operator)
    return MatMul(Group(Hadamard((gate, left), part.operators)), right, other.operator)


def _inside(node: Node, part: MatMul, gates: list[str]) -> Iterator[Wrong]:
    """U (r ⊙ h) as r ⊙ (U h), and the same of (r ⊙ h) U."""
    for matrix, vector in ((part.left, part.right), (part.right, part.left)):
        inside = unwrapped(vector)
        if not isinstance(inside, Hadamard) or len(inside.factors) != 2:
            continue
        for gate, state in (inside.factors, inside.factors[::-1]):
            if not isinstance(gate, Symbol) or key(gate) not in gates:
                continue
            pair = (matrix, state) if vector is part.right else (state, matrix)
            product = Group(MatMul(*pair, part.operator))
            outside = Group(Hadamard((gate, product), inside.operators))
            sentence = f"In this formula {key(gate)} multiplies the state before the matrix does."
            yield "reset_other_side", sentence, exchanged(node, part, outside)
