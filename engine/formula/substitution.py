"""Replaces parts of a tree."""

from collections.abc import Callable, Mapping
from dataclasses import fields, replace

from engine.formula.quantities import at_time, is_transposed, key, shifted
from engine.formula.tree import Apply, Concat, Group, Label, Node, Scripted, Symbol, Time


def mapped(node: Node, change: Callable[[Node], Node | None]) -> Node:
    """The tree with each part replaced for which `change` returns a node, topmost first."""
    found = change(node)
    if found is not None:
        return found
    if isinstance(node, Symbol | Label | Time):
        return node
    changes: dict[str, object] = {}
    for each in fields(node):
        value = getattr(node, each.name)
        if isinstance(node, Scripted) and each.name != "body":
            continue
        if isinstance(value, Node):
            new = mapped(value, change)
            if new is not value:
                changes[each.name] = new
        elif isinstance(value, tuple) and value and isinstance(value[0], Node):
            parts = tuple(mapped(part, change) for part in value)
            if any(a is not b for a, b in zip(parts, value, strict=True)):
                changes[each.name] = parts
    return replace(node, **changes) if changes else node  # type: ignore[arg-type]  # fields keep their kinds


def replaced(node: Node, table: Mapping[str, Node]) -> Node:
    """The tree with symbols replaced by name."""

    def change(part: Node) -> Node | None:
        if not isinstance(part, Symbol) or is_transposed(part):
            return None
        other = table.get(key(part))
        if other is None or isinstance(other, Symbol | Group):
            return other
        return Group(other, span=part.span)

    return mapped(node, change)


def exchanged(node: Node, old: Node, new: Node) -> Node:
    """The tree with one part replaced, compared by identity."""
    return mapped(node, lambda part: new if part is old else None)


def tidied(node: Node) -> Node:
    """The tree without redundant round brackets: σ((a)), [(a), b]."""

    def change(part: Node) -> Node | None:
        if isinstance(part, Apply) and part.open:
            if any(isinstance(each, Group) for each in part.arguments):
                arguments = tuple(tidied(_opened(each)) for each in part.arguments)
                return replace(part, arguments=arguments)
        elif isinstance(part, Concat) and any(isinstance(each, Group) for each in part.parts):
            return replace(part, parts=tuple(tidied(_opened(each)) for each in part.parts))
        return None

    return mapped(node, change)


def _opened(node: Node) -> Node:
    return node.body if isinstance(node, Group) and node.open == "(" else node


def moved(node: Node, steps: int) -> Node:
    """The formula shifted by `steps`: every time in it changes."""

    def change(part: Node) -> Node | None:
        offset = shifted(part) if isinstance(part, Symbol) else None
        if not isinstance(part, Symbol) or offset is None:
            return None
        return at_time(part, f"{offset + steps:+d}" if offset + steps else "")

    return mapped(node, change)


def unwrapped(node: Node) -> Node:
    """The node without the brackets around it."""
    while isinstance(node, Group):
        node = node.body
    return node
