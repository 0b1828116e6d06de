"""Deck names and numbers, counts per deck, limits raised for a day."""

from collections.abc import Mapping
from datetime import date

from gruquiz.library.connection import Row, Store
from gruquiz.library.rows import HIDDEN, Held, damaged


class Names(dict[int, str]):
    """Deck names by number; a card that stands in none is told as the damage that it is."""

    def __missing__(self, number: int) -> str:
        raise damaged(KeyError(f"deck {number}"))


class Decks(Store):
    """What the library knows of decks; what the limits leave of it is `day_queue`'s."""

    def deck_number(self, name: str) -> int:
        """The number of a deck inside this file, made if it is not there."""
        known = self._deck_numbers.get(name)
        if known is not None:
            return known
        self.run("INSERT OR IGNORE INTO deck (name) VALUES (?)", (name,))
        number: int = self.value("SELECT n FROM deck WHERE name = ?", (name,))
        self._deck_numbers[name] = number
        return number

    def deck_name(self, number: int) -> str:
        known = self._deck_names.get(number)
        if known is None:
            known = self._deck_names[number] = str(
                self.value("SELECT name FROM deck WHERE n = ?", (number,))
            )
        return known

    def deck_names(self) -> Mapping[int, str]:
        """Every deck that has ever held a card."""
        return Names(self.rows("SELECT n, name FROM deck"))

    def shelves(self) -> list[Row]:
        """(deck, cards, suspended ones) by home deck, without missing and dropped cards."""
        return self.rows(
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

    def guests(self) -> list[Row]:
        """(card, deck, home, held, due, repeat_on, buried_on) of cards in a deck beside home."""
        return self.rows(
            # CROSS: the few rows of card_deck lead, whatever the planner thinks
            "SELECT n, card_deck.deck, card.deck, held, due, repeat_on, buried_on FROM card_deck "
            "CROSS JOIN card ON card.n = card_deck.card WHERE held & ? = 0 "
            "ORDER BY card_deck.card, place",
            (int(HIDDEN | Held.MISSING),),
        )

    def schedulers(self) -> Mapping[str, str | None]:
        """The scheduler that each deck's schedules were last made by; None: none yet."""
        return dict(self.rows("SELECT name, scheduler FROM deck"))

    def raised(self, day: date) -> Mapping[str, tuple[int, int]]:
        """What the learner added to the limits of this day: (new, reviews) by deck."""
        found = self.rows(
            "SELECT name, new, reviews FROM raised JOIN deck ON deck.n = raised.deck WHERE day = ?",
            (day.toordinal(),),
        )
        return {name: (new, reviews) for name, new, reviews in found}

    def raise_limits(self, day: date, deck: str, new: int, reviews: int) -> None:
        """Add to a deck's limits for one study day."""
        with self.transaction():
            self.run(
                "INSERT INTO raised (day, deck, new, reviews) VALUES (?, ?, ?, ?) "
                "ON CONFLICT DO UPDATE SET new = new + excluded.new, "
                "reviews = reviews + excluded.reviews",
                (day.toordinal(), self.deck_number(deck), new, reviews),
            )
