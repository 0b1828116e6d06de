"""The shipped decks as the importer reads them."""

import re
from functools import cache
from pathlib import Path

from gruquiz.importer.card_reader import ParsedNote, read_cards
from gruquiz.markdown import plain
from gruquiz.model import FoundCard, Note
from gruquiz.notes import read_note
from gruquiz.syntaxes import Syntax

ROOT = Path(__file__).parents[2] / "decks"
FILES = sorted(ROOT.rglob("*.md"))


def name(path: Path) -> str:
    return path.stem


@cache
def note(path: Path) -> Note:
    return read_note(path)


@cache
def reading(path: Path) -> ParsedNote:
    """All that the importer finds in a deck's file, its deck named by its folder."""
    return read_cards(note(path), Syntax(), path.parent.relative_to(ROOT).as_posix())


def body(path: Path) -> str:
    """What a deck's file says: without front matter and without its list of sources."""
    text = "\n".join(note(path).lines)
    return text.partition("\n## Sources\n")[0]


def cards() -> list[FoundCard]:
    return [card for path in FILES for card in reading(path).cards]


def asked(card: FoundCard) -> str:
    """A front reduced to what it asks: no marks, no case, no spaces."""
    return re.sub(r"[\W_]+", " ", plain(card.face.front).lower()).strip()
