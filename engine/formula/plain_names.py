"""A symbol's plain name: how it is typed, and the key under which its value is kept."""

from engine.formula.latex import to_latex
from engine.formula.tree import (
    Apply,
    Group,
    Hadamard,
    Label,
    Listing,
    MatMul,
    Node,
    Number,
    Operator,
    Product,
    Scale,
    Sum,
    Symbol,
    Text,
    Time,
)

_ACCENT_MARKS = {
    "tilde": "~", "hat": "^", "bar": "¯", "vec": "→", "dot": "˙", "ddot": "¨", "check": "ˇ",
    "breve": "˘", "acute": "´", "grave": "`", "ring": "°", "revvec": "←", "prime": "'",
}  # fmt: skip


def plain(node: Node) -> str:
    """A symbol's name as it is typed: `W_ir`, `h_{t-1}`, `h~_t`, `U^u`, `h^(t-1)`.

    Raises TypeError for a node that is not a symbol.
    """
    if not isinstance(node, Symbol):
        raise TypeError(f"{type(node).__name__} has no name")
    text = node.base + "".join(_ACCENT_MARKS[accent] for accent in node.accents)
    label = node.label or Label()
    for sign, side, own in (("_", "lower", label.lower), ("^", "upper", label.upper)):
        time = node.time if node.time is not None and node.time.side == side else None
        if time is None and own is None:
            continue
        parts = [] if time is None else [_plain_time(time)]
        if own is not None:
            parts.insert(len(parts) if time is None or time.first else 0, _plain_label(own))
        inner = ",".join(parts)
        simple = inner.isalnum() or (inner[:1] in ("(", "<") and time is not None and own is None)
        text += sign + (inner if simple else f"{{{inner}}}")
    if node.time is not None and node.time.side == "call":
        text += _plain_time(node.time)
    return text


def _plain_time(time: Time) -> str:
    body = time.letter + time.offset
    bracket = time.bracket.replace("⟨⟩", "<>")
    return bracket[:1] + body + bracket[1:]


def _plain_label(node: Node) -> str:
    if isinstance(node, Symbol):
        return plain(node)
    if isinstance(node, Number | Text | Operator):
        return node.text
    if isinstance(node, Product):
        return "".join(map(_plain_label, node.factors))
    if isinstance(node, Listing):
        return ",".join(map(_plain_label, node.items))
    if isinstance(node, Group):
        return node.open + _plain_label(node.body) + node.close
    if isinstance(node, Sum):
        pairs = zip(node.signs, node.terms, strict=True)
        return "".join(sign + _plain_label(term) for sign, term in pairs)
    return to_latex(node)


def shown(node: Node) -> str:
    """A formula in a sentence, as a learner would type it: `W_u h_{t-1}`, `r_t ⊙ h_{t-1}`.

    Fractions, arrays and other rarely typed parts are LaTeX; a long formula is shortened.
    """
    text = _typed(node)
    return text if len(text) <= 48 else text[:45] + "…"


def _typed(node: Node) -> str:
    if isinstance(node, Symbol):
        return plain(node)
    if isinstance(node, Number):
        return node.text
    if isinstance(node, Group):
        return f"{node.open}{_typed(node.body)}{node.close}"
    if isinstance(node, MatMul | Scale):
        return _joined([_typed(node.left), _typed(node.right)], [node.operator])
    if isinstance(node, Product | Hadamard):
        return _joined([_typed(factor) for factor in node.factors], list(node.operators))
    if isinstance(node, Sum):
        first, *rest = zip(node.signs, node.terms, strict=True)
        text = first[0] + _typed(first[1])
        return text + "".join(f" {sign} {_typed(term)}" for sign, term in rest)
    if isinstance(node, Apply) and len(node.arguments) == 1:
        return f"{_typed(node.function)}({_typed(node.arguments[0])})"
    return to_latex(node).strip()


def _joined(parts: list[str], signs: list[str]) -> str:
    text = parts[0]
    for sign, part in zip(signs, parts[1:], strict=True):
        text += f" {sign} {part}" if sign else f" {part}"
    return text
