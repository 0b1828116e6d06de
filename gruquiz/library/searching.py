"""The browser's search: a parsed query becomes one statement, its values bound."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from gruquiz.library.cards import Cards
from gruquiz.library.rows import HIDDEN, strings_of
from gruquiz.library.vocabulary import Worded
from gruquiz.model import Card, CardId


class Searching(Cards, Worded):
    """Lists cards."""

    leech_lapses: Callable[[str], int] | None = None
    """The lapses that make a card of a deck a leech, by the learner's settings; 0 never."""

    def cards(self, query: str = "", today: date | None = None) -> list[Card]:
        """The cards that a search finds, in the order of their notes. Raises QueryError.

        Dropped suggestions are found only by `is:dropped`. `today` is the study day that `is:due`
        and its like mean.
        """
        condition, values = self._conditions(query, today)
        return self.cards_where(
            f"card.n IN (SELECT n FROM card WHERE {condition})",
            values,
            "path, line, sibling, card.n",
        )

    def note_tags(self) -> Mapping[str, tuple[str, ...]]:
        """The tags of every note that has some, by its path."""
        rows = self.rows("SELECT path, tags FROM note WHERE tags IS NOT NULL")
        return {path: strings_of(tags) for path, tags in rows}

    def search(self, query: str = "", today: date | None = None) -> list[CardId]:
        """The same cards by name alone, in the order in which they were added."""
        condition, values = self._conditions(query, today)
        rows = self.rows(f"SELECT id FROM card WHERE {condition} ORDER BY n", values)
        return [CardId(id_) for (id_,) in rows]

    def present(self, cards: Sequence[CardId]) -> set[int]:
        """Which of these cards there are, missing ones included, dropped ones not."""
        rows = self.rows(
            "SELECT id FROM card WHERE id IN (SELECT value FROM json_each(?)) AND held & ? = 0",
            (json.dumps(cards), int(HIDDEN)),
        )
        return {id_ for (id_,) in rows}

    def _conditions(self, query: str, today: date | None) -> tuple[str, dict[str, object]]:
        """The search as SQL on `card` and what it binds."""
        # The language is no part of a review's path.
        from gruquiz.library.statement import Statement
        from gruquiz.query import parse

        return Statement(today, self._leech_limits, self.words_holding).whole(parse(query))

    def _leech_limits(self) -> Mapping[int, int]:
        """The lapses of a leech by deck; empty where nobody has said."""
        limit = self.leech_lapses
        if limit is None:
            return {}
        return {number: limit(name) for number, name in self.deck_names().items()}
