"""Quantities of a cell as rows: a name, and each number with its bar."""

from collections.abc import Iterator, Mapping, Sequence

from textual.content import Content

from gruquiz import typeset
from gruquiz.terminal import cells
from gruquiz.tui.widgets.bars import gauge, signed

WORDS = {
    "x": "input",
    "h": "old state",
    "r": "reset",
    "z": "update",
    "n": "candidate",
    "h'": "state",
}
"""What each role is, beside its letter."""

Shown = tuple[Content, float, bool]
"""A number as drawn, its value, and whether that is a share from 0 to 1."""


def labels(letters: Mapping[str, str], width: int, held: Mapping[str, str]) -> dict[str, str]:
    """The names of the rows, all of one width; words only where there is room for them.

    `held` says of a gate what its row is called instead.
    """
    symbols = {role: typeset.inline(letters[role]) for role in WORDS}
    if width < 60:
        return padded(symbols, 5)
    return padded({role: f"{held.get(role, WORDS[role])} {symbols[role]}" for role in WORDS}, 15)


def padded(names: Mapping[str, str], least: int) -> dict[str, str]:
    """Names as a column: at least so wide, with a space behind the longest."""
    size = max(least, max(map(cells, names.values())) + 1)
    return {key: name + " " * (size - cells(name)) for key, name in names.items()}


def row(label: str, numbers: Sequence[Shown], width: int, style: str) -> Iterator[Content]:
    """A quantity's numbers, each with its bar; several lines where they do not fit."""
    margin = cells(label)
    room = width - margin
    per_line = max(1, min(len(numbers), room // 14))
    bar = min(23, (room // per_line - 10) | 1)  # odd, so that a signed one has a middle
    for start in range(0, len(numbers), per_line):
        line = Content.styled(label if start == 0 else " " * margin, style)
        for shown, value, share in numbers[start : start + per_line]:
            picture = gauge(value, bar) if share else signed(value, bar)
            line = line + shown.pad_left(max(0, 6 - shown.cell_length)) + Content(" ") + picture
            line = line + Content("  ")
        yield line.rstrip()


def beside(left: list[Content], right: list[Content], width: int) -> list[Content]:
    """Two columns where both fit, else one below the other."""
    margin = max(line.cell_length for line in left) + 4
    if margin + max(line.cell_length for line in right) > width:
        return [*left, Content(""), *right]
    rows = max(len(left), len(right))
    blank = Content("")
    pairs = zip(
        left + [blank] * (rows - len(left)), right + [blank] * (rows - len(right)), strict=True
    )
    return [(a.pad_right(margin - a.cell_length) + b).rstrip() for a, b in pairs]
