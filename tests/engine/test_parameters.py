"""Weights in every layout, and the conversions that are exact."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given

import engine
from engine.conventions import CONVENTIONS, ONE_EACH, Convention
from tests.engine.cells import NAMES, cell, cell_of, conventions, parts, seeds, sizes, with_layout

LAYOUTS = {
    "pytorch": ((15, 4), (15, 5), (2, 15)),
    "keras": ((4, 15), (5, 15), (2, 15)),
    "keras-reset-before": ((4, 15), (5, 15), (15,)),
    "onnx": ((15, 4), (15, 5), (30,)),
    "goodfellow": ((15, 4), (15, 5), (15,)),
    "equinox": ((15, 4), (15, 5), (20,)),
    "flax": ((4, 15), (5, 15), (20,)),
    "flax-nnx": ((4, 15), (5, 15), (15,)),
    "mlx": ((15, 4), (15, 5), (20,)),
    "colah": ((15, 9), None, None),
    "chung2014": ((15, 4), (15, 5), None),
}


@pytest.mark.parametrize("name", LAYOUTS)
def test_pack_has_the_source_s_shapes(name: str) -> None:
    p = cell_of(CONVENTIONS[name], np.random.default_rng(0), hidden=5, size=4)
    packed = p.pack(name)
    assert tuple(None if part is None else part.shape for part in packed) == LAYOUTS[name]


def test_pack_puts_gates_where_the_source_looks() -> None:
    p = cell(np.random.default_rng(1), 2, 3)
    W, U, b = p.pack("keras")
    assert U is not None
    assert b is not None
    np.testing.assert_array_equal(W[:, :2], p.W[1].T)  # z first
    np.testing.assert_array_equal(U[:, 2:4], p.U[0].T)  # then r
    np.testing.assert_array_equal(b[1, 4:], p.bh[2])
    _, _, joined = p.pack("onnx")
    assert joined is not None
    np.testing.assert_array_equal(joined[:2], p.bx[1])
    np.testing.assert_array_equal(joined[6:8], p.bh[1])
    both = cell(np.random.default_rng(1), 2, 3, biases=0).pack("colah")[0]
    np.testing.assert_array_equal(both[2:4, :2], p.U[1])  # hidden columns first
    np.testing.assert_array_equal(both[2:4, 2:], p.W[1])


@given(convention=conventions, hidden=sizes, size=sizes, seed=seeds)
def test_unpack_undoes_pack(convention: Convention, hidden: int, size: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    for cells in ((), (3,)):
        p = with_layout(cell(rng, hidden, size, cells=cells), convention)
        back = engine.Parameters.unpack(convention, *p.pack(convention))
        for before, after in zip(parts(p), parts(back), strict=True):
            np.testing.assert_array_equal(before, after)


def test_row_and_concat_together_round_trip() -> None:
    odd = replace(CONVENTIONS["colah"], name="row on [h, x]", row=True)
    p = cell(np.random.default_rng(2), 3, 2, biases=0)
    W, U, _ = p.pack(odd)
    assert (W.shape, U) == ((5, 9), None)
    np.testing.assert_array_equal(engine.Parameters.unpack(odd, W).U, p.U)


@given(hidden=sizes, size=sizes, seed=seeds)
def test_polarity_converts_exactly_and_back(hidden: int, size: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    keep, write = CONVENTIONS["onnx"], replace(CONVENTIONS["onnx"], name="w", z_keeps=False)
    p = cell(rng, hidden, size)
    q = engine.convert(p, keep, write)
    x, h = rng.normal(size=size), rng.normal(size=hidden)
    old, new = engine.step(p, x, h, keep), engine.step(q, x, h, write)
    np.testing.assert_allclose(new.h, old.h, atol=1e-15)
    np.testing.assert_allclose(new.z, 1 - old.z, atol=1e-15)
    for first, again in zip(parts(p), parts(engine.convert(q, write, keep)), strict=True):
        np.testing.assert_array_equal(first, again)


@pytest.mark.parametrize("a", NAMES)
@pytest.mark.parametrize("b", NAMES)
def test_convert_keeps_the_function_or_refuses(a: str, b: str) -> None:
    rng = np.random.default_rng(3)
    p = cell(rng, 4, 3, biases=0)
    x, h = rng.normal(size=3), rng.normal(size=4)
    ours, theirs = CONVENTIONS[a], CONVENTIONS[b]
    if ours.reset_after != theirs.reset_after:
        with pytest.raises(engine.ConversionError, match="different functions"):
            engine.convert(p, a, b)
    elif ours.candidate_activation != theirs.candidate_activation:
        with pytest.raises(engine.ConversionError, match="candidate activation"):
            engine.convert(p, a, b)
    else:
        new = engine.step(engine.convert(p, a, b), x, h, b).h
        np.testing.assert_allclose(new, engine.step(p, x, h, a).h, atol=1e-15)


def test_two_biases_become_one_where_the_reset_comes_before() -> None:
    p = cell(np.random.default_rng(4), 3, 2)
    q = engine.convert(p, "onnx", "keras-reset-before")
    np.testing.assert_allclose(q.bx, p.bx + p.bh)
    assert not q.bh.any()
    x, h = [0.3, -1.0], [0.2, -0.7, 0.5]
    np.testing.assert_allclose(
        engine.step(q, x, h, "keras-reset-before").h, engine.step(p, x, h, "onnx").h, atol=1e-15
    )


def test_a_bias_inside_the_reset_product_cannot_move_out() -> None:
    one = replace(CONVENTIONS["keras"], name="one bias", biases=ONE_EACH)
    p = cell(np.random.default_rng(5), 3, 2)
    with pytest.raises(engine.ConversionError, match="b_hn is not zero"):
        engine.convert(p, "keras", one)
    bh = p.bh.copy()
    bh[2] = 0
    movable = engine.Parameters(p.W, p.U, p.bx, bh)
    np.testing.assert_allclose(engine.convert(movable, "keras", one).bx, p.bx + bh)


def test_two_biases_become_the_layout_of_a_candidate_with_two() -> None:
    p = cell(np.random.default_rng(9), 3, 2)
    q = engine.convert(p, "pytorch", "mlx")
    np.testing.assert_array_equal(q.bx[:2], p.bx[:2] + p.bh[:2])
    np.testing.assert_array_equal(q.bx[2], p.bx[2])
    np.testing.assert_array_equal(q.bh[2], p.bh[2])
    assert not q.bh[:2].any()
    _, _, b = q.pack("mlx")
    assert b is not None
    np.testing.assert_array_equal(b[:9], q.bx.ravel())
    np.testing.assert_array_equal(b[9:], p.bh[2])
    with pytest.raises(engine.ConversionError, match="b_hn is not zero"):
        engine.convert(p, "pytorch", "flax-nnx")


def test_a_single_bias_is_stored_on_the_side_where_it_stands() -> None:
    mlx = CONVENTIONS["mlx"]
    inside = replace(mlx, name="inside", biases=("x", "x", "h"))
    partly = replace(mlx, name="partly", biases=("x", "", "xh"))
    p = cell(np.random.default_rng(10), 3, 2)
    with pytest.raises(engine.ConversionError, match="b_xn is not zero: it cannot be moved in"):
        engine.convert(p, "pytorch", inside)
    with pytest.raises(engine.ConversionError, match="partly has no bias in z"):
        engine.convert(p, "pytorch", partly)
    outside = p.bx.copy()
    outside[2] = 0
    q = engine.convert(engine.Parameters(p.W, p.U, outside, p.bh), "pytorch", inside)
    np.testing.assert_array_equal(q.bh[2], p.bh[2])
    before = replace(CONVENTIONS["onnx"], name="beside U h", biases=("h", "h", "h"))
    np.testing.assert_array_equal(engine.convert(p, "onnx", before).bh, p.bx + p.bh)


@pytest.mark.parametrize("biases", [1, 2])
def test_a_bias_is_never_dropped(biases: int) -> None:
    p = cell(np.random.default_rng(6), 3, 2, biases)
    with pytest.raises(engine.ConversionError, match="cho2014 has no bias"):
        engine.convert(p, "onnx", "cho2014")
    with pytest.raises(engine.ConversionError, match="colah has no bias"):
        p.pack("colah")


def test_a_gate_that_does_not_flip_is_refused() -> None:
    keep = replace(CONVENTIONS["onnx"], name="k", gate_activation="tanh")
    write = replace(keep, name="w", z_keeps=False)
    p = cell(np.random.default_rng(7), 3, 2)
    with pytest.raises(engine.ConversionError, match="gate activation tanh"):
        engine.convert(p, keep, write)
    with pytest.raises(engine.ConversionError, match=r"clip None and c 1\.0"):
        engine.convert(p, "onnx", replace(CONVENTIONS["onnx"], name="c", clip=1.0))


def test_shapes_are_named_in_errors() -> None:
    U = np.zeros((3, 4, 4))
    with pytest.raises(engine.EngineError, match=r"W has shape \[3, 5, 2\]; wanted \[3, 4, I\]"):
        engine.Parameters(np.zeros((3, 5, 2)), U)
    with pytest.raises(engine.EngineError, match=r"U has shape \[4, 4\]; wanted \[..., 3, H, H\]"):
        engine.Parameters(np.zeros((3, 4, 2)), np.zeros((4, 4)))
    with pytest.raises(engine.EngineError, match=r"bh has shape \[4\]; wanted \[3, 4\]"):
        engine.Parameters(np.zeros((3, 4, 2)), U, None, np.zeros(4))
    with pytest.raises(engine.EngineError, match=r"W has shape \[12, 2\]; wanted \[..., I, 12\]"):
        engine.Parameters.unpack("keras", np.zeros((12, 2)), np.zeros((4, 12)))
    with pytest.raises(engine.EngineError, match=r"U has shape \[4, 4\]; wanted \[..., 3H, H\]"):
        engine.Parameters.unpack("pytorch", np.zeros((12, 2)), np.zeros((4, 4)))
    with pytest.raises(engine.EngineError, match=r"U has shape \[\]; wanted \[..., H, 3H\]"):
        engine.Parameters.unpack("keras", np.zeros((2, 12)), 1.0)
    with pytest.raises(engine.EngineError, match=r"W has shape \[12\]; wanted \[..., I, 12\]"):
        engine.Parameters.unpack("keras", np.zeros(12), np.zeros((4, 12)))
    with pytest.raises(engine.EngineError, match=r"b has shape \[12\]; wanted \[2, 12\]"):
        engine.Parameters.unpack("pytorch", np.zeros((12, 2)), np.zeros((12, 4)), np.zeros(12))
    with pytest.raises(engine.EngineError, match=r"b has shape \[3, 12\]; wanted \[16\]"):
        engine.Parameters.unpack("mlx", np.zeros((12, 2)), np.zeros((12, 4)), np.zeros((3, 12)))
    with pytest.raises(engine.EngineError, match="W is not an array of real numbers"):
        engine.Parameters("weights", U)
    with pytest.raises(engine.EngineError, match="rows differ in length"):
        engine.Parameters([[1], [2, 3]], U)


def test_layout_errors_say_what_the_source_stores() -> None:
    W, U = np.zeros((6, 3)), np.zeros((6, 2))
    with pytest.raises(engine.EngineError, match="U is missing: pytorch"):
        engine.Parameters.unpack("pytorch", W)
    with pytest.raises(engine.EngineError, match="one matrix on"):
        engine.Parameters.unpack("colah", W, U)
    with pytest.raises(
        engine.EngineError, match=r"W has shape \[6, 1\]; wanted \[..., 3H, H \+ I\]"
    ):
        engine.Parameters.unpack("colah", U[:, :1])
    with pytest.raises(engine.EngineError, match="chung2014 has no bias"):
        engine.Parameters.unpack("chung2014", W, U, np.zeros(6))


def test_precision_is_float32_only_if_all_is() -> None:
    p = cell(np.random.default_rng(8), 2, 2)
    assert p.astype(np.float32).dtype == np.float32
    with pytest.raises(engine.EngineError, match="No weights of int64"):
        p.astype(int)
    mixed = engine.Parameters(p.W.astype(np.float32), p.U)
    assert {part.dtype for part in parts(mixed)} == {np.dtype(np.float64)}
