"""One formula in many hands: its names and its signs each written in several ways."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import product

from engine.formula.plain_names import plain
from engine.formula.quantities import key, shifted
from engine.formula.tree import (
    Apply,
    Array,
    Concat,
    Group,
    Hadamard,
    MatMul,
    Node,
    Number,
    Scale,
    Sum,
    Symbol,
)
from tests.engine.formula.respelling import rebuilt

_LOW = str.maketrans("0123456789+-t", "₀₁₂₃₄₅₆₇₈₉₊₋ₜ")
_ACCENTS = {"tilde": "\u0303", "hat": "\u0302"}


@dataclass(frozen=True)
class Dialect:
    """How names, products and functions are written."""

    name: Callable[[Symbol], str]
    matmul: str
    times: str
    function: Callable[[str, str], str]


def _label(symbol: Symbol) -> str:
    text = plain(replace(symbol, time=None, accents=()))
    return text[len(symbol.base) :].strip("_^{}")


def _latex(symbol: Symbol) -> str:
    """`h_{t-1}`, `\\tilde{h}_{t}`, `W_{u}`: scripts below, whatever the note does."""
    base = symbol.base
    for accent in symbol.accents:
        base = f"\\{accent}{{{base}}}"
    parts = [part for part in (_time(symbol), _label(symbol)) if part]
    return base + (f"_{{{','.join(parts)}}}" if parts else "")


def _time(symbol: Symbol) -> str:
    return "" if symbol.time is None else "t" + symbol.time.offset


def _keyboard(symbol: Symbol) -> str:
    """`h_{t-1}`, `h~_t`, `W_u`."""
    marks = "".join("~" if accent == "tilde" else "^" for accent in symbol.accents)
    label, time = _label(symbol), _time(symbol)
    script = label or (time if len(time) < 2 else f"{{{time}}}")
    return symbol.base + marks + (f"_{script}" if script else "")


def _code(symbol: Symbol) -> str:
    """`h_prev`, `h_tilde`, `W_u`."""
    words = [symbol.base, *symbol.accents]
    label, time = _label(symbol), shifted(symbol)
    words += [label] if label else []
    words += ["prev"] if time == -1 else ["t"] if time == 0 else []
    return "_".join(words)


def _flat(symbol: Symbol) -> str:
    """`hprev`, `htildet`, `Wu`."""
    return _code(symbol).replace("_", "")


def _unicode(symbol: Symbol) -> str:
    """`hₜ₋₁`, `h̃ₜ`, `W_u`."""
    marks = "".join(_ACCENTS[accent] for accent in symbol.accents)
    label, time = _label(symbol), _time(symbol)
    return symbol.base + marks + (f"_{label}" if label else "") + time.translate(_LOW)


NAMES = (_latex, _keyboard, _code, _flat, _unicode)

_SIGMOIDS: tuple[Callable[[str, str], str], ...] = (
    lambda name, inner: f"{'sigma' if name == 'σ' else name}({inner})",
    lambda name, inner: f"torch.{'sigmoid' if name == 'σ' else name}({inner})",
    lambda name, inner: f"1/(1 + exp(-({inner})))" if name == "σ" else f"np.{name}({inner})",
    lambda name, inner: rf"\{'sigma' if name == 'σ' else name}\left({inner}\right)",
    lambda name, inner: f"{name} ( {inner} )",
)


def dialects() -> Iterator[Dialect]:
    """Every way that keeps to itself."""
    for name, matmul, times, function in product(
        NAMES, (" ", " @ ", "*"), (" * ", " ⊙ ", ".*", r" \odot "), _SIGMOIDS
    ):
        yield Dialect(name, matmul, times, function)


def typed(node: Node, dialect: Dialect) -> str:
    """A resolved formula as it is typed in a dialect."""

    def held(part: Node) -> str:
        text = typed(part, dialect)
        return f"({text})" if isinstance(part, Sum | Hadamard | MatMul | Scale) else text

    def term(part: Node) -> str:
        return held(part) if isinstance(part, Sum) else typed(part, dialect)

    if isinstance(node, Symbol):
        return dialect.name(node)
    if isinstance(node, Number):
        return node.text
    if isinstance(node, Group):
        return f"({typed(node.body, dialect)})"
    if isinstance(node, Apply):
        assert isinstance(node.function, Symbol)
        return dialect.function(node.function.base, typed(node.arguments[0], dialect))
    if isinstance(node, Sum):
        first, *rest = zip(node.signs, node.terms, strict=True)
        text = first[0] + term(first[1])
        for sign, each in rest:
            text += f" {sign} {term(each)}"
        return text
    if isinstance(node, Hadamard):
        return dialect.times.join(map(held, node.factors))
    if isinstance(node, Scale):
        return f"{held(node.left)}*{held(node.right)}"
    if isinstance(node, MatMul):
        return f"{held(node.left)}{dialect.matmul}{held(node.right)}"
    if isinstance(node, Concat):
        return "[" + ", ".join(typed(part, dialect) for part in node.parts) + "]"
    if isinstance(node, Array):
        return "[" + "; ".join(typed(row[0], dialect) for row in node.rows) + "]"
    raise AssertionError(type(node).__name__)


def rewritten(node: Node) -> Iterator[Node]:
    """The formula, and formulas that are equal to it by the laws of arithmetic."""
    one = Number("1")

    def turned(part: Node) -> Node | None:
        if isinstance(part, Sum) and len(part.terms) > 1:
            signs = [sign or "+" for sign in part.signs][::-1]
            signs[0] = "" if signs[0] == "+" else signs[0]
            return Sum(part.terms[::-1], tuple(signs))
        if isinstance(part, Hadamard):
            return Hadamard(part.factors[::-1], part.operators[::-1])
        return None

    def mirrored(part: Node) -> Node | None:
        """σ(a) = 1 − σ(−a), tanh(a) = −tanh(−a)."""
        if not isinstance(part, Apply):
            return None
        inner = Sum((Group(part.arguments[0]),), ("-",))
        other = replace(part, arguments=(inner,))
        if part.function == Symbol("σ"):
            return Group(Sum((one, other), ("", "-")))
        return Group(Sum((other,), ("-",)))

    yield node
    yield rebuilt(node, turned)
    yield rebuilt(node, mirrored)
    yield Sum((Group(Sum((Group(node),), ("-",))),), ("-",))
    yield rebuilt(rebuilt(node, mirrored), turned)


def mistaken(node: Node, others: list[Symbol]) -> Iterator[Node]:
    """Formulas near it, one slip each."""
    parts: list[Node] = []
    rebuilt(node, lambda part: parts.append(part))
    for part in parts:
        for other in _slips(part, others):
            yield _exchanged(node, part, other)
    for symbol in others:
        yield Sum((node, symbol), ("", "+"))
        yield Hadamard((Group(node), symbol), ("⊙",))
        yield Sum((symbol, Group(node)), ("", "-"))
    for name in ("σ", "tanh"):
        yield Apply(Symbol(name), (node,))


def _exchanged(node: Node, old: Node, new: Node) -> Node:
    return rebuilt(node, lambda each: new if each == old else None)


def _slips(part: Node, others: list[Symbol]) -> Iterator[Node]:
    if isinstance(part, Symbol):
        yield from (other for other in others if key(other) != key(part))
        yield Group(Sum((part,), ("-",)))
        yield Group(Scale(Number("2"), part))
        yield Group(Sum((Number("1"), part), ("", "-")))
    elif isinstance(part, Sum):
        for at in range(len(part.terms)):
            signs = list(part.signs)
            signs[at] = "-" if signs[at] in ("", "+") else "+"
            yield Group(replace(part, signs=tuple(signs)))
            if len(part.terms) > 1 and at:
                kept = part.terms[:at] + part.terms[at + 1 :]
                yield Group(Sum(kept, part.signs[:at] + part.signs[at + 1 :]))
    elif isinstance(part, Hadamard):
        yield Group(Sum(part.factors, ("", *("+" for _ in part.factors[1:]))))
        yield from part.factors
    elif isinstance(part, MatMul):
        yield Group(MatMul(part.right, part.left))
        yield from (part.left, part.right)
    elif isinstance(part, Apply):
        yield Group(part.arguments[0])
        other = "tanh" if part.function == Symbol("σ") else "σ"
        yield replace(part, function=Symbol(other))
        yield replace(part, arguments=(Sum((Group(part.arguments[0]),), ("-",)),))
