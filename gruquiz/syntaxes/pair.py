"""`front::back` and `front:::back`: a card on one line."""

import re
from collections.abc import Iterator
from functools import cache

from gruquiz.model import Face, Kind, NoteWarning
from gruquiz.syntaxes.card_span import (
    GUARDED,
    CardSpan,
    LineRange,
    ParsedCard,
    Passage,
    split_block_ids,
    split_leading_tags,
    strip_list_marks,
    strip_quote_marks,
)
from gruquiz.syntaxes.marks import Marks
from gruquiz.syntaxes.syntax import Syntax

# First parts of joined paths that are always code, whatever follows.
_NAMESPACES = frozenset(
    ("std", "boost", "crate", "self", "super", "absl", "folly", "tokio", "Eigen")
)
_LEFT_PATH = re.compile(r"(?:\w+::)*(\w+)$")
_NEAR = 1000
"""Letters to either side of a `::` in which the brackets of a slice are looked for."""
_LONGEST_PATH = 200
"""Letters of a path: what a line has more is not read for each of its separators."""
_RIGHT_PATH = re.compile(r"\w+(?:::\w+)*")
_MACRO = re.compile(r"![(\[{]")


def find(passage: Passage, run: LineRange, syntax: Syntax) -> Iterator[CardSpan]:
    """One card span for each line with a separator; no later syntax reads the lines above it."""
    out_of_play = run[0]
    separators = [
        separator
        for separator in _separators(syntax.inline, syntax.inline_reversed)
        if separator[0] in passage.text
    ]
    if not separators:
        return
    for index in range(run[0], run[1] + 1):
        line = passage.block.lines[index]
        for mark, reverse in separators:
            if mark not in line:
                continue
            if index in passage.fenced or (syntax.guard_tables and _is_row(line)):
                break
            column = _column(passage, index, mark, syntax)
            if column >= 0:
                yield _claim(passage, index, (column, mark, reverse), out_of_play, syntax)
                out_of_play = index + 1
                break


def marks(syntax: Syntax) -> Marks:
    """The separators, wherever they are on a line."""
    return Marks(plain=tuple(mark for mark in (syntax.inline, syntax.inline_reversed) if mark))


@cache
def _separators(inline: str, inline_reversed: str) -> list[tuple[str, bool]]:
    """The marks and whether each asks both ways, the longer first: it may hold the other."""
    marks = {(mark, mark == inline_reversed) for mark in (inline, inline_reversed) if mark}
    return sorted(marks, key=lambda separator: -len(separator[0]))


@cache
def _guarded(code: bool, maths: bool, links: bool) -> frozenset[str]:
    """The kinds of regions in which a separator makes no card."""
    unguarded: set[str] = set()
    for guarded, kinds in ((code, ("code",)), (maths, ("math", "display")), (links, ("link",))):
        if not guarded:
            unguarded.update(kinds)
    return GUARDED - unguarded


def _is_row(line: str) -> bool:
    return strip_quote_marks(line).lstrip().startswith("|")


def _column(passage: Passage, index: int, mark: str, syntax: Syntax) -> int:
    """Where in a line the separator stands; -1 where each one is something else."""
    line, start = passage.block.lines[index], passage.offsets[index]
    guarded = _guarded(syntax.guard_inline_code, syntax.guard_maths, syntax.guard_links)
    column = line.find(mark)
    while column >= 0:
        end = column + len(mark)
        if set(mark) == {":"}:
            end = _run_end(line, end)
        if (
            not _is_other_colons(line, (column, end), mark)
            and passage.is_free(start + column, start + column + len(mark), guarded)
            and not (syntax.guard_code and _is_code(passage, index, column, mark))
        ):
            return column
        column = line.find(mark, end)  # behind the whole run, so that no colon is read twice
    return -1


def _run_end(line: str, end: int) -> int:
    """Where the run of colons that reaches an offset ends."""
    return len(line) - len(line[end:].lstrip(":")) if line.startswith(":", end) else end


def _is_other_colons(line: str, run: tuple[int, int], mark: str) -> bool:
    """Whether a run of colons only looks like this separator.

    A longer run such as `::::` is none, and a line that opens with `:::` is the fence of an
    admonition in other dialects.
    """
    if set(mark) != {":"}:
        return False
    start, end = run
    return end - start > len(mark) or (len(mark) > 2 and not line[:start].strip(" \t>"))


def _is_code(passage: Passage, index: int, column: int, mark: str) -> bool:
    """Whether `::` is the scope or slice of a programming language."""
    line = passage.block.lines[index]
    if mark != "::" or (passage.block.comments and passage.is_last(index)):
        return False  # a schedule below proves that its owner reads the line as a card
    start, end = max(column - _NEAR, 0), column + _NEAR
    opened = line.count("[", start, column) > line.count("]", start, column)
    if opened and line.find("]", column, end) >= 0:
        return True
    start = max(column - _LONGEST_PATH, start)
    left = _LEFT_PATH.search(line, start, column)
    right = _RIGHT_PATH.match(line, column + 2, end)
    if left is None or right is None:
        return False
    if left[0].split("::")[0] in _NAMESPACES:
        return True
    after = line[right.end() : right.end() + 1]
    if after == "!":
        return _MACRO.match(line, right.end()) is not None
    return after != "" and after in "<({;*&"


def _claim(
    passage: Passage, index: int, place: tuple[int, str, bool], out_of_play: int, syntax: Syntax
) -> CardSpan:
    column, mark, reverse = place
    line = passage.block.lines[index]
    front, tags = split_leading_tags(
        strip_list_marks(strip_quote_marks(line[:column])).strip(), syntax
    )
    back, anchor = split_block_ids(line[column + len(mark) :])
    if anchor is None and index + 1 < len(passage.block.lines) and passage.is_last(index + 1):
        anchor = split_block_ids(passage.block.lines[index + 1])[1]
    last = index
    if anchor is not None and not passage.is_last(index):
        last = index + 1 if split_block_ids(line)[1] is None else index
    front, back = front.strip(), back.strip()
    incomplete = not front or not back
    number = passage.line_number(index)
    warnings = []
    if incomplete:
        side = "front" if not front else "back"
        warnings.append(
            NoteWarning(
                number, f"the card has no {side}: kept as incomplete, not asked until it has one"
            )
        )
    warnings.extend(_lost_clozes(passage, out_of_play, index, syntax))
    cards = [ParsedCard(Face(front, back), "pair:forward", incomplete)]
    if reverse:
        cards.append(ParsedCard(Face(back, front), "pair:reverse", incomplete))
    return CardSpan(
        Kind.PAIR,
        index,
        last,
        f"{front}\n{back}",
        tuple(cards),
        anchor,
        tags,
        out_of_play,
        two_way=reverse,
        warnings=tuple(warnings),
    )


def _lost_clozes(passage: Passage, first: int, index: int, syntax: Syntax) -> Iterator[NoteWarning]:
    """Highlights above a separator line in one block belong to no card: worth a word."""
    if not any(pattern.startswith("==") for pattern in syntax.clozes):
        return
    start, end = passage.offsets[first], passage.offsets[index]
    if "==" in passage.text[start:end] and any(
        start <= mark.start < end for mark in passage.highlights
    ):
        yield NoteWarning(
            passage.line_number(first),
            "a highlight directly above a `::` line makes no card: put a blank line between",
        )
