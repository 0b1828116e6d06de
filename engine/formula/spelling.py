"""Different spellings of one quantity, within a note and between a note and what is typed.

Within a note: `Z_t` where defined and `z_t` where used; `Wz` pasted for `W_z`. Typed: `h_{t-1}`
for the note's `h^{(t-1)}`, `z` for `z_t`, `h~_t` for `\\hat{h}_t`, where only one can be meant.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import TypeAlias

from engine.formula.components import names
from engine.formula.quantities import (
    at_time,
    is_transposed,
    key,
    shifted,
    stem,
    transposed,
    untransposed,
)
from engine.formula.statements import Statement
from engine.formula.substitution import mapped
from engine.formula.tree import Group, Label, Node, Number, Product, Symbol, walk

_MATRIX_LETTERS = frozenset("WURVbwuv")


def one_spelling(stated: list[Statement]) -> tuple[list[Statement], list[str]]:
    """The statements with one spelling per quantity, and a remark for each that had several."""
    stated, equal = _equals(_one_time(_labels(stated)))
    defined = {key(each.name): each.name for each in stated}
    used = {key(symbol): symbol for symbol in names(each.value for each in stated)}
    renamed: dict[str, Symbol] = {}
    notes = list(equal)
    for name, symbol in used.items():
        twin = None if name in defined else _twin(symbol, defined, used)
        if twin is not None:
            renamed[name] = twin
            notes.append(
                f"{key(twin)} where it is defined and {name} where it is used: read as one"
            )
    if not renamed:
        return stated, notes
    return [replace(each, value=with_names(each.value, renamed)) for each in stated], notes


def with_names(node: Node, table: Mapping[str, Symbol]) -> Node:
    """The node with symbols replaced by name; each keeps its position."""

    def change(part: Node) -> Node | None:
        twin = table.get(key(part)) if isinstance(part, Symbol) else None
        if twin is None or not isinstance(part, Symbol):
            return None
        new = replace(twin, span=part.span)
        return transposed(new) if is_transposed(part) else new

    return mapped(node, change)


def _one_time(stated: list[Statement]) -> list[Statement]:
    """Unify `h_{<t-1>}` and `h^{(t-1)}` in one note: a time may be written anywhere."""
    first: dict[_Parts, Symbol] = {}
    renamed: dict[str, Symbol] = {}
    for symbol in (*(each.name for each in stated), *names(each.value for each in stated)):
        if symbol.time is None or shifted(symbol) is None:
            continue
        known = first.setdefault(_parts(symbol), symbol)
        if key(known) != key(symbol):
            renamed[key(symbol)] = known
    if not renamed:
        return stated
    return [
        replace(
            each,
            name=renamed.get(key(each.name), each.name),
            value=with_names(each.value, renamed),
        )
        for each in stated
    ]


def _equals(stated: list[Statement]) -> tuple[list[Statement], list[str]]:
    """Where a note states `a_t = c_t` for a state, replace a by c at all times."""
    defined = [key(each.name) for each in stated]
    stems: dict[str, Symbol] = {}
    for each in stated:
        other = each.value
        if (
            isinstance(other, Symbol)
            and shifted(each.name) == 0
            and shifted(other) == 0
            and defined.count(key(each.name)) == 1
            and key(other) in defined
            and key(other) != key(each.name)
        ):
            stems[stem(each.name)] = other
    if not stems:
        return stated, []
    table: dict[str, Symbol] = {}
    for symbol in names(each.value for each in stated):
        other_state = stems.get(stem(symbol))
        if other_state is not None and symbol.time is not None:
            table[key(symbol)] = at_time(other_state, symbol.time.offset)
    notes = [
        f"{name} and {stem(other)} are one state here" for name, other in stems.items() if table
    ]
    return [replace(each, value=with_names(each.value, table)) for each in stated], notes


def _labels(stated: list[Statement]) -> list[Statement]:
    """Read `Wz` and `bz` as `W_z` and `b_z` if all vectors carry a time, so that z is not one."""
    nodes = [node for each in stated for node in walk(each.value)]
    if not any(isinstance(node, Symbol) and node.time is not None for node in nodes):
        return stated

    def change(part: Node) -> Node | None:
        if not isinstance(part, Product):
            return None
        factors: list[Node] = []
        operators: list[str] = []
        for at, factor in enumerate(part.factors):
            before = factors[-1] if factors else None
            if at and part.operators[at - 1] == "" and _is_label(before, factor):
                factors[-1] = _labelled(factors[-1], factor)
                continue
            if at:
                operators.append(part.operators[at - 1])
            factors.append(mapped(factor, change))
        if len(factors) == len(part.factors):
            return None
        if len(factors) == 1:
            return factors[0]
        return replace(part, factors=tuple(factors), operators=tuple(operators))

    return [replace(each, value=mapped(each.value, change)) for each in stated]


def _labelled(symbol: Node, letter: Node) -> Node:
    if not isinstance(symbol, Symbol):
        return symbol
    return replace(symbol, label=Label(letter), span=(symbol.span[0], letter.span[1]))


def _is_label(before: Node | None, letter: Node) -> bool:
    """True for a small letter directly after a matrix or a bias, both without scripts."""
    return (
        isinstance(before, Symbol)
        and isinstance(letter, Symbol)
        and before.span[1] == letter.span[0]
        and before.base in _MATRIX_LETTERS
        and letter.base.islower()
        and len(letter.base) == 1
        and not (before.label or before.time or before.accents)
        and not (letter.label or letter.time or letter.accents)
    )


def _twin(
    symbol: Symbol, defined: Mapping[str, Symbol], used: Mapping[str, Symbol]
) -> Symbol | None:
    """The defined quantity that an undefined name means, if only case or time differ."""
    if symbol.base.swapcase() != symbol.base and symbol.time is not None:
        other = replace(symbol, base=symbol.base.swapcase())
        if key(other) in defined and key(other) not in used:
            return defined[key(other)]
    for name, candidate in defined.items():
        one_untimed = (symbol.time is None) != (candidate.time is None)
        now = not shifted(symbol) and not shifted(candidate)
        if one_untimed and now and stem(candidate) == stem(symbol) and name not in used:
            return candidate
    return None


def meant(symbol: Symbol, known: Iterable[Symbol], *, exact: bool = False) -> Symbol | None:
    """The one known quantity that a typed symbol can mean; None where there is none or several.

    `exact`: another case or accent is another quantity.
    """
    quantities = {key(each): each for each in known}
    if key(symbol) in quantities:
        return symbol
    wanted = _parts(symbol)
    for loosen in _LOOSER[:1] if exact else _LOOSER:
        found = [each for each in quantities.values() if loosen(_parts(each)) == loosen(wanted)]
        if found:
            return found[0] if len(found) == 1 else None
        if wanted[3] is None:  # typed without a time; only one quantity may have the letter
            bare = [
                each
                for each in quantities.values()
                if loosen((*_parts(each)[:3], None)) == loosen(wanted)
            ]
            if bare:
                return bare[0] if len(bare) == 1 else None
    return None


_Parts: TypeAlias = tuple[str, tuple[str, ...], str, int | None]


def _parts(symbol: Symbol) -> _Parts:
    bare = untransposed(symbol)
    base = _VARIANTS.get(bare.base, bare.base)
    text = label_letters(bare)
    if may_be_power(bare):
        text += "^"
    if text in _STEP_BEFORE and bare.time is None:  # `h_{prev}`
        return (base, bare.accents, "", -1)
    return (base, bare.accents, text, shifted(bare))


def may_be_power(symbol: Symbol) -> bool:
    """True for `\\gamma^t`: on a Greek letter, t above is rarely a time."""
    time = symbol.time
    return (
        time is not None and time.side == "upper" and not time.bracket and not symbol.base.isascii()
    )


def same_parts(left: Symbol, right: Symbol) -> bool:
    """True for one letter with the same accents, label and time, wherever they are written."""
    return _parts(left) == _parts(right)


_VARIANTS = {"ε": "ϵ", "φ": "ϕ", "ϑ": "θ", "ϱ": "ρ", "ϖ": "π", "ς": "σ"}
"""Variant glyphs of one Greek letter."""
_STEP_BEFORE = frozenset({"prev", "previous", "old", "last", "tm1"})

_LOOSER: tuple[Callable[[_Parts], tuple[object, ...]], ...] = (
    lambda parts: parts,
    lambda parts: (parts[0].lower(), *parts[1:]),
    lambda parts: (parts[0].lower(), bool(parts[1]), *parts[2:]),
)
"""What must agree, strictest first: everything; all but the letter's case; all but the accent."""


def label_letters(symbol: Symbol) -> str:
    """A label's letters, wherever they stand; a number above keeps its sign: it may be a power."""
    label = symbol.label
    if label is None:
        return ""
    letters = []
    for sign, script in (("", label.lower), ("^", label.upper)):
        if isinstance(script, Number):
            letters.append(sign)
        for node in walk(script) if script is not None else ():
            if isinstance(node, Group):
                continue
            letters.append(getattr(node, "base", getattr(node, "text", "")))
    return "".join(letters)
