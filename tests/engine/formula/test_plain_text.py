"""Equations of plain text and code as LaTeX: what counts, and what never does."""

import pytest

from engine.formula.plain_text import MAX_LENGTH, equations_of


@pytest.mark.parametrize(
    ("line", "latex"),
    [
        ("v_t = sigmoid(W_v x_t + U_v s_{t-1})", [r"v_{t} = \sigma(W_{v} x_{t} + U_{v} s_{t-1})"]),
        ("vₜ = σ(Wᵥ·xₜ + Uᵥ·sₜ₋₁)", [r"v_{t} = \sigma(W_{v}\cdot x_{t} + U_{v}\cdot s_{t-1})"]),
        ("Update gate: v = σ(Wv x + bv)  # in (0, 1)", [r"v = \sigma(W_{v} x + b_{v})"]),
        ("- s̃_t = np.tanh(W @ x_t)", [r"\tilde{s}_{t} = \tanh(W @ x_{t})"]),
        ("s_tilde = torch.tanh(self.W @ x)", [r"\tilde{s} = \tanh(W @ x)"]),
        ("s_t = k_t * s_prev + (1 - k_t) * s~_t",
         [r"s_{t} = k_{t} * s_{t-1} + (1 - k_{t}) * \tilde{s}_{t}"]),
        ("v_t = σ(Wv[s_t-1, x_t]), k_t = σ(Wk[s_t-1, x_t])",
         [r"v_{t} = \sigma(W_{v}[s_{t-1}, x_{t}])", r"k_{t} = \sigma(W_{k}[s_{t-1}, x_{t}])"]),
        ("s' = v * s + (1 - v) * n", ["s' = v * s + (1 - v) * n"]),
        ("v = sigmoid(W_v x + b^i_v + U_v prev_s)",
         [r"v = \sigma(W_{v} x + b_{v}^{i} + U_{v} s_{t-1})"]),
        ("candidate = tanh(W x)    (what is new)", [r"\tilde{h} = \tanh(W x)"]),
        ("Vₜ = σ(xₜ @ W_v.T)", [r"V_{t} = \sigma(x_{t} @ W_{v}^\top )"]),
    ],
)  # fmt: skip
def test_a_line_that_is_an_assignment(line: str, latex: list[str]) -> None:
    assert list(equations_of(line)) == latex


@pytest.mark.parametrize(
    "line",
    [
        "hidden = 128",
        "model = GRU(input_size=10, hidden_size=20)",
        "output, h_n = gru(x)",
        "x = torch.randn(32, 50, 10)",
        'name = "sigmoid(x)"',
        "if z == sigmoid(x):",
        "for t in range(10): h = tanh(x)",
        "loss = criterion(output, target)",
        "a = b[0] + c[1:2]",
        "x[t] = sigmoid(y)",
        "update_gate = sigmoid(inputs)",
        "We write v = 1 where the gate is open.",
        "z = sigmoid(W x",
        "z_t",
        "z = " + "x + " * MAX_LENGTH + "x",
    ],
)
def test_a_line_that_is_something_else(line: str) -> None:
    assert equations_of(line) == ()
