"""Converts index notation to vectors: `h_t^j`, `[W x]_j`, `\\sum_j U_{i,j} x_j` → h, W x, U x."""

from collections.abc import Iterable
from dataclasses import fields, replace
from typing import TypeVar

from engine.formula.statements import Statement
from engine.formula.tree import (
    Equation,
    Group,
    Hadamard,
    Label,
    Large,
    Listing,
    Node,
    Number,
    Product,
    Scripted,
    Sum,
    Symbol,
    walk,
)

_INDICES = frozenset("ijk")
_Some = TypeVar("_Some", bound=Node)


def without_components(stated: list[Statement]) -> list[Statement]:
    """The statements about whole vectors, where a note writes them for one component.

    A letter i, j or k is an index where a state is defined for it (`h_t^j = …`), or where a
    bracket carries it (`[W x]_j`).
    """
    found = _indices(stated)
    if not found:
        return stated
    return [
        replace(each, name=_whole(each.name, found), value=_whole(each.value, found))
        for each in stated
    ]


def _indices(stated: list[Statement]) -> frozenset[str]:
    found: set[str] = set()
    for each in stated:
        if each.name.time is not None:
            found |= _INDICES & set(_letters(each.name.label))
    nodes = [node for each in stated for node in walk(each.value)]
    for node in nodes:
        if isinstance(node, Scripted):
            found |= _INDICES & {_letter(node.lower), _letter(node.upper)}
        elif isinstance(node, Large) and node.operator == "∑":
            found |= _INDICES & {_summed(node)}
    return frozenset(found)


def _letters(label: Label | None) -> list[str]:
    return [] if label is None else [_letter(label.lower), _letter(label.upper)]


def _letter(node: Node | None) -> str:
    """The letter, if a script is a single one; else ""."""
    if isinstance(node, Group):
        return _letter(node.body)
    if isinstance(node, Symbol) and node.label is None and node.time is None and not node.accents:
        return node.base
    return ""


def _summed(node: Large) -> str:
    """The index of a sum: `\\sum_j`, `\\sum_{j=1}^n`."""
    lower = node.lower
    return _letter(lower.left if isinstance(lower, Equation) else lower)


def _whole(node: _Some, indices: frozenset[str]) -> _Some:
    """The node with every index taken off."""
    return _stripped(node, indices)  # type: ignore[return-value]  # a Symbol stays a Symbol


def _stripped(node: Node, indices: frozenset[str]) -> Node:
    if isinstance(node, Symbol):
        return _symbol(node, indices)
    if isinstance(node, Scripted) and {_letter(node.lower), _letter(node.upper)} & indices:
        return _stripped(node.body, indices)
    if isinstance(node, Large) and node.operator == "∑" and _summed(node) in indices:
        body = _stripped(_contracted(node), indices)
        return Group(body, span=node.span) if isinstance(body, Sum) else body
    changes: dict[str, Node | tuple[Node, ...]] = {}
    for each in fields(node):
        value = getattr(node, each.name)
        if isinstance(value, Node):
            changes[each.name] = _stripped(value, indices)
        elif isinstance(value, tuple) and value and isinstance(value[0], Node):
            changes[each.name] = tuple(_stripped(part, indices) for part in value)
    return replace(node, **changes) if changes else node  # type: ignore[arg-type]  # fields keep their kinds


def _contracted(node: Large) -> Node:
    """`\\sum_j U_{ij} r_j h_j` as U (r h): the matrix acts on all that carries the index."""
    body, index = node.body, _summed(node)
    if not isinstance(body, Product):
        return body
    pairs = [_pair(factor) for factor in body.factors]
    matrices = [at for at, pair in enumerate(pairs) if index in pair]
    if len(matrices) != 1:
        return body
    at = matrices[0]
    matrix, rest = body.factors[at], body.factors[:at] + body.factors[at + 1 :]
    if pairs[at][0] == index and isinstance(matrix, Symbol):
        matrix = replace(matrix, label=Label(_lower(matrix), Symbol("T")))
    if len(rest) == 1:
        vector = rest[0]
    else:
        vector = Group(Hadamard(rest, ("",) * (len(rest) - 1), span=body.span), span=body.span)
    return Product((matrix, vector), ("",), span=body.span)


def _pair(node: Node) -> tuple[str, ...]:
    """The two indices of a matrix's element: `W_{ij}`, `W_{i,j}`; () for anything else."""
    script = _lower(node) if isinstance(node, Symbol) else None
    if isinstance(script, Listing) and len(script.items) == 2:
        return tuple(_letter(item) for item in script.items)
    if isinstance(script, Product) and len(script.factors) == 2:
        return tuple(_letter(factor) for factor in script.factors)
    return ()


def _lower(node: Symbol) -> Node | None:
    return None if node.label is None else node.label.lower


def _symbol(node: Symbol, indices: frozenset[str]) -> Symbol:
    if node.label is None:
        return node
    lower = _rest(node.label.lower, indices)
    upper = _rest(node.label.upper, indices)
    return replace(node, label=Label(lower, upper) if lower or upper else None)


def _rest(script: Node | None, indices: frozenset[str]) -> Node | None:
    """A script without its indices: `j`, `i,j` and `ij` → None, `z` → z."""
    if script is None or _letter(script) in indices:
        return None
    if isinstance(script, Listing):
        return _pack([item for item in script.items if not _is_index(item, indices)], script)
    if isinstance(script, Product) and all(_letter(part) in indices for part in script.factors):
        return None
    return script


def _is_index(node: Node, indices: frozenset[str]) -> bool:
    return _letter(node) in indices or (
        isinstance(node, Product) and all(_letter(part) in indices for part in node.factors)
    )


def _pack(items: list[Node], script: Listing) -> Node | None:
    if not items:
        return None
    if len(items) == 1:
        return items[0]
    return replace(script, items=tuple(items), separators=(",",) * (len(items) - 1))


def names(nodes: Iterable[Node]) -> list[Symbol]:
    """Every symbol in the nodes that names a quantity; symbols inside scripts are skipped."""
    found: list[Symbol] = []
    for node in nodes:
        _collect(node, found)
    return found


def _collect(node: Node, found: list[Symbol]) -> None:
    if isinstance(node, Symbol):
        found.append(node)
        return
    if isinstance(node, Number | Label):
        return
    for each in fields(node):
        value = getattr(node, each.name)
        if each.name in ("lower", "upper", "remark", "index", "function"):
            continue
        if isinstance(value, Node):
            _collect(value, found)
        elif isinstance(value, tuple):
            for part in value:
                if isinstance(part, Node):
                    _collect(part, found)
                elif isinstance(part, tuple):
                    for cell in part:
                        _collect(cell, found)
