"""What a hole asks for: its quantities, their kinds and sizes, and its value at random points.

Immutable, so that one `Asked` serves every answer that is typed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np

from engine.errors import EngineError, FormulaError
from engine.formula.chains import KindClash, Typed
from engine.formula.components import names
from engine.formula.equation_system import EquationSystem
from engine.formula.evaluator import Values
from engine.formula.kinds import Kinds
from engine.formula.normal import normal
from engine.formula.parser import parse
from engine.formula.quantities import CONSTANTS, first_kind, key, quantity, shifted, stem
from engine.formula.sampling import Points, alike, compute, different, draw
from engine.formula.shapes import Shapes
from engine.formula.spelling import meant, with_names
from engine.formula.statements import bare
from engine.formula.substitution import unwrapped
from engine.formula.tree import Equation, Label, Listing, Node, Number, Symbol, walk
from engine.formula.written_form import OPAQUE, opaque, written

_COUNTS = frozenset("BCDEFGHIKLMNSTVX")
"""Capitals that are sizes where numbers stand with them and no vector does: `3(H^2 + HX + 2H)`."""


@dataclass(frozen=True, eq=False)
class Expression:
    """One expression that is asked for: a whole hole, or one side of the equation in it."""

    typed: Typed | None
    """Resolved, with its kind; None where only its written form is compared."""
    written: str
    symbol: Symbol | None
    """The symbol, if the expression is a single one."""
    value: Values | None = None


@dataclass(frozen=True, slots=True)
class Joined:
    """A formula and the signs that join it: `a = b` has two nodes, `a, b` too."""

    nodes: tuple[Node, ...]
    joints: tuple[str, ...] = ()


_DEFINES = frozenset("≔≜≡←⟵≐")


def parts(tree: Node) -> Joined:
    """The sides of an equation or the items of a list; of anything else, only itself."""
    inner = bare(tree)
    if isinstance(inner, Equation):
        joints = ["=" if sign in _DEFINES else sign for sign in inner.relations]
        return Joined(tuple(bare(side) for side in inner.sides), tuple(joints))
    if isinstance(inner, Listing) and set(inner.separators) <= {",", ";"}:
        joints = [","] * (len(inner.items) - 1)
        return Joined(tuple(bare(item) for item in inner.items), tuple(joints))
    return Joined((inner,))


@dataclass(frozen=True, eq=False)
class Asked:
    """The holes of a card in their equations."""

    system: EquationSystem
    """The equations, extended by quantities that occur only in the holes."""
    equations: bool
    """Whether any equation stands beside the holes."""
    spellings: frozenset[str]
    """The names as the equations spell them: `Z_t` and `z_t`, even where both are one quantity."""
    holes: tuple[tuple[Expression, ...], ...]
    joints: tuple[tuple[str, ...], ...]
    shapes: Shapes
    points: Points
    square: Points
    """The same with all sizes equal, so that a transposed matrix still gives a value."""

    @property
    def known(self) -> list[Symbol]:
        """The quantities that an answer may name."""
        return [each.symbol for each in self.system.quantities.values()]

    def understood(self, node: Node) -> Node:
        """The formula in its normal form, with the symbols of the equations."""
        quantities = self.system.quantities
        found = normal(node, quantities, self.system.kinds)
        return opaque(_named(found, self.known, guess=self.equations))

    def resolve(self, node: Node) -> Typed:
        """The formula with its products resolved. Raises KindClash where its parts do not fit."""
        kinds = self.system.settling()
        typed = kinds.resolve(node)
        Shapes(
            kinds.known, self.system.row, dict(self.shapes.of_stem), dict(self.shapes.bound),
            dict(self.shapes.fixed), self.shapes.count,
        ).infer(typed.node)  # fmt: skip
        return typed

    def compute(self, typed: Typed, *, square: bool = False) -> Values:
        """The value of a resolved formula: the first axis counts the points."""
        points = self.square if square else self.points
        return compute(typed, points, self.system.kinds)


def _named(node: Node, known: Sequence[Symbol], *, guess: bool = True) -> Node:
    """The node with each symbol replaced by the known quantity that it means; with `guess`, a
    letter without a time means the only quantity with that letter, whatever its time."""
    table = {}
    quantities = {key(each): each for each in known}
    for symbol in {key(each): each for each in names([node])}.values():
        twin = meant(symbol, known, exact=not guess)
        if (
            twin is not None
            and symbol.time is None
            and not guess
            and shifted(twin) not in (None, 0)
        ):
            twin = None
        if twin is None and shifted(symbol) == 0:  # `z_t` where the note has z without a time
            twin = quantities.get(stem(symbol))
        if twin is not None and key(twin) != key(symbol):
            table[key(symbol)] = twin
    return with_names(node, table) if table else node


def ask(system: EquationSystem, expected: Sequence[Node]) -> Asked:
    """What the holes with these fillings ask for, given the equations."""
    found = [parts(each) for each in expected]
    equations = bool(system.definitions)
    bare_names = {key(each) for part in found for each in names(part.nodes)}
    quantities = {*system.quantities, *bare_names}
    known = [each.symbol for each in system.quantities.values()]
    kinds = system.settling()
    if not equations:
        _count([node for part in found for node in part.nodes], kinds)
    trees = [
        [opaque(_named(normal(node, quantities, kinds.known), known)) for node in part.nodes]
        for part in found
    ]
    flat = [tree for each in trees for tree in each]
    _settle(kinds, flat, learn=not equations)
    shapes = system.fitting(kinds)
    typed = [[_typed(kinds, shapes, tree) for tree in each] for each in trees]
    whole = _widened(system, kinds, flat)
    sizes = different(whole, shapes)
    square = draw(whole, shapes, alike(sizes, shapes))
    points = draw(whole, shapes, sizes)
    shapes.fixed.update(sizes)
    holes = []
    for part, each in zip(found, zip(trees, typed, strict=True), strict=True):
        sides = [
            _side(raw, tree, one, whole, points)
            for raw, tree, one in zip(part.nodes, *each, strict=True)
        ]
        holes.append(tuple(sides))
    return Asked(
        system=whole,
        equations=equations,
        spellings=_spellings(system),
        holes=tuple(holes),
        joints=tuple(part.joints for part in found),
        shapes=shapes,
        points=points,
        square=square,
    )


def _count(trees: Sequence[Node], kinds: Kinds) -> None:
    """Treat capitals as numbers where they are sizes: `3(H^2 + HX + 2H)`."""
    symbols = names(trees)
    capitals = [each for each in symbols if first_kind(each, ()) == "matrix"]
    numbers = any(isinstance(n, Number) and n.text != "1" for each in trees for n in walk(each))
    vectors = any(first_kind(each, ()) == "vector" for each in symbols)
    if numbers and not vectors and all(each.base in _COUNTS for each in capitals):
        for each in capitals:
            upper = None if each.label is None else each.label.upper
            lower = None if each.label is None else each.label.lower
            label = None if lower is None else Label(lower)
            named = each if upper is None else replace(each, label=label)
            kinds.known[key(named)] = "scalar"


def _settle(kinds: Kinds, trees: Sequence[Node], *, learn: bool) -> None:
    """Give a kind to each symbol that occurs only in the holes."""
    for symbol in names(trees):
        if symbol.base.startswith(OPAQUE):
            kinds.known.setdefault(key(symbol), "scalar")
        elif learn:
            kinds.of(symbol)
    if learn:
        kinds.learn(trees)


def _typed(kinds: Kinds, shapes: Shapes, tree: Node) -> Typed | None:
    """The resolved tree; None where it cannot be computed."""
    try:
        typed = kinds.resolve(tree)
        shapes.infer(typed.node)
    except KindClash:
        return None
    return typed


def _widened(system: EquationSystem, kinds: Kinds, trees: Sequence[Node]) -> EquationSystem:
    """The equation system, extended by quantities that occur only in the holes."""
    quantities = dict(system.quantities)
    for symbol in names(trees):
        name = key(symbol)
        if name not in quantities and name not in CONSTANTS:
            quantities[name] = quantity(symbol, kinds.known.get(name, "scalar"))
    return replace(
        system,
        quantities=MappingProxyType(quantities),
        kinds=MappingProxyType(dict(kinds.known)),
        row=kinds.row,
    )


def _side(
    raw: Node, tree: Node, typed: Typed | None, whole: EquationSystem, points: Points
) -> Expression:
    inner = unwrapped(raw)
    alone = unwrapped(tree)
    symbol = None
    if isinstance(inner, Symbol) and isinstance(alone, Symbol) and alone.base[:1] != OPAQUE:
        symbol = inner
    text = written(tree)
    if typed is None:
        return Expression(None, text, symbol)
    try:
        value = compute(typed, points, whole.kinds)
    except EngineError:
        return Expression(None, text, symbol)
    # A formula that has a value at no point is compared by its written form.
    return Expression(typed if np.isfinite(value).any() else None, text, symbol, value)


def _spellings(system: EquationSystem) -> frozenset[str]:
    """The names as the equations spell them: `Z_t` and `z_t`."""
    found: set[str] = set()
    for formula in system.formulas:
        try:
            found.update(key(symbol) for symbol in names([parse(formula)]))
        except FormulaError:
            continue
    return frozenset(found)
