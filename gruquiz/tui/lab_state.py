"""The lab's state: one cell whose every number can be changed; everything else follows."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine import Convention, Exercise, Parameters
from engine.flow import Trace, trace

Array = NDArray[np.floating[Any]]

STEPS = 12
PINS: tuple[float | None, ...] = (None, 0.0, 1.0)

Place = tuple[str, tuple[int, ...]]
"""One number: which array, and where in it."""


@dataclass(frozen=True, slots=True, eq=False)
class LabState:
    """One cell, its inputs and its first state."""

    parameters: Parameters
    xs: Array
    """[T, I]."""
    h0: Array
    """[H]."""
    convention: Convention
    pin_r: float | None = None
    """The reset gate held at this value; None lets it compute."""
    pin_z: float | None = None

    @property
    def hidden(self) -> int:
        return self.parameters.hidden

    @property
    def input(self) -> int:
        return self.parameters.input

    def array(self, name: str) -> Array:
        """One of the arrays that can be changed: xs, h0, W, U, bx, bh."""
        found: Array = (
            getattr(self, name) if name in ("xs", "h0") else getattr(self.parameters, name)
        )
        return found

    def value(self, place: Place) -> float:
        """The number at a place."""
        name, index = place
        return float(self.array(name)[index])

    def with_value(self, place: Place, value: float) -> "LabState":
        """The same state with one number changed."""
        name, index = place
        array = self.array(name).copy()
        array[index] = value
        if name == "xs":
            return replace(self, xs=array)
        if name == "h0":
            return replace(self, h0=array)
        arrays = {each: getattr(self.parameters, each) for each in ("W", "U", "bx", "bh")}
        return replace(self, parameters=Parameters(**{**arrays, name: array}))

    def places(self, t: int) -> Iterator[list[Place]]:
        """Every number that can be changed at step t, row by row as the screen shows them."""
        yield [("xs", (t, i)) for i in range(self.input)]
        yield [("h0", (i,)) for i in range(self.hidden)]
        for name in ("W", "U", "bx", "bh"):
            matrices = [self.matrix(name, gate) for gate in self.gates_with(name)]
            for row in zip(*matrices, strict=True):
                yield [place for places in row for place in places]

    def gates_with(self, name: str) -> list[int]:
        """The gates, by their place, that have an array of that name: a matrix or a bias."""
        layout = self.convention.biases
        return [k for k in range(3) if name in ("W", "U") or name[1] in layout[k]]

    def matrix(self, name: str, gate: int) -> list[list[Place]]:
        """The places of a gate's matrix or bias, as the drills of the convention print them.

        What multiplies a row from the right stands turned; so does a bias where vectors are rows.
        """
        size = {"W": self.input, "U": self.hidden}.get(name)
        form = self.convention.notation.form
        places: list[list[Place]]
        if size is None:
            places = [[(name, (gate, unit))] for unit in range(self.hidden)]
            turned = form in ("row", "transposed")
        else:
            columns = range(size)
            places = [[(name, (gate, unit, i)) for i in columns] for unit in range(self.hidden)]
            turned = form == "row"
        return [list(column) for column in zip(*places, strict=True)] if turned else places

    def trace(self) -> Trace:
        """The quantities of the whole sequence."""
        parameters = self.parameters
        if not self.convention.biases[2]:
            bx, bh = parameters.bx.copy(), parameters.bh.copy()
            bx[2] = bh[2] = 0.0
            parameters = Parameters(parameters.W, parameters.U, bx, bh)
        return trace(parameters, self.xs, self.h0, self.convention, r=self.pin_r, z=self.pin_z)


def first_lab_state(convention: Convention) -> LabState:
    """Two units and weights that show what gates do: a push, a silence, and a push back."""
    xs = np.zeros((STEPS, 2))
    xs[0:3] = (1.0, -0.5)
    xs[7:9] = (-1.0, 0.5)
    parameters = Parameters(
        W=[[[0.5, -1.0], [1.0, 0.5]], [[1.0, 0.5], [-0.5, 1.0]], [[-1.0, 0.5], [0.5, 1.0]]],
        U=[[[1.0, 0.5], [-0.5, 1.0]], [[0.5, -1.0], [1.0, 0.5]], [[1.0, -2.0], [2.0, 1.0]]],
    )
    return LabState(parameters, xs, np.array([0.8, -0.4]), convention)


def fits_the_lab(exercise: Exercise) -> bool:
    """Whether the exercise is about one cell with numbers of its own."""
    return {"W", "U", "bx", "bh", "x", "h"} <= exercise.numbers.keys()


def lab_state_of(exercise: Exercise) -> LabState:
    """The exercise's numbers in the lab; silence after its own inputs."""
    numbers = {name: values[..., 0] for name, values in exercise.numbers.items()}
    own = numbers["x"]
    xs = np.zeros((max(STEPS, len(own)), own.shape[-1]))
    xs[: len(own)] = own
    parameters = Parameters(*(numbers[name] for name in ("W", "U", "bx", "bh")))
    return LabState(parameters, xs, numbers["h"], exercise.convention)
