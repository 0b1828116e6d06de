"""Many small cells at once equal the same cells by `engine.step`."""

import numpy as np
import pytest
from hypothesis import given

import engine
from engine import batch
from engine.conventions import Convention
from tests.engine.cells import cell, conventions, parts, seeds, sizes

QUANTITIES = ("a_r", "a_z", "a_n", "r", "z", "n", "h")


@given(convention=conventions, hidden=sizes, size=sizes, seed=seeds)
def test_batch_is_step(convention: Convention, hidden: int, size: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    p = cell(rng, hidden, size, cells=(7,))
    x, h = rng.normal(size=(7, size)), rng.normal(size=(7, hidden))
    wanted = engine.step(p, x, h, convention)
    for layout in (p, batch.columns(p)):
        got = batch.step(layout, x, h, convention)
        for name in QUANTITIES:
            np.testing.assert_allclose(getattr(got, name), getattr(wanted, name), atol=1e-13)


@pytest.mark.parametrize("name", ["pytorch", "chung2014"])
def test_blocks_change_nothing(name: str) -> None:
    rng = np.random.default_rng(0)
    count = batch.BLOCK // 6 * 2 + 5  # three blocks, the last of them short
    p = cell(rng, 2, 2, cells=(count,)).astype(np.float32)
    x, h = (rng.normal(size=(count, 2)).astype(np.float32) for _ in range(2))
    got, wanted = batch.step(batch.columns(p), x, h, name), engine.step(p, x, h, name)
    assert got.h.dtype == np.float32
    np.testing.assert_allclose(got.h, wanted.h, atol=1e-6)


def test_columns_keep_values_and_turn_memory() -> None:
    p = cell(np.random.default_rng(1), 2, 3, cells=(4,))
    q = batch.columns(p)
    for before, after in zip(parts(p), parts(q), strict=True):
        np.testing.assert_array_equal(before, after)
        assert after.strides[0] == after.itemsize


def test_memory_may_be_given() -> None:
    rng = np.random.default_rng(3)
    p = cell(rng, 2, 3, cells=(4,))
    x, h = rng.normal(size=(4, 3)), rng.normal(size=(4, 2))
    out = np.full((7, 2, 4), np.nan)
    s = batch.step(p, x, h, "onnx", out=out)
    np.testing.assert_array_equal(s.h, out[6].T)
    np.testing.assert_array_equal(s.h, batch.step(p, x, h, "onnx").h)
    for wrong in (np.empty((7, 4, 2)), np.empty((7, 2, 4), np.float32)):
        with pytest.raises(engine.EngineError, match=r"out has .* wanted \[7, 2, 4\] of float64"):
            batch.step(p, x, h, "onnx", out=wrong)


def test_no_cells_at_all() -> None:
    p = cell(np.random.default_rng(1), 2, 3, cells=(0,))
    assert batch.step(p, np.zeros((0, 3)), np.zeros((0, 2)), "onnx").h.shape == (0, 2)


def test_one_cell_serves_many_vectors() -> None:
    rng = np.random.default_rng(5)
    p = cell(rng, 2, 3, cells=(1,))
    x, h = rng.normal(size=(4, 3)), rng.normal(size=(4, 2))
    wanted = engine.step(p, x, h, "pytorch").h
    assert batch.step(p, x, h, "pytorch").h == pytest.approx(wanted)
    assert batch.step(p, x, h[:1], "onnx").h.shape == (4, 2)


def test_one_axis_of_cells_is_wanted() -> None:
    p = cell(np.random.default_rng(2), 2, 2)
    with pytest.raises(engine.EngineError, match="one and the same axis of cells"):
        batch.step(p, np.zeros((3, 2)), np.zeros((3, 2)), "onnx")
