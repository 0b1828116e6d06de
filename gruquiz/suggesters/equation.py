"""S3: holes in a display equation: whole parts of its tree, at most three for one equation."""

import re
from collections.abc import Iterator, Sequence

from engine.formula.quantities import key
from engine.formula.tree import (
    Apply,
    Equation,
    Group,
    Hadamard,
    Node,
    Number,
    Product,
    Sum,
    Symbol,
    walk,
)
from gruquiz.model import Face, FoundCard, Kind
from gruquiz.suggesters.page import Page, PageFormula
from gruquiz.suggesters.phrasing import emphasised, plain, without_display
from gruquiz.suggesters.single_equations import single_equations
from gruquiz.suggesters.spelling import same_equation, tree_of
from gruquiz.suggesters.suggestion import Suggestion, card
from gruquiz.syntaxes.cloze import HOLE

RULE = "equation"
AT_MOST = 3

_GATES = frozenset(("σ", "sigmoid", "sigma"))

Holes = tuple[Node, ...]
"""Parts of one equation that are hidden together."""


def suggest(page: Page) -> Iterator[FoundCard]:
    """The holes of each distinct equation whose parts are known."""
    done: set[str] = set()
    formulas = tuple(single_equations(page))
    gates = _gates(formulas)
    sigmoid_asked = False
    for formula in formulas:
        tree = tree_of(formula.latex) if formula.display else None
        if not isinstance(tree, Equation) or same_equation(formula.latex) in done:
            continue
        done.add(same_equation(formula.latex))
        for holes in holes_of(tree, gates, timed=not formula.of_cell)[:AT_MOST]:
            if len(holes) == 1 and _is_sigmoid(holes[0]):
                if sigmoid_asked:
                    continue  # the activations of two gates are one thing to know
                sigmoid_asked = True
            yield _card(page, formula, holes)


def holes_of(equation: Equation, gates: frozenset[str], *, timed: bool = True) -> list[Holes]:
    """The holes that an equation may have, the most useful first."""
    left, right = equation.left, _bare(equation.right)
    if not isinstance(left, Symbol) or "=" not in equation.relations:
        return []
    if timed and left.time is None:
        return []
    found: list[Holes] = []
    blend = _blend(right, gates)
    if blend is not None:
        found += [tuple(gate for gate, _ in blend), tuple(state for _, state in blend)]
    inner = right if isinstance(right, Apply) else None
    found += [(node,) for node in _reset(right, left, gates)]
    if inner is not None and isinstance(inner.function, Symbol):
        found.append((inner.function,))
        found += [(node,) for node in _recurrent(inner)]
    return found


def _bare(node: Node) -> Node:
    while isinstance(node, Group):
        node = node.body
    return node


def _gates(formulas: Sequence[PageFormula]) -> frozenset[str]:
    """The names that the note's equations define as a sigmoid."""
    found: set[str] = set()
    for formula in formulas:
        tree = tree_of(formula.latex)
        if not isinstance(tree, Equation) or not isinstance(tree.left, Symbol):
            continue
        right = _bare(tree.right)
        # A candidate may be a sigmoid too, but it has a gate inside.
        plain_gate = isinstance(right, Apply) and _is_sigmoid(right.function)
        if plain_gate and not any(isinstance(node, Hadamard) for node in walk(right)):
            found.add(_name(tree.left))
    return frozenset(found)


def _is_sigmoid(function: Node) -> bool:
    return isinstance(function, Symbol) and function.base.casefold() in _GATES


def _name(symbol: Symbol) -> str:
    """A gate's name in any case: a note may define `Z_t` and use `z_t`."""
    return key(symbol).casefold()


def _is_gate(node: Node, gates: frozenset[str]) -> bool:
    """A gate, or one minus it."""
    bare = _bare(node)
    if isinstance(bare, Symbol):
        return _name(bare) in gates
    return (
        isinstance(bare, Sum)
        and len(bare.terms) == 2
        and bare.signs[1] == "-"
        and bare.terms[0] == Number("1")
        and _is_gate(bare.terms[1], gates)
    )


def _blend(node: Node, gates: frozenset[str]) -> list[tuple[Node, Node]] | None:
    """For a sum of two gated states: each gate with the state that it multiplies."""
    if not isinstance(node, Sum) or len(node.terms) != 2:
        return None
    pairs: list[tuple[Node, Node]] = []
    for term in node.terms:
        factors = _factors(term)
        gate = [factor for factor in factors if _is_gate(factor, gates)]
        rest = [factor for factor in factors if factor not in gate]
        if len(gate) != 1 or len(rest) != 1:
            return None
        pairs.append((gate[0], rest[0]))
    return pairs


def _factors(term: Node) -> tuple[Node, ...]:
    if isinstance(term, Hadamard | Product):
        return term.factors
    return (term,)


def _reset(right: Node, left: Symbol, gates: frozenset[str]) -> list[Node]:
    """The gate inside a candidate, and the product that it makes."""
    for node in walk(right):
        if not isinstance(node, Apply):
            continue
        for part in walk(node):
            if not isinstance(part, Hadamard | Product) or len(part.factors) < 2:
                continue
            gate = [f for f in part.factors if isinstance(f, Symbol) and _name(f) in gates]
            if len(gate) == 1 and gate[0] != left:
                return [gate[0], part] if node is right else [part]
    return []


def _recurrent(apply: Apply) -> list[Node]:
    """The term with the old state, where it is a product and no gate is in it."""
    for argument in apply.arguments:
        bare = _bare(argument)
        if not isinstance(bare, Sum):
            continue
        for term in bare.terms:
            old = [
                n
                for n in walk(term)
                if isinstance(n, Symbol) and n.time is not None and n.time.offset.startswith("-")
            ]
            if isinstance(term, Product) and len(term.factors) == 2 and old:
                return [term]
    return []


def _card(page: Page, formula: PageFormula, holes: Sequence[Node]) -> FoundCard:
    latex = formula.latex
    spans = sorted(node.span for node in holes)
    front, back, position = "", "", 0
    answers = []
    for start, end in spans:
        part = latex[start:end]
        front += latex[position:start] + HOLE
        back += f"{latex[position:start]}\\answer{{{part}}}"
        answers.append(part.strip())
        position = end
    front, back = front + latex[position:], back + latex[position:]
    # An introduction with "the reset gate" would give away a hole of one letter.
    lone = len(holes) == 1 and isinstance(holes[0], Symbol) and holes[0].time is not None
    title = formula.item.title if formula.item.kind == "math" else ""
    lead = f"{page.title} — {title if lone else _introduction(formula)}"
    lead = lead.removesuffix(" — ")
    face = Face(f"{lead}\n\n$${front}$$", f"{lead}\n\n$${back}$$", tuple(answers))
    variant = "equation:" + "|".join(re.sub(r"\s+", "", answer) for answer in answers)
    suggested = Suggestion(Kind.EQUATION, face, same_equation(latex), variant)
    return card(page, formula.item, RULE, suggested)


def _introduction(formula: PageFormula) -> str:
    """The bold name, the words before the formula, or the title above it."""
    item = formula.item
    spans = emphasised(item.text)
    if spans and spans[0].start == 0 and spans[0].strong and item.kind == "bullet":
        return plain(spans[0].text).rstrip(":")
    words = without_display(item.text)
    linked = "[[" in words or "](" in words
    if item.kind == "math" or linked:
        return plain(item.title).rstrip(":")
    if 2 <= len(words.split()) <= 25 and item.text.count("$$") == 2:
        return plain(words).rstrip(":.")
    return plain(item.title).rstrip(":")
