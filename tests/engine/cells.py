"""Random cells for the engine's tests."""

from dataclasses import replace

import numpy as np
from hypothesis import strategies as st

import engine
from engine.activations import Array
from engine.conventions import CONVENTIONS, Convention

NAMES = tuple(CONVENTIONS)

VARIANTS = (
    *CONVENTIONS.values(),
    replace(CONVENTIONS["onnx"], name="clip", clip=0.5),
    replace(CONVENTIONS["pytorch"], name="relu", candidate_activation="relu"),
    replace(CONVENTIONS["chung2014"], name="hard", gate_activation="hard_sigmoid"),
    replace(CONVENTIONS["cho2014v1"], name="tanh gates", gate_activation="tanh"),
    replace(CONVENTIONS["cho2014"], name="linear", candidate_activation="identity"),
    replace(CONVENTIONS["cho2014v1"], name="σ after", candidate_activation="sigmoid"),
    replace(CONVENTIONS["mlx"], name="odd biases", biases=("", "xh", "h"), order="nzr"),
)
"""The named conventions, and semantics that none of them has."""

conventions = st.sampled_from(VARIANTS)
sizes = st.integers(1, 5)
seeds = st.integers(0, 2**32 - 1)


def cell(
    rng: np.random.Generator,
    hidden: int,
    size: int,
    biases: int = 2,
    cells: tuple[int, ...] = (),
) -> engine.Parameters:
    """Weights scaled by 1/√H: unscaled ones make a long run chaotic."""
    scale = hidden**-0.5
    shapes: list[tuple[int, ...]] = [(hidden, size), (hidden, hidden)] + [(hidden,)] * biases
    return engine.Parameters(*(rng.normal(size=(*cells, 3, *s)) * scale for s in shapes))


def cell_of(convention: Convention, rng: np.random.Generator, **shape: int) -> engine.Parameters:
    """A cell with the biases that the convention writes."""
    return with_layout(cell(rng, shape["hidden"], shape["size"]), convention)


def with_layout(parameters: engine.Parameters, convention: Convention) -> engine.Parameters:
    """The cell with zeros for the biases that the convention does not write."""
    written = {
        side: np.array([[float(side in sides)] for sides in convention.biases]) for side in "xh"
    }
    W, U, bx, bh = parts(parameters)
    return engine.Parameters(W, U, bx * written["x"], bh * written["h"])


def parts(parameters: engine.Parameters) -> tuple[Array, Array, Array, Array]:
    """W, U, bx, bh."""
    return parameters.W, parameters.U, parameters.bx, parameters.bh
