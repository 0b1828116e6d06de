"""A typed formula is right if it computes the same, and a known mistake in it is named."""

import pytest

from engine.errors import EngineError
from engine.formula import equivalent
from tests.engine.formula import seeds

STATE = r"(1 - z_t) \otimes h_{t-1} + z_t \otimes \tilde{h}_t"
CANDIDATE = r"\tanh(W_h \cdot x_t + r_t \otimes U_h \cdot h_{t-1})"
GATE = r"\sigma\left(U^{u}x^{(t)} + W^{u}\,h^{(t-1)} + b^{u}\right)"
LOGISTIC = r"\frac{1}{1 + e^{-x}}"
ENTROPY = r"-y \log p - (1 - y) \log (1 - p)"
ROW = r"\tanh(x_t * U_g + (r_t \circ H_{t-1}) * W_g)"


@pytest.mark.parametrize(
    ("expected", "typed", "note"),
    [
        (STATE, "h_{t-1} + z*(h̃ - h_{t-1})", seeds.RESET_AFTER),
        (STATE, "(1-z_t).*hₜ₋₁ + z_t ⊙ h~_t", seeds.RESET_AFTER),
        (STATE, r"z_t \odot \tilde{h}_t + h_{t-1} \odot (1 - Z_t)", seeds.RESET_AFTER),
        (STATE, "h_t = (1 - zₜ) ⊙ hₜ₋₁ + zₜ ⊙ h̃ₜ", seeds.RESET_AFTER),
        (CANDIDATE, "tanh(W_h x_t + r_t*(U_h h_{t-1}))", seeds.RESET_AFTER),
        (CANDIDATE, "tanh(r ∘ U_h h_t-1 + W_h x)", seeds.RESET_AFTER),
        ("h_{t-1}", "h_t-1", seeds.RESET_AFTER),
        ("h_{t-1}", "h_(t-1)", seeds.RESET_AFTER),
        ("h_{t-1}", "h(t-1)", seeds.RESET_AFTER),
        (r"\tanh", "tanh", seeds.RESET_AFTER),
        (r"\sigma", "sigmoid", seeds.RESET_AFTER),
        ("U_h", "U_h", seeds.RESET_AFTER),
        (r"(1 - z_t)", "-z_t + 1", seeds.RESET_AFTER),
        (GATE, "sigma(U_u x_t + W_u h_{t-1} + b_u)", seeds.SIGMOID_CANDIDATE),
        (GATE, "sigmoid(b^u + W^u h^(t-1) + U^u x^(t))", seeds.SIGMOID_CANDIDATE),
        (r"r^{(t)} \odot h^{(t-1)}", "h_{t-1} * r_t", seeds.SIGMOID_CANDIDATE),
        (r"\hat{h}^{(t)}", "h~_t", seeds.SIGMOID_CANDIDATE),
        (ROW, "tanh(x_t U_g + (r_t ∘ h_{t-1}) W_g)", seeds.ROWS),
        (LOGISTIC, "sigma(x)", (f"y = {LOGISTIC}",)),
        (LOGISTIC, "1/(1+e^-x)", (f"y = {LOGISTIC}",)),
        (ENTROPY, "-(y ln(p) + (1-y) ln(1-p))", (f"L = {ENTROPY}",)),
        (r"\log_2 x", "ln(x)/ln(2)", (r"y = \log_2 x",)),
    ],
)
def test_what_computes_the_same_is_right(expected: str, typed: str, note: tuple[str, ...]) -> None:
    found = equivalent(expected, typed, note)
    assert found.equal, (found.mistake, found.error)


@pytest.mark.parametrize(
    ("expected", "typed", "mistake", "note"),
    [
        (STATE, "z*h_{t-1} + (1-z)*h~", "polarity_flipped", seeds.RESET_AFTER),
        (STATE, "(1-r)*h_{t-1} + r*h~", "gates_swapped", seeds.RESET_AFTER),
        (STATE, "(1-z)*h_{t-1} - z*h~", "sign", seeds.RESET_AFTER),
        (STATE, "(1-z)*h_t + z*h~", "wrong_time", seeds.RESET_AFTER),
        (STATE, "z*h~", "term_missing", seeds.RESET_AFTER),
        (CANDIDATE, "tanh(W_h x_t + U_h (r_t * h_{t-1}))", "reset_other_side", seeds.RESET_AFTER),
        (CANDIDATE, "tanh(W_h x_t + U_h h_{t-1})", "reset_ignored", seeds.RESET_AFTER),
        (CANDIDATE, "tanh(W_h x_t + (1-r_t)*(U_h h_{t-1}))", "reset_one_minus", seeds.RESET_AFTER),
        (CANDIDATE, "tanh(W_h x_t + z_t*(U_h h_{t-1}))", "gates_swapped", seeds.RESET_AFTER),
        (CANDIDATE, "sigma(W_h x_t + r_t*(U_h h_{t-1}))", "candidate_other_activation",
         seeds.RESET_AFTER),
        (CANDIDATE, "W_h x_t + r_t*(U_h h_{t-1})", "no_tanh", seeds.RESET_AFTER),
        (CANDIDATE, "tanh(U_h x_t + r_t*(W_h h_{t-1}))", "W_U_swapped", seeds.RESET_AFTER),
        ("U_h", "W_h", "other_weights", seeds.RESET_AFTER),
        ("r_t", "z_t", "gates_swapped", seeds.RESET_AFTER),
        ("h_{t-1}", "h_t", "wrong_time", seeds.RESET_AFTER),
        (r"\sigma", "tanh", "gate_tanh", seeds.RESET_AFTER),
        (GATE, "sigma(U^u x_t + W^u h_{t-1})", "no_bias", seeds.SIGMOID_CANDIDATE),
        (GATE, "tanh(U^u x_t + W^u h_{t-1} + b^u)", "gate_tanh", seeds.SIGMOID_CANDIDATE),
        (ROW, "tanh(U_g x_t + W_g (r_t ∘ H_{t-1}))", "both_transposed", seeds.ROWS),
        (ROW, "tanh(x_t U_g + r_t ∘ (H_{t-1} W_g))", "reset_other_side", seeds.ROWS),
    ],
)  # fmt: skip
def test_a_mistake_is_named(expected: str, typed: str, mistake: str, note: tuple[str, ...]) -> None:
    found = equivalent(expected, typed, note)
    assert not found.equal
    assert found.error is None
    assert found.mistake == mistake
    assert found.sentence.endswith(".")


def test_two_holes_belong_together() -> None:
    gates = ["(1 - z_t)", "z_t"]
    assert equivalent(gates, ["1-z", "z"], seeds.RESET_AFTER).equal
    swapped = equivalent(gates, ["z_t", "1 - z_t"], seeds.RESET_AFTER)
    assert (swapped.equal, swapped.mistake) == (False, "polarity_flipped")
    states = equivalent([r"h_{t-1}", r"\tilde{h}_t"], ["h~_t", "h_{t-1}"], seeds.RESET_AFTER)
    assert (states.equal, states.mistake) == (False, "places_swapped")
    half = equivalent(gates, ["1-z", "r"], seeds.RESET_AFTER)
    assert (half.equal, half.mistake) == (False, "gates_swapped")
    with pytest.raises(EngineError):
        equivalent(gates, ["z"], seeds.RESET_AFTER)


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("r_t +", "expected a term after +"),
        ("q", "q is not in this formula"),
        ("sigma(", "never closed"),
        ("", "nothing in this formula"),
        ("h", "h is not in this formula"),  # h_t or h_{t-1}? nobody can tell
    ],
)
def test_what_cannot_be_read_is_no_wrong_answer(typed: str, message: str) -> None:
    found = equivalent("r_t", typed, seeds.RESET_AFTER)
    assert not found.equal
    assert found.error is not None
    assert message in found.error.message
    assert not found.mistake


def test_an_answer_that_is_only_wrong_is_wrong() -> None:
    found = equivalent(STATE, "h_{t-1} + x_t", seeds.RESET_AFTER)
    assert not found.equal
    assert not found.mistake
    assert found.error is None


@pytest.mark.parametrize(
    ("typed", "mistake", "sentence"),
    [
        ("(1-r_t)*h_{t-1} + r_t*h~_t", "gates_swapped", "r_t stands where z_t belongs."),
        ("(1-z_t)*x_t + z_t*h~_t", "other_quantity", "x_t stands where h_{t-1} belongs."),
        ("W_z x_t", "other_quantity", "W_z does not stand in this formula."),
    ],
)
def test_a_quantity_of_another_equation_is_named(typed: str, mistake: str, sentence: str) -> None:
    """The equation alone is known here, as on a card: its note's other letters are not."""
    found = equivalent(STATE, typed, [seeds.RESET_AFTER[3]])
    assert (found.equal, found.mistake, found.sentence) == (False, mistake, sentence)
    assert found.error is None
