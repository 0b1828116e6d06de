"""Finds what an equation does by evaluating it: with gates set to 0 and 1, with parts left out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from engine.errors import EngineError
from engine.formula.components import names
from engine.formula.equation_system import Definition, EquationSystem
from engine.formula.evaluator import Values
from engine.formula.quantities import Kind, at_time, key, shifted, stem
from engine.formula.substitution import moved, replaced, unwrapped
from engine.formula.tree import Apply, Node, Sum, Symbol, walk

_POINTS = 4
_SEED = 7
_MOST = 32
"""More vectors in one equation, and it belongs to no cell: a GRU written out has a dozen."""


@dataclass(frozen=True, slots=True)
class Blend:
    """An equation that mixes two states by a gate: 0 selects one of them, 1 the other."""

    definition: Definition
    gate: str
    old: str
    new: Node
    """A symbol, or the candidate written out in full."""
    keeps: bool
    """True: the gate multiplies the old state."""


class Probe:
    """The equations with random but reproducible numbers for every quantity."""

    def __init__(self, system: EquationSystem) -> None:
        rng = np.random.default_rng(_SEED)
        self.values = system.sample(rng, {}, (_POINTS,))
        kinds = {**self._at_other_times(system, rng), **system.kinds}
        self.system = replace(system, kinds=kinds)

    def _at_other_times(self, system: EquationSystem, rng: np.random.Generator) -> dict[str, Kind]:
        """Add values for quantities that occur at another time only (gates of the previous step);
        return the kinds of these names."""
        kinds: dict[str, Kind] = {}
        for quantity in system.quantities.values():
            if quantity.time is None or quantity.name not in self.values:
                continue
            for offset in ("-1", "", "+1"):
                name = key(at_time(quantity.symbol, offset))
                if name not in self.values:
                    self.values[name] = rng.normal(size=self.values[quantity.name].shape)
                    kinds[name] = quantity.kind
        return kinds

    def at(self, node: Node, **changes: Values) -> Values | None:
        """The node's value with some quantities changed; None where it has none."""
        return self.given(node, changes)

    def given(self, node: Node, changes: Mapping[str, Values]) -> Values | None:
        """The node's value with some quantities changed; None where it has none."""
        try:
            return self.system.evaluate(node, {**self.values, **changes})
        except EngineError:
            return None

    def level(self, name: str, value: float) -> dict[str, Values]:
        """A quantity with the same number in every component."""
        return {name: np.full_like(self.values[name], value)}

    def depends(self, node: Node, name: str) -> bool:
        """True where the node's value changes with the quantity."""
        if all(key(each) != name for each in names([node])):
            return False
        before = self.given(node, {})
        after = self.given(node, {name: self.values[name] + 0.7})
        return before is not None and after is not None and not same(before, after)

    def spreads(self, node: Node, name: str) -> bool:
        """True where one component of the quantity changes other components of the value."""
        before = self.given(node, {})
        for at in range(self.values[name].shape[-1]):
            moved = self.values[name].copy()
            moved[..., at] += 0.7
            after = self.given(node, {name: moved})
            if before is None or after is None:
                return False
            rest = np.delete(after - before, at, axis=-1)
            if np.abs(rest).max() > 1e-9:
                return True
        return False


def same(left: Values, right: Values) -> bool:
    """True for values that agree to rounding."""
    return left.shape == right.shape and bool(np.allclose(left, right, rtol=1e-9, atol=1e-11))


def vectors(system: EquationSystem, node: Node) -> list[str]:
    """The names of the vectors in a node."""
    return [n for n in system.needed(node) if system.kinds.get(n) == "vector"]


def mixed(probe: Probe, definition: Definition) -> list[str]:
    """The vectors of an equation that may mix states; [] where it cannot belong to a cell."""
    if not isinstance(unwrapped(definition.value), Sum):
        return []  # a mix of states is a sum
    within = vectors(probe.system, definition.value)
    return within if len(within) <= _MOST else []


def blends(probe: Probe) -> Iterator[Blend]:
    """Every way to see an equation as a mix of two states by one gate."""
    system = probe.system
    for each in system.definitions:
        within = mixed(probe, each)
        for gate in within:
            zero = probe.given(each.value, probe.level(gate, 0.0))
            one = probe.given(each.value, probe.level(gate, 1.0))
            if zero is None or one is None or same(zero, one):
                continue
            for old in within:
                if old in (gate, each.name) or not _may_be_old(system, each, old):
                    continue
                value = probe.values[old]
                keeps = same(one, value)
                if keeps == same(zero, value):
                    continue
                new = _end(probe, each, zero if keeps else one, (gate, old))
                if new is not None:
                    yield Blend(each, gate, old, new, keeps)


def _may_be_old(system: EquationSystem, definition: Definition, name: str) -> bool:
    """True for the quantity that the equation defines, a step earlier, or for a free one."""
    quantity = system.quantities[name]
    if quantity.stem == stem(definition.symbol):
        return True
    return name not in system.defined


def _end(probe: Probe, each: Definition, end: Values, not_these: tuple[str, str]) -> Node | None:
    """The part of an equation that remains with the gate at 0, or at 1."""
    for node in walk(each.value):
        if isinstance(node, Symbol):
            name = key(node)
            if name not in not_these and name in probe.values and same(probe.values[name], end):
                return node
    for node in walk(each.value):
        if isinstance(node, Apply):
            value = probe.given(node, {})
            if value is not None and same(value, end):
                return node
    return None


class Expander:
    """Replaces names by their definitions; of several, by the nearest one."""

    def __init__(self, system: EquationSystem, near: int) -> None:
        self.system = system
        self.near = near
        self._found: dict[str, Definition | None] = {}
        self._below: dict[str, frozenset[str]] = {}

    def find(self, name: str) -> Definition | None:
        """The definition of a name that is nearest to the equation in question."""
        if name not in self._found:
            found = [each for each in self.system.definitions if each.name == name]
            found = found or self._a_step_later(name)
            found.sort(key=lambda each: (abs(each.index - self.near), each.index))
            self._found[name] = found[0] if found else None
        return self._found[name]

    def below(self, name: str) -> frozenset[str]:
        """Every name that a name depends on, directly or not; includes itself only in a cycle."""
        if name not in self._below:
            reached: set[str] = set()
            waiting = [name]
            while waiting:
                definition = self.find(waiting.pop())
                if definition is not None:
                    fresh = [each for each in definition.needs if each not in reached]
                    reached.update(fresh)
                    waiting.extend(fresh)
            self._below[name] = frozenset(reached)
        return self._below[name]

    def leads_to(self, name: str, old: str) -> bool:
        """True where a name is computed from the old state."""
        return old in self.below(name)

    def _a_step_later(self, name: str) -> list[Definition]:
        """The definition at t of a gate that is used at t − 1, shifted to that time."""
        quantity = self.system.quantities.get(name)
        if quantity is None or quantity.time != -1:
            return []
        return [
            _moved(each, quantity.symbol)
            for each in self.system.definitions
            if stem(each.symbol) == quantity.stem
            and shifted(each.symbol) == 0
            and isinstance(unwrapped(each.value), Apply)
        ]

    def expand(self, node: Node, old: str, stop: frozenset[str] = frozenset()) -> Node:
        """The node in terms of the old state, the input and gates: every name that depends on the
        old state is replaced, except gates and other activations."""
        table: dict[str, Node] = {}
        for symbol in names([node]):
            name = key(symbol)
            if name == old or name in stop or name in table or not self.leads_to(name, old):
                continue
            definition = self.find(name)
            if definition is None or isinstance(unwrapped(definition.value), Apply):
                continue
            table[name] = self.expand(definition.value, old, stop | {name})
        return replaced(node, table) if table else node


def _moved(definition: Definition, symbol: Symbol) -> Definition:
    """The definition of a gate, a step earlier."""
    value = moved(definition.value, -1)
    needs = tuple(dict.fromkeys(key(each) for each in names([value])))
    return replace(definition, name=key(symbol), symbol=symbol, value=value, needs=needs)
