"""The cells that the GRU is compared with: against PyTorch, and step against run."""

import numpy as np
import pytest

import engine
from engine import lstm, rnn
from tests.engine.fixtures import Archive, load


def torch_rnn(t: Archive) -> rnn.RNNParameters:
    names = ("weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0")
    return rnn.RNNParameters(*(t[f"rnn/{name}"] for name in names))


def torch_lstm(t: Archive) -> lstm.LSTMParameters:
    names = ("weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0")
    W, U, bx, bh = (t[f"lstm/{name}"] for name in names)
    hidden = U.shape[-1]
    split = (4, hidden, -1)
    return lstm.LSTMParameters(
        W.reshape(split), U.reshape(split), bx.reshape(4, -1), bh.reshape(4, -1)
    )


def test_rnn_of_pytorch() -> None:
    t = load("torch")
    states = rnn.run(torch_rnn(t), t["xs"], t["h0"])
    np.testing.assert_allclose(states, t["rnn/states"], atol=1e-12)


def test_lstm_of_pytorch() -> None:
    t = load("torch")
    states, memories = lstm.run(torch_lstm(t), t["xs"], t["h0"], t["c0"])
    np.testing.assert_allclose(states, t["lstm/states"], atol=1e-12)
    np.testing.assert_allclose(memories[-1], t["lstm/c"], atol=1e-12)


def test_a_run_is_its_steps() -> None:
    t = load("torch")
    h, c = t["h0"], t["c0"]
    plain = t["h0"]
    states, memories = lstm.run(torch_lstm(t), t["xs"], h, c)
    for k, x in enumerate(t["xs"]):
        s = lstm.step(torch_lstm(t), x, h, c)
        h, c = s.h, s.c
        np.testing.assert_allclose(states[k], h, atol=1e-14)
        np.testing.assert_allclose(memories[k], c, atol=1e-14)
        plain = rnn.step(torch_rnn(t), x, plain).h
        np.testing.assert_allclose(rnn.run(torch_rnn(t), t["xs"], t["h0"])[k], plain, atol=1e-14)


def test_one_sequence_and_no_start() -> None:
    t = load("torch")
    both, _ = lstm.run(torch_lstm(t), t["xs"])
    alone, _ = lstm.run(torch_lstm(t), t["xs"][:, 1])
    np.testing.assert_allclose(alone, both[:, 1], atol=1e-14)
    np.testing.assert_allclose(
        rnn.run(torch_rnn(t), t["xs"][:, 1]), rnn.run(torch_rnn(t), t["xs"])[:, 1], atol=1e-14
    )


def test_many_cells_at_once() -> None:
    rng = np.random.default_rng(0)
    p = lstm.LSTMParameters(rng.normal(size=(3, 4, 2, 5)), rng.normal(size=(3, 4, 2, 2)))
    q = rnn.RNNParameters(rng.normal(size=(3, 2, 5)), rng.normal(size=(3, 2, 2)))
    x, h, c = rng.normal(size=(3, 5)), rng.normal(size=(3, 2)), rng.normal(size=(3, 2))
    for k in range(3):
        one = lstm.LSTMParameters(p.W[k], p.U[k])
        np.testing.assert_allclose(
            lstm.step(p, x, h, c).h[k], lstm.step(one, x[k], h[k], c[k]).h, atol=1e-14
        )
        plain = rnn.RNNParameters(q.W[k], q.U[k])
        np.testing.assert_allclose(
            rnn.step(q, x, h).h[k], rnn.step(plain, x[k], h[k]).h, atol=1e-14
        )


def test_shapes_are_named_in_errors() -> None:
    with pytest.raises(
        engine.EngineError, match=r"U has shape \[3, 2, 2\]; wanted \[..., 4, H, H\]"
    ):
        lstm.LSTMParameters(np.zeros((3, 2, 5)), np.zeros((3, 2, 2)))
    p = lstm.LSTMParameters(np.zeros((4, 2, 5)), np.zeros((4, 2, 2)))
    with pytest.raises(engine.EngineError, match=r"c has shape \[3\]; wanted \[..., 2\]"):
        lstm.step(p, np.zeros(5), np.zeros(2), np.zeros(3))
    with pytest.raises(engine.EngineError, match=r"x \[2\], h \[2\], c \[3\] and the parameters"):
        lstm.step(p, np.zeros((2, 5)), np.zeros((2, 2)), np.zeros((3, 2)))
    with pytest.raises(engine.EngineError, match=r"c0 has shape \[3\]; wanted \[2\]"):
        lstm.run(p, np.zeros((1, 5)), None, np.zeros(3))
    with pytest.raises(engine.EngineError, match=r"W has shape \[3, 5\]; wanted \[2, I\]"):
        rnn.RNNParameters(np.zeros((3, 5)), np.zeros((2, 2)))


def test_infinity_passes_through_without_a_warning() -> None:
    xs = np.array([[1.0], [np.inf]])
    p = lstm.LSTMParameters(np.zeros((4, 2, 1)), np.ones((4, 2, 2)))
    assert np.isnan(lstm.run(p, xs)[0][1]).all()
    assert np.isnan(lstm.step(p, xs[1], [0, 0], [0, 0]).h).all()
    q = rnn.RNNParameters(np.zeros((2, 1)), np.ones((2, 2)))
    assert np.isnan(rnn.run(q, xs)[1]).all()
    assert np.isnan(rnn.step(q, xs[1], [0, 0]).h).all()
