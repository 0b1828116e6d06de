"""LaTeX, pasted Unicode and typed formulas become the tree; what is broken says where."""

import re
from pathlib import Path

import pytest

from engine.errors import FormulaError
from engine.formula import parse, plain, tree
from engine.formula.tree import (
    Apply,
    Array,
    Concat,
    Equation,
    Fraction,
    Group,
    Hadamard,
    Label,
    Lines,
    Listing,
    Number,
    Operator,
    Power,
    Product,
    Sum,
    Symbol,
    Time,
)

h, x, W = Symbol("h"), Symbol("x"), Symbol("W")


@pytest.mark.parametrize(
    ("latex", "time"),
    [
        ("h_t", Time("t")),
        ("h_{t-1}", Time("t", "-1")),
        ("h_{(t-1)}", Time("t", "-1", "()")),
        ("h^{(t)}", Time("t", "", "()", "upper")),
        ("h^{<t-1>}", Time("t", "-1", "<>", "upper")),
        (r"h^{\langle t \rangle}", Time("t", "", "⟨⟩", "upper")),
        ("h^{[t]}", Time("t", "", "[]", "upper")),
        ("h(t-1)", Time("t", "-1", "()", "call")),
        ("h_{i-1}", Time("i", "-1")),
        ("hₜ₋₁", Time("t", "-1")),
        ("h⁽ᵗ⁾", Time("t", "", "()", "upper")),
    ],
)
def test_every_spelling_of_a_time(latex: str, time: Time) -> None:
    assert parse(latex) == Symbol("h", time=time)


@pytest.mark.parametrize(
    ("latex", "symbol"),
    [
        (r"\tilde{h}_t", Symbol("h", ("tilde",), time=Time("t"))),
        (r"\tilde h_t", Symbol("h", ("tilde",), time=Time("t"))),
        (r"\widetilde{h_t}", Symbol("h", ("tilde",), time=Time("t"))),
        ("h̃ₜ", Symbol("h", ("tilde",), time=Time("t"))),
        ("h~_t", Symbol("h", ("tilde",), time=Time("t"))),
        (r"\hat{H}_t", Symbol("H", ("hat",), time=Time("t"))),
        ("ĥ_t", Symbol("h", ("hat",), time=Time("t"))),
        (r"\bar{\mathbf h}", Symbol("h", ("bar",), font="bf")),
        ("h'_t", Symbol("h", ("prime",), time=Time("t"))),
        (r"h^{\prime}_t", Symbol("h", ("prime",), time=Time("t"))),
        ("U^{u}", Symbol("U", label=Label(upper=Symbol("u")))),
        ("b_h", Symbol("b", label=Label(Symbol("h")))),
        ("W_{xr}", Symbol("W", label=Label(Product((x, Symbol("r")), ("",))))),
        ("z_{t,i}", Symbol("z", label=Label(Symbol("i")), time=Time("t"))),
        ("h_j^{(t)}", Symbol("h", label=Label(Symbol("j")), time=Time("t", "", "()", "upper"))),
        (r"\sigma", Symbol("σ")),
        (r"\Gamma_u", Symbol("Γ", label=Label(Symbol("u")))),
        (r"\mathrm{cell}_t", Symbol("cell", time=Time("t"), font="rm")),
    ],
)
def test_a_symbol_with_its_accents_labels_and_time(latex: str, symbol: Symbol) -> None:
    assert parse(latex) == symbol


@pytest.mark.parametrize(
    "spelling",
    [
        r"\tanh(x)",
        r"\tanh\left(x\right)",
        r"\mathrm{tanh}(x)",
        r"\operatorname{tanh}(x)",
        r"\text{tanh}(x)",
        "tanh(x)",
        r"\tanh\big(x\big)",
        r"\tanh \, \bigl( x \bigr)",
        r"\color{red}\tanh(\textcolor{blue}{x})",
    ],
)
def test_one_function_in_many_spellings(spelling: str) -> None:
    assert parse(spelling) == Apply(Symbol("tanh"), (x,))


def test_products_are_left_to_the_resolver_but_element_wise_signs_bind_loosest() -> None:
    r, U, past = Symbol("r", time=Time("t")), Symbol("U"), Symbol("h", time=Time("t", "-1"))
    assert parse(r"r_t \otimes U \cdot h_{t-1}") == Hadamard(
        (r, Product((U, past), ("⋅",))), ("⊗",)
    )
    assert parse("r_t * U * h_{t-1}") == Product((r, U, past), ("*", "*"))
    assert parse("r_t .* h_{t-1}") == Hadamard((r, past), ("⊙",))


def test_a_number_is_a_power_only_on_what_is_no_quantity() -> None:
    assert parse("10^{2}") == Power(Number("10"), Number("2"))
    assert parse("(x)^2") == Power(Group(x), Number("2"))
    assert parse("e^{-x}") == Power(Symbol("e"), Sum((x,), ("-",)))
    assert parse("W^2") == Symbol("W", label=Label(upper=Number("2")))


def test_concatenations() -> None:
    assert parse("[h, x]") == Concat((h, x), (",",))
    assert parse("[h; x]") == Concat((h, x), (";",))
    assert parse(r"[h \Vert x]") == Concat((h, x), ("‖",))
    assert parse("[h]") == Group(h, "[", "]")
    column = parse(r"\begin{pmatrix} h \\ x \end{pmatrix}")
    assert column == Array(((h,), (x,)), "pmatrix")


def test_blocks_of_equations() -> None:
    rows = (Equation((h, x), ("=",)), Equation((x, W), ("=",)))
    assert parse(r"\begin{aligned} h &= x \\ x &= W \end{aligned}") == Lines(rows, "aligned")
    assert parse(r"\begin{array}{rcl} h &=& x \\ x &=& W \end{array}") == Lines(rows, "array")
    assert parse(r"h = x \\ x = W") == Lines(rows, "")
    assert parse(r"h = x, \quad x = W") == Listing(rows, (",",))
    boxed = parse(r"\boxed{h = x}")
    assert isinstance(boxed, tree.Decorated)
    assert boxed.body == rows[0]
    remark = parse(r"\begin{align} h &= x & \text{(state)} \end{align}")
    assert isinstance(remark, Lines)
    assert isinstance(remark.rows[0], Listing)
    assert remark.rows[0].items[0] == rows[0]


def test_signs_that_stand_alone() -> None:
    assert parse("+") == Operator("+")
    assert parse(r"\otimes") == Operator("⊗")


def test_what_only_a_keyboard_writes() -> None:
    two = Label(Product((Symbol("i"), Symbol("r")), ("",)))
    assert parse("W_ir", typed=True) == Symbol("W", label=two)
    assert parse("sigma(alpha)", typed=True) == Apply(Symbol("σ"), (Symbol("α"),))
    assert parse("h~", typed=True) == Symbol("h", ("tilde",))


def test_fractions_take_single_digits_without_braces() -> None:
    assert parse(r"\frac12") == Fraction(Number("1"), Number("2"))


def test_spans_lie_in_the_notes_own_text() -> None:
    note = r"The gate is $z_t = \sigma(W x_t)$."
    start = note.index("z_t")
    equation = parse(note[start : note.index("$", start)], offset=start)
    assert isinstance(equation, Equation)
    cut = [note[slice(*side.span)] for side in equation.sides]
    assert cut == ["z_t", r"\sigma(W x_t)"]
    assert isinstance(equation.right, Apply)
    assert note[slice(*equation.right.arguments[0].span)] == "W x_t"


@pytest.mark.parametrize(
    ("latex", "message", "position"),
    [
        ("a +", "expected a term after +", 3),
        (r"\sigma(W x", "( is never closed", 6),
        (r"\left( a", r"\left( is never closed", 0),
        ("W x)", "nothing opens this )", 3),
        (r"h_{t", "this brace is never closed", 2),
        (r"\foo{x}", r"unknown command \foo", 0),
        (r"x^2^3", "two superscripts", 3),
        (r"\begin{pmatrix} a", "never ended", 0),
        ("", "nothing in this formula", 0),
        ("x_", "expected a script after _", 2),
    ],
)
def test_an_error_says_what_was_expected_and_where(latex: str, message: str, position: int) -> None:
    with pytest.raises(FormulaError) as caught:
        parse(latex)
    assert message in str(caught.value)
    assert caught.value.position == position
    caret = str(caught.value).splitlines()[-1]
    assert caret.strip() == "^"


@pytest.mark.parametrize(
    "monster",
    [
        "{" * 10_000,
        r"\left(" * 170_000,
        r"\left(" * 1_900,
        "(" * 9_000,
        r"\frac" * 2_300,
        r"\tanh" * 2_300,
        r"\text{" * 1_900,
        r"\mathrm{a " * 1_100,
        r"\begin{array}{c" * 790,
        r"\begin{array}{c}" * 740,
        "a^{b_{" * 1_900,
        "|" * 11_900,
        r"\tilde" * 1_900,
        r"\sqrt[" * 1_900,
    ],
    ids=lambda monster: f"{monster[:14]}x{len(monster)}",
)
def test_a_monster_ends_in_a_clear_error(monster: str) -> None:
    with pytest.raises(FormulaError) as caught:
        parse(monster)
    assert caught.value.message


def test_every_snippet_of_the_four_notes_is_read() -> None:
    notes = Path(__file__).parents[4] / "shared" / "notes"
    if not notes.is_dir():
        pytest.skip("the four notes lie beside the repository only where it is developed")
    found = set()
    for note in notes.glob("*.md"):
        text = note.read_text("utf-8")
        for match in re.finditer(r"\$\$(.+?)\$\$|\$([^$\n]+?)\$", text, re.DOTALL):
            found.add(match.group(1) or match.group(2))
    assert len(found) == 36
    for snippet in found:
        parse(snippet)


def test_plain_names_are_what_is_typed() -> None:
    names = {
        "W_{ir}": "W_ir",
        "h_{t-1}": "h_{t-1}",
        r"\tilde{h}_t": "h~_t",
        r"\hat{h}_t": "h^_t",
        "U^{u}": "U^u",
        "h^{(t-1)}": "h^(t-1)",
        r"h^{\langle t \rangle}": "h^<t>",
        "h'_t": "h'_t",
        "z_{t,i}": "z_{t,i}",
    }
    assert {latex: plain(parse(latex)) for latex in names} == names


def test_equality_ignores_the_place() -> None:
    assert parse("  h_t", offset=7) == parse("h_t")
    assert parse("  h_t", offset=7).span == (9, 12)
