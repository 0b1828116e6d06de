"""Values of formulas by a few lines of their own: what the comparison is held against."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from engine.formula.quantities import key
from engine.formula.tree import (
    Apply,
    Array,
    Concat,
    Group,
    Hadamard,
    MatMul,
    Node,
    Number,
    Scale,
    Sum,
    Symbol,
)

Value = NDArray[np.float64]


def value(node: Node, given: Mapping[str, Value]) -> Value | None:
    """The value of a resolved formula; None where its parts do not fit together."""
    try:
        return _value(node, given)
    except (ValueError, KeyError):
        return None


def _value(node: Node, given: Mapping[str, Value]) -> Value:
    if isinstance(node, Symbol):
        return given[key(node)]
    if isinstance(node, Number):
        return np.asarray(float(node.text))
    if isinstance(node, Group):
        return _value(node.body, given)
    if isinstance(node, Apply):
        assert isinstance(node.function, Symbol)
        inner = _value(node.arguments[0], given)
        return np.tanh(inner) if node.function.base == "tanh" else 1 / (1 + np.exp(-inner))
    if isinstance(node, MatMul):
        return np.asarray(_value(node.left, given) @ _value(node.right, given))
    if isinstance(node, Concat | Array):
        parts = node.parts if isinstance(node, Concat) else [row[0] for row in node.rows]
        return np.concatenate([_value(part, given) for part in parts])
    if isinstance(node, Sum):
        total = np.asarray(0.0)
        for sign, term in zip(node.signs, node.terms, strict=True):
            total = _fitting(total, _value(term, given) * (-1 if sign == "-" else 1), "+")
        return total
    assert isinstance(node, Hadamard | Scale)
    factors = node.factors if isinstance(node, Hadamard) else (node.left, node.right)
    result = np.asarray(1.0)
    for factor in factors:
        result = _fitting(result, _value(factor, given), "*")
    return result


def _fitting(left: Value, right: Value, sign: str) -> Value:
    """Sum or product of two arrays of one shape, or of a number and an array."""
    if left.ndim and right.ndim and left.shape != right.shape:
        raise ValueError("shapes")
    return np.asarray(left + right if sign == "+" else left * right)
