"""Printed LaTeX reads back to the same tree, spans apart, whatever the tree."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.formula import parse, to_latex
from engine.formula.tree import (
    Apply,
    Array,
    Concat,
    Decorated,
    Equation,
    Fraction,
    Group,
    Hadamard,
    Label,
    Large,
    Lines,
    Listing,
    Node,
    Number,
    Power,
    Product,
    Root,
    Scripted,
    Sum,
    Symbol,
    Text,
    Time,
)
from tests.engine.formula import seeds
from tests.engine.formula.spellings import SPELLINGS

_LETTERS = "abchrxyzuvwnWUVHRZX" + "αβγλμΓΘ"
_ACCENTS = ("tilde", "hat", "bar", "dot", "prime")
_FONTS = ("", "bf", "rm", "cal", "bb")


def times() -> st.SearchStrategy[Time]:
    return st.builds(
        Time,
        st.just("t"),
        st.sampled_from(["", "-1", "+1", "-2"]),
        st.sampled_from(["", "()", "<>", "⟨⟩", "[]"]),
        st.sampled_from(["lower", "upper"]),
        st.booleans(),
    ).filter(lambda time: time.side != "call")


def label_parts() -> st.SearchStrategy[Node]:
    letter = st.sampled_from("abchrxzuvw").map(Symbol)
    return st.one_of(
        letter,
        st.integers(0, 99).map(lambda number: Number(str(number))),
        st.tuples(letter, letter).map(lambda pair: Product(pair, ("",))),
        st.tuples(letter, letter).map(lambda pair: Listing(pair, (",",))),
        letter.map(lambda each: Group(each, "[", "]")),
    )


@st.composite
def symbols(draw: st.DrawFn) -> Symbol:
    base = draw(st.sampled_from(_LETTERS))
    font = draw(st.sampled_from(_FONTS)) if base.isascii() else ""
    accents = draw(st.lists(st.sampled_from(_ACCENTS), max_size=1))
    time = draw(st.none() | times())
    lower, upper = draw(st.none() | label_parts()), draw(st.none() | label_parts())
    label = Label(lower, upper) if lower or upper else None
    if time is not None and label is not None:
        shared = label.lower if time.side == "lower" else label.upper
        if shared is None:  # which comes first says nothing where they stand apart
            time = Time(time.letter, time.offset, time.bracket, time.side)
        elif isinstance(shared, Group):
            label = Label(*(None if part is shared else part for part in (lower, upper)))
            label = label if label.lower or label.upper else None
            time = Time(time.letter, time.offset, time.bracket, time.side)
    elif time is not None:
        time = Time(time.letter, time.offset, time.bracket, time.side)
    return Symbol(base, tuple(accents), label, time, font)  # type: ignore[arg-type]  # drawn from the fonts


def _held(node: Node) -> Node:
    """What a chain must have in brackets."""
    loose = (Sum, Product, Hadamard, Equation, Listing, Large)
    return Group(node) if isinstance(node, loose) else node


def _plain_factor(node: Node) -> Node:
    """A factor that makes no function of the letter before it and is no time of it."""
    return node if isinstance(node, Symbol | Number | Fraction | Root) else Root(node)


@st.composite
def expressions(draw: st.DrawFn, depth: int = 2) -> Node:
    """A tree as the parser can make it, of every kind."""

    def part() -> Node:
        return draw(expressions(depth - 1))

    kind = draw(st.integers(0, 15)) if depth else 0
    if kind in (0, 1):
        return draw(symbols())
    if kind == 2:
        return Number(draw(st.sampled_from(["0", "1", "0.3", "12"])))
    if kind == 3:
        factors = tuple(_plain_factor(part()) for _ in range(draw(st.integers(2, 4))))
        signs = tuple(draw(st.sampled_from(["", "*", "⋅", "×"])) for _ in factors[1:])
        return Product(factors, signs)
    if kind == 4:
        return Hadamard((_held(part()), _held(part())), (draw(st.sampled_from("⊙∘⊗")),))
    if kind in (5, 6):
        terms = tuple(part() for _ in range(draw(st.integers(2, 3))))
        held = tuple(Group(term) if isinstance(term, Sum | Large) else term for term in terms)
        return Sum(held, ("", *(draw(st.sampled_from("+-⊕±")) for _ in held[1:])))
    if kind == 7:
        function = Symbol(draw(st.sampled_from(["tanh", "σ", "softmax", "relu"])))
        opening, closing = draw(st.sampled_from((("(", ")"), ("[", "]"), ("{", "}"))))
        return Apply(function, (part(),), (), opening, closing)
    if kind == 8:
        parts = tuple(part() for _ in range(draw(st.integers(2, 3))))
        return Concat(parts, tuple(draw(st.sampled_from(",;‖")) for _ in parts[1:]))
    if kind == 9:
        return Fraction(part(), part())
    if kind == 10:
        return Root(part())
    if kind == 11:
        return draw(
            st.sampled_from([Power(Symbol("e"), part()), Power(Group(part()), Number("2"))])
        )
    if kind == 12:
        return Scripted(Group(part(), "[", "]"), part())
    if kind == 13:
        if draw(st.booleans()):
            return Decorated(part(), "boxed")
        return Decorated(part(), "underbrace", Text("a remark"))
    if kind == 14:
        return Large(draw(st.sampled_from("∑∏")), part(), None, _plain_factor(part()))
    rows = ((part(),), (part(),)) if draw(st.booleans()) else ((part(), part()),)
    return Array(rows, draw(st.sampled_from(["pmatrix", "bmatrix", "matrix"])))


@st.composite
def formulas(draw: st.DrawFn) -> Node:
    """An expression, an equation, or several of them."""

    def equation() -> Node:
        sides = (draw(expressions()), draw(expressions()))
        return Equation(sides, (draw(st.sampled_from("=≈∈≔")),))

    kind = draw(st.integers(0, 4))
    if kind == 0:
        return draw(expressions())
    if kind == 1:
        return Listing((equation(), Text("update gate")), (" ",))
    if kind == 2:
        return Lines(
            (equation(), equation()), draw(st.sampled_from(["aligned", "split", "align*"]))
        )
    if kind == 3:
        return Listing((equation(), equation()), (",",))
    return equation()


@settings(
    # A busy machine draws slowly; that says nothing of the code.
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(formulas())
def test_what_is_printed_reads_back(tree: Node) -> None:
    assert parse(to_latex(tree)) == tree


WRITTEN = [
    *(
        latex
        for note in (seeds.RNN, seeds.SIGMOID_CANDIDATE, seeds.ROWS, seeds.RESET_AFTER)
        for latex in note
    ),
    *(latex for each in SPELLINGS if each.readable for latex in each.formulas),
]


@pytest.mark.parametrize("latex", WRITTEN)
def test_what_is_written_in_notes_survives_printing(latex: str) -> None:
    tree = parse(latex)
    printed = to_latex(tree)
    assert parse(printed) == tree
    assert to_latex(parse(printed)) == printed
