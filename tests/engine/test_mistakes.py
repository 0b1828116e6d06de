"""The batch of mistakes against the cell itself, given weights or a convention that err alike."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from engine.conventions import CONVENTIONS, Convention
from engine.exercise.number_grids import Draws, cell_draws, draw_cell
from engine.gru import Step, step
from engine.mistakes import RIGHT, SEQUENCE_MISTAKES, STEP_MISTAKES, Mistake
from engine.mistakes.forward import Cells, compute
from engine.parameters import Parameters

COUNT = 5
BY_KEY = {mistake.key: mistake.change for mistake in SEQUENCE_MISTAKES}


def cells(convention: Convention, steps: int = 1) -> Cells:
    draws = cell_draws(2, 2, steps)
    integers = np.random.default_rng(3).integers(0, 2**32, (draws, COUNT), np.uint32)
    return Cells(**draw_cell(Draws(integers), 2, 2, steps, convention.biases))


def parameters(own: Cells, k: int) -> Parameters:
    return Parameters(own.W[..., k], own.U[..., k], own.bx[..., k], own.bh[..., k])


def rows(p: Parameters, order: list[int]) -> Parameters:
    return Parameters(p.W[order], p.U[order], p.bx[order], p.bh[order])


def scaled(
    p: Parameters, W: object = 1, U: object = 1, bx: object = 1, bh: object = 1
) -> Parameters:
    def by(part: np.ndarray, factors: object) -> np.ndarray:
        column = np.broadcast_to(np.asarray(factors, float), (3,))
        return np.asarray(part * column.reshape(3, *[1] * (part.ndim - 1)))

    return Parameters(by(p.W, W), by(p.U, U), by(p.bx, bx), by(p.bh, bh))


def turned(matrices: np.ndarray) -> np.ndarray:
    return matrices.swapaxes(1, 2)


WEIGHTS: dict[str, Callable[[Parameters], Parameters]] = {
    "gates_swapped": lambda p: rows(p, [1, 0, 2]),
    "candidate_uses_z_rows": lambda p: rows(p, [0, 1, 1]),
    "candidate_uses_r_rows": lambda p: rows(p, [0, 1, 0]),
    "no_bias": lambda p: scaled(p, bx=0, bh=0),
    "no_bias_candidate": lambda p: scaled(p, bx=[1, 1, 0], bh=[1, 1, 0]),
    "no_recurrent_bias": lambda p: scaled(p, bh=0),
    "bias_twice": lambda p: scaled(p, bx=2, bh=2),
    "bias_sign": lambda p: scaled(p, bx=-1, bh=-1),
    "W_transposed": lambda p: Parameters(turned(p.W), p.U, p.bx, p.bh),
    "U_transposed": lambda p: Parameters(p.W, turned(p.U), p.bx, p.bh),
    "both_transposed": lambda p: Parameters(turned(p.W), turned(p.U), p.bx, p.bh),
    "W_U_swapped": lambda p: Parameters(p.U, p.W, p.bx, p.bh),
    "no_recurrent": lambda p: scaled(p, U=0),
    "no_recurrent_candidate": lambda p: scaled(p, U=[1, 1, 0]),
    "no_input": lambda p: scaled(p, W=0),
    "recurrent_sign": lambda p: scaled(p, U=-1),
    "candidate_recurrent_sign": lambda p: scaled(p, U=[1, 1, -1]),
    "input_sign": lambda p: scaled(p, W=-1),
    "gate_sigmoid_negated": lambda p: scaled(p, [-1, -1, 1], [-1, -1, 1], [-1, -1, 1], [-1, -1, 1]),
}
"""Mistakes that a cell makes with other weights."""


def other(convention: Convention) -> Convention:
    g = "sigmoid" if convention.candidate_activation == "tanh" else "tanh"
    return replace(convention, candidate_activation=g)  # type: ignore[arg-type]  # one of the two


CHOICES: dict[str, Callable[[Convention], Convention]] = {
    "polarity_flipped": lambda c: replace(c, z_keeps=not c.z_keeps),
    "reset_other_side": lambda c: replace(c, reset_after=not c.reset_after, concat=False),
    "no_sigmoid": lambda c: replace(c, gate_activation="identity"),
    "gate_tanh": lambda c: replace(c, gate_activation="tanh"),
    "no_tanh": lambda c: replace(c, candidate_activation="identity"),
    "candidate_other_activation": other,
}
"""Mistakes that a cell makes under another convention."""

BLENDS: dict[str, Callable[[Step, np.ndarray, bool], np.ndarray]] = {
    "mix_candidate_only": lambda s, h, keeps: s.n,
    "mix_keep_only": lambda s, h, keeps: (s.z if keeps else 1 - s.z) * h,
    "mix_write_only": lambda s, h, keeps: (1 - s.z if keeps else s.z) * s.n,
    "mix_no_one_minus": lambda s, h, keeps: s.z * h + s.z * s.n,
    "mix_sum": lambda s, h, keeps: h + s.n,
    "mix_swaps_components": lambda s, h, keeps: _blend(s.z[::-1], h, s.n, keeps),
    "r_used_as_update": lambda s, h, keeps: _blend(s.r, h, s.n, keeps),
    "mix_uses_rh": lambda s, h, keeps: _blend(s.z, s.r * h, s.n, keeps),
    "mix_minus": lambda s, h, keeps: 2 * (s.z if keeps else 1 - s.z) * h - s.h,
}
"""Mistakes in the state alone."""


def _blend(u: np.ndarray, h: np.ndarray, n: np.ndarray, keeps: bool) -> np.ndarray:
    keep = u if keeps else 1 - u
    return np.asarray(keep * h + (1 - keep) * n)


def found(name: str, key: str) -> np.ndarray:
    """r, z, n and h of each cell with a mistake, by the batch: [cell, quantity, unit]."""
    batch = compute(cells(CONVENTIONS[name]), (RIGHT, BY_KEY[key]), CONVENTIONS[name])[0]
    quantities = (batch.of("r"), batch.of("z"), batch.of("n"), batch.h)
    return np.array([[values[1, :, k] for values in quantities] for k in range(COUNT)])


def wanted(name: str, err: Callable[[Parameters, np.ndarray, np.ndarray], Step]) -> object:
    """The same by one step after the other that errs alike."""
    own = cells(CONVENTIONS[name])
    steps = [err(parameters(own, k), own.x[0, :, k], own.h[:, k]) for k in range(COUNT)]
    return pytest.approx(np.array([[s.r, s.z, s.n, s.h] for s in steps]), abs=1e-14)


@pytest.mark.parametrize("name", CONVENTIONS)
@pytest.mark.parametrize("key", WEIGHTS)
def test_with_other_weights(name: str, key: str) -> None:
    assert found(name, key) == wanted(name, lambda p, x, h: step(WEIGHTS[key](p), x, h, name))


@pytest.mark.parametrize("name", CONVENTIONS)
@pytest.mark.parametrize("key", CHOICES)
def test_under_another_convention(name: str, key: str) -> None:
    convention = CHOICES[key](CONVENTIONS[name])
    assert found(name, key) == wanted(name, lambda p, x, h: step(p, x, h, convention))


@pytest.mark.parametrize("name", CONVENTIONS)
@pytest.mark.parametrize("key", BLENDS)
def test_in_the_blend(name: str, key: str) -> None:
    def err(p: Parameters, x: np.ndarray, h: np.ndarray) -> Step:
        right = step(p, x, h, name)
        return replace(right, h=BLENDS[key](right, h, CONVENTIONS[name].z_keeps))

    assert found(name, key) == wanted(name, err)


@pytest.mark.parametrize("name", ["pytorch", "onnx", "chung2014"])
def test_of_the_reset(name: str) -> None:
    """Written out once more: a_n with whatever is reset by whatever."""
    own, convention = cells(CONVENTIONS[name]), CONVENTIONS[name]
    keys = ("reset_ignored", "reset_one_minus", "z_used_as_reset", "reset_on_input", "reset_on_all")
    found = compute(own, tuple(BY_KEY[key] for key in keys), convention)[0]
    for k in range(COUNT):
        p, x, h = parameters(own, k), own.x[0, :, k], own.h[:, k]
        right = step(p, x, h, name)
        W_x, U_n, bx, bh = p.W[2] @ x, p.U[2], p.bx[2], p.bh[2]

        def reset(g: np.ndarray) -> np.ndarray:
            if convention.reset_after:
                return np.asarray(W_x + bx + g * (U_n @ h + bh))  # noqa: B023  # used in this round only
            return np.asarray(W_x + bx + U_n @ (g * h) + bh)  # noqa: B023  # used in this round only

        sums = (
            reset(np.ones(2)),
            reset(1 - right.r),
            reset(right.z),
            right.r * W_x + bx + U_n @ h + bh,
            right.r * (W_x + bx + U_n @ h + bh),
        )
        for m, a in enumerate(sums):
            assert found.n[m, :, k] == pytest.approx(np.tanh(a), abs=1e-14)


def test_of_a_sequence() -> None:
    own = cells(CONVENTIONS["pytorch"], steps=3)
    found = compute(own, (RIGHT, BY_KEY["stale_h0"], BY_KEY["previous_r"]), CONVENTIONS["pytorch"])
    for k in range(COUNT):
        p, h = parameters(own, k), own.h[:, k]
        for t in range(3):
            alone = step(p, own.x[t, :, k], own.h[:, k], "pytorch")
            assert found[t].h[1, :, k] == pytest.approx(alone.h)
            h = np.asarray(step(p, own.x[t, :, k], h, "pytorch").h)
            assert found[t].h[0, :, k] == pytest.approx(h)
        first = step(p, own.x[0, :, k], own.h[:, k], "pytorch")
        second = step(p, own.x[1, :, k], first.h, "pytorch")
        a = p.W[2] @ own.x[1, :, k] + p.bx[2] + first.r * (p.U[2] @ first.h + p.bh[2])
        h = second.z * first.h + (1 - second.z) * np.tanh(a)
        assert found[1].h[2, :, k] == pytest.approx(h)


def test_a_clip_left_out() -> None:
    tight = replace(CONVENTIONS["onnx"], clip=0.2)
    own = cells(tight)
    found = compute(own, (RIGHT, BY_KEY["no_clip"]), tight)[0]
    for k in range(COUNT):
        p, x, h = parameters(own, k), own.x[0, :, k], own.h[:, k]
        assert found.h[0, :, k] == pytest.approx(step(p, x, h, tight).h)
        assert found.h[1, :, k] == pytest.approx(step(p, x, h, "onnx").h)


def test_each_mistake_has_a_key_of_its_own_and_a_sentence() -> None:
    keys = [mistake.key for mistake in SEQUENCE_MISTAKES]
    assert len(set(keys)) == len(keys)
    assert len({mistake.change for mistake in STEP_MISTAKES}) == len(STEP_MISTAKES)
    for mistake in SEQUENCE_MISTAKES:
        assert mistake.change != RIGHT
        assert mistake.sentence.endswith(".")


@pytest.mark.parametrize("mistake", STEP_MISTAKES, ids=lambda mistake: mistake.key)
def test_a_mistake_says_what_it_spoils_first(mistake: Mistake) -> None:
    """Under a convention in which it changes anything: two biases, a clip, the reset after."""
    convention = replace(CONVENTIONS["pytorch"], name="clipped", clip=0.5)
    values = compute(cells(convention), (RIGHT, mistake.change), convention)[0]
    spoilt = [role for role in ("r", "z", "n", "h'") if np.ptp(values.of(role), axis=0).any()]
    assert spoilt[0] == mistake.spoils
