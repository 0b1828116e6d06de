"""How gradients flow through a sequence: against differences, and with gates held."""

import numpy as np
import pytest

import engine
from engine.conventions import Convention
from engine.flow import trace
from tests.engine.cells import NAMES, VARIANTS, cell, cell_of


@pytest.mark.parametrize("name", NAMES)
def test_the_flow_is_the_norm_of_a_derivative(name: str) -> None:
    rng = np.random.default_rng(0)
    p = cell_of(engine.CONVENTIONS[name], rng, hidden=3, size=2)
    xs, h0, nudge = rng.normal(size=(4, 2)), rng.normal(size=3), 1e-6
    found = trace(p, xs, h0, name)
    columns, plain = [], []
    for unit in np.eye(3):
        (ahead, plain_ahead), (behind, plain_behind) = (
            (engine.run(p, xs, start, name)[-1], last_plain_state(p, xs, start))
            for start in (h0 + nudge * unit, h0 - nudge * unit)
        )
        columns.append((ahead - behind) / (2 * nudge))
        plain.append((plain_ahead - plain_behind) / (2 * nudge))
    assert found.flow[-1] == pytest.approx(np.linalg.norm(columns, 2), rel=1e-6)
    assert found.plain_flow[-1] == pytest.approx(np.linalg.norm(plain, 2), rel=1e-6)
    np.testing.assert_allclose(found.h, engine.run(p, xs, h0, name), atol=1e-12)


def last_plain_state(p: engine.Parameters, xs: np.ndarray, h: np.ndarray) -> np.ndarray:
    rnn = engine.rnn.RNNParameters(p.W[2], p.U[2], p.bx[2], p.bh[2])
    return np.asarray(engine.rnn.run(rnn, xs, h)[-1])


@pytest.mark.parametrize("convention", VARIANTS[:6], ids=lambda convention: convention.name)
def test_a_held_update_gate_keeps_or_copies(convention: Convention) -> None:
    rng = np.random.default_rng(1)
    p = cell(rng, 3, 2)
    xs, h0 = rng.normal(size=(5, 2)), rng.normal(size=3)
    kept = trace(p, xs, h0, convention, z=1.0 if convention.z_keeps else 0.0)
    np.testing.assert_allclose(kept.h, np.tile(h0, (5, 1)), atol=1e-12)
    np.testing.assert_allclose(kept.flow, 1, atol=1e-12)
    written = trace(p, xs, h0, convention, z=0.0 if convention.z_keeps else 1.0)
    np.testing.assert_allclose(written.h, written.n, atol=1e-12)


def test_a_held_reset_gate_hides_the_old_state_from_the_candidate() -> None:
    rng = np.random.default_rng(2)
    p = cell(rng, 3, 2, biases=1)
    xs = rng.normal(size=(3, 2))
    found = trace(p, xs, rng.normal(size=3), "pytorch", r=0.0)
    np.testing.assert_allclose(found.r, 0, atol=1e-12)
    np.testing.assert_allclose(found.n, np.tanh(xs @ p.W[2].T + p.bx[2]), atol=1e-12)


def test_single_precision_and_no_state() -> None:
    p = cell(np.random.default_rng(3), 3, 2).astype(np.float32)
    found = trace(p, np.ones((2, 2), np.float32), None, "keras")
    assert found.flow.dtype == found.h.dtype == np.float32
