"""Draws tables of cells, and formulas aligned one under the other."""

import re
from collections.abc import Sequence

from engine.formula import tree
from gruquiz.typeset import box as boxes
from gruquiz.typeset.box import Box
from gruquiz.typeset.row import LIST, RELATION, Gap, Item, Row, whole

_PAIRS = {"pmatrix": "()", "bmatrix": "[]", "Bmatrix": "{}", "vmatrix": "||", "Vmatrix": "‖‖"}
_ALIGN: dict[str, boxes.Align] = {"l": "l", "c": "c", "r": "r"}
_NUMBER = re.compile(r"−?\d+(?:\.\d+)?")


def array(row: Row, node: tree.Array) -> None:
    pair = _PAIRS.get(node.environment.rstrip("*"), "")
    opening, closing = pair[:1], pair[1:]
    if node.environment.endswith("cases") or node.environment == "rcases":
        opening, closing = ("", "}") if node.environment == "rcases" else ("{", "")
    row.open(opening)
    if row.flat:
        _flat_rows(row, [list(cells) for cells in node.rows], opening == "{" or closing == "}")
    else:
        row.items.append(_grid(row, node))
    row.close(closing)


def _flat_rows(row: Row, rows: Sequence[Sequence[tree.Node]], are_cases: bool) -> None:
    for index, cells in enumerate(rows):
        if index:
            row.word(";")
            row.gap(LIST)
        filled = [cell for cell in cells if not isinstance(cell, tree.Empty)]
        for number, cell in enumerate(filled):
            if number:
                row.word("" if are_cases else ",")
                row.gap(LIST)
            row.add(cell)


def _grid(row: Row, node: tree.Array) -> Box:
    """The cells of an array in columns, two blanks between them."""
    drawn = [[row.box(cell) for cell in cells] for cells in node.rows]
    cases = node.environment.endswith("cases")
    columns = node.columns or ("l" if cases else "c") * len(drawn[0])
    columns += columns[-1] * (len(drawn[0]) - len(columns))
    for at in range(len(drawn[0])):
        _align_decimals(drawn, at)
    widths = [max(cells[at].width for cells in drawn) for at in range(len(drawn[0]))]
    lines: list[Box] = []
    for cells in drawn:
        parts: list[Box] = []
        for letter, width, cell in zip(columns, widths, cells, strict=False):
            parts += [boxes.aligned(cell, width, _ALIGN[letter]), boxes.blank(2)]
        lines.append(boxes.beside([boxes.blank(1), *parts[:-1], boxes.blank(1)]))
    height = sum(line.height for line in lines)
    return boxes.stacked(lines, height // 2, "l")


def _align_decimals(rows: list[list[Box]], at: int) -> None:
    """Pad the numbers of a column so that their decimal points align."""
    texts = [cells[at].rows[0].text for cells in rows]
    if any(cells[at].height > 1 or cells[at].rows[0].spans for cells in rows):
        return
    if not all(_NUMBER.fullmatch(text) for text in texts):
        return
    after = [len(text.partition(".")[2]) + ("." in text) for text in texts]
    padded = [text + " " * (max(after) - size) for text, size in zip(texts, after, strict=True)]
    width = max(map(len, padded))
    for cells, text in zip(rows, padded, strict=True):
        cells[at] = boxes.word(text.rjust(width))


def lines(row: Row, node: tree.Lines) -> None:
    rows = [line for line in node.rows if not isinstance(line, tree.Empty)]
    if not rows:
        return
    if row.flat:
        for index, line in enumerate(rows):
            if index:
                row.word(";")
                row.gap(RELATION, 2)
            row.add(line)
        return
    lefts, rights = [], []
    for line in rows:
        left, right = _at_relation(row.apart(line, flat=False))
        lefts.append(whole(left))
        rights.append(whole(right))
    margin = max(left.width for left in lefts)
    lines = [
        boxes.beside([boxes.aligned(left, margin, "r"), right])
        for left, right in zip(lefts, rights, strict=True)
    ]
    height = sum(line.height for line in lines)
    row.items.append(boxes.stacked(lines, height // 2, "l"))


def _at_relation(items: list[Item]) -> tuple[list[Item], list[Item]]:
    """The items before and after the blank before the first relation."""
    for at, item in enumerate(items):
        if isinstance(item, Gap) and item.relation:
            return items[: at + 1], items[at + 1 :]
    return [], items
