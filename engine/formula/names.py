"""A symbol's plain name: how it is typed, and the key under which its value is kept."""

from engine.formula.latex import to_latex
from engine.formula.tree import (
    Group,
    Label,
    Listing,
    Node,
    Number,
    Operator,
    Product,
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

    Of anything else, its LaTeX without commands' backslashes is not a name: TypeError.
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
