"""Letters beside which no equation stands: the verdict is that of arithmetic on numbers."""

import math
import subprocess
import sys

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from engine.formula import equivalent, is_formula

_NUMBERS = st.sampled_from(["1", "2", "3", "0.5"])
_LETTERS = st.sampled_from(["x", "y", "z"])


def _grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    signs = st.sampled_from([" + ", " - ", "*"])
    return st.one_of(
        st.tuples(inner, signs, inner).map("".join).map("({})".format),
        st.tuples(inner, inner).map(lambda two: f"({two[0]})/(2 + ({two[1]})**2)"),
        inner.map("tanh({})".format),
        inner.map("sigmoid({})".format),
        inner.map("exp(-({})**2)".format),
        inner.map("({})**2".format),
        inner.map("-({})".format),
    )


_FORMULAS = st.recursive(_NUMBERS | _LETTERS, _grown, max_leaves=6)
_POINTS = (
    {"x": 0.31, "y": -0.72, "z": 1.13}, {"x": -1.4, "y": 0.55, "z": 0.21},
    {"x": 0.83, "y": 0.17, "z": -0.64},
)  # fmt: skip
_FUNCTIONS = {
    "tanh": math.tanh, "exp": math.exp, "sigmoid": lambda a: 1 / (1 + math.exp(-a)),
    "__builtins__": {},
}  # fmt: skip


def _values(formula: str) -> list[float]:
    """What Python makes of it."""
    return [float(eval(formula, dict(_FUNCTIONS), dict(point))) for point in _POINTS]


@settings(max_examples=300, deadline=None)
@given(_FORMULAS, _FORMULAS)
def test_two_formulas_are_equal_where_their_values_are(one: str, other: str) -> None:
    apart = max(abs(a - b) for a, b in zip(_values(one), _values(other), strict=True))
    assume(apart == 0 or apart > 1e-6)
    lone = {one.strip("()"), other.strip("()")} <= {"x", "y", "z"}
    assert equivalent(one, other).equal is (apart == 0 or (lone and one == other))


@settings(max_examples=150, deadline=None)
@given(_FORMULAS, st.integers(0, 4))
def test_a_formula_equals_itself_rewritten(formula: str, law: int) -> None:
    laws = ("({})", "0 + ({})", "1*({})", "-(-({}))", "({0}) + 1 - 1")
    assert equivalent(formula, laws[law].format(formula)).equal
    assert not equivalent(formula, f"({formula}) + 0.001").equal
    assert not equivalent(formula, f"({formula}) + x*y*z").equal


@pytest.mark.parametrize(
    "text",
    [
        "$z_t$", "z_t", "1 - z", "h_{t-1}", r"\sigma", "g(1-g)", "z", "e^{-x}", "hₜ₋₁", "σ'", "ŷ",
        "tanh(x)", "r > z", "W_hr", r"\tilde{h}_t", "z ⊙ h", "∂L/∂z", "dL/dz_t", "a-b", "O(n)",
    ],
)  # fmt: skip
def test_a_formula_is_known_for_one(text: str) -> None:
    assert is_formula(text)


@pytest.mark.parametrize(
    "text",
    [
        "update gate", "0.25", "1/4", "10^-3", "1e-3", "27,000", "[50, 128]", "50×128", "$0.25$",
        "C#", "C++", "nn.GRU", "torch.tanh", "hidden_size", "weight_ih_l0", "batch_first=True",
        "element-wise", "tanh", "x-axis", "GRU", "RNN, LSTM", "update gate $z_t$", "8%", "≤", "+",
        "`z_t`", "", "reset gate (r_t)",
    ],
)  # fmt: skip
def test_words_numbers_and_code_are_no_formulas(text: str) -> None:
    assert not is_formula(text)


def test_this_is_asked_without_numpy() -> None:
    code = (
        "import sys; from engine.formula import is_formula; "
        "assert is_formula('$z_t$'); assert 'numpy' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
