"""Replaces parts without a value (a sum with limits, a norm) by symbols named by their LaTeX."""

from collections.abc import Callable
from dataclasses import fields, replace

from engine.formula.quantities import is_transposed, is_turned, key
from engine.formula.statements import bare
from engine.formula.tree import (
    Apply,
    Array,
    Decorated,
    Equation,
    Group,
    Hadamard,
    Label,
    Large,
    Node,
    Number,
    Operator,
    Product,
    Root,
    Scripted,
    Sum,
    Symbol,
    Text,
)

OPAQUE = "⟦"
"""First character of the name of such a symbol."""

_WRITTEN = dict.fromkeys(("", "*", "⋅", "×", "@"), "⋅") | dict.fromkeys("⊙∘⊗", "⊙")


def rebuilt(node: Node, change: Callable[[Node], Node]) -> Node:
    """The node with `change` applied to each child that is a formula, not to scripts and names."""
    if isinstance(node, Symbol | Number | Text | Operator | Label):
        return node
    changes: dict[str, object] = {}
    for each in fields(node):
        if each.name in ("lower", "upper", "remark", "index", "function"):
            continue
        value = getattr(node, each.name)
        if isinstance(value, Node):
            changes[each.name] = change(value)
        elif isinstance(value, tuple) and value and isinstance(value[0], Node):
            changes[each.name] = tuple(change(part) for part in value)
    return replace(node, **changes) if changes else node  # type: ignore[arg-type]  # fields keep their kinds


def opaque(node: Node) -> Node:
    """The formula with a symbol for each part that has no value."""
    if isinstance(node, Symbol):
        return node
    if _has_no_value(node):
        return Symbol(f"{OPAQUE}{written(node)}", span=node.span)
    return rebuilt(node, opaque)


def _has_no_value(node: Node) -> bool:
    if isinstance(node, Large | Text | Operator | Equation | Decorated):
        return True
    if isinstance(node, Group):
        return node.open in ("|", "‖", "⌊", "⌈")
    if isinstance(node, Sum):
        return bool({"±", "∓"} & set(node.signs))
    if isinstance(node, Scripted):
        return not is_turned(node)
    if isinstance(node, Root):
        return node.index is not None
    if isinstance(node, Apply):
        upper = None
        if isinstance(node.function, Symbol) and node.function.label is not None:
            upper = node.function.label.upper
        return len(node.arguments) != 1 or isinstance(upper, Sum)
    return isinstance(node, Array) and node.environment.endswith("cases")


def written(node: Node) -> str:
    """The written form of a formula, ignoring brackets, spaces and the order of sums."""
    if isinstance(node, Symbol):
        return key(node) + ("ᵀ" if is_transposed(node) else "")
    if isinstance(node, Number):
        return repr(float(node.text))
    if isinstance(node, Group) and node.open not in ("|", "‖", "⌊", "⌈"):
        return written(bare(node.body))
    if isinstance(node, Sum):
        terms = zip((sign or "+" for sign in node.signs), map(written, node.terms), strict=True)
        return "(" + "".join(sorted(sign + term for sign, term in terms)) + ")"
    if isinstance(node, Product | Hadamard):
        text = written(node.factors[0])
        for sign, factor in zip(node.operators, node.factors[1:], strict=True):
            text += _WRITTEN.get(sign, sign) + written(factor)
        return f"({text})"
    if isinstance(node, Apply):
        inner = ",".join(map(written, node.arguments))
        return f"{written(node.function)}({inner})"
    contents: list[str] = []
    for each in fields(node):
        value = getattr(node, each.name)
        if each.name in ("span", "separators", "columns", "environment"):
            continue
        if isinstance(value, Node):
            contents.append(written(value))
        elif isinstance(value, tuple):
            contents.extend(_cell(part) for part in value)
        elif value is not None:
            contents.append(str(value))
    return f"{type(node).__name__}({';'.join(contents)})"


def _cell(part: object) -> str:
    if isinstance(part, Node):
        return written(part)
    return "&".join(map(_cell, part)) if isinstance(part, tuple) else str(part)
