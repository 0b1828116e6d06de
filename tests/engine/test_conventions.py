"""The table of conventions: its numbers, letters and refusals."""

import json
import subprocess
import sys
from dataclasses import replace

import pytest

import engine
from engine.conventions import CONVENTIONS, named

# One set of printed numbers, no bias: the first component of the new state by each reading.
PRINTED = engine.Parameters(
    W=[[[0.5, -1], [1, 0.5]], [[1, 0.5], [-0.5, 1]], [[-1.0, 0.5], [0.5, 1.0]]],
    U=[[[1, 0.5], [-0.5, 1]], [[0.5, -1], [1, 0.5]], [[1.0, -2.0], [2.0, 1.0]]],
)
BEFORE, AFTER, WRITES = 0.6263, 0.6741, -0.0183
EXPECTED = {
    "cho2014": BEFORE,
    "cho2014v1": AFTER,
    "chung2014": WRITES,
    "pytorch": AFTER,
    "cudnn": AFTER,
    "keras": AFTER,
    "keras-reset-before": BEFORE,
    "onnx": BEFORE,
    "onnx-linear-before-reset": AFTER,
    "equinox": AFTER,
    "flax": AFTER,
    "flax-nnx": AFTER,
    "mlx": AFTER,
    "goodfellow": 0.7390,
    "d2l": BEFORE,
    "colah": WRITES,
}


def test_the_same_numbers_mean_different_states() -> None:
    states = {name: engine.step(PRINTED, [1, -0.5], [0.8, -0.4], name).h[0] for name in EXPECTED}
    assert states == pytest.approx(EXPECTED, abs=5e-5)


def test_a_writing_gate_with_the_reset_after() -> None:
    note = replace(CONVENTIONS["chung2014"], name="note", reset_after=True)
    assert engine.step(PRINTED, [1, -0.5], [0.8, -0.4], note).h[0] == pytest.approx(
        0.2069, abs=5e-5
    )


def test_printed_matrices_read_as_row_form() -> None:
    row = replace(CONVENTIONS["cho2014"], name="row", row=True)
    turned = engine.Parameters(PRINTED.W.swapaxes(1, 2), PRINTED.U.swapaxes(1, 2))
    assert engine.step(turned, [1, -0.5], [0.8, -0.4], row).h[0] == pytest.approx(0.4687, abs=5e-5)


def test_an_unknown_convention_is_answered_with_the_known_ones() -> None:
    with pytest.raises(engine.EngineError, match=r"No convention 'torch'. Known: cho2014, .*colah"):
        named("torch")


def test_a_contradiction_is_refused() -> None:
    with pytest.raises(engine.EngineError, match="concat and reset_after"):
        replace(CONVENTIONS["colah"], reset_after=True)
    with pytest.raises(engine.EngineError, match="order is 'rz'"):
        replace(CONVENTIONS["pytorch"], order="rz")
    with pytest.raises(engine.EngineError, match="biases is 2: it must say"):
        replace(CONVENTIONS["pytorch"], biases=2)  # type: ignore[arg-type]  # what is refused


EQUATIONS = {
    "pytorch": (
        r"r_t = \sigma(W_{ir} x_t + b_{ir} + W_{hr} h_{t-1} + b_{hr})",
        r"z_t = \sigma(W_{iz} x_t + b_{iz} + W_{hz} h_{t-1} + b_{hz})",
        r"n_t = \tanh(W_{in} x_t + b_{in} + r_t \odot (W_{hn} h_{t-1} + b_{hn}))",
        r"h_t = (1 - z_t) \odot n_t + z_t \odot h_{t-1}",
    ),
    "keras-reset-before": (
        r"r_t = \sigma(x_t W_r + h_{t-1} U_r + b_r)",
        r"z_t = \sigma(x_t W_z + h_{t-1} U_z + b_z)",
        r"\hat{h}_t = \tanh(x_t W_h + (r_t \odot h_{t-1}) U_h + b_h)",
        r"h_t = z_t \odot h_{t-1} + (1 - z_t) \odot \hat{h}_t",
    ),
    "onnx": (
        r"r_t = \sigma(X_t W_r^T + H_{t-1} R_r^T + W_{br} + R_{br})",
        r"z_t = \sigma(X_t W_z^T + H_{t-1} R_z^T + W_{bz} + R_{bz})",
        r"h_t = \tanh(X_t W_h^T + (r_t \odot H_{t-1}) R_h^T + W_{bh} + R_{bh})",
        r"H_t = (1 - z_t) \odot h_t + z_t \odot H_{t-1}",
    ),
    "flax": (
        r"r_t = \sigma(W_{ir} x_t + b_{ir} + W_{hr} h_{t-1})",
        r"z_t = \sigma(W_{iz} x_t + b_{iz} + W_{hz} h_{t-1})",
        r"n_t = \tanh(W_{in} x_t + b_{in} + r_t * (W_{hn} h_{t-1} + b_{hn}))",
        r"h_t = (1 - z_t) * n_t + z_t * h_{t-1}",
    ),
    "flax-nnx": (
        r"r_t = \sigma(W_{ir} x_t + b_{ir} + W_{hr} h_{t-1})",
        r"z_t = \sigma(W_{iz} x_t + b_{iz} + W_{hz} h_{t-1})",
        r"n_t = \tanh(W_{in} x_t + b_{in} + r_t * (W_{hn} h_{t-1}))",
        r"h_t = (1 - z_t) * n_t + z_t * h_{t-1}",
    ),
    "mlx": (
        r"r_t = \sigma(W_{xr} x_t + W_{hr} h_{t-1} + b_r)",
        r"z_t = \sigma(W_{xz} x_t + W_{hz} h_{t-1} + b_z)",
        r"n_t = \tanh(W_{xn} x_t + b_n + r_t \odot (W_{hn} h_{t-1} + b_{hn}))",
        r"h_t = (1 - z_t) \odot n_t + z_t \odot h_{t-1}",
    ),
    "goodfellow": (
        r"r^{(t)} = \sigma(U^{r} x^{(t)} + W^{r} h^{(t-1)} + b^{r})",
        r"u^{(t)} = \sigma(U^{u} x^{(t)} + W^{u} h^{(t-1)} + b^{u})",
        r"\tilde{h}^{(t)} = \sigma(U x^{(t)} + W (r^{(t)} \odot h^{(t-1)}) + b)",
        r"h^{(t)} = u^{(t)} \odot h^{(t-1)} + (1 - u^{(t)}) \odot \tilde{h}^{(t)}",
    ),
    "d2l": (
        r"R_t = \sigma(X_t W_{xr} + H_{t-1} W_{hr} + b_r)",
        r"Z_t = \sigma(X_t W_{xz} + H_{t-1} W_{hz} + b_z)",
        r"\tilde{H}_t = \tanh(X_t W_{xh} + (R_t \odot H_{t-1}) W_{hh} + b_h)",
        r"H_t = Z_t \odot H_{t-1} + (1 - Z_t) \odot \tilde{H}_t",
    ),
    "colah": (
        r"r_t = \sigma(W_r \cdot [h_{t-1}, x_t])",
        r"z_t = \sigma(W_z \cdot [h_{t-1}, x_t])",
        r"\tilde{h}_t = \tanh(W \cdot [r_t * h_{t-1}, x_t])",
        r"h_t = (1 - z_t) * h_{t-1} + z_t * \tilde{h}_t",
    ),
}


@pytest.mark.parametrize("name", EQUATIONS)
def test_equations_in_the_source_s_letters(name: str) -> None:
    assert engine.equations(CONVENTIONS[name]) == EQUATIONS[name]


def test_own_equations_come_before_generated_ones() -> None:
    own = replace(CONVENTIONS["d2l"].notation, equations=("a", "b", "c", "d"))
    assert engine.equations(replace(CONVENTIONS["d2l"], notation=own)) == ("a", "b", "c", "d")


@pytest.mark.parametrize("name", CONVENTIONS)
def test_every_symbol_stands_in_an_equation(name: str) -> None:
    convention = CONVENTIONS[name]
    text = "\n".join(engine.equations(convention))
    symbols = engine.symbols(convention)
    assert {role for role, latex in symbols.items() if latex not in text} == set()
    biases = [role for role in symbols if role.startswith("b_")]
    assert len(biases) == sum(map(len, convention.biases))
    assert len({engine.plain(latex) for latex in symbols.values()}) == len(symbols)


@pytest.mark.parametrize(
    ("latex", "typed"),
    [
        (r"W_{ir}", "W_ir"),
        (r"h_{t-1}", "h_{t-1}"),
        (r"\tilde{h}_t", "h~_t"),
        (r"\hat{h}_t", "h^_t"),
        (r"\tilde h_t", "h~_t"),
        (r"U^{u}", "U^u"),
        (r"h^{(t-1)}", "h^(t-1)"),
        (r"h^{\langle t-1 \rangle}", "h^<t-1>"),
        (r"\mathbf{W}_{xr}", "W_xr"),
        (r"h'_t", "h'_t"),
    ],
)
def test_plain_names(latex: str, typed: str) -> None:
    assert engine.plain(latex) == typed


def test_import_costs_no_numpy_and_every_name_is_reached() -> None:
    code = (
        "import sys, json, engine; light = 'numpy' not in sys.modules; "
        "print(json.dumps([light, dir(engine), engine.run.__module__, engine.lstm.__name__]))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    light, names, home, lstm = json.loads(run.stdout)
    assert light
    assert {"step", "run", "generate", "grade", "recognise", "CONVENTIONS"} <= set(names)
    assert (home, lstm) == ("engine.sequence", "engine.lstm")


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'steps'"):
        engine.steps  # noqa: B018  the access is what is tested
