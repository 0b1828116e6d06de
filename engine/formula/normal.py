"""The normal form of a formula for comparison: one form for each of its spellings.

Powers of quantities (`h^2` is h ⊙ h), functions of code (`matmul(W, h)`, `cat([h, x])`), letters
that are quantities and not functions (`g(1-g)`), derivatives as one quantity (∂L/∂z).
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace

from engine.formula.quantities import first_kind, key
from engine.formula.substitution import unwrapped
from engine.formula.tree import (
    Apply,
    Concat,
    Decorated,
    Empty,
    Equation,
    Fraction,
    Group,
    Hadamard,
    Label,
    Node,
    Number,
    Power,
    Product,
    Scripted,
    Sum,
    Symbol,
)
from engine.formula.written_form import OPAQUE, rebuilt, written

_JOINS = frozenset({"cat", "concat", "concatenate", "Concat", "hstack", "vstack", "stack"})
_OTHER_NAMES = {
    "expit": "σ", "sigmoid": "σ", "sigm": "σ", "logistic": "σ", "ln": "log", "Tanh": "tanh",
    "ReLU": "relu", "Softmax": "softmax", "diag": "Diag",
}  # fmt: skip
"""`Diag` stays a matrix; diag(z) h in a note's equations is read as z ⊙ h."""
_SUMS = {"add": "+", "sub": "-", "subtract": "-"}
_PRODUCTS = {
    "matmul": "@", "dot": "@", "mm": "@", "mv": "@", "bmm": "@",
    "mul": "⊙", "multiply": "⊙", "hadamard": "⊙",
}  # fmt: skip


def normal(node: Node, quantities: Collection[str], kinds: Mapping[str, str]) -> Node:
    """The normal form; `quantities` names the letters that are not functions here."""

    def change(part: Node) -> Node:
        if isinstance(part, Apply):
            return _applied(part, change, quantities)
        if isinstance(part, Symbol):
            return _power(part, kinds)
        if isinstance(part, Product):
            return _product(rebuilt(part, change))
        if isinstance(part, Fraction):
            return _quotient(rebuilt(part, change))
        if isinstance(part, Decorated) and part.decoration not in ("overline", "widehat"):
            return change(part.body)
        return rebuilt(part, change)

    return change(node)


def _applied(node: Apply, change: Callable[[Node], Node], quantities: Collection[str]) -> Node:
    function = node.function
    if not isinstance(function, Symbol):
        return rebuilt(node, change)
    name = function.base
    parts = [change(argument) for argument in node.arguments]
    plain = [part for part in parts if not isinstance(part, Equation)]  # without `dim=-1`
    span = node.span
    if len(parts) == 1 and len(name) == 1 and key(function) in quantities:
        group = Group(parts[0], "(", ")", span=parts[0].span)
        return _product(Product((change(function), group), ("",), span=span))
    if name in _JOINS:
        first = unwrapped(plain[0]) if plain else Empty()
        if isinstance(first, Concat):
            return first
        return Concat(tuple(plain), (",",) * (len(plain) - 1), span=span)
    if len(plain) == 2 and name in _PRODUCTS:
        held = tuple(Group(part, "(", ")", span=part.span) for part in plain)
        if _PRODUCTS[name] == "⊙":
            return Group(Hadamard(held, ("⊙",), span=span), span=span)
        return Group(Product(held, ("@",), span=span), span=span)
    if len(plain) == 2 and name in _SUMS:
        return Group(Sum(tuple(plain), ("", _SUMS[name]), span=span), span=span)
    if len(plain) == 2 and name in ("div", "divide"):
        return Fraction(plain[0], plain[1], span=span)
    if len(plain) == 2 and name in ("pow", "power"):
        return Power(Group(plain[0]), plain[1], span=span)
    if len(plain) == 1 and name in ("square", "reciprocal"):
        return Power(Group(plain[0]), _number(2 if name == "square" else -1), span=span)
    if len(plain) == 1 and name in ("neg", "negative"):
        return Group(Sum((plain[0],), ("-",), span=span), span=span)
    if len(plain) == 1 and name == "log1p":
        more = Sum((_number(1), Group(plain[0])), ("", "+"), span=span)
        return Apply(Symbol("log"), (more,), (), span=span)
    if len(plain) == 1 and name == "abs":
        return Group(plain[0], "|", "|", span=span)
    if len(plain) == 1 and name == "transpose":
        return Scripted(Group(plain[0]), None, Symbol("T"), span=span)
    if len(plain) == 2 and name in ("max", "maximum"):
        return _rectified(node, plain)
    function = replace(function, base=_OTHER_NAMES.get(name, name))
    return replace(node, function=function, arguments=tuple(plain or parts))


def _rectified(node: Apply, parts: list[Node]) -> Node:
    """`max(0, x)` as relu(x)."""
    for zero, other in (parts, parts[::-1]):
        if isinstance(zero, Number) and float(zero.text) == 0:
            return Apply(Symbol("relu"), (other,), (), span=node.span)
    return node


def _number(value: int) -> Node:
    return Number(str(value)) if value >= 0 else Sum((Number(str(-value)),), ("-",))


def _power(symbol: Symbol, kinds: Mapping[str, str]) -> Node:
    """`x^2`, `x^{-1}`, `x^{1/2}` as powers; `h^1` and a matrix's number are labels."""
    upper = None if symbol.label is None else symbol.label.upper
    if symbol.label is None or upper is None or not _is_exponent(upper):
        return symbol
    lower = symbol.label.lower
    base = replace(symbol, label=None if lower is None else Label(lower))
    kind = kinds.get(key(base)) or first_kind(base, ())
    layers = replace(symbol, label=replace(symbol.label, upper=Number("1")))
    if kind == "matrix" or key(layers) in kinds:
        return symbol
    return Power(base, upper, span=symbol.span)


def _is_exponent(node: Node) -> bool:
    if isinstance(node, Number):
        return float(node.text) not in (0.0, 1.0)
    if isinstance(node, Sum) and len(node.terms) == 1:
        return isinstance(node.terms[0], Number) or _is_exponent(node.terms[0])
    if isinstance(node, Fraction):
        return isinstance(node.numerator, Number) and isinstance(node.denominator, Number)
    if isinstance(node, Product):
        return node.operators == ("/",) and all(isinstance(f, Number) for f in node.factors)
    return False


def _product(node: Node) -> Node:
    """A product in which `∂ L` and `∂L/∂z` are one quantity each."""
    if not isinstance(node, Product):
        return node
    factors: list[Node] = []
    operators: list[str] = []
    for at, factor in enumerate(node.factors):
        sign = node.operators[at - 1] if at else ""
        before = factors[-1] if factors else None
        if at and sign == "" and isinstance(factor, Symbol) and _is_differential(before):
            factors[-1] = replace(factor, base="∂" + factor.base, span=node.span)
            continue
        if at:
            operators.append(sign)
        factors.append(factor)
    at = 0
    while at < len(operators):
        slope = None
        if operators[at] == "/":
            slope = _slope(factors[at], factors[at + 1])
        if slope is None:
            at += 1
        else:
            factors[at : at + 2] = [slope]
            operators.pop(at)
    if len(factors) == 1:
        return factors[0]
    return Product(tuple(factors), tuple(operators), span=node.span)


def _quotient(node: Node) -> Node:
    if not isinstance(node, Fraction):
        return node
    above, below = node.numerator, node.denominator
    pair = [_of_d(above), _of_d(below)]
    if all(each is not None for each in pair):  # `\frac{dL}{dz}`
        above, below = pair[0] or above, pair[1] or below
    return _slope(above, below) or node


def _of_d(node: Node) -> Symbol | None:
    """`d L` as one symbol, where d marks a differential."""
    if isinstance(node, Product) and len(node.factors) == 2 and node.operators == ("",):
        sign, of = node.factors
        if isinstance(sign, Symbol) and sign == Symbol("d", font=sign.font):
            return replace(of, base="∂" + of.base) if isinstance(of, Symbol) else None
    return None


def _is_differential(node: Node | None) -> bool:
    return isinstance(node, Symbol) and node == Symbol("∂")


def _slope(above: Node, below: Node) -> Node | None:
    """∂L/∂z as one symbol; None where the two are not differentials."""
    over, under = unwrapped(above), unwrapped(below)
    if not isinstance(over, Symbol) or not isinstance(under, Symbol):
        return None
    if not over.base.startswith("∂") or not under.base.startswith("∂"):
        return None
    return Symbol(f"{OPAQUE}{written(over)}/{written(under)}", span=above.span)
