"""A table of cards as Anki's text import wants it, written and read.

The first column is a card's permanent name: a second import updates what the first one made.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from itertools import chain
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


def read_table(path: Path, deck: str | None = None) -> Iterator[Arrival]:
    """The cards of a table as Anki writes and reads them: front, back, one line a card.

    Columns that the header names are used (`guid`, `deck`, `tags`) or left out; a table without
    a header has fronts and backs. Read as it is asked for; raises NoteError where the file is no
    such table.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            header, first = _header(lines)
            separator = header.get("separator", "tab")
            separator = _SEPARATORS.get(separator.lower(), separator[:1] or "\t")
            yield from _arrivals(
                csv.reader(chain(first, lines), delimiter=separator),
                header,
                deck or header.get("deck") or path.stem,
                fixed=bool(deck),
            )
    except (OSError, UnicodeDecodeError, csv.Error, ValueError) as error:
        raise NoteError(f"cannot be read as a table: {error}", path) from error


def _header(lines: Iterator[str]) -> tuple[dict[str, str], list[str]]:
    """What the lines that begin with # say, and the line after them where there is one."""
    header: dict[str, str] = {}
    for line in lines:
        if not line.startswith("#"):
            return header, [line]
        key, _, value = line[1:].strip().partition(":")
        header[key.strip().lower()] = value.strip()
    return header, []


def _arrivals(
    rows: Iterable[list[str]], header: Mapping[str, str], home: str, *, fixed: bool
) -> Iterator[Arrival]:
    """The cards in rows of two fields and more; `fixed`: whatever deck a row names."""
    named = {
        name: int(header[f"{name} column"]) - 1 for name in _PLACED if f"{name} column" in header
    }
    taken = set(named.values())
    as_html = header.get("html", "true").lower() == "true"
    home, pair = home.replace(SEPARATOR, "/"), Kind.PAIR
    nothing: Mapping[str, str] = {}
    for row in rows:
        sides, placed = row, nothing
        if named:
            sides = [value for at, value in enumerate(row) if at not in taken]
            placed = {name: row[at].strip() for name, at in named.items() if at < len(row)}
        if len(sides) < 2:
            continue
        front, back = sides[0], sides[1]
        if as_html:
            front, back = markdown(front, {}), markdown(back, {})
        front, back = front.strip(), back.strip()
        name = placed.get("guid")
        deck = None if fixed else placed.get("deck")
        tags = placed.get("tags")
        yield Arrival(
            # Without a name of its own a note is known by its first field, as in Anki.
            name or blake2b(front.encode(), digest_size=8).hexdigest(),
            0,
            pair,
            Face(front, back),
            deck.replace(SEPARATOR, "/") if deck else home,
            tags=own_tags(tags) if tags else (),
            named=bool(name),
        )
