"""Suggests cards from notes without cards: one rule a file, in the order of `SUGGESTERS`.

Precision before recall: a card that a careful teacher would not have written is a defect.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from gruquiz.model import Block, FoundCard, Note
from gruquiz.suggesters import (
    answered_question,
    compute,
    contrast,
    definition,
    emphasis,
    equation,
    heading,
)
from gruquiz.suggesters.page import Page, page_of

if TYPE_CHECKING:
    from gruquiz.cells import NoteCell

SUGGESTERS: tuple[Callable[[Page], Iterable[FoundCard]], ...] = (
    definition.suggest,
    contrast.suggest,
    emphasis.suggest,
    answered_question.suggest,
    heading.suggest,
    equation.suggest,
    compute.suggest,
)
"""If two rules suggest the same card, the earlier one wins."""

__all__ = ["SUGGESTERS", "suggestions"]


def suggestions(
    note: Note,
    blocks: Sequence[Block],
    decks: tuple[str, ...],
    cell: "NoteCell | None" = None,
) -> tuple[FoundCard, ...]:
    """The cards that a careful teacher would take from a note, in the order of its lines.

    `cell` is what its equations state.
    """
    page = page_of(note, blocks, decks, cell)
    asked: set[tuple[str, str]] = set()
    found: dict[tuple[bytes, str], FoundCard] = {}
    for suggest in SUGGESTERS:
        for card in suggest(page):
            if (card.face.front, card.face.back) not in asked:
                asked.add((card.face.front, card.face.back))
                found.setdefault((card.content_hash, card.variant), card)
    return tuple(sorted(found.values(), key=lambda card: card.line))
