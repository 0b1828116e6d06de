"""Formulas changed as trees: what a learner writes differently, and what they get wrong."""

from collections.abc import Callable
from dataclasses import fields, replace

from engine.formula.tree import Label, Node, Number, Symbol


def rebuilt(node: Node, change: Callable[[Node], Node | None]) -> Node:
    """The tree with every part changed that `change` gives another for, the smallest first."""
    if isinstance(node, Symbol | Number | Label):
        return change(node) or node
    changes: dict[str, object] = {}
    for each in fields(node):
        value = getattr(node, each.name)
        if each.name in ("function", "lower", "upper"):
            continue
        if isinstance(value, Node):
            changes[each.name] = rebuilt(value, change)
        elif isinstance(value, tuple) and value and isinstance(value[0], Node):
            changes[each.name] = tuple(rebuilt(part, change) for part in value)
    whole = replace(node, **changes) if changes else node  # type: ignore[arg-type]  # fields keep their kinds
    return change(whole) or whole
