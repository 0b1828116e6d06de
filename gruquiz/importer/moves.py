"""Cards that left one note and turned up in another."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from gruquiz.identity import pair
from gruquiz.model import CardId, FoundCard, KnownCard


@dataclass(frozen=True, slots=True)
class NewCard:
    """A card just added."""

    id: CardId | None
    """None in a dry run."""
    note: str
    found: FoundCard


def moved(new: Sequence[NewCard], missing: Sequence[KnownCard]) -> list[tuple[KnownCard, NewCard]]:
    """The missing cards that new cards of other notes are.

    First those with the same text, where there is but one of each; then, between notes that
    share such a card or a file name, those that are much alike.
    """
    pairs = list(_identical(new, missing))
    if not new or not missing:
        return pairs
    old_done = {card.id for card, _ in pairs}
    new_done = {id(card) for _, card in pairs}
    related = {(old.note, card.note) for old, card in pairs}
    gone_names: dict[str, set[str]] = defaultdict(set)
    for old in missing:
        gone_names[PurePosixPath(old.note).name].add(old.note)
    for card in new:
        related.update((note, card.note) for note in gone_names[PurePosixPath(card.note).name])
    for old_note, new_note in sorted(related):
        if old_note == new_note:
            continue
        olds = [c for c in missing if c.note == old_note and c.id not in old_done]
        news = [c for c in new if c.note == new_note and id(c) not in new_done]
        matching = pair([card.found for card in news], olds, same_note=False)
        for found, known in matching.pairs.items():
            pairs.append((olds[known], news[found]))
            old_done.add(olds[known].id)
            new_done.add(id(news[found]))
    return pairs


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
