"""The holes that are asked: of the equations of four notes, of those notes where they lie beside
the project, and of twenty equations more."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from engine.errors import FormulaError
from engine.formula import parse
from engine.formula.quantities import key
from engine.formula.statements import bare
from engine.formula.substitution import unwrapped
from engine.formula.tree import (
    Apply,
    Equation,
    Fraction,
    Group,
    Hadamard,
    Node,
    Product,
    Sum,
    Symbol,
    walk,
)
from gruquiz.suggesters.equation import holes_of
from tests.engine.formula import seeds

NOTES = Path(__file__).parents[4] / "shared" / "notes"

FURTHER = (
    r"i_t = \sigma(W_{ii} x_t + b_{ii} + W_{hi} h_{t-1} + b_{hi})",
    r"f_t = \sigma(W_f \cdot [h_{t-1}, x_t] + b_f)",
    r"c_t = f_t \odot c_{t-1} + i_t \odot \tilde{c}_t",
    r"h_t = o_t \odot \tanh(c_t)",
    r"n_t = \tanh(W_{in} x_t + b_{in} + r_t \odot (W_{hn} h_{t-1} + b_{hn}))",
    r"h_t = (1 - z_t) \odot n_t + z_t \odot h_{t-1}",
    r"h_t = z_t \odot h_{t-1} + (1 - z_t) \odot \hat{h}_t",
    r"h^{(t)} = \tanh(W h^{(t-1)} + U x^{(t)} + b)",
    r"y_t = \mathrm{softmax}(V h_t + c)",
    r"s = \frac{1}{1 + e^{-x}}",
    r"t = \frac{e^{x} - e^{-x}}{e^{x} + e^{-x}}",
    r"L = -y \log p - (1 - y) \log(1 - p)",
    r"A = \mathrm{softmax}\left(\frac{Q K^T}{\sqrt{d}}\right) V",
    r"\hat{x} = \frac{x - \mu}{\sqrt{\sigma^2 + \epsilon}}",
    r"m_t = \beta_1 m_{t-1} + (1 - \beta_1) g_t",
    r"v_t = \beta_2 v_{t-1} + (1 - \beta_2) g_t^2",
    r"\theta_t = \theta_{t-1} - \eta \frac{m_t}{\sqrt{v_t} + \epsilon}",
    r"\delta_t = \delta_{t+1} \odot (1 - h_t^2)",
    r"r_t = \sigma(x_t W_{xr} + h_{t-1} W_{hr} + b_r)",
    r"e = (y - \hat{y})^2",
)
"""Of LSTM, RNN, attention, normalisation and optimisers: each stands alone."""


class Hole(NamedTuple):
    """What fills a hole, and the equations that its card shows."""

    answers: tuple[str, ...]
    equations: tuple[str, ...]


def holes(equations: Sequence[str]) -> Iterator[Hole]:
    """Those that are suggested of each equation, and every part of it that has a meaning."""
    trees = [(latex, bare(parse(latex))) for latex in equations]
    gates = frozenset(
        key(tree.left).casefold()
        for _, tree in trees
        if isinstance(tree, Equation) and isinstance(tree.left, Symbol) and _is_gate(tree.right)
    )
    for latex, tree in trees:
        assert isinstance(tree, Equation)
        found: list[tuple[Node, ...]] = list(holes_of(tree, gates))
        found += [(part,) for part in walk(tree.right) if _is_whole(part)]
        for nodes in dict.fromkeys(found):
            spans = sorted(node.span for node in nodes)
            yield Hole(tuple(latex[start:end] for start, end in spans), (latex,))


def _is_gate(node: Node) -> bool:
    inner = unwrapped(node)
    return isinstance(inner, Apply) and inner.function == Symbol("σ")


def _is_whole(node: Node) -> bool:
    if isinstance(node, Group):
        return bool(node.open)
    return isinstance(node, Sum | Product | Hadamard | Apply | Fraction)


def of_the_four() -> list[Hole]:
    """The holes of the four notes' equations, as `seeds` has them."""
    notes = (seeds.RNN, seeds.SIGMOID_CANDIDATE, seeds.ROWS, seeds.RESET_AFTER)
    return [hole for note in notes for hole in holes(note)]


def of_further() -> list[Hole]:
    """The holes of twenty equations of other kinds."""
    return [hole for latex in FURTHER for hole in holes([latex])]


def of_the_shared_notes() -> list[Hole]:
    """The holes of the notes beside the project; [] where there are none."""
    found: list[Hole] = []
    for path in sorted(NOTES.glob("*.md")):
        written = re.findall(r"\$\$(.+?)\$\$", path.read_text("utf-8"), re.DOTALL)
        found += holes([latex for latex in written if _is_equation(latex)])
    return found


def _is_equation(latex: str) -> bool:
    try:
        tree = bare(parse(latex))
    except FormulaError:
        return False
    return isinstance(tree, Equation) and isinstance(tree.left, Symbol)
