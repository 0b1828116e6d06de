"""Writes and reads tables of cards for Anki's text import.

The first column is a card's permanent name: a second import updates what the first one made.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from pathlib import Path
from types import MappingProxyType

from gruquiz.errors import NoteError
from gruquiz.exchange.card_import import AT_ONCE
from gruquiz.exchange.deck_names import SEPARATOR, table_deck
from gruquiz.exchange.face_html import anki_tags, own_tags, sides
from gruquiz.exchange.field_markdown import markdown, markdowns
from gruquiz.exchange.foreign_card import CardPairs, ForeignCard, name_of
from gruquiz.exchange.row_check import RowCheck
from gruquiz.foreign import LIMITS, LimitError, Limits, Refusals
from gruquiz.model import Card, Face, Kind, card_name

HEADER = (
    "#separator:tab",
    "#html:true",
    "#notetype:Basic",
    "#guid column:1",
    "#deck column:2",
    "#tags column:5",
)
"""The header; tags are the last column so that the file is readable without Anki."""


def is_exchanged(card: Card) -> bool:
    """Whether a card can be exported: it is complete, not dropped, and has fixed sides."""
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
    """A field for a table, quoted where it begins with a quotation mark."""
    return f'"{text.replace(chr(34), chr(34) * 2)}"' if '"' in text or text[:1] == "#" else text


MOST_COLUMNS = 1000

_SEPARATORS = {
    "tab": "\t", "comma": ",", "semicolon": ";", "space": " ", "pipe": "|", "colon": ":",
}  # fmt: skip
_PLACED = ("guid", "deck", "notetype", "tags")
"""The columns that a header may name; the others are fields of the note."""


def read_table(
    path: Path,
    deck: str | None = None,
    *,
    limits: Limits = LIMITS,
    refusals: Refusals | None = None,
) -> Iterator[ForeignCard | CardPairs]:
    """The cards of a table as Anki writes and reads them: front, back, one line a card.

    Columns that the header names are used (`guid`, `deck`, `tags`) or left out; a table without
    a header has fronts and backs. Rows are read on demand; those without a valid card are
    counted in `refusals`. Raises NoteError where the file is no such table, or more than the
    limits allow.
    """
    check = RowCheck(limits, Refusals() if refusals is None else refusals)
    try:
        if not path.is_file():
            raise NoteError("is no file" if path.exists() else "there is no such file", path)
        limits.check_bytes("it has", path.stat().st_size, limits.table)
        csv.field_size_limit(limits.text)
        with path.open(encoding="utf-8-sig", newline="") as lines:
            header, first = _header(lines)
            separator = header.get("separator", "tab")
            separator = _SEPARATORS.get(separator.lower(), separator[:1] or "\t")
            rows = check.counted(_rows(chain(first, lines), separator))
            home = deck or table_deck(header.get("deck") or path.stem, limits.depth)
            named = {
                name: _column(header[f"{name} column"])
                for name in _PLACED
                if f"{name} column" in header
            }
            as_html = header.get("html", "true").lower() == "true"
            if named:
                yield from _foreign_cards(
                    rows, named, home, check, as_html=as_html, fixed=bool(deck)
                )
            else:
                yield from _pairs(rows, home, check, as_html=as_html)
    except LimitError as error:
        raise NoteError(f"is too much for one import: {error}", path) from error
    except csv.Error as error:
        raise NoteError(
            f"cannot be read as a table: {error}; perhaps a quotation mark is never closed", path
        ) from error
    except (OSError, ValueError, TypeError) as error:
        raise NoteError(f"cannot be read as a table: {error}", path) from error


def _column(number: str) -> int:
    """The index of a column that the header gives by its number, from 1."""
    if not number.isdecimal() or len(number) > 4 or not 1 <= int(number) <= MOST_COLUMNS:
        raise ValueError(f"{number[:9]!r} is not the number of a column from 1 to {MOST_COLUMNS}")
    return int(number) - 1


def _header(lines: Iterator[str]) -> tuple[dict[str, str], list[str]]:
    """The settings of the lines that begin with #, and the first line after them, if any."""
    header: dict[str, str] = {}
    for line in lines:
        if not line.startswith("#"):
            return header, [line]
        key, _, value = line[1:].strip().partition(":")
        header[key.strip().lower()] = value.strip()
    return header, []


def _rows(lines: Iterator[str], separator: str) -> Iterator[list[str]]:
    """The fields of each line. Lines are split at separators until one needs quoting rules: that
    takes a tenth of the time of a CSV reader."""
    while part := list(islice(lines, AT_ONCE)):
        whole = "".join(part)
        if '"' in whole or "\r" in whole:
            yield from csv.reader(chain(part, lines), delimiter=separator)
        else:
            yield from [line.rstrip("\n").split(separator) for line in part]


def _pairs(
    rows: Iterator[list[str]], home: str, check: RowCheck, *, as_html: bool
) -> Iterator[CardPairs]:
    """The cards in rows of two or more fields, all in one deck."""
    while part := list(islice(rows, AT_ONCE)):
        whole = check.short_enough([row for row in part if len(row) >= 2])
        fronts, backs = [row[0] for row in whole], [row[1] for row in whole]
        if as_html:
            fronts, backs = markdowns(fronts), markdowns(backs)
        yield CardPairs(home, list(map(str.strip, fronts)), list(map(str.strip, backs)))


def _foreign_cards(
    rows: Iterable[list[str]],
    named: Mapping[str, int],
    home: str,
    check: RowCheck,
    *,
    as_html: bool,
    fixed: bool,
) -> Iterator[ForeignCard]:
    """Like `_pairs`, for tables with more columns; `fixed`: whatever deck a row names."""
    taken = set(named.values())
    paths: dict[str, str] = {"": home}
    for row in rows:
        sides = [value for at, value in enumerate(row) if at not in taken]
        if len(sides) < 2:
            continue
        placed = {name: row[at].strip() for name, at in named.items() if at < len(row)}
        if not check.is_sound([*sides[:2]], placed):
            continue
        front, back = sides[0], sides[1]
        if as_html:
            front, back = markdown(front, {}), markdown(back, {})
        front, back = front.strip(), back.strip()
        name = placed.get("guid")
        deck = "" if fixed else placed.get("deck", "")
        if deck not in paths:
            paths[deck] = table_deck(deck, check.limits.depth)
        yield ForeignCard(
            name or name_of(front),
            0,
            Kind.PAIR,
            Face(front, back),
            paths[deck],
            tags=own_tags(placed.get("tags", "")),
            named=bool(name),
        )
