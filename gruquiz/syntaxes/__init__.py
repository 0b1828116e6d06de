"""Explicit cards: each syntax claims lines of a block, in the order of `SYNTAXES`.

A syntax finds cards in a run of free lines of a passage, and names the marks that it is written
with: a note without any of them is not read closely. Lines that one syntax claims are closed to
the next.
"""

from functools import cache
from typing import NamedTuple

from gruquiz.model import Block
from gruquiz.syntaxes import cloze, drill_fence, multiline, pair
from gruquiz.syntaxes.card_span import CardSpan, Finder, LineRange, MarksOf, ParsedCard, Passage
from gruquiz.syntaxes.marks import Marks, join_marks
from gruquiz.syntaxes.syntax import Syntax


class CardSyntax(NamedTuple):
    """One way to write cards."""

    find: Finder
    marks: MarksOf


SYNTAXES: tuple[CardSyntax, ...] = (
    CardSyntax(pair.find, pair.marks),
    CardSyntax(multiline.find, multiline.marks),
    CardSyntax(drill_fence.find, drill_fence.marks),
    CardSyntax(cloze.find, cloze.marks),
)
"""A separator line is always its own card; a question line beats a highlight in its block."""

SCHEDULE = Marks(plain=("<!--SR:",))
"""A schedule comment shows that there is, or was, a card."""

__all__ = [
    "SYNTAXES",
    "CardSpan",
    "CardSyntax",
    "LineRange",
    "Marks",
    "ParsedCard",
    "Passage",
    "Syntax",
    "marks_of",
    "parse_cards",
    "parse_passage",
]


def marks_of(syntax: Syntax) -> Marks:
    """The marks of all syntaxes, and that of a schedule."""
    return _joined(SYNTAXES, syntax)


@cache
def _joined(syntaxes: tuple[CardSyntax, ...], syntax: Syntax) -> Marks:
    return join_marks([*(each.marks(syntax) for each in syntaxes), SCHEDULE])


def parse_cards(block: Block, syntax: Syntax, entries: int = 0) -> tuple[CardSpan, ...]:
    """The cards of a block in the order of their lines.

    `entries` is the number of schedules in the block's comment: where two readings are possible,
    the one with as many cards is taken.
    """
    passage = Passage(block, entries)
    if not block.comments and not marks_of(syntax).show_in(passage.text):
        return ()
    return parse_passage(passage, syntax)


def parse_passage(passage: Passage, syntax: Syntax) -> tuple[CardSpan, ...]:
    """The card spans of a block that is known to hold marks."""
    lines = passage.block.lines
    free: list[LineRange] = [(0, len(lines) - 1)] if lines else []
    found: list[CardSpan] = []
    for each in SYNTAXES:
        left: list[LineRange] = []
        for first, last in free:
            for span in each.find(passage, (first, last), syntax):
                found.append(span)
                if span.out_of_play > first:
                    left.append((first, span.out_of_play - 1))
                first = span.last + 1
            if first <= last:
                left.append((first, last))
        free = left
    return tuple(sorted(found, key=lambda span: span.first))
