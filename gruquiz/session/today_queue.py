"""Today's queue, kept while nobody else changes the library."""

from collections import deque
from dataclasses import dataclass
from datetime import date, datetime

from gruquiz.day_queue import Day, QueueEntry
from gruquiz.library import CardRow, Library
from gruquiz.session.deck_rules import DeckRules


class TodayQueue:
    """Builds the queue of a day and a deck, and shortens it by each answer."""

    def __init__(self, library: Library, rules: DeckRules) -> None:
        self.library = library
        self.rules = rules
        self._kept: _Kept | None = None

    def cards(self, now: datetime, deck: str | None) -> deque[QueueEntry]:
        """The queue as kept, or built anew where the day, the deck or the library has changed."""
        today = self.rules.day(now)
        kept, counter = self._kept, self.library.change_counter()
        if kept is None or (kept.day, kept.deck, kept.counter) != (today, deck, counter):
            self.rules.apply_schedulers(now)
            cards = self.on(today).queue(deck)
            kept = self._kept = _Kept(today, deck, self.library.change_counter(), cards)
        return kept.cards

    def on(self, today: date) -> Day:
        """What a study day asks."""
        return Day(self.library, lambda deck: self.rules.of(deck).options, today)

    def advance(self, answered: CardRow, changes: int) -> None:
        """Keep the queue where the answer was to its first card and nothing else happened.

        `changes` are the library's own before the answer. Whether another process has written
        meanwhile is seen when the next card is fetched.
        """
        kept = self._kept
        if kept is None or kept.counter[1] != changes:
            return
        if kept.cards and kept.cards[0].card == answered.number:
            kept.cards.popleft()
        elif any(entry.block == answered.block for entry in kept.cards):
            return  # out of turn: limits and siblings are counted anew
        kept.counter = kept.counter[0], self.library.own_changes


@dataclass(slots=True)
class _Kept:
    """A queue as built."""

    day: date
    deck: str | None
    counter: tuple[int, int]
    """The library's change counter, ours in the second place."""
    cards: deque[QueueEntry]
