"""A table of cards as Anki's text import wants it, written and read.

The first column is a card's permanent name: a second import updates what the first one made.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from pathlib import Path
from types import MappingProxyType

from gruquiz.errors import NoteError
from gruquiz.exchange.arrivals import Arrival
from gruquiz.exchange.html import SEPARATOR, anki_tags, own_tags, sides
from gruquiz.exchange.markdown import markdown
from gruquiz.model import Card, Face, Kind, card_name

HEADER = (
    "#separator:tab",
    "#html:true",
    "#notetype:Basic",
    "#guid column:1",
    "#deck column:2",
    "#tags column:5",
)
"""What the columns mean; the tags are the last so that the file reads well without Anki too."""


def is_exchanged(card: Card) -> bool:
    """Whether a card makes sense elsewhere: it is whole, wanted, and has fixed sides."""
    return not (card.missing or card.dropped or card.incomplete or card.kind is Kind.DRILL)


def table(
    cards: Iterable[Card], tags: Mapping[str, Sequence[str]] = MappingProxyType({})
) -> Iterator[str]:
    """The lines of the file, without line ends; cards that cannot be exchanged are left out.

    `tags` are those of each note, by its path.
    """
    yield from HEADER
    for card in cards:
        if is_exchanged(card):
            deck = card.deck.replace("/", SEPARATOR)
            words = " ".join(anki_tags(tags.get(card.note, ()), card.kind.value))
            fields = card_name(card.id), deck, *sides(card), words
            yield "\t".join(map(_field, fields))


def _field(text: str) -> str:
    """A field that a reader of tables takes as one: quoted where it begins like a quotation."""
    return f'"{text.replace(chr(34), chr(34) * 2)}"' if '"' in text or text[:1] == "#" else text


_SEPARATORS = {
    "tab": "\t", "comma": ",", "semicolon": ";", "space": " ", "pipe": "|", "colon": ":",
}  # fmt: skip
_PLACED = ("guid", "deck", "notetype", "tags")
"""The columns that a header may name; what is left are the fields of the note."""


def read_table(path: Path, deck: str | None = None) -> list[Arrival]:
    """The cards of a table as Anki writes and reads them: front, back, one line a card.

    Columns that the header names are used (`guid`, `deck`) or left out; a table without a header
    has fronts and backs. Raises NoteError where the file is no such table.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise NoteError(f"cannot be read as a table: {error}", path) from error
    lines = text.splitlines(keepends=True)
    header: dict[str, str] = {}
    while lines and lines[0].startswith("#"):
        key, _, value = lines.pop(0)[1:].strip().partition(":")
        header[key.strip().lower()] = value.strip()
    separator = header.get("separator", "tab")
    separator = _SEPARATORS.get(separator.lower(), separator[:1] or "\t")
    rows = csv.reader(lines, delimiter=separator)
    try:
        return [found for row in rows if (found := _arrival(row, header, path, deck)) is not None]
    except (csv.Error, ValueError) as error:
        raise NoteError(f"cannot be read as a table: {error}", path) from error


def _arrival(
    row: list[str], header: Mapping[str, str], path: Path, deck: str | None
) -> Arrival | None:
    """The card in a row; None for a row without two fields."""
    named = {
        name: int(header[f"{name} column"]) - 1 for name in _PLACED if f"{name} column" in header
    }
    placed = {name: row[at].strip() for name, at in named.items() if at < len(row)}
    sides = [value for at, value in enumerate(row) if at not in named.values()]
    if len(sides) < 2:
        return None
    if header.get("html", "true").lower() == "true":
        sides = [markdown(side, {}) for side in sides]
    front, back = sides[0].strip(), sides[1].strip()
    # Without a name of its own a note is known by its first field, as in Anki.
    name = placed.get("guid") or blake2b(front.encode(), digest_size=8).hexdigest()
    home = deck or placed.get("deck") or header.get("deck") or path.stem
    return Arrival(
        name,
        0,
        Kind.PAIR,
        Face(front, back),
        home.replace(SEPARATOR, "/"),
        tags=own_tags(placed.get("tags", "")),
    )
