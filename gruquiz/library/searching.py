"""The browser's search: a parsed query becomes one statement, its values bound."""

from datetime import date

from gruquiz.library.cards import Cards
from gruquiz.model import Card, CardId

LEECH_LAPSES = 8


class Searching(Cards):
    """Lists cards."""

    def cards(
        self, query: str = "", today: date | None = None, leech_lapses: int = LEECH_LAPSES
    ) -> list[Card]:
        """The cards that a search finds, in the order of their notes. Raises QueryError.

        Dropped suggestions are found only by `is:dropped`. `today` is the study day that `is:due`
        and its like mean.
        """
        condition, values = _conditions(query, today, leech_lapses)
        return self.cards_where(
            f"card.n IN (SELECT n FROM card WHERE {condition})",
            values,
            "path, line, sibling, card.n",
        )

    def search(
        self, query: str = "", today: date | None = None, leech_lapses: int = LEECH_LAPSES
    ) -> list[CardId]:
        """The same cards by name alone, in the order in which they were added."""
        condition, values = _conditions(query, today, leech_lapses)
        rows = self.rows(f"SELECT id FROM card WHERE {condition} ORDER BY n", values)
        return [CardId(id_) for (id_,) in rows]


def _conditions(query: str, today: date | None, leech_lapses: int) -> tuple[str, dict[str, object]]:
    """The search as SQL on `card` and what it binds."""
    from gruquiz.library.statement import Statement  # the language is no part of a review's path
    from gruquiz.query import parse

    return Statement(today, leech_lapses).whole(parse(query))
