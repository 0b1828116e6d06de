"""Typed answers: every spelling of the grammar, every refusal, and anything at all."""

import math

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from engine import generate
from engine.answers import EXACT, meanings, parse_answers, parse_value, resolve
from engine.conventions import CONVENTIONS
from engine.drills import DRILLS
from engine.errors import AnswerError, EngineError
from gruquiz import typeset

SCALARS = [
    (".25", 0.25),
    ("-3/4", -0.75),
    ("−0,75", -0.75),
    ("0,75", 0.75),
    ("1e-3", 0.001),
    ("2^-1", 0.5),
    ("2**-1", 0.5),
    ("-2^2", -4.0),
    ("2^3^2", 512.0),
    ("sigmoid(0.3)", 1 / (1 + math.exp(-0.3))),
    ("sigma(.3)", 1 / (1 + math.exp(-0.3))),
    ("σ(.3)", 1 / (1 + math.exp(-0.3))),
    (r"\sigma\left(0.3\right)", 1 / (1 + math.exp(-0.3))),
    ("tanh(1 - 2)", math.tanh(-1)),
    ("exp(1)", math.e),
    ("sqrt(2)", math.sqrt(2)),
    ("pi", math.pi),
    (r"\frac{1}{2}", 0.5),
    (r"-\frac{3}{4} \cdot 2", -1.5),
    ("(1+2)*3", 9.0),
    ("1 - 2", -1.0),
    ("1 -2", -1.0),
    ("1 / (1 + exp(-0.3))", 1 / (1 + math.exp(-0.3))),
    ("$0.5$", 0.5),
    ("2.5x10^-1", 0.25),
    ("2.5 × 10⁻¹", 0.25),
    ("2.5·10^-1", 0.25),
    ("0·25", 0.25),
    ("25%", 0.25),
    (r"12.5 \%", 0.125),
    ("½", 0.5),
    ("1½", 1.5),
    ("0.25,", 0.25),
    ("0.25;", 0.25),
    ("0.25.", 0.25),
    ("0.25\u200b", 0.25),
    ("np.float64(0.25)", 0.25),
    ("tensor(0.2500, grad_fn=<MulBackward0>)", 0.25),
    ("27 000", 27000.0),
    ("27\u202f000", 27000.0),
    ("27_000", 27000.0),
    ("27'000", 27000.0),
    ("2.7×10⁴", 27000.0),
    ("50×128", 6400.0),
    *((f"{minus}0.25", -0.25) for minus in "‐‑‒–—−﹣－⁻"),
]

VECTORS = [
    "[0.1, -0.2]",
    "(0.1; -0.2)",
    "0.1 -0.2",
    "0.1, -0.2",
    "0.1; -0.2",
    "{0.1,-0.2}",
    "[[0.1],[-0.2]]",
    "[0.1; -0.2]",
    "[ 0.1 -0.2]",
    "[0,1; −0,2]",
    "0,1 -0,2",
    "0,1, -0,2",
    r"\begin{pmatrix} 0.1 \\ -0.2 \end{pmatrix}",
    r"\begin{bmatrix}0.1\\-0.2\\\end{bmatrix}",
    r"\begin{array}{c} 0.1 \\ -0.2 \end{array}",
    r"\left(0.1, -0.2\right)",
    "[1/10, -1/5]",
    "[0.1, -0.2,]",
    "[0.1; -0.2;]",
    "[0.1, -0.2]ᵀ",
    "[0.1 -0.2]^T",
    "[0.1, -0.2]^{\\top}",
    "tensor([ 0.1000, -0.2000], dtype=torch.float64)",
    "array([ 0.1, -0.2], dtype=float32)",
    "[np.float64(0.1), np.float64(-0.2)]",
    "[10%, -20%]",
    "0.1\n-0.2",
]


@pytest.mark.parametrize(("text", "value"), SCALARS)
def test_a_number_in_every_spelling(text: str, value: float) -> None:
    assert parse_value(text, ()).values == pytest.approx(value, abs=1e-15)


@pytest.mark.parametrize("text", VECTORS)
def test_a_vector_in_every_spelling(text: str) -> None:
    assert parse_value(text, (2,)).values.tolist() == pytest.approx([0.1, -0.2])


@pytest.mark.parametrize(
    "text",
    [
        "[[1, 2], [3, 4]]",
        "[1, 2; 3, 4]",
        "1 2; 3 4",
        "[[1. 2.]\n [3. 4.]]",
        r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}",
        "(1, 2), (3, 4)",
        "1 2\n3 4",
        "1, 2\n3, 4\n",
        "[[1, 3], [2, 4]]ᵀ",
        "np.array([[1, 3], [2, 4]]).T",
        "tensor([[1., 2.],\n        [3., 4.]])",
    ],
)
def test_a_matrix_in_every_spelling(text: str) -> None:
    assert parse_value(text, (2, 2)).values.tolist() == [[1.0, 2.0], [3.0, 4.0]]


def test_a_comma_is_read_as_the_shape_needs_it() -> None:
    assert parse_value("0,5", ()).values == 0.5
    assert parse_value("0,5", (2,)).values.tolist() == [0.0, 5.0]
    assert parse_value("0,5; 1,5", (2,)).values.tolist() == [0.5, 1.5]
    with pytest.raises(AnswerError, match="2 numbers are wanted, 3 numbers are given"):
        parse_value("[1,2,3]", (2,))


@pytest.mark.parametrize(
    "text", ["50x128", "50×128", "50 x 128", "50 by 128", "(50, 128)", "torch.Size([50, 128])"]
)
def test_a_size_in_every_spelling(text: str) -> None:
    assert parse_value(text, (2,)).values.tolist() == [50.0, 128.0]


def test_what_can_be_two_numbers_has_two_meanings() -> None:
    assert [value.values.item() for value in meanings("27,000", ())] == [27.0, 27000.0]
    assert [value.values.item() for value in meanings("2·3", ())] == [2.3, 6.0]
    with pytest.raises(AnswerError, match="two ways"):
        parse_value("27,000", ())


def test_the_other_direction_is_taken_with_a_note() -> None:
    as_row = parse_value(r"\begin{pmatrix} 1 & 2 \end{pmatrix}", (2,))
    assert as_row.values.tolist() == [1.0, 2.0]
    assert as_row.note is not None
    assert "row" in as_row.note
    assert parse_value("[1, 2]", (2,)).note is None
    assert parse_value([[1.0, 2.0]], (2,), row=True).note is None
    assert parse_value([[1.0], [2.0]], (2,), row=True).note is not None


def test_a_blank_is_not_a_zero() -> None:
    found = parse_value("[?, .2]", (2,)).values
    assert math.isnan(found[0])
    assert found[1] == 0.2
    assert np.isnan(parse_value("  ", (2, 2)).values).all()
    assert np.isnan(parse_value("[.1,]", (2,)).values).tolist() == [False, True]


def test_the_precision_typed_is_known() -> None:
    assert parse_value("[.5, 0.250]", (2,)).decimals.tolist() == [1, 3]
    assert parse_value("[-1, 1.5e-2]", (2,)).decimals.tolist() == [0, 3]
    assert parse_value("[1/3, sigmoid(.5)]", (2,)).decimals.tolist() == [EXACT, EXACT]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("1/0", "division by zero"),
        (r"\frac{1}{0}", "division by zero"),
        ("9**9**9", "too large"),
        ("1e999", "too large"),
        ("exp(1000)", "too large"),
        ("1e300*1e300", "too large"),
        ("(-8)^(1/3)", "not a real number"),
        ("sqrt(-1)", "not a real number"),
        ("log(0)", "not a real number"),
        ("__import__('os')", "cannot read"),
        ("os.system(1)", "cannot read"),
        ("nan", "not known here"),
        ("inf", "not known here"),
        ("tanh .3", "with brackets"),
        ("1 +", "stops"),
        ("2 * * 3", "expected a number"),
        ("(1, 2", "never closed"),
        ("1)", "did not expect"),
        ("(" * 60 + "1" + ")" * 60, "deeper"),
        ("2^" * 60 + "1", "deeper"),
        ("1" * 5000, "too long"),
        ("[1, 2] + [3, 4]", "vector"),
        ("[[1, 2], [3]]", "one length"),
        ("lambda: 0", "cannot read"),
        ("0x10", "not known here"),
    ],
)
def test_what_is_no_number_is_refused_with_a_reason(text: str, reason: str) -> None:
    with pytest.raises(AnswerError, match=reason):
        parse_value(text, ())


@pytest.mark.parametrize("value", [math.nan, math.inf, [0.1, -math.inf], "a" + "b", [[1], [2, 3]]])
def test_arrays_are_checked_like_text(value: object) -> None:
    with pytest.raises(AnswerError):
        parse_value(value, (2,))  # type: ignore[arg-type]  # a caller without types may pass anything


PIECES = st.sampled_from(
    ["0", "1", ".5", "9", "1e9", ",", ";", " ", "-", "−", "+", "*", "/", "^", "**", "(", ")", "[",
     "]", "{", "}", "&", "\\\\", "\\", "tanh", "sqrt(", "exp(", "\\frac{", "\\begin{pmatrix}",
     "\\end{pmatrix}", "pi", "½", "⁻", "²", "%", "x", "·", "by", "ᵀ", ".T", "tensor(", "000",
     "?", "_", "=", "\n", "é", "٣", "\x1b[31m", "$", "~", "'"]
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(
    st.lists(PIECES, max_size=40).map("".join) | st.text(max_size=60),
    st.sampled_from([(), (1,), (2,), (3,), (2, 2)]),
)
@example("-" * 3999 + "1", ())
@example("[" * 3999, (2,))
@example("1," * 1999 + "1", (2000,))
@example("1 000 " * 600, ())
@example("½" * 3999, ())
@example("[0,1]^T" * 500, (2,))
def test_anything_typed_is_numbers_or_a_refusal(text: str, shape: tuple[int, ...]) -> None:
    try:
        found = parse_value(text, shape)
    except AnswerError:
        return
    assert found.values.shape == found.decimals.shape == shape
    assert not np.isinf(found.values).any()


@settings(max_examples=200, deadline=None)
@given(st.lists(PIECES | st.just("r_t"), max_size=30).map("".join) | st.text(max_size=60))
def test_any_line_of_answers_is_split_or_refused(text: str) -> None:
    try:
        found = parse_answers(text)
    except AnswerError:
        return
    assert all(isinstance(value, str) for value in found.values())


@given(st.lists(st.floats(-9, 9).map(lambda value: round(value, 6)), min_size=1, max_size=4))
def test_printed_numbers_are_read_back(values: list[float]) -> None:
    shape = (len(values),)
    for text in (str(values), str(np.array(values)), "; ".join(map(str, values))):
        assert parse_value(text, shape).values == pytest.approx(values, abs=1e-6)


def test_a_line_of_answers() -> None:
    assert parse_answers("r_t=[.1,.2]; h_t=[.3;.4]") == {"r_t": "[.1,.2]", "h_t": "[.3;.4]"}
    assert parse_answers("r_t = .1 ; .2;\nh_{t-1} = (1;2)") == {
        "r_t": ".1 ; .2",
        "h_{t-1}": "(1;2)",
    }
    assert parse_answers("r=[.1, .2], h=[1, 2]") == {"r": "[.1, .2]", "h": "[1, 2]"}
    assert parse_answers('{"r_t": [0.10, 0.2], "h_t": "1/2"}') == {
        "r_t": "[0.10, 0.2]",
        "h_t": "1/2",
    }
    assert parse_answers("[.1, .2]") == {"": "[.1, .2]"}
    assert parse_answers(r"\frac{\partial L}{\partial z_t} = .3; dL/dW_in[1, 2] = .2") == {
        r"\frac{\partial L}{\partial z_t}": ".3",
        "dL/dW_in[1, 2]": ".2",
    }
    assert parse_answers(r"\tilde h_t = 1; r_t = tensor([2.], dtype=torch.float64)") == {
        r"\tilde h_t": "1",
        "r_t": "tensor([2.])",
    }
    for bad in ("= 3", "5 r=2", "a=1; a=2", "{a: 1", '{"a": ' + "[" * 9000):
        with pytest.raises(AnswerError):
            parse_answers(bad)


LATEX = {"r_t": "r_t", "z_t": "z_t", "h~_t": r"\tilde{h}_t", "h_t": "h_t"}
ROLES = {"r_t": "r", "z_t": "z", "h~_t": "n", "h_t": "h'"}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("h_t", "h_t"), ("hₜ", "h_t"), ("h", "h_t"), ("h'", "h_t"), ("h^{(t)}", "h_t"),
        ("$h_t$", "h_t"), ("h~_t", "h~_t"), ("h̃ₜ", "h~_t"), (r"\tilde h_t", "h~_t"),
        ("h~", "h~_t"), ("n", "h~_t"), ("R_t", "r_t"), ("z", "z_t"),
    ],
)  # fmt: skip
def test_a_quantity_goes_by_many_names(typed: str, meant: str) -> None:
    assert resolve(typed, LATEX, ROLES) == meant


@pytest.mark.parametrize(
    ("asked", "typed"),
    [
        ("dL/dz_t", "∂L/∂zₜ"),
        ("dL/dz_t", r"\frac{\partial L}{\partial z_t}"),
        ("dL/dW_in[1,2]", "dL/dW_in[1, 2]"),
        ("dL/dW_in[1,2]", "∂L/(∂W_in [1, 2])"),
        ("dh_t/dh_{t-1}", "J"),
        ("h~_t", "htilde"),
        ("h~_t", "h_tilde"),
        ("h~_t", "candidate"),
        ("h~_t", "n_t"),
    ],
)
def test_gradients_and_candidates_go_by_many_names(asked: str, typed: str) -> None:
    exercises = (
        (generate("gradient", "pytorch", seed=seed) for seed in range(40))
        if "d" in asked
        else iter((generate("candidate", "chung2014", seed=1),))
    )
    exercise = next(each for each in exercises if asked in each.asked)
    latex = {name: exercise.latex[name] for name in exercise.asked}
    assert resolve(typed, latex, exercise.roles) == asked


def test_onnx_calls_its_candidate_h_t_and_takes_n_t_for_it() -> None:
    onnx = generate("candidate", "onnx", seed=1)
    latex = {name: onnx.latex[name] for name in onnx.asked}
    assert onnx.roles[resolve("n_t", latex, onnx.roles)] == "n"


@pytest.mark.parametrize("convention", CONVENTIONS)
@pytest.mark.parametrize("kind", [drill.name for drill in DRILLS])
def test_every_name_that_a_drill_shows_is_taken_back(kind: str, convention: str) -> None:
    try:
        exercise = generate(kind, convention, seed=1)
    except EngineError:
        pytest.skip("no such exercise")
    latex = {name: exercise.latex[name] for name in exercise.asked}
    for name in exercise.asked:
        for shown in (name, latex[name], f"${latex[name]}$", typeset.inline(latex[name])):
            (given,) = parse_answers(f"{shown} = 0.5")
            assert resolve(given, latex, exercise.roles) == name, shown


def test_a_name_that_is_not_asked_is_refused_with_those_that_are() -> None:
    with pytest.raises(EngineError, match="asked: r_t, z_t"):
        resolve("q_t", LATEX, ROLES)
    with pytest.raises(EngineError, match="say which"):
        resolve("", LATEX, ROLES)
    onnx = {"h_t": "h_t", "H_t": "H_t"}
    assert resolve("H_t", onnx, {"h_t": "n", "H_t": "h'"}) == "H_t"
