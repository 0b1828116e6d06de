"""The quantity that a symbol names: its name without typography, and its kind."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from types import MappingProxyType
from typing import Literal, TypeAlias

from engine.formula.latex import to_latex
from engine.formula.plain_names import plain
from engine.formula.tree import Apply, Label, Node, Scripted, Symbol, Time

Kind: TypeAlias = Literal["scalar", "vector", "matrix", "covector"]

CONSTANTS: Mapping[str, float] = MappingProxyType({"e": math.e, "π": math.pi})
"""Scalars with a fixed value, unless an equation defines the letter."""

_TRANSPOSES = frozenset("T⊤⊺")
_BIASES = frozenset({"b", "β", "bias"})
_SMALL_MATRICES = frozenset("wuvθω")
_VECTORS = frozenset("xhycszrauvwqkofgib")


def is_transposed(symbol: Symbol) -> bool:
    """True for `W^T` and `x^\\top`."""
    upper = None if symbol.label is None else symbol.label.upper
    return (
        isinstance(upper, Symbol)
        and upper.base in _TRANSPOSES
        and upper.label is None
        and upper.time is None
    )


def untransposed(symbol: Symbol) -> Symbol:
    """The quantity that a transposed symbol is the transpose of."""
    if not is_transposed(symbol) or symbol.label is None:
        return symbol
    lower = symbol.label.lower
    return replace(symbol, label=None if lower is None else Label(lower))


def transposed(symbol: Symbol) -> Node:
    """The symbol with a T; in brackets if it has another superscript."""
    label = symbol.label or Label()
    if label.upper is None:
        return replace(symbol, label=replace(label, upper=Symbol("T")))
    return Scripted(symbol, None, Symbol("T"), span=symbol.span)


def is_turned(node: Node) -> bool:
    """True for a transposed symbol, and for a bracket with a T on it."""
    if isinstance(node, Scripted):
        upper = node.upper
        return node.lower is None and isinstance(upper, Symbol) and upper.base in _TRANSPOSES
    return isinstance(node, Symbol) and is_transposed(node)


@lru_cache(maxsize=4096)  # called for the same few symbols thousands of times while probing
def key(symbol: Symbol) -> str:
    """The name under which a quantity is known: `plain`, without font and transposition."""
    symbol = untransposed(symbol)
    return plain(replace(symbol, font="") if symbol.font else symbol)


def stem(symbol: Symbol) -> str:
    """The name without its time, the same for `h_t` and `h_{t-1}`; these have the same shape."""
    return key(replace(symbol, time=None)) if symbol.time is not None else key(symbol)


def shifted(symbol: Symbol) -> int | None:
    """How many steps before or after t a quantity is: -1 for `h_{t-1}`; None without a time."""
    if symbol.time is None:
        return None
    offset = symbol.time.offset
    try:
        return int(offset) if offset else 0
    except ValueError:
        return None


def first_kind(symbol: Symbol, defined: Iterable[str]) -> Kind:
    """The kind that a name suggests: a time, a definition or b → vector, a capital → matrix."""
    if symbol.time is not None or key(symbol) in defined or symbol.base in _BIASES:
        return "vector"
    base = symbol.base
    if len(base) > 1:
        return "vector" if symbol.font == "rm" else "scalar"
    if base.isalpha() and base.isupper():
        return "matrix"
    return "vector" if base in _VECTORS else "scalar"


def is_tanh(function: Symbol) -> bool:
    """True for `\\sigma_h` and `\\sigma_c`: where a σ has a label, these mean the tanh."""
    lower = None if function.label is None else function.label.lower
    return function.base == "σ" and isinstance(lower, Symbol) and lower.base in "hcn"


def is_diagonal(node: Apply) -> bool:
    """True for the matrix with a vector along its diagonal: `Diag`, as comparison names it."""
    return isinstance(node.function, Symbol) and node.function.base == "Diag"


def may_be_matrix(symbol: Symbol) -> bool:
    """True for `w_{xr}` and its like: small letters that are matrices beside a vector."""
    return symbol.base in _SMALL_MATRICES and symbol.time is None


@dataclass(frozen=True, slots=True)
class Quantity:
    """One quantity of a set of equations."""

    name: str
    latex: str
    kind: Kind
    time: int | None
    stem: str
    symbol: Symbol


def quantity(symbol: Symbol, kind: Kind) -> Quantity:
    """The quantity a symbol stands for."""
    bare = untransposed(symbol)
    return Quantity(key(symbol), to_latex(bare).strip(), kind, shifted(bare), stem(symbol), bare)


def at_time(symbol: Symbol, offset: str) -> Symbol:
    """The same quantity at another time, written the same way."""
    time = symbol.time or Time("t")
    return replace(symbol, time=replace(time, offset=offset))
