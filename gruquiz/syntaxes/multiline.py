"""A question and its answer over several lines, parted by a line `?` or `??`."""

import re
from collections.abc import Iterator

from gruquiz.model import Face, Kind, NoteWarning
from gruquiz.syntaxes.card_span import (
    QUOTE,
    CardSpan,
    LineRange,
    ParsedCard,
    Passage,
    split_block_ids,
    split_leading_tags,
    strip_quote_marks,
)
from gruquiz.syntaxes.marks import Marks
from gruquiz.syntaxes.syntax import Syntax

_CALLOUT = re.compile(r"\[!([^\]|]+)(?:\|[^\]]*)?\][+-]?[ \t]*")


def find(passage: Passage, run: LineRange, syntax: Syntax) -> Iterator[CardSpan]:
    """At most one card span: the whole run, where a separator line has something above it."""
    marks = {syntax.question: False, syntax.question_reversed: True}
    marks.pop("", None)
    if not any(mark in passage.text for mark in marks):
        return
    for index in range(run[0], run[1] + 1):
        if index in passage.fenced:
            continue
        mark = strip_quote_marks(passage.block.lines[index]).strip()
        if mark in marks and any(
            passage.block.lines[above].strip() for above in range(run[0], index)
        ):
            yield _claim(passage, run, index, marks[mark], syntax)
            return


def marks(syntax: Syntax) -> Marks:
    """The separators, each alone on its line."""
    lone = (syntax.question, syntax.question_reversed)
    return Marks(
        alone=tuple(
            [(mark, re.compile(rf"{re.escape(mark)}[ \t]*(?:\n|\Z)")) for mark in lone if mark]
        )
    )


def _claim(passage: Passage, run: LineRange, index: int, two_way: bool, syntax: Syntax) -> CardSpan:
    front, _ = split_block_ids(_side(passage, run[0], index - 1))
    back, anchor = split_block_ids(_side(passage, index + 1, run[1]))
    front, tags = split_leading_tags(_CALLOUT.sub("", front.strip(), count=1).strip(), syntax)
    front, back = front.strip("\n"), back.strip("\n").rstrip()
    incomplete = not front or not back
    cards = [ParsedCard(Face(front, back), "question:forward", incomplete)]
    if two_way and not syntax.one_way:
        cards.append(ParsedCard(Face(back, front), "question:reverse", incomplete))
    warnings: tuple[NoteWarning, ...] = ()
    if incomplete:
        side = "question" if not front else "answer"
        warning = f"the card has no {side}: kept as incomplete, not asked until it has one"
        warnings = (NoteWarning(passage.line_number(index), warning),)
    return CardSpan(
        Kind.QUESTION,
        run[0],
        run[1],
        f"{front}\n{back}",
        tuple(cards),
        anchor,
        tags,
        two_way=two_way,
        warnings=warnings,
    )


def _side(passage: Passage, first: int, last: int) -> str:
    """Lines as text, one level of quotation marks taken off where all have them."""
    lines = [
        passage.block.lines[index]
        for index in range(first, last + 1)
        if index not in passage.block.removed
    ]
    if lines and all(line.lstrip().startswith(">") for line in lines):
        lines = [QUOTE.sub("", line, count=1) for line in lines]
    return "\n".join(lines)
