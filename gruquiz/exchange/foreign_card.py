"""Cards of another program, and their conversion to new cards of the library."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import NamedTuple

from gruquiz.library import CardColumns, ForeignReview
from gruquiz.model import Face, FoundCard, Kind, Schedule


class ForeignCard(NamedTuple):
    """A card of another program. A tuple for speed: a table may have a hundred thousand."""

    name: str
    """That program's name of its note."""
    ordinal: int
    """Its number among the note's cards."""
    kind: Kind
    face: Face
    deck: str
    schedule: Schedule | None = None
    suspended: bool = False
    flag: int = 0
    past: tuple[ForeignReview, ...] = ()
    tags: tuple[str, ...] = ()
    named: bool = True
    """Whether the name was given; else it is derived from the note's text."""

    @property
    def variant(self) -> str:
        """Its number among the note's cards, as the library's variant."""
        return f"anki:{self.ordinal}" if self.ordinal else _FIRST

    def found(self, line: int) -> FoundCard:
        """The card as a FoundCard."""
        face = self.face
        return FoundCard(
            kind=self.kind,
            face=face,
            line=line,
            end_line=line,
            decks=(self.deck,),
            headings=(),
            content_hash=_hash(self.name),
            variant=self.variant,
            sibling=self.ordinal,
            anchor=self.name,
            schedule=self.schedule,
            incomplete=not (face.front.strip() and face.back.strip()),
        )


@dataclass(frozen=True, slots=True)
class CardPairs:
    """Cards of one deck with two sides and nothing else, in columns, so that a table of a hundred
    thousand needs no object per card. The sides have no surrounding blanks."""

    deck: str
    fronts: Sequence[str]
    backs: Sequence[str]

    def each(self) -> Iterator[ForeignCard]:
        """The cards one by one."""
        for front, back in zip(self.fronts, self.backs, strict=True):
            yield ForeignCard(
                name_of(front), 0, Kind.PAIR, Face(front, back), self.deck, named=False
            )

    def run(self, lines: Sequence[int]) -> CardColumns | None:
        """The cards as columns; None where one lacks a side."""
        if not (all(self.fronts) and all(self.backs)):
            return None
        names = list(map(name_of, self.fronts))
        hashes = list(map(_hash, names))
        return CardColumns(
            self.deck, Kind.PAIR, _FIRST, self.fronts, self.backs, lines, hashes, names
        )


def name_of(front: str) -> str:
    """The name of a note without one: derived from its first field, as in Anki."""
    return blake2b(front.encode(), digest_size=8).hexdigest()


def columns_of(added: Sequence[tuple[ForeignCard, int]]) -> CardColumns | None:
    """New cards of one deck, with their lines, as columns; None if one has more than two sides."""
    if not added:
        return None
    cards, lines = zip(*added, strict=True)
    names, ordinals, kinds, faces, decks, *brought, _, _ = zip(*cards, strict=True)
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
    return CardColumns(decks[0], kinds[0], _FIRST, fronts, backs, lines, hashes, names)


def _hash(name: str) -> bytes:
    """A hash of the note's name, the same for all its cards: they are siblings."""
    return blake2b(name.encode(), digest_size=16).digest()


_FIRST = "anki:0"
NEVER_REVIEWED = (None, False, 0, ())
"""Schedule, suspended, flag and past of a card that was never reviewed."""
