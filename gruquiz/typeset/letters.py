"""Draws letters, numbers and their scripts."""

from collections.abc import Sequence

from engine.formula import tree
from gruquiz.typeset import box as boxes
from gruquiz.typeset.box import Box
from gruquiz.typeset.row import Item, Row, whole
from gruquiz.typeset.scripts import accented, in_font, lowered, raised

_INDEXES = frozenset({"ij", "ji", "ik", "ki", "jk", "kj", "ijk"})
_DRAWN = {"⋅": "·", "-": "−", "∼": "~", "*": "∗", "∙": "•"}


def sign(text: str) -> str:
    """An operator as it is drawn: a true minus, a middle dot."""
    return _DRAWN.get(text, text)


def nothing(row: Row, node: tree.Empty) -> None:
    """An empty cell leaves no trace."""


def number(row: Row, node: tree.Number) -> None:
    row.word(node.text)


def text(row: Row, node: tree.Text) -> None:
    row.word(" ".join(node.text.split()))


def operator(row: Row, node: tree.Operator) -> None:
    row.word(sign(node.text))


def _time(time: tree.Time) -> str:
    inner = time.letter + time.offset.replace("-", "−")
    opening, closing = (time.bracket[0], time.bracket[1]) if time.bracket else ("", "")
    return f"{opening}{inner}{closing}"


def time(row: Row, node: tree.Time) -> None:
    row.word(_time(node))


def label(row: Row, node: tree.Label) -> None:
    for part in (node.lower, node.upper):
        if part is not None:
            row.add(part)


def symbol(row: Row, node: tree.Symbol) -> None:
    base = accented(in_font(node.base, node.font), node.accents)
    lower = _script(row, node.label.lower if node.label else None, node.time, "lower")
    upper = _script(row, node.label.upper if node.label else None, node.time, "upper")
    call = _time(node.time) if node.time is not None and node.time.side == "call" else ""
    if call and not call.startswith("("):
        call = f"({call})"
    put_scripts(row, [boxes.word(base, row.style)], lower, upper)
    row.word(call)


def _script(row: Row, label: tree.Node | None, time: tree.Time | None, side: str) -> str:
    """The content of one script of a symbol: its label, its time, or both."""
    text = row.script(label)
    if time is None or time.side != side:
        return text
    if not text:
        return _time(time)
    return f"{_time(time)},{text}" if time.first else f"{text},{_time(time)}"


def put_scripts(row: Row, body: Sequence[Item], lower: str, upper: str) -> None:
    """Add a body with its scripts: in Unicode if possible, else as `W_z` or on separate rows."""
    low = None if _is_name(lower) else lowered(lower)
    high = raised(upper)
    tall = any(isinstance(item, Box) and item.height > 1 for item in body)
    if tall:
        box = whole(body)
        row.items.append(boxes.beside([box, _at_corners(row, box, high or upper, low or lower)]))
        return
    if low is None and (row.flat or lower.isalnum()):
        low = f"_{lower}" if lower.isalnum() else f"_{{{lower}}}"
    if high is None and row.flat:
        simple = len(upper) == 1 or upper[:1] + upper[-1:] in ("()", "<>", "[]", "⟨⟩")
        high = f"^{upper}" if simple else f"^{{{upper}}}"
    if low is not None and high is not None:
        row.items.extend(body)
        row.word(low + high)
        return
    base = boxes.beside([whole(body), boxes.word((low or "") + (high or ""), row.style)])
    above = [boxes.word(upper, row.style)] if high is None else []
    below = [boxes.word(lower, row.style)] if low is None else []
    side = boxes.stacked([*above, boxes.blank(0), *below], len(above), "l")
    row.items.append(boxes.beside([base, side]))


def _at_corners(row: Row, box: Box, upper: str, lower: str) -> Box:
    """Scripts to the right of a tall body, in its first and its last row."""
    middle = [boxes.blank(0)] * (box.height - 2)
    parts = [boxes.word(upper, row.style), *middle, boxes.word(lower, row.style)]
    return boxes.stacked(parts, box.base, "l")


def _is_name(label: str) -> bool:
    """`ir` in `W_ir`: Unicode has subscripts for only some such names; all must look alike."""
    return len(label) > 1 and label.isalpha() and label not in _INDEXES


def power(row: Row, node: tree.Power) -> None:
    if not row.flat and row.box(node.exponent).height > 1:
        base, exponent = row.box(node.base), row.box(node.exponent)
        side = boxes.stacked([exponent, *[boxes.blank(exponent.width)] * (base.base + 1)], 0, "l")
        row.items += [base, Box(side.rows, side.height - 1, side.width)]
        return
    put_scripts(row, _body(row, node.base), "", row.script(node.exponent))


def scripted(row: Row, node: tree.Scripted) -> None:
    put_scripts(row, _body(row, node.body), row.script(node.lower), row.script(node.upper))


def _body(row: Row, node: tree.Node) -> Sequence[Item]:
    """The body of scripts: its items while they are on one line, else one box."""
    items = row.apart(node, flat=row.flat)
    tall = any(isinstance(item, Box) and item.height > 1 for item in items)
    return [whole(items)] if tall else items
