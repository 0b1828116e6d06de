"""The usual mistakes in a formula, each as the wrong formula.

Where the drills know a mistake too, it has the same key.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from engine.formula.components import names
from engine.formula.equation_system import EquationSystem
from engine.formula.latex import to_latex
from engine.formula.quantities import key, stem
from engine.formula.resets import resets
from engine.formula.substitution import exchanged, mapped, replaced, unwrapped
from engine.formula.tree import (
    Apply,
    Group,
    MatMul,
    Node,
    Number,
    Sum,
    Symbol,
    walk,
)


@dataclass(frozen=True, slots=True)
class Variant:
    """A wrong formula, with its mistake."""

    mistake: str
    sentence: str
    node: Node


def variants(node: Node, system: EquationSystem) -> Iterator[Variant]:
    """Every mistake that changes the formula, the likeliest first."""
    gates = _gates(node, system)
    yield from _polarity(node, complemented(node, system))
    yield from _matrices(node, system)
    yield from _exchanged(node, system, gates)
    yield from _times(node, system)
    yield from map(_variant, resets(node, gates, system))
    yield from _functions(node)
    yield from _terms(node, system)


def _variant(mistake: tuple[str, str, Node]) -> Variant:
    return Variant(*mistake)


def _is_complement(node: Node) -> str:
    """The name g of `1 - g`; "" for anything else."""
    inner = unwrapped(node)
    if (
        isinstance(inner, Sum)
        and len(inner.terms) == 2
        and isinstance(inner.terms[0], Number)
        and float(inner.terms[0].text) == 1
        and inner.signs[1] == "-"
        and isinstance(inner.terms[1], Symbol)
    ):
        return key(inner.terms[1])
    return ""


def _gates(node: Node, system: EquationSystem) -> list[str]:
    """The gates among the names: quantities that are subtracted from 1, and sigmoids."""
    found = complemented(node, system)
    for each in system.definitions:
        inner = unwrapped(each.value)
        if any(_applies(inner, name) for name in ("σ", "sigmoid", "sigm")):
            found.append(each.name)
    return list(dict.fromkeys(found))


def complemented(node: Node, system: EquationSystem) -> list[str]:
    """The gates that are subtracted from 1, so that they blend two states."""
    found = [
        name
        for whole in (*(each.value for each in system.definitions), node)
        for part in walk(whole)
        if (name := _is_complement(part))
    ]
    return list(dict.fromkeys(found))


def _polarity(node: Node, gates: list[str]) -> Iterator[Variant]:
    for gate in gates:
        symbol = next((each for each in names([node]) if key(each) == gate), None)
        if symbol is None:
            continue

        def change(part: Node, gate: str = gate, symbol: Symbol = symbol) -> Node | None:
            if _is_complement(part) == gate:
                return symbol
            if isinstance(part, Symbol) and key(part) == gate:
                return Group(Sum((Number("1"), symbol), ("", "-")))
            return None

        yield Variant(
            "polarity_flipped",
            f"{gate} and 1 − {gate} stand the other way round here.",
            mapped(node, change),
        )


def _exchanged(node: Node, system: EquationSystem, gates: list[str]) -> Iterator[Variant]:
    """Two vectors swapped: two gates, or the old state and the candidate."""
    vectors = [name for name in system.needed(node) if system.kinds.get(name) == "vector"]
    known = [name for name in system.quantities if system.kinds.get(name) == "vector"]
    for one in vectors:
        for other in known:
            if one == other or other not in system.quantities:
                continue
            if other in vectors and vectors.index(other) < vectors.index(one):
                continue
            table: dict[str, Node] = {
                one: system.quantities[other].symbol,
                other: system.quantities[one].symbol,
            }
            if stem(system.quantities[one].symbol) == stem(system.quantities[other].symbol):
                continue  # the same quantity at another time has a mistake of its own
            if other not in vectors:
                mistake, sentence = "other_quantity", f"{other} stands where {one} belongs."
            else:
                mistake, sentence = "states_swapped", f"{one} and {other} have changed places."
            if {one, other} <= set(gates):
                mistake = "gates_swapped"
            yield Variant(mistake, sentence, replaced(node, table))


def _times(node: Node, system: EquationSystem) -> Iterator[Variant]:
    for name in system.needed(node):
        quantity = system.quantities.get(name)
        if quantity is None or quantity.time is None:
            continue
        for other in system.quantities.values():
            if other.stem == quantity.stem and other.name != name and other.time is not None:
                sentence = f"{other.name} stands where {name} belongs."
                yield Variant("wrong_time", sentence, replaced(node, {name: other.symbol}))


def _functions(node: Node) -> Iterator[Variant]:
    for old, new, mistake in (
        ("tanh", "σ", "candidate_other_activation"),
        ("σ", "tanh", "gate_tanh"),
    ):
        if any(_applies(part, old) for part in walk(node)):

            def change(part: Node, old: str = old, new: str = new) -> Node | None:
                if not isinstance(part, Apply) or not _applies(part, old):
                    return None
                return replace(part, function=Symbol(new))

            changed = mapped(node, change)
            yield Variant(mistake, f"{new} stands where {old} belongs.", changed)
    for part in walk(node):
        if isinstance(part, Apply):
            function = part.function.base if isinstance(part.function, Symbol) else ""
            mistake = "no_tanh" if function == "tanh" else "no_sigmoid"
            without = exchanged(node, part, Group(part.arguments[0]))
            yield Variant(mistake, f"{function} is left out.", without)


def _applies(node: Node, function: str) -> bool:
    return (
        isinstance(node, Apply)
        and isinstance(node.function, Symbol)
        and node.function.base == function
    )


def _matrices(node: Node, system: EquationSystem) -> Iterator[Variant]:
    def turned(part: Node) -> Node | None:
        if not isinstance(part, MatMul):
            return None
        left, right = mapped(part.left, turned), mapped(part.right, turned)
        return MatMul(right, left, part.operator)

    order = "rows, left of their matrices" if system.row else "columns, right of their matrices"
    yield Variant("both_transposed", f"Here vectors are {order}.", mapped(node, turned))
    found = [name for name in system.needed(node) if system.kinds.get(name) == "matrix"]
    others = [name for name in system.quantities if system.kinds.get(name) == "matrix"]
    for one in found:
        for other in others:
            if one == other:
                continue
            table: dict[str, Node] = {
                one: system.quantities[other].symbol,
                other: system.quantities[one].symbol,
            }
            if other in found:
                yield Variant(
                    "W_U_swapped", f"{one} and {other} have changed places.", replaced(node, table)
                )
            else:
                yield Variant(
                    "other_weights",
                    f"{other} stands where {one} belongs.",
                    replaced(node, table),
                )


def _terms(node: Node, system: EquationSystem) -> Iterator[Variant]:
    for part in walk(node):
        if not isinstance(part, Sum) or len(part.terms) < 2:
            continue
        for at, term in enumerate(part.terms):
            rest = part.terms[:at] + part.terms[at + 1 :]
            signs = part.signs[:at] + part.signs[at + 1 :]
            fewer = Sum(rest, ("" if signs[0] == "+" else signs[0], *signs[1:]))
            bias = isinstance(term, Symbol) and system.kinds.get(key(term)) == "vector"
            mistake = "no_bias" if bias else "term_missing"
            left = to_latex(term).strip()
            yield Variant(mistake, f"{left} is left out.", exchanged(node, part, Group(fewer)))
            if at:
                other = "-" if part.signs[at] != "-" else "+"
                changed = replace(part, signs=(*part.signs[:at], other, *part.signs[at + 1 :]))
                yield Variant(
                    "sign", f"The sign before {left} is wrong.", exchanged(node, part, changed)
                )
