"""What a sub- or superscript means: a time, a label, a power, or only a script.

A script that reads `t`, `t-1`, `(t)`, `<t-1>` is a time, anything else a label; a number is a power
only on something that is not a quantity's name.
"""

from dataclasses import dataclass, replace
from typing import Literal, cast

from engine.formula.tree import (
    Apply,
    Equation,
    Group,
    Label,
    Listing,
    Node,
    Number,
    Power,
    Product,
    Scripted,
    Span,
    Sum,
    Symbol,
    Time,
)

ALWAYS_TIMES = frozenset("tτ")
TIMES_WITH_OFFSET = frozenset("ijklmnpqsT")
"""Letters that are a time where a number is added to them: `h_{i-1}`; alone they are a label."""


@dataclass(slots=True)
class Scripts:
    """What follows a base: its scripts, primes and the accents typed after it."""

    lower: Node | None = None
    upper: Node | None = None
    accents: tuple[str, ...] = ()
    call: Time | None = None


def attach(base: Node, scripts: Scripts, span: Span) -> Node:
    """A base together with its scripts."""
    if isinstance(base, Symbol):
        if base.base == "e" and scripts.upper is not None and scripts.lower is None:
            return Power(base, scripts.upper, span=span)
        return _symbol(base, scripts, span)
    lower, upper = scripts.lower, scripts.upper
    if scripts.accents:
        prime = Symbol("′", span=span)
        upper = prime if upper is None else Product((prime, upper), ("",), span=upper.span)
    if upper is not None and _is_power(base, upper):
        body = base if lower is None else Scripted(base, lower, span=(span[0], lower.span[1]))
        return Power(body, upper, span=span)
    return Scripted(base, lower, upper, span=span)


def _is_power(base: Node, upper: Node) -> bool:
    if isinstance(base, Number):
        return True
    if isinstance(upper, Number):
        return True
    return isinstance(base, Group | Apply) and isinstance(upper, Sum | Product)


def _symbol(base: Symbol, scripts: Scripts, span: Span) -> Symbol:
    accents = base.accents + scripts.accents
    if isinstance(scripts.upper, Symbol) and scripts.upper.base == "′":
        accents, scripts = (*accents, "prime"), replace(scripts, upper=None)
    elif isinstance(scripts.upper, Product) and all(
        isinstance(each, Symbol) and each.base == "′" for each in scripts.upper.factors
    ):
        accents = (*accents, *("prime" for _ in scripts.upper.factors))
        scripts = replace(scripts, upper=None)
    time = base.time or scripts.call
    lower, upper = scripts.lower, scripts.upper
    if lower is not None and time is None:
        time, lower = split_time(lower, "lower")
    if upper is not None and time is None:
        time, upper = split_time(upper, "upper")
    label = base.label
    if label is not None:
        lower, upper = _join(label.lower, lower), _join(label.upper, upper)
    if lower is not None or upper is not None:
        present = [node.span for node in (lower, upper) if node is not None]
        reach = (min(s for s, _ in present), max(e for _, e in present))
        label = Label(lower, upper, span=reach)
    return Symbol(base.base, accents, label, time, base.font, span=span)


def _join(first: Node | None, second: Node | None) -> Node | None:
    if first is None or second is None:
        return second if first is None else first
    return Listing((first, second), (",",), span=(first.span[0], second.span[1]))


def split_time(script: Node, side: Literal["lower", "upper"]) -> tuple[Time | None, Node | None]:
    """The time in a script and the rest of the script; (None, script) where it has none."""
    time = as_time(script, side)
    if time is not None:
        return time, None
    if isinstance(script, Listing) and set(script.separators) == {","}:
        if len(script.separators) == len(script.items):
            return None, script
        for at, first in ((0, True), (len(script.items) - 1, False)):
            time = as_time(script.items[at], side)
            if time is not None:
                rest = script.items[1:] if first else script.items[:-1]
                return replace(time, first=first), _listing(rest)
    if isinstance(script, Product) and script.operators == ("",):
        for at, first in ((0, True), (1, False)):
            time = as_time(script.factors[at], side)
            if time is not None and time.bracket:
                return replace(time, first=first), script.factors[1 - at]
    return None, script


def _listing(items: tuple[Node, ...]) -> Node:
    if len(items) == 1:
        return items[0]
    span = (items[0].span[0], items[-1].span[1])
    return Listing(items, (",",) * (len(items) - 1), span=span)


def as_time(node: Node, side: Literal["lower", "upper", "call"]) -> Time | None:
    """The time that a node reads as, or None."""
    if isinstance(node, Group):
        bracket = node.open + node.close
        if bracket not in ("()", "<>", "[]", "⟨⟩"):
            return None
        inner = as_time(node.body, side)
        if inner is None or inner.bracket:
            return None
        kept = cast('Literal["()", "<>", "[]", "⟨⟩"]', bracket)
        return replace(inner, bracket=kept, span=node.span)
    if _plain(node):
        letter = cast("Symbol", node).base
        return Time(letter, side=side, span=node.span) if letter in ALWAYS_TIMES else None
    if not isinstance(node, Sum) or len(node.terms) != 2 or node.signs[0]:
        return None
    first, second = node.terms
    if not _plain(first) or not (isinstance(second, Number) or _plain(second)):
        return None
    letter = cast("Symbol", first).base
    step = second.text if isinstance(second, Number) else cast("Symbol", second).base
    if letter in ALWAYS_TIMES or (letter in TIMES_WITH_OFFSET and isinstance(second, Number)):
        return Time(letter, node.signs[1] + step, side=side, span=node.span)
    return None


def _plain(node: Node) -> bool:
    """True for a letter without scripts or accents."""
    return (
        isinstance(node, Symbol)
        and len(node.base) == 1
        and not node.accents
        and node.label is None
        and node.time is None
        and node.font in ("", "rm", "it")
    )


def is_compound(node: Node) -> bool:
    """True for a node that needs brackets as a factor of a product."""
    return isinstance(node, Equation | Listing | Sum | Product)
