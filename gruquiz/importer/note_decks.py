"""Which decks the cards of a note go to."""

from collections.abc import Sequence

from gruquiz.model import Block, Note
from gruquiz.notes.tags import line_tags, metadata_tags
from gruquiz.syntaxes import CardSpan, Syntax


class NoteDecks:
    """Walks a note with its reader and knows the decks of every card.

    First hit: a tag at the card's very start; the nearest line above that holds flashcard tags
    and is no card's; the front matter's; the first in the note; the default. Where the learner
    asked for a deck, or has decks by folder, it is always the default.
    """

    def __init__(
        self, note: Note, text: str, syntax: Syntax, default: str, fixed: bool = False
    ) -> None:
        self.syntax = syntax
        self.nearest: tuple[str, ...] = ()
        self.of_note: tuple[str, ...] = (default,)
        tags = () if fixed or syntax.folder_decks else self._flashcard(note.tags)
        if tags:
            self.of_note = self._flashcard(metadata_tags(note.metadata)) or tags[:1]
        self.varied = bool(tags) and any(f"#{name}" in text for name in syntax.flashcard_tags)
        """Whether a tag in the text may give some card another deck than the note's."""

    def of_spans(self, block: Block, spans: Sequence[CardSpan]) -> list[tuple[str, ...]]:
        """The decks of each card span of the next block, the home deck first."""
        if not self.varied:
            return [self.of_note] * len(spans)
        found: list[tuple[str, ...]] = []
        index = 0
        for span in spans:
            self._pass(block, index, span.first)
            found.append(span.tags or self.nearest or self.of_note)
            index = span.last + 1
        self._pass(block, index, len(block.lines))
        return found

    def _pass(self, block: Block, first: int, end: int) -> None:
        for line in block.lines[first:end]:
            if "#" in line:
                self.nearest = self._flashcard(line_tags(line)) or self.nearest

    def _flashcard(self, tags: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(tag for tag in tags if self.syntax.is_flashcard_tag(tag)))
