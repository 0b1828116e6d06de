"""The browser's search: a parsed query becomes one statement, its values bound."""

from collections.abc import Callable, Mapping
from datetime import date

from gruquiz.library.cards import Cards
from gruquiz.library.database import Database
from gruquiz.library.decks import Decks
from gruquiz.library.search.word_index import WordIndex
from gruquiz.model import Card, CardId


class Search:
    """Lists the cards that meet a query."""

    def __init__(self, database: Database, cards: Cards, decks: Decks, words: WordIndex) -> None:
        self.database = database
        self._cards = cards
        self._decks = decks
        self._words = words
        self.leech_lapses: Callable[[str], int] | None = None
        """The lapses that make a card of a deck a leech, by the learner's settings; 0 never."""

    def cards(self, query: str = "", today: date | None = None) -> list[Card]:
        """The cards that a search finds, in the order of their notes. Raises QueryError.

        Dropped suggestions are found only by `is:dropped`. `today` is the study day that `is:due`
        and its like mean.
        """
        condition, values = self._conditions(query, today)
        return self._cards.where(
            f"card.n IN (SELECT n FROM card WHERE {condition})",
            values,
            "path, line, sibling, card.n",
        )

    def ids(self, query: str = "", today: date | None = None) -> list[CardId]:
        """The same cards by name alone, in the order in which they were added."""
        condition, values = self._conditions(query, today)
        rows = self.database.rows(f"SELECT id FROM card WHERE {condition} ORDER BY n", values)
        return [CardId(id_) for (id_,) in rows]

    def _conditions(self, query: str, today: date | None) -> tuple[str, dict[str, object]]:
        """The search as SQL on `card` and what it binds."""
        # The language is no part of a review's path.
        from gruquiz.library.search.conditions import SqlConditions
        from gruquiz.query import parse

        return SqlConditions(today, self._leech_limits, self._words.words_holding).whole(
            parse(query)
        )

    def _leech_limits(self) -> Mapping[int, int]:
        """The lapses of a leech by deck; empty where no settings are known."""
        limit = self.leech_lapses
        if limit is None:
            return {}
        return {number: limit(name) for number, name in self._decks.names().items()}
