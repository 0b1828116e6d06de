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
    """A cell with as many biases as the convention writes."""
    return cell(rng, shape["hidden"], shape["size"], convention.biases)


def parts(parameters: engine.Parameters) -> tuple[Array, Array, Array, Array]:
    """W, U, bx, bh."""
    return parameters.W, parameters.U, parameters.bx, parameters.bh
