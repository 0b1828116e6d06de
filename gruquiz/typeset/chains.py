"""Draws sums, products, lists, equations: everything that runs along the line."""

from collections.abc import Sequence

from engine.formula import tree
from gruquiz.typeset import box as boxes
from gruquiz.typeset.letters import sign as drawn
from gruquiz.typeset.row import FIRST_RELATION, LIST, PRODUCT, RELATION, SIDE, SIGN, Row


def total(row: Row, node: tree.Sum) -> None:
    for index, (sign, term) in enumerate(zip(node.signs, node.terms, strict=True)):
        shown = drawn(sign)
        if index:
            row.gap(SIGN)
            row.word(shown)
            row.gap()
        else:
            row.word(shown)
        row.add(term)


def factors(row: Row, node: tree.Product | tree.Hadamard) -> None:
    row.add(node.factors[0])
    for before, sign, factor in zip(node.factors, node.operators, node.factors[1:], strict=False):
        _operate(row, before, sign, factor)


def two(row: Row, node: tree.MatMul | tree.Scale) -> None:
    row.add(node.left)
    _operate(row, node.left, node.operator, node.right)


def _operate(row: Row, before: tree.Node, sign: str, factor: tree.Node) -> None:
    """A sign between two factors, and the second of them."""
    if sign == "/":
        row.word("/")
    elif sign:
        row.gap(PRODUCT)
        row.word(drawn(sign))
        row.gap()
    elif _apart(before, factor):
        row.gap(SIDE)
    row.add(factor)


def is_plain(node: tree.Node) -> bool:
    """A single letter without scripts or accents."""
    if not isinstance(node, tree.Symbol) or len(node.base) > 1:
        return False
    return not (node.accents or node.label or node.time)


def _apart(left: tree.Node, right: tree.Node) -> bool:
    """Whether two adjacent factors need a blank between them."""
    if isinstance(left, tree.Number):
        return isinstance(right, tree.Number)
    if isinstance(left, tree.Group | tree.Concat) and isinstance(right, tree.Group | tree.Concat):
        return False
    if _plain_call(left, right):
        return False
    if isinstance(left, tree.Symbol) and left.base in ("∂", "∇", "∆", "Δ", "δ", "d"):
        return not (is_plain(left) and isinstance(right, tree.Symbol))
    if is_plain(left) and is_plain(right):
        return _spelled_apart(left, right)
    return not (is_plain(left) and _raised_letter(right))


def _spelled_apart(left: tree.Node, right: tree.Node) -> bool:
    """`U h` and `\\mathbf{U}\\mathbf{h}`, matrix and vector; not the letters of a word."""
    capital = isinstance(left, tree.Symbol) and left.base.isupper()
    small = isinstance(right, tree.Symbol) and right.base.islower()
    letters = left.span[1] - left.span[0] == right.span[1] - right.span[0] == 1
    return capital and small and not (letters and left.span[1] == right.span[0])


def _plain_call(left: tree.Node, right: tree.Node) -> bool:
    """`J(θ)`: a letter and one name in round brackets, as a function would be written."""
    return (
        is_plain(left)
        and isinstance(right, tree.Group)
        and right.open == "("
        and isinstance(right.body, tree.Symbol | tree.Number)
    )


def _raised_letter(node: tree.Node) -> bool:
    """`c²` after `m`: a plain letter with a short power."""
    if isinstance(node, tree.Power):
        return is_plain(node.base)
    if not isinstance(node, tree.Symbol) or node.label is None or len(node.base) > 1:
        return False
    label = node.label
    return label.lower is None and isinstance(label.upper, tree.Number) and node.time is None


def apply(row: Row, node: tree.Apply) -> None:
    if _is_hole(node.open, node.arguments):
        row.add(node.function)
        row.gap()
        hole(row, "…")
        return
    row.add(node.function)
    needed = not node.open and isinstance(node.arguments[0], tree.Sum | tree.Equation)
    if not node.open and not needed:
        row.gap()
    row.open("(" if needed else node.open)
    _list(row, node.arguments, node.separators)
    row.close(")" if needed else node.close)


def concat(row: Row, node: tree.Concat) -> None:
    row.open(node.open)
    _list(row, node.parts, node.separators)
    row.close(node.close)


def _list(row: Row, parts: Sequence[tree.Node], separators: Sequence[str]) -> None:
    row.add(parts[0])
    for separator, part in zip(separators, parts[1:], strict=False):
        if separator in ("|", "‖"):
            row.gap(LIST)
            row.word(separator)
            row.gap()
        else:
            row.word(separator)
            row.gap(LIST)
        row.add(part)


def _is_hole(opening: str, parts: Sequence[tree.Node]) -> bool:
    """`[…]` in a formula is a hole."""
    return opening == "[" and len(parts) == 1 and parts[0] == tree.Symbol("…")


def hole(row: Row, hint: str) -> None:
    row.items.append(boxes.word(f"[{hint}]", "hole"))


def group(row: Row, node: tree.Group) -> None:
    if _is_hole(node.open, (node.body,)):
        hole(row, "…")
        return
    row.open(node.open)
    row.add(node.body)
    row.close(node.close)


def equation(row: Row, node: tree.Equation) -> None:
    row.add(node.sides[0])
    for index, (relation, side) in enumerate(zip(node.relations, node.sides[1:], strict=True)):
        begins = index == 0 and isinstance(node.sides[0], tree.Empty)
        if relation == ":":
            row.word(":")
        else:
            if not begins:
                row.gap(FIRST_RELATION if index == 0 else RELATION, relation=True)
            row.word(drawn(relation))
        if not isinstance(side, tree.Empty):
            row.gap()
            row.add(side)


def listing(row: Row, node: tree.Listing) -> None:
    for index, item in enumerate(node.items):
        if index:
            separator = node.separators[index - 1].strip()
            remark = isinstance(item, tree.Text) or isinstance(node.items[index - 1], tree.Text)
            row.word(separator)
            row.gap(RELATION, 1 if separator or remark else 3)
        row.add(item)
    if len(node.separators) >= len(node.items):
        row.word(node.separators[len(node.items) - 1].strip())
