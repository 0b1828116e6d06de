"""Whole sequences: against PyTorch, ONNX and Keras, and against one step at a time."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import engine
from engine import folded
from engine.conventions import CONVENTIONS, Convention
from tests.engine.cells import NAMES, cell, conventions, seeds, sizes
from tests.engine.fixtures import Archive, load

EXACT, SINGLE = 1e-12, 1e-5


def torch_gru(t: Archive) -> engine.Parameters:
    bias = np.stack((t["gru/bias_ih_l0"], t["gru/bias_hh_l0"]))
    return engine.Parameters.unpack("pytorch", t["gru/weight_ih_l0"], t["gru/weight_hh_l0"], bias)


@pytest.mark.parametrize(("dtype", "bound"), [(np.float64, EXACT), (np.float32, SINGLE)])
def test_gru_of_pytorch(dtype: type, bound: float) -> None:
    t = load("torch")
    states = engine.run(
        torch_gru(t).astype(dtype), t["xs"].astype(dtype), t["h0"].astype(dtype), "pytorch"
    )
    assert states.dtype == dtype
    np.testing.assert_allclose(states, t["gru/states"], atol=bound)


@pytest.mark.parametrize(("reverse", "key"), [(False, "gru/packed"), (True, "gru/packed_reverse")])
def test_lengths_of_pytorch(reverse: bool, key: str) -> None:
    t = load("torch")
    states = engine.run(
        torch_gru(t), t["xs"], t["h0"], "pytorch", lengths=t["lengths"], reverse=reverse
    )
    np.testing.assert_allclose(states, t[key], atol=EXACT)


@pytest.mark.parametrize("linear", [0, 1])
def test_onnx_reference(linear: int) -> None:
    o = load("onnx")
    name = ("onnx", "onnx-linear-before-reset")[linear]
    p = engine.Parameters.unpack(name, o["W"], o["R"], o["B"])
    states = engine.run(p, o["X"], o["initial_h"][0], name)
    np.testing.assert_allclose(states, o[f"states_{linear}"], atol=EXACT)


VARIANTS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "clip": ({"clip": 0.4}, {}),
    "relu": ({"candidate_activation": "relu"}, {}),
    "hard_sigmoid": ({"gate_activation": "hard_sigmoid"}, {}),
    "reverse": ({}, {"reverse": True}),
    "lengths": ({}, {"lengths": [6, 2, 4]}),
    "lengths_reverse": ({}, {"lengths": [6, 2, 4], "reverse": True}),
}


@pytest.mark.parametrize("linear", [0, 1])
@pytest.mark.parametrize("key", VARIANTS)
def test_onnxruntime(key: str, linear: int) -> None:
    o = load("onnxruntime")
    changes, arguments = VARIANTS[key]
    name = ("onnx", "onnx-linear-before-reset")[linear]
    convention = replace(CONVENTIONS[name], **changes)
    p = engine.Parameters.unpack(convention, o["W"], o["R"], o["B"])
    states = engine.run(p, o["X"], o["initial_h"][0], convention, **arguments)
    assert states.dtype == np.float32
    np.testing.assert_allclose(states, o[f"{key}_{linear}"], atol=SINGLE)


@pytest.mark.parametrize(("key", "name"), [("1", "keras"), ("0", "keras-reset-before")])
def test_keras(key: str, name: str) -> None:
    k = load("keras")
    p = engine.Parameters.unpack(name, k[f"W_{key}"], k[f"U_{key}"], k[f"b_{key}"])
    states = engine.run(p, k["xs"], k["h0"], name)
    np.testing.assert_allclose(states, k[f"states_{key}"], atol=EXACT)


# MLX's tanh on float64 is right to eight digits only.
@pytest.mark.parametrize(
    ("name", "bound"), [("equinox", EXACT), ("flax", EXACT), ("flax-nnx", EXACT), ("mlx", 1e-7)]
)
def test_the_libraries_whose_gates_have_one_bias(name: str, bound: float) -> None:
    j = load("jax")
    p = engine.Parameters.unpack(name, *(j[f"{name}/{letter}"] for letter in "WUb"))
    states = engine.run(p, j["xs"], j["h0"], name)
    np.testing.assert_allclose(states, j[f"{name}/states"], atol=bound)


@pytest.mark.parametrize("name", NAMES)
def test_every_convention_s_own_equations(name: str) -> None:
    a = load("autograd")
    W, U, b = (a.get(f"{name}/{letter}") for letter in "WUb")
    assert W is not None
    p = engine.Parameters.unpack(name, W, U, b)
    states = engine.run(p, a["xs"], a["h0"], name)
    np.testing.assert_allclose(states, a[f"{name}/states"], atol=EXACT)


def one_by_one(p: engine.Parameters, xs: Any, h: Any, convention: Convention) -> Any:
    states = []
    for x in xs:
        h = engine.step(p, x, h, convention).h
        states.append(h)
    return np.array(states).reshape(*xs.shape[:-1], p.hidden)


@given(
    convention=conventions,
    hidden=sizes,
    size=sizes,
    steps=st.integers(0, 5),
    batch=st.integers(0, 4),
    seed=seeds,
)
def test_a_run_is_its_steps(
    convention: Convention, hidden: int, size: int, steps: int, batch: int, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    p = cell(rng, hidden, size)
    xs, h0 = rng.normal(size=(steps, batch, size)), rng.normal(size=(batch, hidden))
    states = engine.run(p, xs, h0, convention)
    np.testing.assert_allclose(states, one_by_one(p, xs, h0, convention), atol=1e-12)
    if batch:
        alone = engine.run(p, xs[:, 0], h0[0], convention)
        np.testing.assert_allclose(alone, states[:, 0], atol=1e-12)
    back = engine.run(p, xs[::-1], h0, convention, reverse=True)
    np.testing.assert_allclose(back[::-1], states, atol=1e-12)


@given(convention=conventions, seed=seeds, reverse=st.booleans())
def test_lengths_are_runs_cut_short(convention: Convention, seed: int, reverse: bool) -> None:
    rng = np.random.default_rng(seed)
    p = cell(rng, 3, 2)
    xs, h0, lengths = rng.normal(size=(5, 6, 2)), rng.normal(size=(6, 3)), np.arange(6)
    states = engine.run(p, xs, h0, convention, lengths=lengths, reverse=reverse)
    for b, n in enumerate(lengths):
        own = engine.run(p, xs[:n, b], h0[b], convention, reverse=reverse)
        np.testing.assert_allclose(states[:n, b], own, atol=1e-12)
        assert not states[n:, b].any()


@pytest.mark.parametrize("name", ["pytorch", "chung2014", "goodfellow"])
def test_chunks_and_blocks_change_nothing(name: str) -> None:
    rng = np.random.default_rng(0)
    hidden, batch = 64, 96
    # Large enough for several blocks of rows, long enough for two chunks.
    assert folded.blocked(np.zeros((2 * hidden, hidden + 1)), batch * 2)[1][0] > 1
    steps = folded.CHUNK // (3 * hidden * batch) + 2
    p = cell(rng, hidden, 3)
    xs, h0 = rng.normal(size=(steps, batch, 3)), rng.normal(size=(batch, hidden))
    states = engine.run(p, xs, h0, name)
    np.testing.assert_allclose(states, one_by_one(p, xs, h0, CONVENTIONS[name]), atol=1e-12)
    assert states.flags.c_contiguous


def test_inputs_are_left_alone() -> None:
    p = cell(np.random.default_rng(0), 3, 2)
    xs, h0 = np.ones((4, 2, 2)), np.ones((2, 3))
    before = [part.copy() for part in (p.W, p.U, p.bx, p.bh)]
    engine.run(p, xs, h0, "chung2014")
    assert (xs == 1).all()
    assert (h0 == 1).all()
    for kept, now in zip(before, (p.W, p.U, p.bx, p.bh), strict=True):
        np.testing.assert_array_equal(kept, now)


def test_no_first_state_is_zeros() -> None:
    p = cell(np.random.default_rng(0), 3, 2)
    xs = np.random.default_rng(1).normal(size=(4, 2, 2))
    zeros = engine.run(p, xs, np.zeros((2, 3)), "onnx")
    np.testing.assert_array_equal(engine.run(p, xs, None, "onnx"), zeros)


@pytest.mark.parametrize("name", ["pytorch", "cho2014"])
def test_nan_spoils_its_own_sequence_only(name: str) -> None:
    p = cell(np.random.default_rng(0), 3, 2)
    xs = np.zeros((3, 2, 2))
    xs[1, 0, 0] = np.nan
    xs[1, 1, 0] = np.inf
    states = engine.run(p, xs, None, name)
    assert np.isfinite(states[0]).all()
    assert np.isnan(states[1:, 0]).all()
    assert np.isfinite(states[:, 1]).all()


def test_shapes_are_named_in_errors() -> None:
    p = cell(np.random.default_rng(0), 3, 2)
    xs = np.zeros((4, 5, 2))
    for wrong, message in (
        ({"xs": np.zeros((4, 5, 3))}, r"xs has shape \[4, 5, 3\]; wanted \[T, B, 2\] or \[T, 2\]"),
        ({"h0": np.zeros((4, 3))}, r"h0 has shape \[4, 3\]; wanted \[5, 3\]"),
        ({"lengths": [1, 2]}, r"lengths has shape \[2\]; wanted \[5\]"),
        ({"lengths": [0.5] * 5}, "lengths are of float64; wanted whole numbers"),
        ({"lengths": [1, 2, 3, 4, 5]}, r"lengths go from 1 to 5; wanted between 0 and T = 4"),
        ({"xs": np.zeros((4, 2)), "h0": None, "lengths": [4]}, "xs is one sequence"),
        ({"parameters": cell(np.random.default_rng(0), 3, 2, cells=(7,))}, "leading axes"),
    ):
        given: dict[str, Any] = {"parameters": p, "xs": xs, "h0": None, "convention": "onnx"}
        with pytest.raises(engine.EngineError, match=message):
            engine.run(**(given | wrong))
