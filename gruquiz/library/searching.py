"""The browser's search: a parsed query becomes one statement."""

from datetime import date

from gruquiz.library.cards import Cards
from gruquiz.library.rows import HIDDEN
from gruquiz.model import Card


class Searching(Cards):
    """Lists cards."""

    def cards(self, query: str = "", today: date | None = None) -> list[Card]:
        """The cards that a search finds, in the order of their notes. Raises QueryError."""
        return self.cards_where("held & ? = 0", (int(HIDDEN),), "path, line, sibling, card.n")
