"""Formulas and matrices as text: letters, spacing, marks, wrapping, and what cannot be read."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from gruquiz.terminal import cells, harmless
from gruquiz.typeset import Line, assign, display, flow, inline, line, matrix


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (
            r"\tilde{h}_t = \tanh(W_h \cdot x_t + r_t \otimes U_h \cdot h_{t-1})",
            "h̃ₜ = tanh(Wₕ · xₜ + rₜ ⊗ Uₕ · hₜ₋₁)",
        ),
        ("W_z", "W_z"),  # Unicode has no lowered z
        ("W_{ir} x_t + b_{hz}", "W_ir xₜ + b_hz"),  # some such names could be lowered, not all
        ("W_{ij}", "Wᵢⱼ"),
        ("h_{t,i}", "h_{t,i}"),
        (r"U^{u}x^{(t)} + W^{u}\,h^{(t-1)}", "Uᵘ x⁽ᵗ⁾ + Wᵘ h⁽ᵗ⁻¹⁾"),
        ("c^{<t-1>}", "c^<t−1>"),
        ("h'_t", "h′ₜ"),
        (r"\hat{H}_t", "Ĥₜ"),
        ("1 - z_t", "1 − zₜ"),
        ("-x", "−x"),
        ("0.3h", "0.3h"),
        ("E = mc^2", "E = mc²"),
        ("U h", "U h"),
        ("LSTM(x)", "LSTM(x)"),
        (r"\frac{a+b}{2c}", "(a + b)/(2c)"),
        (r"\frac{QK^T}{\sqrt{d_k}}", "Q Kᵀ/√dₖ"),
        (r"\sqrt{a+b}", "√(a + b)"),
        (r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}", "(a, b; c, d)"),
        (r"x \in \mathbb{R}^{n}", "x ∈ ℝⁿ"),
        (r"\sum_{i=1}^n x_i", "∑ᵢ₌₁ⁿ xᵢ"),
    ],
)
def test_one_line(latex: str, text: str) -> None:
    assert inline(latex) == text


def test_a_fraction_stands_on_three_rows() -> None:
    rows = [row.text for row in display(r"\sigma(x) = \frac{1}{1 + e^{-x}}", 40)]
    assert rows == ["          1", "σ(x) = ───────", "       1 + e⁻ˣ"]


def test_brackets_grow_with_what_they_hold() -> None:
    rows = [row.text for row in display(r"W\left(\begin{array}{c} h \\ x \end{array}\right)", 40)]
    assert rows == ["  ⎛ h ⎞", "W ⎝ x ⎠"]


def test_a_column_of_numbers_has_its_points_below_each_other() -> None:
    rows = [row.text for row in display(r"\begin{bmatrix} 0.5 & 1 \\ -1 & 0.25 \end{bmatrix}", 40)]
    assert rows == ["⎡  0.5  1    ⎤", "⎣ −1    0.25 ⎦"]


def test_formulas_in_a_row_go_below_each_other_where_they_do_not_fit() -> None:
    rows = [row.text for row in display(r"x_t = [1, 0.5], \quad h_{t-1} = [0.4, -0.6]", 24)]
    assert rows == ["xₜ = [1, 0.5],", "hₜ₋₁ = [0.4, −0.6]"]


def test_lines_break_at_plus_before_they_break_in_a_bracket() -> None:
    latex = r"h_t = (1 - z_t) \otimes h_{t-1} + z_t \otimes \tilde{h}_t"
    rows = [row.text for row in display(latex, 24)]
    assert rows == ["hₜ = (1 − zₜ) ⊗ hₜ₋₁", "     + zₜ ⊗ h̃ₜ"]
    rows = [row.text for row in display(latex, 14)]
    assert rows == ["hₜ = (1 − zₜ)", "     ⊗ hₜ₋₁", "     + zₜ ⊗ h̃ₜ"]
    rows = [row.text for row in display(r"z_t = \sigma(W x_t + U h_{t-1} + b)", 20)]
    assert rows == ["zₜ = σ(W xₜ", "       + U hₜ₋₁ + b)"]


def test_holes_and_answers_are_styled() -> None:
    found = line(r"h_t = […] \odot h_{t-1} + \answer{(1 - z_t)} \odot \hole{\text{old n}}")
    styled = [(found.text[span.start : span.end], span.style) for span in found.spans]
    assert found.text == "hₜ = […] ⊙ hₜ₋₁ + (1 − zₜ) ⊙ [old n]"
    assert styled == [("[…]", "hole"), ("(1 − zₜ)", "answer"), ("[old n]", "hole")]


def test_styles_survive_two_dimensions_and_wrapping() -> None:
    rows = display(r"a_{1} = \frac{\answer{b + c}}{d} + […]", 14)
    styled = {(row.text[s.start : s.end], s.style) for row in rows for s in row.spans}
    assert styled == {("b + c", "answer"), ("[…]", "hole")}


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"\foo{x} + \alpha_1 \left( a", r"\foo{x} + α₁ ( a"),
        (r"\frac{h_{t-1}}{b", r"\frac{hₜ₋₁}{b"),
        (r"\text{loss", r"\text{loss"),
        ("", ""),
    ],
)
def test_what_cannot_be_read_is_shown_as_its_source(latex: str, text: str) -> None:
    assert inline(latex) == text


@pytest.mark.parametrize("opening", ["{", "(", r"\left(", r"\frac{1}{", r"\sqrt{", "x^{", "_"])
@pytest.mark.parametrize("depth", [10, 15, 40, 10_000])
def test_any_depth_is_drawn_one_way_or_the_other(opening: str, depth: int) -> None:
    closing = "}" if opening.endswith("{") else ")" if opening == "(" else ""
    assert display(opening * depth + "x" + closing * depth, 60)


_PIECES = st.sampled_from(
    [
        "x_t", r"\tilde{h}_t", "W_{hz}", "+", "-", "=", r"\odot", r"\cdot", "(", ")", "[", "]", "{",
        "}", r"\frac", r"\sqrt", r"\left(", r"\right)", r"\begin{array}{cc}", r"\end{array}", "&",
        r"\\", r"\sum_{i=1}^n", "^2", "_{t-1}", r"\tanh", r"\text{if }", ",", "…", r"\hole{}",
        r"\answer{", "漢", "\u0301", "\x1b[31m", "0.25", r"\underbrace{", "|", r"\quad", "'",
    ]
)  # fmt: skip


@given(st.lists(_PIECES, max_size=14), st.sampled_from([8, 24, 60]))
@settings(max_examples=400, deadline=None)
def test_no_latex_whatever_raises_or_leaves_the_width(pieces: list[str], width: int) -> None:
    latex = " ".join(pieces)
    rows = display(latex, width)
    assert all(row.width <= width for row in rows)
    for row in (*rows, line(latex)):
        assert "\x1b" not in row.text
        ends = [edge for span in row.spans for edge in (span.start, span.end)]
        assert ends == sorted(ends)
        assert not ends or ends[-1] <= len(row.text)


def test_matrices_align_their_decimals() -> None:
    rows = [row.text for row in matrix(np.array([[0.3, -0.7], [10.0, 0.9]]), 1).rows]
    assert rows == ["⎡  0.3  −0.7 ⎤", "⎣ 10.0   0.9 ⎦"]


def test_a_vector_is_a_column_unless_asked_to_lie() -> None:
    assert [row.text for row in assign("x_t", [1.0, -0.5], 1).rows] == [
        "     ⎡  1.0 ⎤",
        "xₜ = ⎣ −0.5 ⎦",
    ]
    assert [row.text for row in assign("x_t", [1.0, -0.5], 1, row=True).rows] == [
        "xₜ = [ 1.0  −0.5 ]"
    ]
    assert matrix(0.25, 2).rows[0].text == "0.25"


def test_no_number_is_a_negative_zero() -> None:
    assert matrix([-0.0001], 3).rows[0].text == "[ 0.000 ]"


def test_boxes_flow_side_by_side_and_go_on_below() -> None:
    boxes = [assign("x_t", [1.0, -0.5], 1), assign("h_{t-1}", [0.8, -0.4], 1), assign("b", 0.5, 1)]
    assert [row.text for row in flow(boxes, 80)] == [
        "     ⎡  1.0 ⎤          ⎡  0.8 ⎤",
        "xₜ = ⎣ −0.5 ⎦   hₜ₋₁ = ⎣ −0.4 ⎦   b = 0.5",
    ]
    assert [row.text for row in flow(boxes, 16)][:3] == ["     ⎡  1.0 ⎤", "xₜ = ⎣ −0.5 ⎦", ""]


def test_a_matrix_wider_than_the_terminal_is_cut_between_columns() -> None:
    rows = flow([assign("W", np.arange(12.0).reshape(2, 6) / 8, 3)], 30)
    assert all(row.width <= 30 for row in rows)
    shown = " ".join(row.text for row in rows)
    assert all(f"{number / 8:.3f}" in shown.split() for number in range(12))


@pytest.mark.parametrize(("text", "width"), [("h̃ₜ", 2), ("漢字", 4), ("x⃗", 1), ("a\u200bb", 2)])
def test_width_counts_cells(text: str, width: int) -> None:
    assert cells(text) == Line(text).width == width


def test_the_terminal_counts_the_same_cells() -> None:
    for code in (*range(0x20, 0x590), *range(0x900, 0x980), *range(0x2000, 0x2600)):
        letter = chr(code)
        if letter.isprintable():
            assert cells(f"a{letter}b") == cell_len(f"a{letter}b"), hex(code)


def test_control_characters_become_pictures_one_for_one() -> None:
    text = "\x1b[31m\x00\x7f\x9b\u202eab\tc\n"
    assert harmless(text) == "␛[31m␀␡��ab\tc\n"
    assert len(harmless(text)) == len(text)


@pytest.mark.parametrize("width", [0, -3, 1, 2])
def test_boxes_flow_where_there_is_no_room_at_all(width: int) -> None:
    rows = flow([assign("x_t", np.array([0.5, -1.0]), 1)], width)
    assert max(row.width for row in rows) == 1 or width == 2
    assert "".join("".join(row.text.split()) for row in rows).count("⎤") == 1
