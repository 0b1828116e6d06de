"""Finds errors in notes: prose that contradicts equations, examples with wrong arithmetic, and
notes of one deck that disagree."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from engine.errors import EngineError, FormulaError
from engine.formula.cells.cell import Cell
from engine.formula.chains import KindClash
from engine.formula.evaluator import Values, evaluate
from engine.formula.kinds import Kinds
from engine.formula.parser import parse
from engine.formula.prose import polarities
from engine.formula.quantities import key
from engine.formula.statements import bare
from engine.formula.tree import Concat, Equation, Node, Symbol, walk

_MATHS = re.compile(r"\$\$(.+?)\$\$|\$([^$\n]+?)\$", re.DOTALL)
_MULTIPLIED = re.compile(r"multipl\w+|element-?\s?wise|hadamard|\\odot|⊙|⊗", re.IGNORECASE)
_GIVES = re.compile(
    r"\b(?:produc\w+|giv(?:es?|ing)|yield\w*|results?\s+in|to\s+get|equals?)\b", re.IGNORECASE
)
_SEED = 5
_POLARITY: Mapping[object, str] = {True: "the old state", False: "the candidate"}
_RESET: Mapping[object, str] = {True: "after the matrix", False: "before the matrix"}


@dataclass(frozen=True, slots=True)
class Lint:
    """A problem in a note that the learner should see."""

    rule: str
    """"polarity", "arithmetic" or "convention"."""
    message: str
    start: int
    """Position in the prose; 0 for the whole note."""
    quote: str = ""
    role: str = ""
    """For a convention: the role (`Line.role`) of the equation concerned."""


def lint(cell: Cell, prose: str = "") -> list[Lint]:
    """Contradictions between a note's prose and its equations, and examples that are wrong."""
    return [*_polarity(cell, prose), *_arithmetic(prose)]


def _polarity(cell: Cell, prose: str) -> Iterator[Lint]:
    """Sentences that contradict the equation about the update gate's meaning."""
    convention = cell.convention
    if convention is None or cell.inferred:
        return
    names = tuple(line.name for line in cell.equations if line.role == "z")
    gate = convention.notation.z
    for polarity in polarities(prose, names):
        if polarity.keeps == convention.z_keeps:
            continue
        state = "the old state" if convention.z_keeps else "the candidate"
        yield Lint(
            "polarity",
            f"in the equation {gate} multiplies {state}, but the text says the opposite: "
            f"\u201c{polarity.sentence}\u201d",
            polarity.start,
            polarity.sentence,
        )


def _arithmetic(prose: str) -> Iterator[Lint]:
    """Element-wise products of written vectors with a wrong result, and false equations between
    written vectors."""
    found: list[tuple[int, int, Node]] = []
    for match in _MATHS.finditer(prose):
        latex = match.group(1) or match.group(2)
        try:
            tree = bare(parse(latex))
        except FormulaError:
            continue
        if isinstance(tree, Equation):
            yield from _equality(tree, latex, match.start())
        elif isinstance(tree, Concat):
            found.append((match.start(), match.end(), tree))
    for first, second, third in zip(found, found[1:], found[2:], strict=False):
        between = prose[first[0] : second[0]], prose[second[1] : third[0]]
        if "\n\n" in "".join(between) or len("".join(between)) > 400:
            continue
        multiplied = _MULTIPLIED.search("".join(between)) and _GIVES.search(between[1])
        if multiplied and not _GIVES.search(between[0]):
            yield from _product(first[2], second[2], third[2], prose[first[0] : third[1]], first[0])


def _product(left: Node, right: Node, result: Node, quote: str, start: int) -> Iterator[Lint]:
    values = _values((left, right, result))
    if values is None:
        return
    a, b, c = values
    if a.shape == b.shape == c.shape and not np.allclose(a * b, c):
        wrong = [str(k + 1) for k in range(a.shape[-1]) if not np.allclose((a * b)[:, k], c[:, k])]
        places = ", ".join(wrong)
        yield Lint(
            "arithmetic",
            f"this is not the element-wise product of the two vectors: see component {places}",
            start,
            " ".join(quote.split()),
        )


def _equality(tree: Equation, latex: str, start: int) -> Iterator[Lint]:
    """An equation of numbers only that is false."""
    if set(tree.relations) != {"="} or not any(isinstance(n, Concat) for n in walk(tree)):
        return
    if any(isinstance(node, Symbol) for node in walk(tree)):
        return
    values = _values(tree.sides)
    if values is None:
        return
    first = values[0]
    if any(v.shape != first.shape or not np.allclose(v, first, atol=0.05) for v in values[1:]):
        yield Lint("arithmetic", "the two sides of this equation are not equal", start, latex)


def _values(nodes: Sequence[Node]) -> list[Values] | None:
    """The nodes' values with random numbers for letters; None where one has no value."""
    kinds = Kinds(frozenset())
    letters = {key(n) for node in nodes for n in walk(node) if isinstance(n, Symbol)}
    for letter in letters:
        kinds.known[letter] = "scalar"
    rng = np.random.default_rng(_SEED)
    points: Mapping[str, Values] = {letter: rng.normal(size=3) for letter in sorted(letters)}
    try:
        values = [evaluate(kinds.resolve(node).node, points, kinds.known) for node in nodes]
    except (KindClash, EngineError):
        return None
    widths = {value.shape[-1] for value in values if value.ndim}
    if len(widths - {3}) > 1 and 3 in widths:
        return None
    return [np.broadcast_to(v, (3, v.shape[-1])) if v.ndim < 2 and v.size else v for v in values]


def disagreements(cells: Mapping[str, Cell]) -> list[Lint]:
    """Notes of one deck whose GRUs compute different numbers; the keys are the notes' names."""
    whole = {name: cell.convention for name, cell in cells.items() if cell.convention is not None}
    found = []
    questions: tuple[tuple[str, str, str, Mapping[object, str]], ...] = (
        ("z_keeps", "h'", "what the update gate multiplies", _POLARITY),
        ("reset_after", "n", "where the reset gate stands", _RESET),
        ("candidate_activation", "n", "the candidate's activation", {}),
    )
    for field, role, what, words in questions:
        groups: dict[str, list[str]] = {}
        for name, convention in whole.items():
            value = getattr(convention, field)
            groups.setdefault(str(words.get(value, value)), []).append(name)
        if len(groups) > 1:
            sides = "; ".join(f"{value} in {', '.join(names)}" for value, names in groups.items())
            message = f"the notes disagree on {what}: {sides}"
            found.append(Lint("convention", message, 0, role=role))
    return found
