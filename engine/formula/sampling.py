"""Random values for a formula's quantities, and its value for them: the basis of comparison."""

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
"""Sizes for the unknown dimensions, all different: a matrix is square only if it must be."""
_SQUARE = 3


class _Compared(Mapping[str, Callable[[Values], Values]]):
    """The functions: known names compute themselves; a letter is a function unlike any other."""

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
    if value.ndim <= _RANKS[typed.kind]:  # constant: the same at every point
        value = np.broadcast_to(value, (_POINTS, *value.shape))
    return value


def _draw(name: str, shape: tuple[int, ...]) -> Values:
    """Random but reproducible values of a quantity: half of the points normal, half in (0, 1),
    where a logarithm is defined, two of these larger for formulas such as `log(x - 2)`."""
    rng = np.random.default_rng(zlib.crc32(name.encode()))
    drawn = rng.normal(size=(_POINTS, *shape))
    drawn[_POINTS // 2 :] = sigmoid(drawn[_POINTS // 2 :])
    drawn[-2:] = 1 + 4 * drawn[-2:]
    return drawn


def different(system: EquationSystem, shapes: Shapes) -> dict[int, int]:
    """A size for every dimension, all different unless the formulas make them equal."""
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
    """The same dimensions, all of one size."""
    return dict.fromkeys(sizes, _SQUARE) | shapes.fixed


def agree(target: Values, value: Values) -> bool:
    """True where a value equals the target at every point where the target is defined."""
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
    if not given[half:][asked[half:]].all() or 2 * given[asked].sum() < asked.sum():
        return False
    both = asked & given  # ln a + ln b has no value where ln ab has one
    return bool(np.allclose(target[both], wide[both], rtol=1e-9, atol=1e-11))
