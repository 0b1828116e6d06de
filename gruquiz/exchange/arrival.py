"""A card on its way into the library: as another program has it, and as ours takes it in."""

from collections.abc import Sequence
from hashlib import blake2b
from typing import NamedTuple

from gruquiz.library.adopting import Foreign
from gruquiz.library.runs import Run
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

    @property
    def variant(self) -> str:
        """Which of its note's cards it is, as the library keeps it."""
        return f"anki:{self.ordinal}" if self.ordinal else _FIRST

    def found(self, line: int) -> "Fresh":
        """The card as the library takes new cards in."""
        face = self.face
        return Fresh(
            self.kind,
            face,
            line,
            line,
            (self.deck,),
            _hash(self.name),
            self.variant,
            self.ordinal,
            self.name,
            self.schedule,
            not (face.front.strip() and face.back.strip()),
        )


def run_of(arrivals: Sequence[Arrival], lines: Sequence[int]) -> Run | None:
    """Cards of one deck as a run; None where any of them is no plain new card."""
    names, ordinals, kinds, faces, decks, *brought, _, _ = zip(*arrivals, strict=True)
    fronts, backs = [face.front for face in faces], [face.back for face in faces]
    plain = (
        not any(map(any, (ordinals, *brought)))
        and not any(face.answers for face in faces)
        and all(map(str.strip, fronts))
        and all(map(str.strip, backs))
        and len(set(kinds)) == 1
    )
    if not plain:
        return None
    hashes = list(map(_hash, names))
    return Run(decks[0], kinds[0], _FIRST, fronts, backs, lines, hashes, names)


def _hash(name: str) -> bytes:
    """The same for all cards of a note: they are siblings."""
    return blake2b(name.encode(), digest_size=16).digest()


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
