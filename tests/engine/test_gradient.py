"""Gradients: against autograd, against differences, and against each other."""

import numpy as np
import pytest
from hypothesis import given, settings

import engine
from engine import gradient
from engine.activations import Array
from engine.conventions import CONVENTIONS, Convention
from tests.engine.cells import NAMES, cell, conventions, parts, seeds, sizes, with_layout
from tests.engine.fixtures import load
from tests.engine.test_sequence import torch_gru


def test_backpropagation_through_pytorch_s_gru() -> None:
    t = load("torch")
    g = engine.run_backward(torch_gru(t), t["xs"], t["h0"], "pytorch", t["dstates"])
    W, U, b = g.parameters.pack("pytorch")
    assert U is not None
    assert b is not None
    np.testing.assert_allclose(g.dxs, t["gru/dxs"], atol=1e-12)
    np.testing.assert_allclose(g.dh0, t["gru/dh0"], atol=1e-12)
    np.testing.assert_allclose(W, t["gru/dweight_ih_l0"], atol=1e-12)
    np.testing.assert_allclose(U, t["gru/dweight_hh_l0"], atol=1e-12)
    np.testing.assert_allclose(b[0], t["gru/dbias_ih_l0"], atol=1e-12)
    np.testing.assert_allclose(b[1], t["gru/dbias_hh_l0"], atol=1e-12)


@pytest.mark.parametrize("name", NAMES)
def test_every_convention_against_autograd(name: str) -> None:
    a = load("autograd")
    convention = CONVENTIONS[name]
    W, U, b = (a.get(f"{name}/{letter}") for letter in "WUb")
    dW, dU, db = (a.get(f"{name}/d{letter}") for letter in "WUb")
    assert W is not None
    assert dW is not None
    p = engine.Parameters.unpack(name, W, U, b)
    wanted = engine.Parameters.unpack(name, dW, dU, db)
    g = engine.run_backward(p, a["xs"], a["h0"], name, a["dstates"])
    np.testing.assert_allclose(g.dxs, a[f"{name}/dxs"], atol=1e-12)
    np.testing.assert_allclose(g.dh0, a[f"{name}/dh0"], atol=1e-12)
    np.testing.assert_allclose(g.parameters.W, wanted.W, atol=1e-12)
    np.testing.assert_allclose(g.parameters.U, wanted.U, atol=1e-12)
    written = with_layout(g.parameters, convention)
    np.testing.assert_allclose(written.bx, wanted.bx, atol=1e-12)
    np.testing.assert_allclose(written.bh, wanted.bh, atol=1e-12)


@settings(max_examples=30)
@given(convention=conventions, hidden=sizes, size=sizes, seed=seeds)
def test_a_step_against_differences(
    convention: Convention, hidden: int, size: int, seed: int
) -> None:
    if {convention.gate_activation, convention.candidate_activation} & {"relu", "hard_sigmoid"}:
        return  # a difference across a corner is no derivative
    if convention.clip is not None:
        return
    rng = np.random.default_rng(seed)
    p = cell(rng, hidden, size)
    x, h, dh = rng.normal(size=size), rng.normal(size=hidden), rng.normal(size=hidden)
    g = engine.step_backward(p, x, h, convention, dh)
    names = ("W", "U", "bx", "bh", "x", "h")
    given_to = dict(zip(names, (*parts(p), x, h), strict=True))
    answers = dict(zip(names, (*parts(g.parameters), g.dx, g.dh), strict=True))

    def loss(values: dict[str, np.ndarray]) -> float:
        weights = engine.Parameters(*(values[k] for k in names[:4]))
        return float(dh @ engine.step(weights, values["x"], values["h"], convention).h)

    for name in names:
        direction = rng.normal(size=given_to[name].shape)
        ahead, behind = (
            loss(given_to | {name: given_to[name] + e * direction}) for e in (1e-5, -1e-5)
        )
        slope = float((answers[name] * direction).sum())
        assert (ahead - behind) / 2e-5 == pytest.approx(slope, abs=1e-7, rel=1e-6)


@given(convention=conventions, hidden=sizes, size=sizes, seed=seeds)
def test_a_run_is_its_steps(convention: Convention, hidden: int, size: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    p = cell(rng, hidden, size)
    xs, h0 = rng.normal(size=(4, 2, size)), rng.normal(size=(2, hidden))
    states = engine.run(p, xs, h0, convention)
    dstates = rng.normal(size=states.shape)
    g = engine.run_backward(p, xs, h0, convention, dstates)
    before = np.concatenate((h0[None], states))
    dh: Array = np.zeros_like(h0)
    total = [np.zeros_like(part) for part in parts(p)]
    for t in reversed(range(4)):
        s = engine.step_backward(p, xs[t], before[t], convention, dstates[t] + dh)
        dh = s.dh
        np.testing.assert_allclose(g.dxs[t], s.dx, atol=1e-12)
        total = [a + b for a, b in zip(total, parts(s.parameters), strict=True)]
    np.testing.assert_allclose(g.dh0, dh, atol=1e-12)
    for whole, summed in zip(parts(g.parameters), total, strict=True):
        np.testing.assert_allclose(whole, summed, atol=1e-11)


@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize("name", ["pytorch", "chung2014", "mlx"])
def test_lengths_and_direction_against_differences(name: str, reverse: bool) -> None:
    """The derivative is that of `run` with the same lengths, whatever stands in the padding."""
    rng = np.random.default_rng(11)
    p = cell(rng, 3, 2)
    xs, h0, dstates = (rng.normal(size=s) for s in ((5, 4, 2), (4, 3), (5, 4, 3)))
    lengths = [5, 0, 3, 1]
    g = engine.run_backward(p, xs, h0, name, dstates, lengths=lengths, reverse=reverse)
    names = ("W", "U", "bx", "bh", "xs", "h0")
    given_to = dict(zip(names, (*parts(p), xs, h0), strict=True))
    answers = dict(zip(names, (*parts(g.parameters), g.dxs, g.dh0), strict=True))

    def loss(values: dict[str, np.ndarray]) -> float:
        weights = engine.Parameters(*(values[k] for k in names[:4]))
        states = engine.run(
            weights, values["xs"], values["h0"], name, lengths=lengths, reverse=reverse
        )
        return float((dstates * states).sum())

    for key in names:
        direction = rng.normal(size=given_to[key].shape)
        ahead, behind = (
            loss(given_to | {key: given_to[key] + e * direction}) for e in (1e-5, -1e-5)
        )
        slope = float((answers[key] * direction).sum())
        assert (ahead - behind) / 2e-5 == pytest.approx(slope, abs=1e-7, rel=1e-6)

    past = np.arange(5)[:, None] >= np.array(lengths)
    assert not g.dxs[past].any()
    assert not g.dh0[1].any()
    padded = xs.copy()
    padded[past] = np.nan
    blank = engine.run_backward(p, padded, h0, name, dstates, lengths=lengths, reverse=reverse)
    np.testing.assert_array_equal(blank.dxs, g.dxs)
    np.testing.assert_array_equal(blank.parameters.W, g.parameters.W)


def test_a_run_back_without_lengths_is_the_turned_one() -> None:
    rng = np.random.default_rng(12)
    p = cell(rng, 3, 2)
    xs, dstates = rng.normal(size=(4, 2)), rng.normal(size=(4, 3))
    back = engine.run_backward(p, xs, None, "keras", dstates, reverse=True)
    forth = engine.run_backward(p, xs[::-1], None, "keras", dstates[::-1])
    np.testing.assert_array_equal(back.dxs[::-1], forth.dxs)
    np.testing.assert_array_equal(back.parameters.U, forth.parameters.U)
    with pytest.raises(engine.EngineError, match="wanted xs"):
        engine.run_backward(p, xs, None, "keras", dstates, lengths=[4])


@pytest.mark.parametrize("reverse", [False, True])
def test_lengths_and_direction_against_pytorch_s_packed_sequences(reverse: bool) -> None:
    t = load("torch")
    key = "gru/packed_reverse" if reverse else "gru/packed"
    g = engine.run_backward(
        torch_gru(t), t["xs"], t["h0"], "pytorch", t["dstates"],
        lengths=t["lengths"], reverse=reverse,
    )  # fmt: skip
    W, U, b = g.parameters.pack("pytorch")
    assert U is not None
    assert b is not None
    np.testing.assert_allclose(g.dxs, t[f"{key}/dxs"], atol=1e-12)
    np.testing.assert_allclose(g.dh0, t[f"{key}/dh0"], atol=1e-12)
    np.testing.assert_allclose(W, t[f"{key}/dweight_ih_l0"], atol=1e-12)
    np.testing.assert_allclose(U, t[f"{key}/dweight_hh_l0"], atol=1e-12)
    np.testing.assert_allclose(b[0], t[f"{key}/dbias_ih_l0"], atol=1e-12)
    np.testing.assert_allclose(b[1], t[f"{key}/dbias_hh_l0"], atol=1e-12)


@pytest.mark.parametrize("name", ["pytorch", "chung2014"])
def test_chunks_of_steps_change_nothing(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(5)
    p = cell(rng, 3, 2)
    xs, h0, dstates = (rng.normal(size=s) for s in ((7, 2, 2), (2, 3), (7, 2, 3)))
    whole = engine.run_backward(p, xs, h0, name, dstates)
    monkeypatch.setattr(gradient, "CHUNK", 2 * h0.size)  # two steps a chunk, one left over
    cut = engine.run_backward(p, xs, h0, name, dstates)
    np.testing.assert_allclose(cut.dxs, whole.dxs, atol=1e-14)
    np.testing.assert_allclose(cut.dh0, whole.dh0, atol=1e-14)
    for one, other in zip(parts(cut.parameters), parts(whole.parameters), strict=True):
        np.testing.assert_allclose(one, other, atol=1e-13)


def test_where_the_clip_cut_nothing_flows() -> None:
    rng = np.random.default_rng(0)
    onnx = CONVENTIONS["onnx"]
    clip = type(onnx)(**{k: getattr(onnx, k) for k in onnx.__slots__} | {"clip": 1.0})
    p = cell(rng, 2, 1)
    bx = p.bx.copy()
    bx[2, 0] = 5  # the first candidate lies far beyond the clip
    p = engine.Parameters(p.W * 0.1, p.U * 0.1, bx * [[0.1, 0.1], [0.1, 0.1], [1, 0.1]], p.bh * 0.1)
    g = engine.step_backward(p, [0.5], [0.2, 0.3], clip, [1.0, 1.0])
    assert g.da_n[0] == 0
    assert g.da_n[1] != 0


def test_copies_by_broadcasting_are_summed() -> None:
    rng = np.random.default_rng(1)
    p = cell(rng, 3, 2)
    x, h = rng.normal(size=2), rng.normal(size=(4, 3))
    dh = rng.normal(size=(4, 3))
    g = engine.step_backward(p, x, h, "pytorch", dh)
    singles = [engine.step_backward(p, x, h[k], "pytorch", dh[k]) for k in range(4)]
    np.testing.assert_allclose(g.dx, sum(s.dx for s in singles), atol=1e-14)
    np.testing.assert_allclose(g.dh, [s.dh for s in singles], atol=1e-14)
    np.testing.assert_allclose(g.parameters.U, sum(s.parameters.U for s in singles), atol=1e-14)


def test_many_cells_at_once() -> None:
    rng = np.random.default_rng(2)
    p = cell(rng, 3, 2, cells=(5,))
    x, h, dh = rng.normal(size=(5, 2)), rng.normal(size=(5, 3)), rng.normal(size=(5, 3))
    for name in ("cho2014", "keras"):
        g = engine.step_backward(p, x, h, name, dh)
        for k in range(5):
            one = engine.Parameters(*(part[k] for part in parts(p)))
            s = engine.step_backward(one, x[k], h[k], name, dh[k])
            for whole, single in zip(parts(g.parameters), parts(s.parameters), strict=True):
                np.testing.assert_allclose(whole[k], single, atol=1e-14)
            np.testing.assert_allclose(g.dx[k], s.dx, atol=1e-14)


def test_no_steps_and_no_sequences_have_zero_gradients() -> None:
    p = cell(np.random.default_rng(3), 1, 2)
    for shape in ((0, 3), (4, 0), (0,)):
        g = engine.run_backward(p, np.zeros((*shape, 2)), None, "onnx", np.zeros((*shape, 1)))
        assert g.dxs.shape == (*shape, 2)
        assert g.dh0.shape == (*shape[1:], 1)
        assert not any(part.any() for part in parts(g.parameters))


def test_shapes_are_named_in_errors() -> None:
    p = cell(np.random.default_rng(4), 3, 2)
    with pytest.raises(engine.EngineError, match=r"dh has shape \[2\]; wanted \[3\]"):
        engine.step_backward(p, np.zeros(2), np.zeros(3), "onnx", np.zeros(2))
    with pytest.raises(engine.EngineError, match=r"dstates has shape \[3\]; wanted \[4, 3\]"):
        engine.run_backward(p, np.zeros((4, 2)), None, "onnx", np.zeros(3))
