"""Suggested cards that were studied and that a newer rule no longer makes: they stay for as long as
their text is in the note."""

import re
from collections.abc import Callable, Iterable, Sequence

from gruquiz.model import CardId, FoundCard, Kind, KnownCard, Note
from gruquiz.notes import blocks

_MARKS = re.compile(r"[\s*_=$]+|\\\\|&")


def studied_and_stated(
    lost: Iterable[KnownCard], note: Callable[[], Note], cards: Sequence[FoundCard]
) -> frozenset[CardId]:
    """Those of the lost cards that were suggested, have been answered, and are still stated.

    What stands in a block that now has a card of its author's is that card's to ask. The note is
    asked for only where a card is in question.
    """
    studied = [card for card in lost if card.rule is not None and card.last_review is not None]
    studied = [card for card in studied if card.kind is not Kind.DRILL]
    if not studied:
        return frozenset()
    carded: set[int] = set()
    for found in cards:
        if found.rule is None:
            carded.update(range(found.line, found.end_line + 1))
    free = [
        block.text for block in blocks(note())[0]
        if carded.isdisjoint(range(block.start, block.end + 1))
    ]  # fmt: skip
    text = "\n".join(map(_bare, free))
    return frozenset(card.id for card in studied if _stated(card, text))


def _stated(card: KnownCard, text: str) -> bool:
    from gruquiz.judge import without_answers  # the judge comes with it: only for these few cards

    said = _bare(without_answers(card.face.back.rpartition("\n\n")[2]))
    return bool(said) and said in text


def _bare(text: str) -> str:
    """A text without spacing, emphasis and the marks of alignment."""
    return _MARKS.sub("", text)
