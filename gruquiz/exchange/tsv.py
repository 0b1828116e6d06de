"""A table of cards as Anki's text import wants it, written and read.

The first column is a card's permanent name: a second import updates what the first one made.
"""

from collections.abc import Iterable, Iterator

from gruquiz.exchange.html import html, one_line
from gruquiz.model import Card, Kind, card_name

HEADER = (
    "#separator:tab",
    "#html:true",
    "#notetype:Basic",
    "#guid column:1",
    "#deck column:2",
    "#tags column:5",
)
"""What the columns mean; the tags are the last so that the file reads well without Anki too."""

SEPARATOR = "::"
"""Anki's sign between a deck and its sub-deck."""


def is_exchanged(card: Card) -> bool:
    """Whether a card makes sense elsewhere: it is whole, wanted, and has fixed sides."""
    return not (card.missing or card.dropped or card.incomplete or card.kind is Kind.DRILL)


def table(cards: Iterable[Card]) -> Iterator[str]:
    """The lines of the file, without line ends; cards that cannot be exchanged are left out."""
    yield from HEADER
    for card in cards:
        if is_exchanged(card):
            deck = card.deck.replace("/", SEPARATOR)
            fields = card_name(card.id), deck, *sides(card), card.kind.value
            yield "\t".join(map(_field, fields))


def sides(card: Card) -> tuple[str, str]:
    """Front and back as HTML on one line each."""
    return one_line(html(card.face.front)), one_line(html(card.face.back))


def _field(text: str) -> str:
    """A field that a reader of tables takes as one: quoted where it begins like a quotation."""
    return f'"{text.replace(chr(34), chr(34) * 2)}"' if '"' in text or text[:1] == "#" else text
