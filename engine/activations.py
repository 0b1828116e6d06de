"""Activations and their derivatives."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True)
class ActivationFunction:
    """An activation f and its slope."""

    name: str
    value: Callable[[Array], Array]
    """f(a)"""
    slope: Callable[[Array, Array], Array]
    """f'(a), given a and y = f(a)"""
    flips: bool = False
    """f(−a) = 1 − f(a): only then can a change of sign exchange z and 1 − z."""


def sigmoid(a: Array) -> Array:
    """σ(a) = 1 / (1 + e^−a) for a of any shape, to full precision at both ends.

    The exponent is never positive, so nothing overflows and small values keep their digits.
    """
    e = np.exp(-np.abs(a))
    return np.asarray(np.where(a < 0, e, 1) / (1 + e))


def hard_sigmoid(a: Array) -> Array:
    """max(0, min(1, a/5 + 1/2)) for a of any shape, as ONNX defines it."""
    return np.clip(a * a.dtype.type(0.2) + a.dtype.type(0.5), 0, 1)


FUNCTIONS: Mapping[str, ActivationFunction] = MappingProxyType(
    {
        f.name: f
        for f in (
            ActivationFunction("sigmoid", sigmoid, lambda _, y: y * (1 - y), flips=True),
            ActivationFunction("tanh", np.tanh, lambda _, y: 1 - y * y),
            ActivationFunction(
                "relu", lambda a: np.maximum(a, 0), lambda a, _: (a > 0).astype(a.dtype)
            ),
            ActivationFunction(
                "hard_sigmoid",
                hard_sigmoid,
                lambda _, y: ((y > 0) & (y < 1)) * y.dtype.type(0.2),
                flips=True,
            ),
            ActivationFunction("identity", lambda a: a, lambda a, _: np.ones_like(a)),
        )
    }
)
"""Every activation by the name a Convention uses."""
