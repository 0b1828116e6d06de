"""Infers sizes by unification: parts that are added, multiplied or concatenated must fit.

A dimension is a tuple of unknowns whose sizes add up: `(h,)`, or `(h, x)` for a concatenation.
Quantities that differ only in time have one shape. A clash names both sides.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from engine.formula.chains import KindClash
from engine.formula.plain_names import shown
from engine.formula.quantities import is_diagonal, is_transposed, is_turned, key, stem
from engine.formula.tree import (
    Apply,
    Array,
    Concat,
    Fraction,
    Group,
    Hadamard,
    MatMul,
    Node,
    Number,
    Power,
    Root,
    Scale,
    Scripted,
    Sum,
    Symbol,
)

Dimension: TypeAlias = tuple[int, ...]
Shape: TypeAlias = tuple[Dimension, ...]
"""() for a scalar, one dimension for a vector, rows and columns for a matrix."""


@dataclass(slots=True)
class Shapes:
    """The unknown sizes, the constraints on them, and the shape of each quantity."""

    kinds: Mapping[str, str]
    row: bool
    of_stem: dict[str, Shape] = field(default_factory=dict)
    bound: dict[int, Dimension] = field(default_factory=dict)
    fixed: dict[int, int] = field(default_factory=dict)
    """Unknowns whose size a written vector gives: 5 for `[1, 0, 0.3, 1, 0]`."""
    count: int = 0

    def fresh(self) -> Dimension:
        """A new unknown without constraints."""
        self.count += 1
        return (self.count,)

    def symbol(self, symbol: Symbol) -> Shape:
        """The shape of a quantity."""
        name = key(symbol)
        kind = self.kinds.get(name, "scalar")
        if kind == "scalar":
            return ()
        # A matrix keeps its full name: W_1 and W_2 may differ, h_t and h_{t-1} may not.
        family = name if kind == "matrix" else stem(symbol)
        if family not in self.of_stem:
            ranks = 2 if kind == "matrix" else 1
            self.of_stem[family] = tuple(self.fresh() for _ in range(ranks))
        shape = self.of_stem[family]
        return shape[::-1] if kind == "matrix" and is_transposed(symbol) else shape

    def flat(self, dimension: Dimension) -> Dimension:
        """The dimension in terms of free unknowns."""
        result: list[int] = []
        for unknown in dimension:
            if unknown in self.bound:
                result.extend(self.flat(self.bound[unknown]))
            else:
                result.append(unknown)
        return tuple(result)

    def same(self, left: Dimension, right: Dimension) -> bool:
        """Unify two dimensions; False where they cannot be equal."""
        a, b = list(self.flat(left)), list(self.flat(right))
        for unknown in list(a):
            if unknown in b:
                a.remove(unknown)
                b.remove(unknown)
        if not a and not b:
            return True
        if not a or not b:
            return False
        if len(b) == 1:
            a, b = b, a
        if len(a) == 1 and a[0] not in self.fixed:
            self.bound[a[0]] = tuple(b)
            return True
        if len(b) == 1 and b[0] not in self.fixed:
            self.bound[b[0]] = tuple(a)
            return True
        if all(u in self.fixed for u in a) and all(u in self.fixed for u in b):
            return sum(self.fixed[u] for u in a) == sum(self.fixed[u] for u in b)
        if len(a) == len(b):
            return all(self.same((x,), (y,)) for x, y in zip(a, b, strict=True))
        return False

    def unify(self, left: Shape, right: Shape, a: Node, b: Node, how: str) -> Shape:
        """The common shape of two parts; a number fits anything."""
        if not left or not right:
            return left or right
        if len(left) != len(right) or not all(
            self.same(x, y) for x, y in zip(left, right, strict=True)
        ):
            raise KindClash(f"{shown(a)} and {shown(b)} cannot be {how}: their sizes clash", b)
        return left

    def infer(self, node: Node) -> Shape:
        """The shape of a resolved node."""
        if isinstance(node, Symbol):
            return self.symbol(node)
        if isinstance(node, Sum):
            return self._all(node.terms, "added")
        if isinstance(node, Hadamard):
            return self._all(node.factors, "multiplied element by element")
        if isinstance(node, MatMul):
            return self._product(node)
        if isinstance(node, Scale):
            left, right = self.infer(node.left), self.infer(node.right)
            return left or right
        if isinstance(node, Group):
            return self.infer(node.body)
        if isinstance(node, Apply):
            shape = self.infer(node.arguments[0])
            return shape * 2 if is_diagonal(node) and len(shape) == 1 else shape
        if isinstance(node, Scripted):
            return self.infer(node.body)[::-1]
        if isinstance(node, Root):
            return self.infer(node.body)
        if isinstance(node, Fraction):
            return self._all((node.numerator, node.denominator), "divided")
        if isinstance(node, Power):
            return self._all((node.base, node.exponent), "raised")
        if isinstance(node, Concat):
            return self._concat(node)
        if isinstance(node, Array):
            return tuple(self._size(n) for n in (len(node.rows), len(node.rows[0])))
        return ()

    def _size(self, size: int) -> Dimension:
        dimension = self.fresh()
        self.fixed[dimension[0]] = size
        return dimension

    def _all(self, parts: tuple[Node, ...], how: str) -> Shape:
        shape: Shape = ()
        first = parts[0]
        for part in parts:
            own = self.infer(part)
            if own and not shape:
                first = part
            shape = self.unify(shape, own, first, part, how)
        return shape

    def _concat(self, node: Concat) -> Shape:
        dimension: Dimension = ()
        singles = 0
        for part in node.parts:
            shape = self.infer(part)
            singles += not shape
            dimension += shape[0] if shape else ()
        if singles:
            dimension += self._size(singles)
        return (dimension,)

    def _product(self, node: MatMul) -> Shape:
        left, right = self.infer(node.left), self.infer(node.right)
        outer: Shape
        if len(left) == 1 and len(right) == 1:
            if self._outer(node):
                return (left[0], right[0])
            inner, outer = (left[0], right[0]), ()
        elif len(left) == 1:
            inner, outer = (left[0], right[0]), (right[1],)
        elif len(right) == 1:
            inner, outer = (left[1], right[0]), (left[0],)
        else:
            inner, outer = (left[1], right[0]), (left[0], right[1])
        if not self.same(*inner):
            raise KindClash(
                f"{shown(node.left)} and {shown(node.right)} cannot be multiplied: "
                "their sizes clash",
                node.right,
            )
        return outer

    def _outer(self, node: MatMul) -> bool:
        """True for x yᵀ, False for xᵀ y."""
        return is_turned(node.right)


def literal(node: Node) -> bool:
    """True for a number, with or without a sign."""
    if isinstance(node, Sum):
        return len(node.terms) == 1 and literal(node.terms[0])
    return isinstance(node, Number)
