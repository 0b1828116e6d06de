"""Deck names and numbers, how many cards each has, limits raised for a day."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from gruquiz.library.database import Database, NumberedNames
from gruquiz.library.rows import HIDDEN, Held, damaged


class CardCount(NamedTuple):
    """How many cards have a deck as their home."""

    deck: int
    cards: int
    suspended: int


class Visit(NamedTuple):
    """A card in a deck beside its home."""

    card: int
    deck: int
    home: int
    held: int
    due: int | None
    repeat_on: int | None
    buried_on: int | None


class _NamesByNumber(dict[int, str]):
    """Raises LibraryError for a deck that is not there: only a damaged file has cards in it."""

    def __missing__(self, number: int) -> str:
        raise damaged(KeyError(f"deck {number}"))


class Decks:
    """What the library knows of decks; what today's limits leave of it is `day_queue`'s."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._numbered = NumberedNames(database, "deck", "name")

    def number(self, name: str) -> int:
        """The number of a deck inside this file, made if it is not there."""
        return self._numbered.number(name)

    def name(self, number: int) -> str:
        return self._numbered.name(number)

    def names(self) -> Mapping[int, str]:
        """Every deck that has ever held a card, by number."""
        return _NamesByNumber(self.database.rows("SELECT n, name FROM deck"))

    def beside_home(self, card: int) -> list[str]:
        """The other decks that a card belongs to, in the order of its note."""
        rows = self.database.rows(
            "SELECT deck FROM card_deck WHERE card = ? ORDER BY place", (card,)
        )
        return [self.name(deck) for (deck,) in rows]

    def put_beside_home(self, card: int, decks: Sequence[str]) -> None:
        """Have a card belong to these decks; the first, its home, is kept elsewhere."""
        self.database.run("DELETE FROM card_deck WHERE card = ?", (card,))
        self.database.run_many(
            "INSERT OR IGNORE INTO card_deck (card, deck, place) VALUES (?, ?, ?)",
            [(card, self.number(deck), place) for place, deck in enumerate(decks) if place],
        )

    def card_counts(self) -> list[CardCount]:
        """Cards by home deck, without missing and dropped ones."""
        rows = self.database.rows(
            "SELECT deck, SUM(cards), SUM(suspended) FROM ("
            "SELECT deck, COUNT(*) AS cards, 0 AS suspended FROM card "
            "WHERE held = 0 AND due IS NULL GROUP BY deck UNION ALL "
            # by day as the index has them: runs are counted where they lie, nothing is sorted
            "SELECT deck, COUNT(*), 0 FROM card "
            "WHERE held = 0 AND due IS NOT NULL GROUP BY due, deck UNION ALL "
            "SELECT deck, COUNT(*), SUM(held & ? <> 0) FROM card "
            "WHERE held <> 0 AND held & ? = 0 GROUP BY deck) GROUP BY deck",
            (int(Held.SUSPENDED), int(HIDDEN | Held.MISSING)),
        )
        return list(map(CardCount._make, rows))

    def visits(self) -> list[Visit]:
        """The cards that belong to a deck beside their home."""
        rows = self.database.rows(
            # CROSS: the few rows of card_deck lead, whatever the planner thinks
            "SELECT n, card_deck.deck, card.deck, held, due, repeat_on, buried_on FROM card_deck "
            "CROSS JOIN card ON card.n = card_deck.card WHERE held & ? = 0 "
            "ORDER BY card_deck.card, place",
            (int(HIDDEN | Held.MISSING),),
        )
        return list(map(Visit._make, rows))

    def schedulers(self) -> Mapping[str, str | None]:
        """The scheduler that last made each deck's schedules; None where none has yet."""
        return dict(self.database.rows("SELECT name, scheduler FROM deck"))

    def set_scheduler(self, deck: int, key: str) -> None:
        """Note which scheduler made a deck's schedules."""
        self.database.run("UPDATE deck SET scheduler = ? WHERE n = ?", (key, deck))

    def raised_limits(self, day: date) -> Mapping[str, tuple[int, int]]:
        """What the learner added to the limits of this day: (new, reviews) by deck."""
        found = self.database.rows(
            "SELECT name, new, reviews FROM raised JOIN deck ON deck.n = raised.deck WHERE day = ?",
            (day.toordinal(),),
        )
        return {name: (new, reviews) for name, new, reviews in found}

    def raise_limits(self, day: date, deck: str, new: int, reviews: int) -> None:
        """Add to a deck's limits for one study day."""
        with self.database.transaction():
            self.database.run(
                "INSERT INTO raised (day, deck, new, reviews) VALUES (?, ?, ?, ?) "
                "ON CONFLICT DO UPDATE SET new = new + excluded.new, "
                "reviews = reviews + excluded.reviews",
                (day.toordinal(), self.number(deck), new, reviews),
            )
