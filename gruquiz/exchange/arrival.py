"""A card on its way into the library: as another program has it, and as ours takes it in."""

from hashlib import blake2b
from typing import NamedTuple

from gruquiz.library.adopting import Foreign
from gruquiz.model import Face, FoundCard, Kind, Schedule


class Arrival(NamedTuple):
    """A card as another program has it. A tuple: a table has a hundred thousand of them."""

    name: str
    """What that program calls its note."""
    ordinal: int
    """Which of the note's cards it is."""
    kind: Kind
    face: Face
    deck: str
    schedule: Schedule | None = None
    suspended: bool = False
    flag: int = 0
    past: tuple[Foreign, ...] = ()
    tags: tuple[str, ...] = ()
    named: bool = True
    """Whether the name was given; else it is made of the note's text."""

    def found(self, line: int) -> "Fresh":
        """The card as the library takes new cards in."""
        face = self.face
        return Fresh(
            self.kind,
            face,
            line,
            line,
            (self.deck,),
            blake2b(self.name.encode(), digest_size=16).digest(),
            f"anki:{self.ordinal}" if self.ordinal else _FIRST,
            self.ordinal,
            self.name,
            self.schedule,
            not (face.front.strip() and face.back.strip()),
        )


_FIRST = "anki:0"
UNTOUCHED = (None, False, 0, ())
"""Schedule, suspended, flag and past of an arrival that never was asked."""


class Fresh(NamedTuple):
    """A card as a `FoundCard` has it, made in a fifth of the time."""

    kind: Kind
    face: Face
    line: int
    end_line: int
    decks: tuple[str, ...]
    content_hash: bytes
    variant: str
    sibling: int
    anchor: str | None
    schedule: Schedule | None
    incomplete: bool
    headings: tuple[str, ...] = ()
    rule: str | None = None
    entry: str = ""
    also: tuple[int, ...] = ()

    @property
    def known(self) -> FoundCard:
        """The same, to be compared with a known card."""
        return FoundCard(**self._asdict())
