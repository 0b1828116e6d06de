"""Explicit cards: each syntax claims lines of a block, in the order of `SYNTAXES`.

A syntax is a function of a passage, a run of its free lines and the settings. What one claims is
out of play for the next.
"""

from gruquiz.model import Block
from gruquiz.syntaxes import cloze, drill_fence, multiline, pair
from gruquiz.syntaxes.card_span import CardSpan, Finder, LineRange, ParsedCard, Passage
from gruquiz.syntaxes.syntax import Syntax

SYNTAXES: tuple[Finder, ...] = (pair.find, multiline.find, drill_fence.find, cloze.find)
"""A separator line is always its own card; a question line beats a highlight in its block."""

__all__ = [
    "SYNTAXES",
    "CardSpan",
    "LineRange",
    "ParsedCard",
    "Passage",
    "Syntax",
    "parse_cards",
    "parse_passage",
]


def parse_cards(block: Block, syntax: Syntax, entries: int = 0) -> tuple[CardSpan, ...]:
    """The cards of a block in the order of their lines.

    `entries` is the number of schedules in the block's comment: where two readings are possible,
    the one with as many cards is taken.
    """
    passage = Passage(block, entries)
    if not block.comments and not syntax.may_hold_cards(passage.text):
        return ()
    return parse_passage(passage, syntax)


def parse_passage(passage: Passage, syntax: Syntax) -> tuple[CardSpan, ...]:
    """The claims of a block of which it is known that it may hold cards."""
    lines = passage.block.lines
    free: list[LineRange] = [(0, len(lines) - 1)] if lines else []
    found: list[CardSpan] = []
    for find in SYNTAXES:
        left: list[LineRange] = []
        for first, last in free:
            for claim in find(passage, (first, last), syntax):
                found.append(claim)
                if claim.out_of_play > first:
                    left.append((first, claim.out_of_play - 1))
                first = claim.last + 1
            if first <= last:
                left.append((first, last))
        free = left
    return tuple(sorted(found, key=lambda claim: claim.first))
