"""Compares a typed expression with a note's by value: any spelling with the same value is right."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from difflib import get_close_matches
from functools import lru_cache
from typing import NamedTuple

from engine.errors import EngineError, FormulaError
from engine.formula import symbols
from engine.formula.asked import Asked, Expression, ask, parts
from engine.formula.chains import KindClash
from engine.formula.components import names
from engine.formula.equation_system import EquationSystem, read
from engine.formula.equivalence import Equivalence
from engine.formula.explanation import explained, of_a_stranger, sentence_of, stranger_in
from engine.formula.keyboard import Spelled, spelled
from engine.formula.parser import parse
from engine.formula.quantities import (
    key,
)
from engine.formula.sampling import agree
from engine.formula.single import function, is_function, same_quantity
from engine.formula.substitution import unwrapped
from engine.formula.tree import Concat, Node, Symbol
from engine.formula.written_form import written

MAX_TYPED = 1_000
"""Characters; even a formula written out in full has only about 300."""
_COMMANDS = (*symbols.LETTERS, *symbols.OPERATORS, *symbols.ACCENTS, *symbols.BUILT_IN, "frac")
_EARLIER = re.compile(r"(?<=_)([A-Za-z])[-−]1(?![\d}])")
_MIRRORED = {
    "=": "=", "≈": "≈", "≠": "≠", "≡": "≡", "∼": "∼", "<": ">", ">": "<", "≤": "≥", "≥": "≤",
    "≪": "≫", "≫": "≪",
}  # fmt: skip


@lru_cache(maxsize=64)
def _read(equations: tuple[str, ...]) -> EquationSystem:
    return read(equations)


@lru_cache(maxsize=64)
def _asked(expected: tuple[str, ...], equations: tuple[str, ...]) -> Asked | None:
    """What is asked for; None where the note's own formula cannot be parsed."""
    try:
        return ask(_read(equations), [_note(each) for each in expected])
    except FormulaError:
        return None


def _note(source: str) -> Node:
    """The note's formula, parsed as LaTeX or else as code (`x**2`)."""
    try:
        return parse(source)
    except FormulaError:
        return parse(spelled(source, ()).source, typed=True)


def equivalent(
    expected: str | Sequence[str], typed: str | Sequence[str], equations: Sequence[str] = ()
) -> Equivalence:
    """Compare typed expressions with the formula's own at the same places.

    `equations` are the note's and define its letters; without any, a letter is only itself. Both
    sides are evaluated at random points, with all sizes different. Several holes are right or
    wrong together; if two answers were swapped, the verdict names that mistake.
    """
    wanted = [expected] if isinstance(expected, str) else list(expected)
    answers = [typed] if isinstance(typed, str) else list(typed)
    if len(wanted) != len(answers):
        raise EngineError(f"{len(wanted)} expressions are asked, {len(answers)} were typed")
    asked = _asked(tuple(spelled(each, None).source for each in wanted), tuple(equations))
    pairs = [_hole(asked, at, wanted[at], answer) for at, answer in enumerate(answers)]
    wrong = next((each for each in pairs if not each.equal), None)
    if wrong is None:
        return Equivalence(True)
    if len(wanted) == 2 and not any(each.error for each in pairs):
        crossed = [_hole(asked, at, wanted[at], answers[1 - at]) for at in (0, 1)]
        if all(each.equal for each in crossed):
            gates = all(each.mistake == "polarity_flipped" for each in pairs)
            return Equivalence(
                False,
                "polarity_flipped" if gates else "places_swapped",
                "Both are there, but each stands in the other's place.",
            )
    return next((each for each in pairs if each.error is not None), wrong)


def _hole(asked: Asked | None, at: int, expected: str, typed: str) -> Equivalence:
    """The verdict on one hole."""
    typed = typed.strip()
    if len(typed) > MAX_TYPED:
        message = f"this answer has {len(typed)} characters; {MAX_TYPED} is the most that is read"
        return Equivalence(False, error=FormulaError(message, typed[:MAX_TYPED], 0))
    if typed and _squeezed(typed) == _squeezed(expected):
        return Equivalence(True)  # identical to the note's own text
    if asked is None:
        return Equivalence(False)
    found: list[Equivalence] = []
    for candidate in _candidates(typed, asked):
        try:
            verdict = _verdict(asked, at, parse(candidate.source, typed=candidate.typed))
        except FormulaError as error:
            verdict = Equivalence(False, error=error)
        if verdict.equal:
            return verdict
        if verdict.error is not None:
            verdict = replace(verdict, error=_placed(verdict.error, typed, candidate.spelled))
        found.append(verdict)
    read_ones = [each for each in found if each.error is None]
    named = [each for each in read_ones if each.mistake] or [e for e in read_ones if e.sentence]
    return (named or read_ones or found)[0]


def _placed(error: FormulaError, typed: str, spelled: Spelled) -> FormulaError:
    """The error with its position in what was typed, and a command that may have been meant."""
    message = error.message
    unknown = message.removeprefix("unknown command \\")
    if unknown != message:
        near = get_close_matches(unknown, _COMMANDS, 1)
        message += f"; did you mean \\{near[0]}?" if near else ""
    return FormulaError(message, typed, spelled.origin(error.position))


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", spelled(text, None).source)


class Candidate(NamedTuple):
    """A way to read what was typed."""

    source: str
    typed: bool
    """Whether to parse it as typed at a keyboard, or as pasted LaTeX."""
    spelled: Spelled
    """The respelled text, with the origin of each character."""


def _candidates(typed: str, asked: Asked) -> Iterator[Candidate]:
    """The ways to read a typed expression, the likeliest first."""
    new = spelled(typed, asked.known)
    as_it_is = spelled(typed, None)
    yield Candidate(new.source, typed=True, spelled=new)
    if as_it_is.source != new.source:
        yield Candidate(as_it_is.source, typed=True, spelled=as_it_is)
    earlier = _EARLIER.sub(r"{\1-1}", typed)
    if earlier != typed:
        yield Candidate(spelled(earlier, asked.known).source, typed=True, spelled=new)
    if "\\" in typed:
        yield Candidate(as_it_is.source, typed=False, spelled=as_it_is)


def _verdict(asked: Asked, at: int, tree: Node) -> Equivalence:
    """The verdict on one way to read what was typed."""
    sides, joints = asked.holes[at], asked.joints[at]
    typed = parts(tree)
    nodes = list(typed.nodes)
    if typed.joints == joints:
        found = [_compare(asked, side, node) for side, node in zip(sides, nodes, strict=True)]
        if len(nodes) == 2 and _MIRRORED.get(joints[0]) == joints[0] and not _all(found):
            turned = [_compare(asked, s, n) for s, n in zip(sides, reversed(nodes), strict=True)]
            found = turned if _all(turned) else found
        return next((each for each in found if not each.equal), Equivalence(True))
    mirrored = tuple(_MIRRORED.get(joint) for joint in reversed(joints))
    if joints and typed.joints == mirrored:  # `1 > z > 0` for `0 < z < 1`
        turned = [_compare(asked, s, n) for s, n in zip(sides, reversed(nodes), strict=True)]
        return next((each for each in turned if not each.equal), Equivalence(True))
    if len(sides) == 1 and typed.joints == ("=",) and _defines(nodes[0], sides[0]):
        return _compare(asked, sides[0], nodes[1])
    if len(nodes) == 1 and joints == ("=",) and sides[0].symbol is not None:
        return _compare(asked, sides[1], nodes[0])
    return Equivalence(False)


def _all(found: Sequence[Equivalence]) -> bool:
    return all(each.equal for each in found)


def _defines(left: Node, side: Expression) -> bool:
    """True where the left side is the name that the hole defines: `h_t = …`, typed whole."""
    return isinstance(left, Symbol) and key(left) not in side.written


def _compare(asked: Asked, side: Expression, node: Node) -> Equivalence:
    """Compare one expression with the one that is asked for."""
    inner = unwrapped(node)
    symbol = side.symbol
    if symbol is not None and is_function(asked, symbol):
        return function(symbol, inner)
    if symbol is not None and isinstance(inner, Symbol) and same_quantity(asked, symbol, inner):
        return Equivalence(True)
    understood = asked.understood(node)
    stranger = stranger_in(asked, understood)
    if stranger is not None:
        return of_a_stranger(asked, side, understood, stranger)
    if side.typed is None or side.value is None:
        return Equivalence(written(understood) == side.written and symbol is None)
    try:
        typed = asked.resolve(understood)
        value = asked.compute(typed)
    except KindClash as clash:
        return explained(asked, side, understood, sentence_of(clash, node, asked))
    except EngineError:  # a function without a value cannot be compared
        return Equivalence(False)
    if _interval(side.typed.node) != _interval(understood):
        return Equivalence(False, sentence="Brackets count here: [ takes the end in, ( does not.")
    alone = symbol is not None and isinstance(unwrapped(understood), Symbol)
    lies = "covector" in (typed.kind, side.typed.kind) and typed.kind != side.typed.kind
    if not alone and not lies and agree(side.value, value):
        return Equivalence(True)
    return explained(asked, side, understood)


def _interval(node: Node) -> str:
    """The brackets of `(0, 1)`; "" of anything else."""
    inner = unwrapped(node)
    if not isinstance(inner, Concat) or len(inner.parts) != 2:
        return ""
    numbers = all(not names([part]) or unwrapped(part) == Symbol("∞") for part in inner.parts)
    return inner.open + inner.close if numbers else ""
