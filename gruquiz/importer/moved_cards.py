"""Cards that left one note and turned up in another."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from gruquiz.identity import pair, pair_across_vault
from gruquiz.model import CardId, FoundCard, KnownCard, LikelyEdit


@dataclass(frozen=True, slots=True)
class NewCard:
    """A card just added."""

    id: CardId | None
    """None in a dry run."""
    note: str
    found: FoundCard


class MovedCards:
    """The missing cards that new cards of other notes are, found stage by stage."""

    def __init__(
        self, new: Sequence[NewCard], lost: Sequence[KnownCard], missing: Iterable[KnownCard]
    ) -> None:
        self.new = new
        self.lost = {card.id for card in lost}
        """Cards that left their notes in this import; the others have long been missing."""
        self.missing = [*lost, *(card for card in missing if card.id not in self.lost)]
        self.pairs: list[tuple[KnownCard, NewCard]] = []
        self.likely: list[LikelyEdit] = []
        self.old_done: set[CardId] = set()
        self.new_done: set[int] = set()

    def find(self) -> None:
        """First cards with the same text, where there is but one of each; then, between notes that
        share such a card or a file name, those that are alike; then those of the whole vault."""
        if not self.new or not self.missing:
            return
        for old, card in _identical(self.new, self.missing):
            self.take(old, card)
        olds, news = by_note(self.left()), by_note(self.open())
        for old_note, new_note in sorted(self.related()):
            self.match(olds[old_note], news[new_note])
        self.match_all()

    def take(self, old: KnownCard, card: NewCard) -> None:
        self.pairs.append((old, card))
        self.old_done.add(old.id)
        self.new_done.add(id(card))

    def related(self) -> set[tuple[str, str]]:
        """Pairs of notes, old and new, with a card that moved from one to the other, or of one
        file name."""
        related = {(old.note, card.note) for old, card in self.pairs}
        gone_names: dict[str, set[str]] = defaultdict(set)
        for old in self.missing:
            gone_names[name_of(old.note)].add(old.note)
        for card in self.new:
            related.update((note, card.note) for note in gone_names[name_of(card.note)])
        return {(old, new) for old, new in related if old != new}

    def match(self, olds: Sequence[KnownCard], news: Sequence[NewCard]) -> None:
        """Pair the cards of two related notes."""
        olds = [card for card in olds if card.id not in self.old_done]
        news = [card for card in news if id(card) not in self.new_done]
        matching = pair([card.found for card in news], olds, same_note=False)
        for found, known in matching.pairs.items():
            self.take(olds[known], news[found])

    def match_all(self) -> None:
        """Pair what is left, whatever notes it stands in, and note what the learner must say."""
        olds, news = self.left(), self.open()
        matching = pair_across_vault(
            [card.found for card in news],
            [card.note for card in news],
            olds,
            just_lost=sum(card.id in self.lost for card in olds),
        )
        for found, known in matching.pairs.items():
            self.take(olds[known], news[found])
        for one in matching.likely:
            new = news[one.found].id
            if new is not None:
                self.likely.append(LikelyEdit(olds[one.known].id, new, one.similarity))

    def left(self) -> list[KnownCard]:
        return [card for card in self.missing if card.id not in self.old_done]

    def open(self) -> list[NewCard]:
        return [card for card in self.new if id(card) not in self.new_done]


Placed = TypeVar("Placed", KnownCard, NewCard)


def name_of(path: str) -> str:
    """A file's name without its folders."""
    return path.rpartition("/")[2]


def by_note(cards: Iterable[Placed]) -> Mapping[str, list[Placed]]:
    """Cards by the notes that they stand in or stood in."""
    found: dict[str, list[Placed]] = defaultdict(list)
    for card in cards:
        found[card.note].append(card)
    return found


def _identical(
    new: Iterable[NewCard], missing: Iterable[KnownCard]
) -> Iterable[tuple[KnownCard, NewCard]]:
    fresh = [((card.found.content_hash, card.found.variant), card) for card in new]
    old = [((card.content_hash, card.variant), card) for card in missing]
    fresh_count = Counter(key for key, _ in fresh)
    old_count = Counter(key for key, _ in old)
    by_key = {key: card for key, card in old if old_count[key] == 1}
    for key, card in fresh:
        if fresh_count[key] == 1 and key in by_key and by_key[key].note != card.note:
            yield by_key[key], card
