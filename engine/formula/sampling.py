"""Numbers for a formula's quantities, and what it computes from them: the ground of comparison."""

import zlib
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import TypeAlias

import numpy as np

from engine.activations import sigmoid
from engine.formula.chains import Typed
from engine.formula.components import names
from engine.formula.equation_system import EquationSystem
from engine.formula.evaluator import FUNCTIONS, Values, evaluate
from engine.formula.quantities import CONSTANTS, key
from engine.formula.shapes import Dimension, Shapes

_POINTS = 12
_SIZES = (3, 2, 5, 4, 7, 6, 11, 9, 13, 8)
"""Of the unknown dimensions in turn, all different: a matrix is square only where it must be."""
_SQUARE = 3


class _Compared(Mapping[str, Callable[[Values], Values]]):
    """The functions: those with a name compute what they are, a letter's is like no other's."""

    def __getitem__(self, name: str) -> Callable[[Values], Values]:
        if name == "Diag":
            return _diagonal
        if name in FUNCTIONS and (len(name) > 1 or name == "σ"):
            return FUNCTIONS[name]
        first, second, third = 0.5 + np.random.default_rng(zlib.crc32(name.encode())).random(3)
        return lambda a: np.sin(first * a + second) + third * a * a

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and (name in (*FUNCTIONS, "Diag") or len(name) == 1)

    def __iter__(self) -> Iterator[str]:
        return iter(FUNCTIONS)

    def __len__(self) -> int:
        return len(FUNCTIONS)


def _diagonal(a: Values) -> Values:
    if a.ndim < 2:  # the first axis counts the points
        raise ValueError("a number has no diagonal matrix")
    return np.asarray(a[..., None] * np.eye(a.shape[-1]))


_FUNCTIONS = _Compared()

Points: TypeAlias = Mapping[str, Values]
"""A value for each name; the first axis counts the points."""


_RANKS = {"scalar": 0, "vector": 1, "covector": 1, "matrix": 2}


def compute(typed: Typed, points: Mapping[str, Values], kinds: Mapping[str, str]) -> Values:
    node = typed.node
    new = {key(each) for each in names([node])} - points.keys() - CONSTANTS.keys()
    if new:
        points = {**points, **{name: _draw(name, ()) for name in new}}
        kinds = {**kinds, **dict.fromkeys(new, "scalar")}
    value = evaluate(node, points, kinds, _FUNCTIONS)
    if value.ndim <= _RANKS[typed.kind]:  # numbers only: the same at every point
        value = np.broadcast_to(value, (_POINTS, *value.shape))
    return value


def _draw(name: str, shape: tuple[int, ...]) -> Values:
    """Random numbers for a quantity, the same ones every time: half of the points as they come,
    half between 0 and 1, where a logarithm has a value, two of these larger: `log(x - 2)`."""
    rng = np.random.default_rng(zlib.crc32(name.encode()))
    drawn = rng.normal(size=(_POINTS, *shape))
    drawn[_POINTS // 2 :] = sigmoid(drawn[_POINTS // 2 :])
    drawn[-2:] = 1 + 4 * drawn[-2:]
    return drawn


def different(system: EquationSystem, shapes: Shapes) -> dict[int, int]:
    """A size for every dimension, no two alike but where the formulas say so."""
    sizes = dict(shapes.fixed)
    fixed = len(sizes)
    for each in system.quantities.values():
        for dimension in shapes.symbol(each.symbol):
            for unknown in shapes.flat(dimension):
                if unknown not in sizes:
                    sizes[unknown] = _SIZES[(len(sizes) - fixed) % len(_SIZES)]
    return sizes


def draw(system: EquationSystem, shapes: Shapes, sizes: Mapping[int, int]) -> Mapping[str, Values]:
    def size(dimension: Dimension) -> int:
        return sum(sizes[unknown] for unknown in shapes.flat(dimension))

    drawn = {
        name: _draw(name, tuple(size(each) for each in shapes.symbol(quantity.symbol)))
        for name, quantity in system.quantities.items()
        if name not in CONSTANTS or quantity.kind != "scalar"
    }
    return MappingProxyType(drawn)


def alike(sizes: Mapping[int, int], shapes: Shapes) -> dict[int, int]:
    """The same dimensions, each as long as the others."""
    return dict.fromkeys(sizes, _SQUARE) | shapes.fixed


def agree(target: Values, value: Values) -> bool:
    """True where a value equals what is asked wherever that is a number."""
    if value.ndim == 1:  # a number, for each component
        value = value[(..., *([None] * (target.ndim - 1)))]
    elif value.shape != target.shape:
        return False
    wide = np.broadcast_to(value, target.shape)
    asked = np.isfinite(target)
    given = np.isfinite(wide)
    if not asked.any():
        return False
    half = _POINTS // 2
    if not given[half:][asked[half:]].all() or not given[asked].mean() >= 0.5:
        return False
    both = asked & given  # ln a + ln b has no value where ln ab has one
    return bool(np.allclose(target[both], wide[both], rtol=1e-9, atol=1e-11))
