"""Cards suggested from notes that hold none."""

from gruquiz.model import Block, FoundCard, Note


def suggestions(note: Note, blocks: tuple[Block, ...], decks: tuple[str, ...]) -> tuple[FoundCard, ...]:
    return ()
