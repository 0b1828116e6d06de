"""One step: against PyTorch, and what holds for every cell."""

import doctest

import numpy as np
import pytest
from hypothesis import given

import engine
import engine.gru
from engine.conventions import Convention
from tests.engine.cells import cell, conventions, seeds, sizes
from tests.engine.fixtures import load

QUANTITIES = ("a_r", "a_z", "a_n", "r", "z", "n", "h")


def test_gru_cell_of_pytorch() -> None:
    t = load("torch")
    bias = np.stack((t["cell/bias_ih"], t["cell/bias_hh"]))
    p = engine.Parameters.unpack("pytorch", t["cell/weight_ih"], t["cell/weight_hh"], bias)
    s = engine.step(p, t["xs"][0], t["h0"], "pytorch")
    np.testing.assert_allclose(s.h, t["cell/h"], atol=1e-15)


@given(convention=conventions, hidden=sizes, size=sizes, seed=seeds)
def test_a_batch_is_a_loop(convention: Convention, hidden: int, size: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    p = cell(rng, hidden, size, cells=(3,))
    x, h = rng.normal(size=(4, 3, size)), rng.normal(size=(4, 3, hidden))
    batch = engine.step(p, x, h, convention)
    for i in range(4):
        for k in range(3):
            one = engine.Parameters(p.W[k], p.U[k], p.bx[k], p.bh[k])
            s = engine.step(one, x[i, k], h[i, k], convention)
            for name in QUANTITIES:
                got, wanted = getattr(batch, name)[i, k], getattr(s, name)
                np.testing.assert_allclose(got, wanted, atol=1e-13)


@given(convention=conventions, hidden=sizes, size=sizes, seed=seeds)
def test_a_gate_at_its_end_copies(
    convention: Convention, hidden: int, size: int, seed: int
) -> None:
    if convention.gate_activation == "tanh" or convention.clip is not None:
        return  # neither of them ever reaches 1
    rng = np.random.default_rng(seed)
    p = cell(rng, hidden, size)
    x, h = rng.normal(size=size), rng.normal(size=hidden)
    for gate, kept in ((200, convention.z_keeps), (-200, not convention.z_keeps)):
        bx = p.bx.copy()
        bx[1] = gate
        s = engine.step(engine.Parameters(p.W, p.U, bx, p.bh), x, h, convention)
        np.testing.assert_allclose(s.h, h if kept else s.n, atol=1e-12)


@given(convention=conventions, hidden=sizes, size=sizes, seed=seeds)
def test_the_state_lies_between_old_state_and_candidate(
    convention: Convention, hidden: int, size: int, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    s = engine.step(
        cell(rng, hidden, size),
        x := rng.normal(size=size),
        h := rng.normal(size=hidden),
        convention,
    )
    assert np.isfinite(x).all()
    if convention.candidate_activation in ("tanh", "sigmoid"):
        assert (np.abs(s.n) <= 1).all()
    if convention.gate_activation != "tanh":
        assert (s.h >= np.minimum(h, s.n) - 1e-12).all()
        assert (s.h <= np.maximum(h, s.n) + 1e-12).all()


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_precision_is_kept(dtype: type) -> None:
    p = cell(np.random.default_rng(0), 3, 2).astype(dtype)
    s = engine.step(p, np.zeros(2, dtype), np.zeros(3, dtype), "onnx")
    assert {getattr(s, name).dtype for name in QUANTITIES} == {np.dtype(dtype)}
    assert engine.step(p, [0, 1], [0, 0, 1], "onnx").h.dtype == dtype  # lists have no precision


def test_sigmoid_keeps_its_digits_at_both_ends() -> None:
    p = engine.Parameters(W=[[[1.0]], [[1.0]], [[1.0]]], U=np.zeros((3, 1, 1)))
    z = engine.step(p, [[-700.0], [-40.0], [40.0], [-1e4]], [0.0], "onnx").z[:, 0]
    np.testing.assert_allclose(z, [np.exp(-700.0), np.exp(-40.0), 1, 0], rtol=1e-15)


def test_nan_and_infinity_pass_through_without_a_warning() -> None:
    p = cell(np.random.default_rng(0), 3, 2)
    x = np.array([[np.nan, 0], [np.inf, 0], [0, 0]])
    s = engine.step(p, x, np.zeros(3), "pytorch")
    assert np.isnan(s.h[0]).all()
    assert np.isfinite(s.h[2]).all()
    assert np.isfinite(s.h[1]).all()  # gates and candidate only saturate


def test_empty_batches_work() -> None:
    p = cell(np.random.default_rng(0), 3, 2)
    assert engine.step(p, np.zeros((0, 2)), np.zeros((0, 3)), "onnx").h.shape == (0, 3)


def test_shapes_are_named_in_errors() -> None:
    p = cell(np.random.default_rng(0), 3, 2, cells=(4,))
    with pytest.raises(engine.EngineError, match=r"x has shape \[3\]; wanted \[..., 2\]"):
        engine.step(p, np.zeros(3), np.zeros(3), "onnx")
    with pytest.raises(engine.EngineError, match=r"h has shape \[\]; wanted \[..., 3\]"):
        engine.step(p, np.zeros(2), np.float64(0), "onnx")
    with pytest.raises(engine.EngineError, match=r"x \[5\], h \[\] and the parameters \[4\]"):
        engine.step(p, np.zeros((5, 2)), np.zeros(3), "onnx")


def test_the_example_in_the_docstring_is_true() -> None:
    finder = doctest.DocTestFinder()
    examples = [test for test in finder.find(engine.gru.step, "step") if test.examples]
    assert len(examples) == 1
    examples[0].globs.update(Parameters=engine.Parameters, step=engine.step)
    assert doctest.DocTestRunner().run(examples[0]).failed == 0
