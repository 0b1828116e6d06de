"""A resolved formula's value, over a batch: leading axes are independent cases.

A scalar is an array of the batch's shape, a vector has one axis more, a matrix two.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from engine import activations
from engine.activations import hard_sigmoid, sigmoid
from engine.errors import EngineError
from engine.formula.latex import to_latex
from engine.formula.quantities import CONSTANTS, is_diagonal, is_tanh, is_transposed, is_turned, key
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

Values: TypeAlias = activations.Array


def _softmax(a: Values) -> Values:
    e = np.exp(a - a.max(axis=-1, keepdims=True))
    return np.asarray(e / e.sum(axis=-1, keepdims=True))


_relu = activations.FUNCTIONS["relu"].value


FUNCTIONS: Mapping[str, Callable[[Values], Values]] = MappingProxyType(
    {
        "σ": sigmoid, "sigmoid": sigmoid, "sigm": sigmoid, "logistic": sigmoid,
        "Sigmoid": sigmoid, "tanh": np.tanh, "Tanh": np.tanh, "relu": _relu, "ReLU": _relu,
        "RELU": _relu, "softmax": _softmax, "Softmax": _softmax, "SoftMax": _softmax,
        "softplus": lambda a: np.logaddexp(a, 0.0), "hardsigmoid": hard_sigmoid,
        "hard_sigmoid": hard_sigmoid, "exp": np.exp, "log": np.log, "ln": np.log, "sin": np.sin,
        "cos": np.cos, "tan": np.tan, "sinh": np.sinh, "cosh": np.cosh, "arctan": np.arctan,
        "sign": np.sign, "sgn": np.sign, "sqrt": np.sqrt, "arctanh": np.arctanh,
        "artanh": np.arctanh, "diag": lambda a: a,
        # Letters that papers use for an unspecified activation. One-line drills and comparison
        # by value need some fixed choice.
        "ϕ": np.tanh, "φ": np.tanh, "g": np.tanh, "f": sigmoid, "ψ": np.tanh, "ρ": sigmoid,
    }
)  # fmt: skip
"""The NumPy function for each name."""


@dataclass(frozen=True, slots=True)
class _Evaluated:
    array: Values
    rank: int
    """0 a scalar, 1 a vector, 2 a matrix; axes before these are the batch."""


def evaluate(
    node: Node,
    bindings: Mapping[str, ArrayLike],
    kinds: Mapping[str, str],
    functions: Mapping[str, Callable[[Values], Values]] = FUNCTIONS,
) -> Values:
    """The value of a resolved node.

    `bindings` has an array for each name (`plain` spelling), `kinds` says what each is. Raises
    EngineError for a name without a value, a function that is not known and shapes that clash.
    """
    try:
        with np.errstate(all="ignore"):  # undefined values become NaN, which equals nothing
            return _evaluate(node, bindings, kinds, functions).array
    except ValueError as error:  # raised by NumPy for incompatible shapes
        raise EngineError(f"{to_latex(node).strip()}: {error}") from error


def _evaluate(
    node: Node,
    bindings: Mapping[str, ArrayLike],
    kinds: Mapping[str, str],
    functions: Mapping[str, Callable[[Values], Values]],
) -> _Evaluated:
    if isinstance(node, Symbol):
        return _symbol(node, bindings, kinds)
    if isinstance(node, Number):
        return _Evaluated(np.asarray(float(node.text)), 0)
    if isinstance(node, Group):
        return _evaluate(node.body, bindings, kinds, functions)
    if isinstance(node, Array):
        rows = [[_number(cell) for cell in row] for row in node.rows]
        return _Evaluated(np.asarray(rows), 2)
    parts = [_evaluate(part, bindings, kinds, functions) for part in _parts(node)]
    if isinstance(node, Sum):
        total = _same_rank(parts)
        result: Values = np.asarray(0.0)
        for sign, array in zip(node.signs, total[0], strict=True):
            result = result - array if sign in ("-", "∓") else result + array
        return _Evaluated(result, total[1])
    if isinstance(node, Hadamard | Scale):
        arrays, rank = _same_rank(parts)
        product = arrays[0]
        for array in arrays[1:]:
            product = product * array
        return _Evaluated(product, rank)
    if isinstance(node, MatMul):
        return _product(node, *parts)
    if isinstance(node, Apply):
        wider = is_diagonal(node) and parts[0].rank == 1
        return _Evaluated(_function(node, functions)(parts[0].array), parts[0].rank + wider)
    if isinstance(node, Scripted):
        turned = parts[0].rank == 2
        return _Evaluated(np.swapaxes(parts[0].array, -1, -2), 2) if turned else parts[0]
    if isinstance(node, Concat):
        return _concat(parts)
    (left, right), rank = _same_rank([*parts, _Evaluated(np.asarray(0.5), 0)][:2])
    if isinstance(node, Fraction):
        return _Evaluated(left / right, rank)
    return _Evaluated(np.power(left, right), rank)


def _parts(node: Node) -> tuple[Node, ...]:
    if isinstance(node, Sum):
        return node.terms
    if isinstance(node, Hadamard):
        return node.factors
    if isinstance(node, Scale | MatMul):
        return (node.left, node.right)
    if isinstance(node, Apply):
        return node.arguments
    if isinstance(node, Concat):
        return node.parts
    if isinstance(node, Fraction):
        return (node.numerator, node.denominator)
    if isinstance(node, Power):
        return (node.base, node.exponent)
    if isinstance(node, Root | Scripted):
        return (node.body,)
    raise EngineError(f"{type(node).__name__} has no value")


def _symbol(
    symbol: Symbol, bindings: Mapping[str, ArrayLike], kinds: Mapping[str, str]
) -> _Evaluated:
    name = key(symbol)
    if name not in bindings:
        if name in CONSTANTS:
            return _Evaluated(np.asarray(CONSTANTS[name]), 0)
        raise EngineError(f"{name} has no value; known: {', '.join(sorted(bindings))}")
    array = np.asarray(bindings[name], dtype=np.float64)
    rank = {"scalar": 0, "matrix": 2}.get(kinds.get(name, ""), 1)
    if array.ndim < rank:
        raise EngineError(f"{name} is a {kinds.get(name)}, its value has {array.ndim} axes")
    if rank == 2 and is_transposed(symbol):
        array = np.swapaxes(array, -1, -2)
    return _Evaluated(array, rank)


def _same_rank(parts: list[_Evaluated]) -> tuple[list[Values], int]:
    """The arrays, with axes added to scalars so that they broadcast over a batch."""
    rank = max(part.rank for part in parts)
    arrays = [part.array[(..., *([None] * (rank - part.rank)))] for part in parts]
    return arrays, rank


def _product(node: MatMul, left: _Evaluated, right: _Evaluated) -> _Evaluated:
    if left.rank == 2 and right.rank == 1:
        return _Evaluated((left.array @ right.array[..., None])[..., 0], 1)
    if left.rank == 1 and right.rank == 2:
        return _Evaluated((left.array[..., None, :] @ right.array)[..., 0, :], 1)
    if left.rank == 1 and right.rank == 1:
        if is_turned(node.right):
            return _Evaluated(left.array[..., :, None] * right.array[..., None, :], 2)
        return _Evaluated((left.array * right.array).sum(axis=-1), 0)
    return _Evaluated(left.array @ right.array, 2)


def _concat(parts: list[_Evaluated]) -> _Evaluated:
    widened = [part.array if part.rank else part.array[..., None] for part in parts]
    batch = np.broadcast_shapes(*(array.shape[:-1] for array in widened))
    whole: list[Any] = [np.broadcast_to(a, (*batch, a.shape[-1])) for a in widened]
    return _Evaluated(np.concatenate(whole, axis=-1), 1)


def _function(
    node: Apply, functions: Mapping[str, Callable[[Values], Values]]
) -> Callable[[Values], Values]:
    symbol = node.function
    name = symbol.base if isinstance(symbol, Symbol) else ""
    if not isinstance(symbol, Symbol) or name not in functions:
        raise EngineError(f"the function {name or 'in front of this bracket'} is not known")
    function = functions["tanh"] if is_tanh(symbol) else functions[name]
    if symbol.accents:
        function = _slope(symbol, function)
    power = None if symbol.label is None else symbol.label.upper
    base = None if symbol.label is None else symbol.label.lower
    if name in ("log", "ln") and isinstance(base, Number):
        return lambda a: np.log(a) / np.log(float(base.text))
    if isinstance(power, Number):
        return lambda a: function(a) ** float(power.text)
    return function


def _slope(symbol: Symbol, function: Callable[[Values], Values]) -> Callable[[Values], Values]:
    """σ′, tanh′: the slope of the activation that computes the same."""
    for each in activations.FUNCTIONS.values():
        if symbol.accents == ("prime",) and each.value is function:
            return lambda a: each.slope(a, function(a))
    raise EngineError(f"{symbol.base} with an accent is no function that is known")


def _number(node: Node) -> float:
    if isinstance(node, Number):
        return float(node.text)
    if isinstance(node, Sum) and len(node.terms) == 1:
        value = _number(node.terms[0])
        return -value if node.signs[0] == "-" else value
    raise EngineError("a matrix written out has numbers only")
