"""The equations that a tree states: lines joined, remarks removed, stacks split."""

from dataclasses import dataclass, replace

from engine.formula.tree import (
    Apply,
    Array,
    Concat,
    Decorated,
    Empty,
    Equation,
    Group,
    Hadamard,
    Label,
    Lines,
    Listing,
    Node,
    Number,
    Operator,
    Product,
    Sum,
    Symbol,
    Text,
)

DEFINING = frozenset({"=", "≔", "≜", "≡", "←", "⟵", "≐"})


@dataclass(frozen=True, slots=True)
class Statement:
    """A quantity and the formula that it equals, both unresolved."""

    name: Symbol
    value: Node
    index: int
    """Which of the formulas given states it, counted from 0."""
    source: Node
    """The equation as written: of a stack, the whole stack."""


def statements(trees: "list[Node | None]") -> list[Statement]:
    """The statements of the formulas, in order; a formula without an equation has none."""
    found: list[Statement] = []
    for index, tree in enumerate(trees):
        if tree is None:
            continue
        for equation in equations(tree):
            found.extend(_stated(equation, index))
    return found


def equations(node: Node) -> list[Equation]:
    """The equations in a formula; a line that begins with an operator continues the one before."""
    if isinstance(node, Equation):
        if isinstance(node.left, Text) and node.relations[0] == ":":  # `Reset gate: r = …`
            sides = node.sides[1:]
            span = (sides[0].span[0], node.span[1])
            node = Equation(sides, node.relations[1:], span=span)
        return [node] if any(relation in DEFINING for relation in node.relations) else []
    if isinstance(node, Decorated | Group):
        return equations(node.body)
    if isinstance(node, Listing):
        return [each for item in node.items for each in equations(item)]
    if isinstance(node, Lines):
        return [each for row in _joined(node.rows) for each in equations(row)]
    if isinstance(node, Array):
        cells = _joined(tuple(cell for row in node.rows for cell in row))
        return [each for cell in cells for each in equations(cell)]
    return []


def _joined(rows: tuple[Node, ...]) -> list[Node]:
    """The rows, with those joined that begin with an operator or follow one."""
    joined: list[Node] = []
    for row in rows:
        before = joined[-1] if joined else None
        if isinstance(before, Equation) and not isinstance(row, Empty):
            whole = _continued(before, row)
            if whole is not None:
                joined[-1] = whole
                continue
        joined.append(row)
    return joined


def _continued(before: Equation, row: Node) -> Equation | None:
    """The two rows as one equation; None where the second is independent."""
    last = before.sides[-1]
    span = (before.span[0], row.span[1])
    if isinstance(row, Equation) and isinstance(row.sides[0], Empty):
        sides = before.sides[:-1] if isinstance(last, Empty) else before.sides
        relations = before.relations[:-1] if isinstance(last, Empty) else before.relations
        return Equation((*sides, *row.sides[1:]), (*relations, *row.relations), span=span)
    if isinstance(row, Equation | Listing | Lines | Text):
        return None
    if isinstance(last, Empty):
        return replace(before, sides=(*before.sides[:-1], row), span=span)
    joined = _added(last, row)
    return (
        None if joined is None else replace(before, sides=(*before.sides[:-1], joined), span=span)
    )


def _added(last: Node, row: Node) -> Node | None:
    span = (last.span[0], row.span[1])
    terms, signs = (last.terms, last.signs) if isinstance(last, Sum) else ((last,), ("",))
    if isinstance(row, Sum) and row.signs[0]:
        kept = (terms[:-1], signs[:-1]) if isinstance(terms[-1], Empty) else (terms, signs)
        return Sum((*kept[0], *row.terms), (*kept[1], *row.signs), span=span)
    if isinstance(terms[-1], Empty):
        more, more_signs = (row.terms, row.signs) if isinstance(row, Sum) else ((row,), ("",))
        return Sum((*terms[:-1], *more), (*signs[:-1], signs[-1], *more_signs[1:]), span=span)
    if isinstance(row, Hadamard | Product) and isinstance(row.factors[0], Empty):
        factors = (terms[-1], *row.factors[1:])
        whole = type(row)(factors, row.operators, span=(terms[-1].span[0], row.span[1]))
        return Sum((*terms[:-1], whole), signs, span=span) if len(terms) > 1 else whole
    return None


def _stated(equation: Equation, index: int) -> list[Statement]:
    """A statement for each name and its value; in a chain `a = b = c`, the last value."""
    sides = [bare(side) for side in equation.sides]
    left = sides[0]
    values = [
        side
        for relation, side in zip(equation.relations, sides[1:], strict=True)
        if relation in DEFINING and not isinstance(side, Empty)
    ]
    if not values:
        return []
    if isinstance(left, Symbol):
        value = _chosen(values)
        others = [each for each in values if isinstance(each, Symbol) and each is not value]
        if others and not isinstance(value, Symbol | Number):  # `h_t = c_t = …`
            first = Statement(others[0], value, index, equation)
            return [first, Statement(left, others[0], index, equation)]
        return [Statement(left, value, index, equation)]
    if isinstance(values[-1], Symbol) and not isinstance(left, Concat | Array | Listing | Empty):
        return [Statement(values[-1], left, index, equation)]
    names = stack(left)
    if names is None or not all(isinstance(name, Symbol) for name in names):
        return []
    parts = _unstacked(values[-1], len(names))
    return [
        Statement(name, part, index, equation)
        for name, part in zip(names, parts, strict=True)
        if isinstance(name, Symbol)
    ]


def _chosen(values: list[Node]) -> Node:
    """Of the values in a chain, the last that says how it is computed."""
    for value in reversed(values):
        if not isinstance(value, Symbol | Number | Text):
            return value
    return values[-1]


def stack(node: Node) -> tuple[Node, ...] | None:
    """The parts of a column or of a list in brackets; None for anything else."""
    if isinstance(node, Group) and node.open in ("(", "[", "{", ""):
        return stack(node.body)
    if isinstance(node, Concat):
        return tuple(bare(part) for part in node.parts)
    if isinstance(node, Listing) and set(node.separators) <= {",", ";"}:
        return tuple(bare(item) for item in node.items)
    if isinstance(node, Array) and node.environment not in ("cases", "dcases", "rcases"):
        if len(node.rows[0]) == 1:
            return tuple(bare(row[0]) for row in node.rows)
        if len(node.rows) == 1:
            return tuple(bare(cell) for cell in node.rows[0])
    if isinstance(node, Product) and set(node.operators) == {""}:
        return tuple(bare(factor) for factor in node.factors)
    return None


def _unstacked(value: Node, count: int) -> list[Node]:
    """The value of each of `count` stacked quantities.

    Functions stacked on the right go to one quantity each; every matrix and bias is split into
    `count` blocks of rows, quantities of their own labelled 1, 2, …
    """
    function: tuple[Node, ...] | None = None
    body = value
    if isinstance(value, Apply) and len(value.arguments) == 1:
        function, body = (value.function,) * count, value.arguments[0]
    elif isinstance(value, Product | Hadamard):
        first = stack(value.factors[0])
        if first is not None and len(first) == count:
            function = first
            rest, operators = value.factors[1:], value.operators[1:]
            body = rest[0] if len(rest) == 1 else type(value)(rest, operators, span=value.span)
    elif (parts := stack(value)) is not None and len(parts) == count:
        return list(parts)
    blocks = [_block(body, each + 1) for each in range(count)]
    if function is None:
        return blocks
    return [
        Apply(name, (block,), span=value.span)
        for name, block in zip(function, blocks, strict=True)
    ]  # fmt: skip


def _block(node: Node, number: int) -> Node:
    """The same expression with block `number` of each matrix and bias."""
    if isinstance(node, Symbol) and node.time is None and (node.base.isupper() or node.base == "b"):
        label = node.label or Label()
        mark = Number(str(number), span=node.span)
        lower = mark if label.lower is None else Listing((label.lower, mark), (",",))
        return replace(node, label=replace(label, lower=lower))
    if isinstance(node, Sum):
        return replace(node, terms=tuple(_block(term, number) for term in node.terms))
    if isinstance(node, Product | Hadamard):
        first, *rest = node.factors
        return replace(node, factors=(_block(first, number), *rest))
    if isinstance(node, Group):
        return replace(node, body=_block(node.body, number))
    return node


def bare(node: Node) -> Node:
    """A formula without boxes, underbraces, remarks and signs that end a sentence."""
    if isinstance(node, Decorated) and node.decoration not in ("overline", "widetilde", "widehat"):
        return bare(node.body)
    if isinstance(node, Listing):
        kept = [item for item in node.items if not isinstance(item, Text | Operator | Empty)]
        if len(kept) == 1:
            return bare(kept[0])
        if kept and (" " in node.separators or len(kept) < len(node.items)):
            return bare(kept[0]) if isinstance(node.items[-1], Text) else node
    if isinstance(node, Group) and not node.open and not node.close:
        return bare(node.body)
    return node
