"""Each equation of the four notes computes what its hand-written NumPy computes."""

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.errors import EngineError
from engine.formula import parse, read
from tests.engine.formula import seeds

Values = NDArray[np.float64]
_BATCH = 5


def _exactly(expected: Values) -> object:
    """Equal but for what rounding in another order leaves."""
    return pytest.approx(expected, rel=0, abs=1e-12)


def _sigma(a: Values) -> Values:
    return 1 / (1 + np.exp(-a))


def _column(matrix: Values, vector: Values) -> Values:
    product: Values = np.einsum("bij,bj->bi", matrix, vector)
    return product


def _row(vector: Values, matrix: Values) -> Values:
    product: Values = np.einsum("bi,bij->bj", vector, matrix)
    return product


def _draw(**shapes: tuple[int, ...]) -> dict[str, Values]:
    rng = np.random.default_rng(4)
    return {name: rng.normal(size=(_BATCH, *shape)) for name, shape in shapes.items()}


H, X = 3, 2


def test_the_rnn_equation() -> None:
    v = _draw(W=(H, H + X), h=(H,), x=(X,), b=(H,))
    system = read(seeds.RNN)
    found = system.compute({"W": v["W"], "h_{t-1}": v["h"], "x_t": v["x"], "b_h": v["b"]})
    both = np.concatenate([v["h"], v["x"]], axis=-1)
    assert found["h_t"] == _exactly(np.tanh(_column(v["W"], both) + v["b"]))


def test_the_equations_with_a_sigmoid_candidate() -> None:
    v = _draw(
        Uu=(H, X), Ur=(H, X), U=(H, X), Wu=(H, H), Wr=(H, H), W=(H, H),
        bu=(H,), br=(H,), b=(H,), x=(X,), h=(H,),
    )  # fmt: skip
    found = read(seeds.SIGMOID_CANDIDATE).compute(
        {
            "U^u": v["Uu"], "U^r": v["Ur"], "U": v["U"], "W^u": v["Wu"], "W^r": v["Wr"],
            "W": v["W"], "b^u": v["bu"], "b^r": v["br"], "b": v["b"], "x^(t)": v["x"],
            "h^(t-1)": v["h"],
        }
    )  # fmt: skip
    u = _sigma(_column(v["Uu"], v["x"]) + _column(v["Wu"], v["h"]) + v["bu"])
    r = _sigma(_column(v["Ur"], v["x"]) + _column(v["Wr"], v["h"]) + v["br"])
    candidate = _sigma(_column(v["U"], v["x"]) + _column(v["W"], r * v["h"]) + v["b"])
    assert found["u^(t)"] == _exactly(u)
    assert found["r^(t)"] == _exactly(r)
    assert found["h^^(t)"] == _exactly(candidate)
    assert found["h^(t)"] == _exactly(u * v["h"] + (1 - u) * candidate)


def test_the_equations_in_rows() -> None:
    v = _draw(Ur=(X, H), Uu=(X, H), Ug=(X, H), Wr=(H, H), Wu=(H, H), Wg=(H, H), x=(X,), h=(H,))
    system = read(seeds.ROWS)
    assert system.row
    found = system.compute(
        {
            "U_r": v["Ur"], "U_u": v["Uu"], "U_g": v["Ug"], "W_r": v["Wr"], "W_u": v["Wu"],
            "W_g": v["Wg"], "x_t": v["x"], "H_{t-1}": v["h"],
        }
    )  # fmt: skip
    r = _sigma(_row(v["x"], v["Ur"]) + _row(v["h"], v["Wr"]))
    u = _sigma(_row(v["x"], v["Uu"]) + _row(v["h"], v["Wu"]))
    candidate = np.tanh(_row(v["x"], v["Ug"]) + _row(r * v["h"], v["Wg"]))
    assert found["r_t"] == _exactly(r)
    assert found["u_t"] == _exactly(u)
    assert found["H^_t"] == _exactly(candidate)


def test_the_equations_with_the_reset_after() -> None:
    v = _draw(Wz=(H, X), Wr=(H, X), Wh=(H, X), Uz=(H, H), Ur=(H, H), Uh=(H, H), x=(X,), h=(H,))
    found = read(seeds.RESET_AFTER).compute(
        {
            "W_z": v["Wz"], "W_r": v["Wr"], "W_h": v["Wh"], "U_z": v["Uz"], "U_r": v["Ur"],
            "U_h": v["Uh"], "x_t": v["x"], "h_{t-1}": v["h"],
        }
    )  # fmt: skip
    z = _sigma(_column(v["Wz"], v["x"]) + _column(v["Uz"], v["h"]))
    r = _sigma(_column(v["Wr"], v["x"]) + _column(v["Ur"], v["h"]))
    candidate = np.tanh(_column(v["Wh"], v["x"]) + r * _column(v["Uh"], v["h"]))
    assert found["Z_t"] == _exactly(z)
    assert found["r_t"] == _exactly(r)
    assert found["h~_t"] == _exactly(candidate)
    assert found["h_t"] == _exactly((1 - z) * v["h"] + z * candidate)


def test_other_formulas_compute_too() -> None:
    """Attention and batch normalisation: no cell, and lines to be computed all the same."""
    attention = read([r"A = \text{softmax}\left(\frac{QK^T}{\sqrt{d_k}}\right) V"])
    v = _draw(Q=(4, 2), K=(3, 2), V=(3, 5))
    found = attention.compute({**v, "d_k": np.full(_BATCH, 2.0)})["A"]
    scores = np.einsum("bik,bjk->bij", v["Q"], v["K"]) / np.sqrt(2)
    weights = np.exp(scores) / np.exp(scores).sum(axis=-1, keepdims=True)
    assert found == _exactly(weights @ v["V"])

    norm = read([r"y = \gamma \frac{x - \mu}{\sqrt{\epsilon + v}} + \beta"])
    w = _draw(x=(4,), v=(4,))
    values = {**w, "v": w["v"] ** 2, "γ": np.full(_BATCH, 2.0), "μ": np.full(_BATCH, 0.5)}
    values |= {"ϵ": np.full(_BATCH, 1e-3), "β": np.zeros((_BATCH, 4))}
    expected = 2 * (w["x"] - 0.5) / np.sqrt(1e-3 + w["v"] ** 2)
    assert norm.compute(values)["y"] == _exactly(expected)


def test_constants_need_no_value() -> None:
    x = _draw(x=(4,))["x"]
    logistic = read([r"y = \frac{1}{1 + e^{-x}}", r"w = 2 \pi x"])
    assert logistic.free == ("x",)
    found = logistic.compute({"x": x})
    assert found["y"] == _exactly(_sigma(x))
    assert found["w"] == _exactly(2 * np.pi * x)
    error = read(["e = x - y", "L = 2 e"])
    assert error.free == ("x", "y")
    assert error.compute({"x": x, "y": x - 1})["L"] == _exactly(2 * np.ones_like(x))


def test_a_logarithm_has_the_base_that_is_written() -> None:
    x = np.abs(_draw(x=(4,))["x"])
    found = read([r"y = \log_2(x)", r"w = \log_{10} x", r"v = \log x"]).compute({"x": x})
    assert found["y"] == _exactly(np.log2(x))
    assert found["w"] == _exactly(np.log10(x))
    assert found["v"] == _exactly(np.log(x))


def test_shapes_are_found_by_unification() -> None:
    system = read([r"z_t = \sigma(W_z [h_{t-1}, x_t] + b_z)"])
    (h,), (x,) = system.dimensions("h_{t-1}")[0], system.dimensions("x_t")[0]
    rows, columns = system.dimensions("W_z")
    assert sorted(columns) == sorted((h, x))
    assert system.dimensions("b_z") == (rows,)
    assert system.shape("W_z", {rows[0]: 4, h: 3, x: 2}) == (4, 5)


@pytest.mark.parametrize(
    ("formulas", "message"),
    [
        (["h_t = W h_{t-1} + U"], None),  # a capital that stands alone is a bias, and fits
        (["h_t = W + U V"], None),
        (["y = W x + U V"], "W x is a vector and U V a matrix: they cannot be added"),
        (["y = [1, 2, 3] + [1, 2]"], "sizes clash"),
        (["y_t = W [h_{t-1}, x_t]", "z_t = W x_t", "z_t = y_t", "y_t = x_t"], "sizes clash"),
        (
            [r"y_t = W \odot x_t"],
            "W is a matrix and x_t a vector: they cannot be multiplied element by element",
        ),
        ([r"h_t = \text{GRU}(x_t, h_{t-1})"], "several arguments"),
        ([r"a_t = \sigma^{-1}(z_t)"], "an inverse function is drawn but not computed"),
    ],
)
def test_what_does_not_fit_is_an_error_that_names_it(
    formulas: list[str], message: str | None
) -> None:
    system = read(formulas)
    if message is None:
        assert not system.unreadable
        return
    assert any(message in error.message for _, error in system.unreadable)


def test_a_name_without_a_value_is_said() -> None:
    system = read(["y = W x"])
    with pytest.raises(EngineError, match="x has no value"):
        system.evaluate(system.definitions[0].value, {"W": np.eye(2)})


def test_chains_bind_matrices_first() -> None:
    v = _draw(U=(H, H), r=(H,), h=(H,))
    values = {"U_h": v["U"], "r_t": v["r"], "h_{t-1}": v["h"]}
    context = r"n_t = U_h h_{t-1}"
    for latex in ("r_t * U_h * h_{t-1}", r"r_t \otimes U_h \cdot h_{t-1}", r"r_t U_h h_{t-1}"):
        system = read([context, f"q_t = {latex}"])
        found = system.compute(values)["q_t"]
        assert found == _exactly(v["r"] * _column(v["U"], v["h"]))
    rows = read([r"n_t = h_{t-1} U_h", r"q_t = r_t * h_{t-1} * U_h"])
    assert rows.row
    found = rows.compute(values)["q_t"]
    assert found == _exactly(v["r"] * _row(v["h"], v["U"]))


def test_a_formula_of_the_same_letters_resolves_as_the_note_means_it() -> None:
    system = read(seeds.ROWS)
    node = system.resolve(parse("x_t U_r"))
    v = _draw(U=(X, H), x=(X,))
    found = system.evaluate(node, {"U_r": v["U"], "x_t": v["x"]})
    assert found == _exactly(_row(v["x"], v["U"]))
