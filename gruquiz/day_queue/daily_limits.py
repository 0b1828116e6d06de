"""How many cards a day takes in: each deck has its limits, and sub-decks count in their parents."""

from collections.abc import Callable, Mapping

from gruquiz.model import parents


class DailyLimits:
    """How many more cards each deck takes today; a sub-deck's count in all its parents."""

    def __init__(
        self, limit: Callable[[str], int], done: Mapping[str, int], raised: Mapping[str, int]
    ) -> None:
        self._limit = limit
        self._raised = raised
        self._done: dict[str, int] = {}
        for deck, count in done.items():
            for parent in parents(deck):
                self._done[parent] = self._done.get(parent, 0) + count

    def left(self, deck: str) -> int:
        """What this deck alone still takes, whatever its parents do."""
        allowed = self._limit(deck) + self._raised.get(deck, 0)
        return max(allowed - self._done.get(deck, 0), 0)

    def admit(self, deck: str) -> bool:
        """Take one card of the deck in, if it and all its parents still have room."""
        chain = parents(deck)
        if any(self.left(parent) == 0 for parent in chain):
            return False
        for parent in chain:
            self._done[parent] = self._done.get(parent, 0) + 1
        return True

    def shown(self, cards: Mapping[str, int]) -> dict[str, int]:
        """What each deck offers today, given how many cards lie in it, sub-decks left out.

        A deck offers its own and its sub-decks' cards as far as its limit goes, and never more
        than each of its parents still takes.
        """
        offered: dict[str, int] = {}
        for deck in sorted(cards, key=lambda name: -name.count("/")):
            within = min(self.left(deck), cards[deck] + offered.get(deck, 0))
            offered[deck] = within
            if "/" in deck:
                parent = deck.rpartition("/")[0]
                offered[parent] = offered.get(parent, 0) + within
        return {
            deck: min(offered[deck], *(self.left(parent) for parent in parents(deck)))
            for deck in cards
        }
