"""A set of equations: the kind and shape of each quantity, and how to compute it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike

from engine.errors import EngineError, FormulaError
from engine.formula.chains import KindClash
from engine.formula.components import names, without_components
from engine.formula.evaluator import Values, evaluate
from engine.formula.kinds import Kinds, agreed
from engine.formula.parser import parse
from engine.formula.quantities import CONSTANTS, Kind, Quantity, key, quantity, stem
from engine.formula.shapes import Dimension, Shape, Shapes
from engine.formula.spelling import one_spelling
from engine.formula.statements import statements
from engine.formula.tree import Node, Symbol


@dataclass(frozen=True, slots=True)
class Definition:
    """A quantity and the resolved formula that defines it."""

    name: str
    symbol: Symbol
    value: Node
    index: int
    """Number of the formula that defines it, from 0."""
    source: Node
    """The equation as written."""
    needs: tuple[str, ...]
    """The names that its value uses, in reading order."""


@dataclass(frozen=True, slots=True)
class EquationSystem:
    """Equations resolved together. Values are computed from the free quantities.

    Immutable: another formula is resolved with copies of the kinds and shapes.
    """

    formulas: tuple[str, ...]
    definitions: tuple[Definition, ...]
    quantities: Mapping[str, Quantity]
    row: bool
    """True for row vectors, which are written left of their matrices."""
    unreadable: tuple[tuple[int, FormulaError], ...]
    """Errors of formulas that could not be parsed or resolved, with the formula's number."""
    notes: tuple[str, ...]
    kinds: Mapping[str, Kind]
    """Each quantity's kind by its name."""
    _shapes: Mapping[str, Shape]
    _bound: Mapping[int, Dimension]
    _fixed: Mapping[int, int]

    @property
    def defined(self) -> tuple[str, ...]:
        """The names that the equations define, in their order, each once."""
        return tuple(dict.fromkeys(each.name for each in self.definitions))

    @property
    def free(self) -> tuple[str, ...]:
        """The names that are used but not defined; the caller must supply their values."""
        known = set(self.defined)
        used = (name for each in self.definitions for name in each.needs)
        return tuple(dict.fromkeys(name for name in used if name not in known))

    def needed(self, node: Node) -> tuple[str, ...]:
        """The names that a node's value depends on directly, in the order of the text."""
        return _needs(node, self.kinds)

    def may_be_state(self, name: str) -> bool:
        """True for a free vector that may be the previous state."""
        quantity = self.quantities.get(name)
        return (
            quantity is not None
            and quantity.kind == "vector"
            and quantity.time in (None, -1)
            and quantity.symbol.base not in ("b", "β")
            and name not in self.defined
        )

    def shape(self, name: str, sizes: Mapping[int, int]) -> tuple[int, ...]:
        """A quantity's shape where `sizes` gives each unknown of `dimensions` its size."""
        found = self._shapes.get(name)
        if found is None:
            return ()
        return tuple(self._size(dimension, sizes) for dimension in found)

    def dimensions(self, name: str) -> tuple[Dimension, ...]:
        """The unknowns of a quantity's shape: one tuple per axis, longer for a concatenation."""
        return tuple(self._flat(dimension) for dimension in self._shapes.get(name, ()))

    def _flat(self, dimension: Dimension) -> Dimension:
        result: list[int] = []
        for unknown in dimension:
            result.extend(self._flat(self._bound[unknown]) if unknown in self._bound else [unknown])
        return tuple(result)

    def _size(self, dimension: Dimension, sizes: Mapping[int, int]) -> int:
        return sum(self._fixed.get(u, sizes.get(u, 2)) for u in self._flat(dimension))

    def sample(
        self, rng: np.random.Generator, sizes: Mapping[int, int], batch: tuple[int, ...] = ()
    ) -> dict[str, Values]:
        """Random values, normal, for every quantity used or defined, of shapes that fit."""
        used = dict.fromkeys([*self.free, *self.defined])
        return {name: rng.normal(size=(*batch, *self.shape(name, sizes))) for name in used}

    def evaluate(self, node: Node, bindings: Mapping[str, ArrayLike]) -> Values:
        """The value of a resolved node; leading axes of the bindings are a batch."""
        return evaluate(node, bindings, self.kinds)

    def compute(self, bindings: Mapping[str, ArrayLike]) -> dict[str, Values]:
        """The values of everything that the bindings determine, dependencies first."""
        values: dict[str, Values] = {}
        known = dict(bindings)
        waiting = [each for each in self.definitions if each.name not in known]
        while waiting:
            rest = []
            for each in waiting:
                if each.name in values:
                    continue
                if all(name in known for name in each.needs):
                    known[each.name] = values[each.name] = self.evaluate(each.value, known)
                else:
                    rest.append(each)
            if len(rest) == len(waiting):
                break
            waiting = rest
        return values

    def settling(self) -> Kinds:
        """A copy of the kinds, in which the kinds known from the equations are fixed."""
        return Kinds(frozenset(self.defined), dict(self.kinds), self.row, frozenset(self.kinds))

    def fitting(self, kinds: Kinds) -> Shapes:
        """A copy of the shapes, for adding other quantities."""
        shapes = Shapes(kinds.known, self.row, bound=dict(self._bound), fixed=dict(self._fixed))
        for name, each in self.quantities.items():
            if name in self._shapes and each.kind != "scalar":
                family = name if each.kind == "matrix" else stem(each.symbol)
                shapes.of_stem[family] = self._shapes[name]
        seen = [unknown for shape in self._shapes.values() for part in shape for unknown in part]
        bound = (u for old, new in self._bound.items() for u in (old, *new))
        shapes.count = max((*seen, *bound, *self._fixed), default=0)
        return shapes

    def resolve(self, node: Node) -> Node:
        """Another formula in the same quantities, resolved; EngineError where it makes no sense."""
        try:
            return self.settling().resolve(node).node
        except KindClash as clash:
            raise EngineError(clash.message) from clash


def read(formulas: Sequence[str]) -> EquationSystem:
    """Read the formulas as one system; one that cannot be read does not affect the others."""
    trees: list[Node | None] = []
    unreadable: list[tuple[int, FormulaError]] = []
    for index, formula in enumerate(formulas):
        try:
            trees.append(parse(formula))
        except FormulaError as error:
            trees.append(None)
            unreadable.append((index, error))
    stated = without_components(statements(trees))
    stated, notes = one_spelling(stated)
    kinds = Kinds(frozenset(key(each.name) for each in stated))
    for each in stated:
        kinds.of(each.name)
    agreed(kinds, {key(each.name): each.value for each in stated})
    shapes = Shapes(kinds.known, kinds.row)
    definitions: list[Definition] = []
    for each in stated:
        try:
            resolved = kinds.resolve(each.value)
            shapes.unify(
                shapes.symbol(each.name),
                shapes.infer(resolved.node),
                each.name,
                each.value,
                "equal",
            )
        except KindClash as clash:
            place = max(clash.place.span[0], 0)
            unreadable.append(
                (each.index, FormulaError(clash.message, formulas[each.index], place))
            )
            continue
        definitions.append(
            Definition(
                key(each.name),
                each.name,
                resolved.node,
                each.index,
                each.source,
                _needs(resolved.node, kinds.known),
            )
        )
    return _reading(tuple(formulas), definitions, kinds, shapes, unreadable, notes)


def _needs(node: Node, kinds: Mapping[str, Kind]) -> tuple[str, ...]:
    """The names in a node that need a value, each once, without constants."""
    found = dict.fromkeys(key(symbol) for symbol in names([node]))
    return tuple(
        name for name in found if not (name in CONSTANTS and kinds.get(name, "scalar") == "scalar")
    )


def _reading(
    formulas: tuple[str, ...],
    definitions: list[Definition],
    kinds: Kinds,
    shapes: Shapes,
    unreadable: list[tuple[int, FormulaError]],
    notes: list[str],
) -> EquationSystem:
    symbols = [each.symbol for each in definitions]
    symbols += names(each.value for each in definitions)
    quantities: dict[str, Quantity] = {}
    of_name: dict[str, Shape] = {}
    for symbol in symbols:
        name = key(symbol)
        if name not in quantities:
            found = quantity(symbol, kinds.known.get(name, "scalar"))
            quantities[name] = found
            of_name[name] = shapes.symbol(found.symbol)
    return EquationSystem(
        formulas=formulas,
        definitions=tuple(definitions),
        quantities=MappingProxyType(quantities),
        row=kinds.row,
        unreadable=tuple(sorted(unreadable, key=lambda each: each[0])),
        notes=tuple(notes),
        kinds=MappingProxyType(dict(kinds.known)),
        _shapes=MappingProxyType(of_name),
        _bound=MappingProxyType(shapes.bound),
        _fixed=MappingProxyType(shapes.fixed),
    )
