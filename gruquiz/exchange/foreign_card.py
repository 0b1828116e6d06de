"""Cards of another program: as that has them, and as new cards of the library."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import NamedTuple

from gruquiz.library import CardColumns, ForeignReview
from gruquiz.model import Face, FoundCard, Kind, Schedule


class ForeignCard(NamedTuple):
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
    past: tuple[ForeignReview, ...] = ()
    tags: tuple[str, ...] = ()
    named: bool = True
    """Whether the name was given; else it is made of the note's text."""

    @property
    def variant(self) -> str:
        """Which of its note's cards it is, as the library keeps it."""
        return f"anki:{self.ordinal}" if self.ordinal else _FIRST

    def found(self, line: int) -> FoundCard:
        """The card in the form of one found in a note."""
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
    """Cards of one deck that have two sides and nothing else, by column: nothing need be made for
    any one of the hundred thousand of a table. No side has blanks around it."""

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
        """The cards as columns; None where one of them lacks a side."""
        if not (all(self.fronts) and all(self.backs)):
            return None
        names = list(map(name_of, self.fronts))
        hashes = list(map(_hash, names))
        return CardColumns(
            self.deck, Kind.PAIR, _FIRST, self.fronts, self.backs, lines, hashes, names
        )


def name_of(front: str) -> str:
    """What a note without a name is called: it is known by its first field, as in Anki."""
    return blake2b(front.encode(), digest_size=8).hexdigest()


def columns_of(added: Sequence[tuple[ForeignCard, int]]) -> CardColumns | None:
    """New cards of one deck, each with its line, as columns; None where one has more than sides."""
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
    """The same for all cards of a note: they are siblings."""
    return blake2b(name.encode(), digest_size=16).digest()


_FIRST = "anki:0"
NEVER_REVIEWED = (None, False, 0, ())
"""Schedule, suspended, flag and past of a card that was never reviewed."""
