"""No answer changes what is judged after it: whatever is typed, the right answer stays right."""

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import FormulaError
from engine.formula import equivalent, parse
from engine.formula.latex import to_latex
from engine.formula.tree import Group, Hadamard, MatMul, Node, Product, Sum, Symbol, walk
from tests.engine.formula import seeds
from tests.engine.formula.holes import Hole, of_further, of_the_four, of_the_shared_notes
from tests.engine.formula.respelling import rebuilt

_HOLES = [*of_the_four(), *of_further()]
_GARBAGE = (
    "",
    "(",
    "W_",
    "q",
    "h",
    "\\frac",
    "1/0",
    "x^",
    "][",
    "update gate",
    "∑",
    "0",
    "$",
    "}{",
)


def _answers(source: str) -> Iterator[str]:
    """The right one, and what is typed in its place: a sum for a product, swapped, transposed."""
    yield source
    tree = parse(source)

    def summed(node: Node) -> Node | None:
        if isinstance(node, Product | Hadamard):
            return Group(Sum(node.factors, ("", *["+"] * (len(node.factors) - 1))))
        return None

    def multiplied(node: Node) -> Node | None:
        if isinstance(node, Sum) and len(node.terms) > 1:
            return Product(tuple(Group(term) for term in node.terms), ("",) * (len(node.terms) - 1))
        return None

    def swapped(node: Node) -> Node | None:
        if isinstance(node, Product | Hadamard):
            return type(node)(node.factors[::-1], node.operators[::-1])
        if isinstance(node, MatMul):
            return MatMul(node.right, node.left)
        return None

    for change in (summed, multiplied, swapped):
        yield to_latex(rebuilt(tree, change))
    symbols = dict.fromkeys(to_latex(n).strip() for n in walk(tree) if isinstance(n, Symbol))
    for symbol in symbols:
        yield from (symbol, f"{symbol}^T {symbol}", f"({source})^T", f"{symbol} + ({source})")
        yield source.replace(symbol, f"{symbol} + {symbol}", 1)


@settings(max_examples=120, deadline=None)
@given(data=st.data())
def test_no_answer_changes_the_verdict_on_the_right_one(data: st.DataObject) -> None:
    hole = data.draw(st.sampled_from(_HOLES))
    typed = [*(each for source in hole.answers for each in _answers(source)), *_GARBAGE]
    an_answer = st.sampled_from(typed) | st.text("Whxrz_{}^+-*()1 t\\", max_size=12)
    for _ in range(data.draw(st.integers(1, 5))):
        equivalent(hole.answers, [data.draw(an_answer) for _ in hole.answers], hole.equations)
    assert equivalent(hole.answers, hole.answers, hole.equations).equal
    assert equivalent(hole.answers, [f" ({each}) " for each in hole.answers], hole.equations).equal


@pytest.mark.parametrize("hole", _HOLES, ids=lambda hole: " | ".join(hole.answers))
def test_the_right_answer_is_right_after_every_wrong_one(hole: Hole) -> None:
    for source in (each for answer in hole.answers for each in _answers(answer)):
        equivalent(hole.answers, [source] * len(hole.answers), hole.equations)
    for source in _GARBAGE:
        equivalent(hole.answers, [source] * len(hole.answers), hole.equations)
    assert equivalent(hole.answers, hole.answers, hole.equations).equal
    assert equivalent(hole.answers, [f"({each})" for each in hole.answers], hole.equations).equal


def test_the_notes_beside_the_project_have_no_other_holes() -> None:
    found = of_the_shared_notes()
    if not found:
        pytest.skip("no notes beside the project: their equations are those of seeds.py")
    known = {tuple(map(_squeezed, hole.answers)) for hole in of_the_four()}
    assert {tuple(map(_squeezed, hole.answers)) for hole in found} <= known


def _squeezed(text: str) -> str:
    return "".join(text.split())


def test_a_sum_for_a_product_is_wrong_and_leaves_the_product_right() -> None:
    note = [seeds.SIGMOID_CANDIDATE[0]]
    for _ in range(2):
        wrong = equivalent("W^{u}\\,h^{(t-1)}", "W_u + h_{t-1}", note)
        assert (wrong.equal, wrong.error) == (False, None)
        assert wrong.sentence == "W_u is a matrix and h_{t-1} a vector: they cannot be added."
        assert equivalent("W^{u}\\,h^{(t-1)}", "W_u h_{t-1}", note).equal


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("W_r ⊙ x_t", "W_r is a matrix and x_t a vector: "
                      "they cannot be multiplied element by element."),
        ("x_t + h_{t-1}", "x_t and h_{t-1} cannot be added: their sizes clash."),
        ("W_r h_prev", "W_r stands where U_r belongs."),
        ("W_r + U_r", "W_r and U_r cannot be added: their sizes clash."),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_said_in_the_learners_words(typed: str, sentence: str) -> None:
    found = equivalent(r"U_r \cdot h_{t-1}", typed, [seeds.RESET_AFTER[1]])
    assert (found.equal, found.error, found.sentence) == (False, None, sentence)
    assert "broadcast" not in found.sentence


def test_an_error_keeps_its_place_in_what_was_typed() -> None:
    found = equivalent("r_t", "$ torch.tanh(h_prev) + $", seeds.RESET_AFTER)
    assert isinstance(found.error, FormulaError)
    assert found.error.source == "$ torch.tanh(h_prev) + $"
    assert found.error.source[found.error.position :].strip() == "$"


@pytest.mark.parametrize(
    ("typed", "place", "message"),
    [
        ("$ 1 - q $", "q $", "q is not in this formula; write z_t for z with index t"),
        ("torch.tanh(h_prev) + q*2", "q*2", "q is not in this formula"),
        (r"\simga(x_t)", r"\simga(x_t)", r"unknown command \simga; did you mean \sigma?"),
        ("h_prev +", "", "expected a term after +: the formula ends here"),
        ("(h_prev", "(h_prev", "( is never closed"),
    ],
)
def test_an_error_names_what_cannot_be_read_at_its_place(
    typed: str, place: str, message: str
) -> None:
    error = equivalent("z_t", typed, [seeds.RESET_AFTER[3]]).error
    assert error is not None
    assert error.message.startswith(message)
    assert error.source == typed
    assert error.source[error.position :] == place


def test_a_verdict_without_equations_gives_nothing_away() -> None:
    found = equivalent("W_u h_{t-1}", "W_r q")
    assert (found.equal, found.error) == (False, None)
    assert "W_u" not in found.sentence
    assert "h_{t-1}" not in found.sentence
