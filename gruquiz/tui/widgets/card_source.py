"""Where a card comes from: the block of its note, drawn as the card is."""

from textual.content import Content

from gruquiz.model import Card, Note
from gruquiz.notes import blocks
from gruquiz.terminal import visible
from gruquiz.tui.widgets.drawn import Drawn, path_lines
from gruquiz.tui.widgets.markdown_lines import page

SHORTER = "The note has become shorter: read it again (`r` on the decks screen)."
NOTHING_THERE = "There is no text on this line any more: read the note again (`r` on the decks)."


class CardSource(Drawn):
    """The block of the note that a card comes from."""

    def __init__(self, card: Card, note: Note, path: str) -> None:
        super().__init__()
        self.card = card
        self.note = note
        self.path = path
        """As it is shown: of guests, the name alone."""

    def lines(self, width: int) -> list[Content]:
        place = path_lines(f"{visible(self.path)}, line {self.card.line}", width)
        heading = (line.stylize("$quiet") for line in place)
        return [*heading, Content(""), *page(source(self.note, self.card.line), width)]


def source(note: Note, line: int) -> str:
    """The whole block that a line lies in, as markdown: a fence with its empty lines."""
    if line > len(note.lines):
        return SHORTER
    found, _ = blocks(note)
    text = next((each.text for each in found if each.start <= line <= each.end), NOTHING_THERE)
    # The lines as they are in the note: a card's face joins those of a paragraph, but here a
    # separator has one of its own.
    return "  \n".join(text.split("\n"))
