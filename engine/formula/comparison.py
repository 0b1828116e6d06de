"""A typed expression against a note's, by value: any spelling that computes the same is right."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from engine.activations import sigmoid
from engine.errors import EngineError, FormulaError
from engine.formula.components import names
from engine.formula.evaluator import FUNCTIONS, Values
from engine.formula.parser import parse
from engine.formula.quantities import CONSTANTS, first_kind, key
from engine.formula.reading import Reading, read
from engine.formula.spelling import meant, with_names
from engine.formula.statements import bare
from engine.formula.tree import Equation, Node, Symbol
from engine.formula.variants import complemented, variants

_POINTS = 3
_SEED = 11
_EARLIER = re.compile(r"(?<=_)([A-Za-z])\s*[-−]\s*1(?![\d}])")


@dataclass(frozen=True, slots=True)
class Equivalence:
    """Whether what was typed equals what was asked."""

    equal: bool
    mistake: str = ""
    """The key of the mistake that explains a wrong answer; "" where none does."""
    sentence: str = ""
    """What to tell the learner of a wrong answer."""
    error: FormulaError | None = None
    """Why the answer could not be read; a reason to ask again, not a wrong answer."""


@lru_cache(maxsize=64)
def _read(equations: tuple[str, ...]) -> Reading:
    return read(equations)


def equivalent(
    expected: str | Sequence[str], typed: str | Sequence[str], equations: Sequence[str] = ()
) -> Equivalence:
    """Compare typed expressions with those a formula has in the same places.

    `equations` are the note's, in which the letters have their meaning; the one that the hole was
    cut from must be among them. Three random points decide. Several holes are right together or
    wrong together; if they are in each other's place, that is the mistake named.
    """
    wanted = [expected] if isinstance(expected, str) else list(expected)
    answers = [typed] if isinstance(typed, str) else list(typed)
    if len(wanted) != len(answers):
        raise EngineError(f"{len(wanted)} expressions are asked, {len(answers)} were typed")
    reading = _read(tuple(equations) or tuple(wanted))
    pairs = [
        _compare(reading, want, answer) for want, answer in zip(wanted, answers, strict=True)
    ]  # fmt: skip
    wrong = next((each for each in pairs if not each.equal), None)
    if wrong is None:
        return Equivalence(True)
    if len(wanted) == 2 and not any(each.error for each in pairs):
        crossed = [
            _compare(reading, wanted[0], answers[1]),
            _compare(reading, wanted[1], answers[0]),
        ]
        if all(each.equal for each in crossed):
            gates = all(each.mistake == "polarity_flipped" for each in pairs)
            return Equivalence(
                False,
                "polarity_flipped" if gates else "places_swapped",
                "Both are there, but each stands in the other's place.",
            )
    return next((each for each in pairs if each.error is not None), wrong)


def _compare(reading: Reading, expected: str, typed: str) -> Equivalence:
    node = _side(parse(expected))
    if isinstance(node, Symbol) and node.base in FUNCTIONS and key(node) not in reading.quantities:
        return _functions(node, typed)
    known = [each.symbol for each in reading.quantities.values()]
    wanted = reading.resolve(_understood(node, known))
    points = _points(reading, wanted)
    target = reading.evaluate(wanted, points)
    trouble: FormulaError | None = None
    strange: Equivalence | None = None
    values: list[Values] = []
    for attempt, source in _attempts(typed):
        try:
            answer = _side(attempt())
            stranger = _stranger(answer, known)
            if stranger is not None:
                strange = strange or _strange(reading, wanted, points, answer, stranger)
                continue
            value = reading.evaluate(reading.resolve(_known(answer, known, source)), points)
        except FormulaError as error:
            trouble = trouble or error
        except EngineError as error:
            trouble = trouble or FormulaError(str(error), source, 0)
        else:
            if _same(target, value):
                return Equivalence(True)
            values.append(value)
    if not values:
        return strange or Equivalence(False, error=trouble)
    for variant in variants(wanted, reading):
        try:
            value = reading.evaluate(variant.node, points)
        except EngineError:
            continue
        if not _same(target, value) and any(_same(value, each) for each in values):
            return Equivalence(False, variant.mistake, variant.sentence)
    return Equivalence(False)


def _attempts(typed: str) -> Iterator[tuple[Callable[[], Node], str]]:
    """The ways in which a typed expression may be meant, the likeliest first."""
    yield (lambda: parse(typed, typed=True)), typed
    yield (lambda: parse(typed)), typed
    earlier = _EARLIER.sub(r"{\1-1}", typed)
    if earlier != typed:
        yield (lambda: parse(earlier, typed=True)), earlier


def _side(node: Node) -> Node:
    """The right side, where a whole equation was typed."""
    inner = bare(node)
    return bare(inner.right) if isinstance(inner, Equation) else inner


def _understood(node: Node, known: list[Symbol]) -> Node:
    """The node with its symbols as the reading knows them."""
    table = {}
    for symbol in names([node]):
        twin = meant(symbol, known)
        if twin is not None and key(twin) != key(symbol):
            table[key(symbol)] = twin
    return with_names(node, table) if table else node


def _known(node: Node, known: list[Symbol], source: str) -> Node:
    """The same, where a symbol that the note does not have is an error."""
    for symbol in names([node]):
        if meant(symbol, known) is None and symbol.base not in CONSTANTS:
            raise FormulaError(
                f"{key(symbol)} is not in this formula; its quantities are "
                + ", ".join(key(each) for each in known),
                source,
                symbol.span[0],
            )
    return _understood(node, known)


def _stranger(node: Node, known: list[Symbol]) -> Symbol | None:
    """A quantity of a recurrent cell that this formula has not: `r_t` where z_t belongs."""
    for symbol in names([node]):
        named = symbol.time is not None or symbol.label is not None
        if meant(symbol, known) is None and named and first_kind(symbol, ()) != "scalar":
            return symbol
    return None


def _strange(
    reading: Reading, wanted: Node, points: dict[str, Values], answer: Node, stranger: Symbol
) -> Equivalence:
    """The verdict on an answer with a quantity that does not belong in the formula."""
    known = [each.symbol for each in reading.quantities.values()]
    target = reading.evaluate(wanted, points)
    sentence = f"{key(stranger)} does not stand in this formula."
    for name in reading.needed(wanted):
        put = with_names(answer, {key(stranger): reading.quantities[name].symbol})
        if _stranger(put, known) is not None:
            continue
        try:
            value = reading.evaluate(reading.resolve(_understood(put, known)), points)
        except EngineError:
            continue
        if _same(target, value):
            gate = name in complemented(wanted, reading)
            mistake = "gates_swapped" if gate else "other_quantity"
            return Equivalence(False, mistake, f"{key(stranger)} stands where {name} belongs.")
    return Equivalence(False, "other_quantity", sentence)


def _points(reading: Reading, wanted: Node) -> dict[str, Values]:
    """Random values for every quantity; the same ones every time."""
    points = reading.sample(np.random.default_rng(_SEED), {}, (_POINTS,))
    missing = [name for name in reading.needed(wanted) if name not in points]
    if missing:
        raise EngineError(f"{missing[0]} is not among the note's quantities")
    if np.isfinite(reading.evaluate(wanted, points)).all():
        return points
    # A logarithm or a root: between 0 and 1, so do p and 1 − p have one.
    return {name: sigmoid(values) for name, values in points.items()}


def _same(target: Values, value: Values) -> bool:
    try:
        wide = np.broadcast_arrays(target, value if value.ndim == target.ndim else value[..., None])
    except ValueError:
        return False
    return bool(np.allclose(wide[0], wide[1], rtol=1e-9, atol=1e-11))


def _functions(expected: Symbol, typed: str) -> Equivalence:
    """A hole that is only a function's name: tanh, σ."""
    try:
        answer = _side(parse(typed.strip().removesuffix("()"), typed=True))
    except FormulaError as error:
        return Equivalence(False, error=error)
    if not isinstance(answer, Symbol) or answer.base not in FUNCTIONS:
        return Equivalence(
            False, error=FormulaError("expected the name of a function: tanh, sigma", typed, 0)
        )
    points = np.linspace(-2.0, 2.0, 9)
    if np.allclose(FUNCTIONS[expected.base](points), FUNCTIONS[answer.base](points)):
        return Equivalence(True)
    mistake = "gate_tanh" if answer.base == "tanh" else "candidate_other_activation"
    return Equivalence(False, mistake, f"{answer.base} stands where {expected.base} belongs.")
