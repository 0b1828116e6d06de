"""Draws what takes more than one line: fractions, roots, limits, braces, arrays."""

from collections.abc import Sequence

from engine.formula import tree
from gruquiz.typeset import box as boxes
from gruquiz.typeset.box import Box
from gruquiz.typeset.chains import hole, is_plain
from gruquiz.typeset.letters import put_scripts
from gruquiz.typeset.row import Item, Row, whole
from gruquiz.typeset.scripts import raised

_UNDER = {"underbrace": ("╰", "┬", "╯"), "overbrace": ("╭", "┴", "╮")}
_COVERS = {"underline": "─", "overline": "─", "widehat": "^", "widetilde": "~"}
_COVER_NAMES = {"overline": "bar", "widehat": "hat", "widetilde": "tilde", "overrightarrow": "vec"}
"""The names of covers over several letters, for drawing on one line."""
_STROKE = "\u0338"


def _is_simple(node: tree.Node, *, above: bool) -> bool:
    """Whether a node needs no brackets beside a slash (above: before it) or under a root."""
    if isinstance(node, tree.Product):
        if any(node.operators):
            return False
        differential = len(node.factors) == 2 and node.factors[0] in (
            tree.Symbol("∂"), tree.Symbol("d"), tree.Symbol("Δ"),
        )  # fmt: skip
        return differential or all(
            _is_simple(factor, above=above) and (above or is_plain(factor))
            for factor in node.factors
        )
    if isinstance(node, tree.Apply):
        return bool(node.open)
    return isinstance(
        node, tree.Number | tree.Symbol | tree.Text | tree.Group | tree.Power | tree.Root
    )


def _bracketed(row: Row, node: tree.Node, *, above: bool = False) -> None:
    simple = _is_simple(node, above=above)
    row.open("" if simple else "(")
    row.add(node)
    row.close("" if simple else ")")


def fraction(row: Row, node: tree.Fraction) -> None:
    if row.flat:
        _bracketed(row, node.numerator, above=True)
        row.word("/")
        _bracketed(row, node.denominator)
        return
    top, bottom = row.box(node.numerator), row.box(node.denominator)
    bar = boxes.word("─" * max(top.width, bottom.width), row.style)
    row.items.append(boxes.stacked([top, bar, bottom], top.height))


def root(row: Row, node: tree.Root) -> None:
    index = row.script(node.index)
    sign = {"": "√", "2": "√", "3": "∛", "4": "∜"}.get(index)
    if sign is None:
        row.word(raised(index) or index)
        sign = "√"
    items = row.apart(node.body, flat=row.flat)
    body = whole(items)
    if body.height == 1:
        simple = _is_simple(node.body, above=False)
        row.word(sign)
        row.open("" if simple else "(")
        row.items += items
        row.close("" if simple else ")")
        return
    left = [boxes.word(" ┌"), *[boxes.word(" │")] * (body.height - 1), boxes.word(f"{sign}│")]
    bar = boxes.word("─" * body.width)
    row.items += [
        boxes.stacked(left, body.base + 1),
        boxes.stacked([bar, body], body.base + 1),
    ]


def large(row: Row, node: tree.Large) -> None:
    lower, upper = row.script(node.lower), row.script(node.upper)
    sign = [boxes.word(node.operator, row.style)]
    if row.flat or not (lower or upper) or node.operator == "∫":
        put_scripts(row, sign, lower, upper)
    else:
        limits = [boxes.word(upper, row.style)] if upper else []
        limits += sign
        limits += [boxes.word(lower, row.style)] if lower else []
        row.items.append(boxes.stacked(limits, 1 if upper else 0))
    if not isinstance(node.body, tree.Empty):
        row.gap()
        row.add(node.body)


def decorated(row: Row, node: tree.Decorated) -> None:
    kind, remark = str(node.decoration), node.remark
    if kind == "hole":
        hole(row, row.script(node.body) or "…")
    elif kind == "answer":
        outer, row.style = row.style, "answer"
        row.add(node.body)
        row.style = outer
    elif kind == "phantom":
        return
    elif kind == "cancel":
        row.items += _struck(row.apart(node.body, flat=row.flat))
    elif row.flat:
        named = _COVER_NAMES.get(kind, "")
        row.word(named)
        row.open("(" if named else "")
        row.add(node.body)
        row.close(")" if named else "")
        if remark is not None:
            row.word(f" ⟨{row.remark(remark)}⟩")
    elif kind == "boxed":
        row.items.append(boxes.framed(row.box(node.body)))
    else:
        row.items.append(_covered(row, row.box(node.body), kind, remark))


def _struck(items: Sequence[Item]) -> list[Item]:
    """Items on one line with a stroke through every letter; taller ones as they are."""
    return [
        boxes.word("".join(letter + _STROKE for letter in item.rows[0].text))
        if isinstance(item, Box) and item.height == 1
        else item
        for item in items
    ]


def _covered(row: Row, body: Box, kind: str, remark: tree.Node | None) -> Box:
    """A body with a brace, a line or a remark above or below it."""
    note = None if remark is None else boxes.word(row.remark(remark), row.style)
    if kind in _UNDER:
        left, middle, right = _UNDER[kind]
        inner = max(1, body.width - 2)
        half = (inner - 1) // 2
        brace = left + "─" * half + middle + "─" * (inner - 1 - half) + right
        cover: list[Box] = [boxes.word(brace, row.style)]
    else:
        sign = _COVERS.get(kind, "")
        cover = [boxes.word(sign * body.width if sign == "─" else sign, row.style)] if sign else []
    if kind in ("underbrace", "underline", "underset"):
        parts = [body, *cover, *([note] if note else [])]
        return boxes.stacked(parts, body.base)
    parts = [*([note] if note else []), *cover, body]
    return boxes.stacked(parts, body.base + len(parts) - 1)
