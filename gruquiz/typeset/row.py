"""Builds a row of a formula: boxes, brackets, and gaps where a line may be broken."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeAlias

from engine.formula import tree
from gruquiz.terminal import cells
from gruquiz.typeset import box as boxes
from gruquiz.typeset.box import Box, Line, Span, Style


class Gap(NamedTuple):
    """Blanks, and the cost of a line break there; None forbids it."""

    space: int
    cost: int | None = None
    relation: bool = False
    """The gap stands before a relation, which then begins the line."""
    style: Style | None = None


class Bracket(NamedTuple):
    """A bracket, as tall as its content."""

    sign: str
    opens: bool
    style: Style | None = None


Item: TypeAlias = Box | Gap | Bracket
Draw: TypeAlias = Mapping[type[tree.Node], Callable[["Row", Any], None]]
"""The function that appends each type of node to a row."""

RELATION, FIRST_RELATION, SIGN, LIST, PRODUCT, SIDE = 0, 40, 4, 6, 75, 100
"""Costs of line breaks: cheapest at = + −, then in lists, then in products; more in brackets."""


@dataclass(slots=True)
class Row:
    """A row under construction; `flat` keeps everything on one line."""

    draw: Draw
    flat: bool
    style: Style | None = None
    items: list[Item] = field(default_factory=list)

    def word(self, text: str) -> None:
        if text:
            self.items.append(boxes.word(text, self.style))

    def gap(self, cost: int | None = None, space: int = 1, *, relation: bool = False) -> None:
        self.items.append(Gap(space, cost, relation, self.style))

    def open(self, sign: str) -> None:
        if sign:
            self.items.append(Bracket(sign, True, self.style))

    def close(self, sign: str) -> None:
        if sign:
            self.items.append(Bracket(sign, False, self.style))

    def add(self, node: tree.Node) -> None:
        """Append the items that draw a node."""
        self.draw[type(node)](self, node)

    def apart(self, node: tree.Node, *, flat: bool) -> list[Item]:
        """The items that draw a node, in a separate row."""
        row = Row(self.draw, flat, self.style)
        row.add(node)
        return row.items

    def box(self, node: tree.Node) -> Box:
        """A node as one box."""
        return whole(self.apart(node, flat=self.flat))

    def script(self, node: tree.Node | None) -> str:
        """A script on one line without blanks: `t−1`, `i=1`; "" for none."""
        return "" if node is None else text_of(self.apart(node, flat=True), blanks=False)

    def remark(self, node: tree.Node) -> str:
        """A node on one line with its blanks."""
        return text_of(self.apart(node, flat=True), blanks=True)


def text_of(items: Sequence[Item], *, blanks: bool) -> str:
    """The text of items that are all on one line."""
    texts: list[str] = []
    for item in items:
        if isinstance(item, Box):
            texts.append(item.rows[0].text)
        elif isinstance(item, Bracket):
            texts.append(item.sign)
        elif blanks:
            texts.append(" " * item.space)
    return "".join(texts)


def whole(items: Sequence[Item]) -> Box:
    """Items as one box, each bracket as tall as its content."""
    if all(isinstance(item, Gap | Bracket) or item.height == 1 for item in items):
        return _flat(items)
    stack: list[tuple[Bracket | None, list[Box]]] = [(None, [])]
    for item in items:
        if isinstance(item, Box):
            stack[-1][1].append(item)
        elif isinstance(item, Gap):
            stack[-1][1].append(boxes.word(" " * item.space, item.style))
        elif item.opens:
            stack.append((item, []))
        else:
            opening, inside = stack.pop() if len(stack) > 1 else (None, stack.pop()[1])
            if not stack:
                stack.append((None, []))
            stack[-1][1].append(_bracketed(opening, inside, item))
    while len(stack) > 1:
        opening, inside = stack.pop()
        stack[-1][1].append(_bracketed(opening, inside, None))
    return boxes.beside(stack[0][1] or [boxes.blank(0)])


def _flat(items: Sequence[Item]) -> Box:
    """Items that are all one row high, joined at once: nearly every formula is such a row."""
    texts: list[str] = []
    spans: list[Span] = []
    at = 0
    for item in items:
        if isinstance(item, Box):
            line = item.rows[0]
            text = line.text
            spans.extend(Span(at + s.start, at + s.end, s.style) for s in line.spans)
        else:
            text = item.sign if isinstance(item, Bracket) else " " * item.space
            if item.style is not None:
                spans.append(Span(at, at + len(text), item.style))
        texts.append(text)
        at += len(text)
    joined = "".join(texts)
    return Box((Line(joined, boxes.merged(spans)),), 0, cells(joined))


def _bracketed(opening: Bracket | None, inside: Sequence[Box], closing: Bracket | None) -> Box:
    """Content in stretched brackets; one of the brackets may be on another line."""
    body = boxes.beside(inside or [boxes.blank(0)])
    left, right = (
        [] if sign is None else [boxes.bracket(sign.sign, body.height, body.base, sign.style)]
        for sign in (opening, closing)
    )
    return boxes.beside([*left, body, *right])
