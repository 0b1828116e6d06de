"""What may be asked today, straight from the indexes: due, new, to repeat; and what is done."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

from gruquiz.library.database import Database
from gruquiz.library.rows import day_at


class DeckWork(NamedTuple):
    """What was done in a deck on a day."""

    deck: int
    cards: int
    """Without the day's repeats."""
    again: int
    answers: int
    ms: int


class Queues:
    """Cards in play by number; the order and the limits are `day_queue`'s."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def due_cards(self, today: date, most: int) -> list[tuple[int, int, int]]:
        """(card, deck, block) of `most` reviews due, unless they await a repeat: the one that is
        latest for its interval first."""
        return self.database.rows(
            "SELECT n, deck, block FROM card WHERE held = 0 AND due IS NOT NULL AND due <= ?1 "
            "AND buried_on IS NOT ?1 AND repeat_on IS NOT ?1 "
            "ORDER BY (due - ?1) / MAX(interval, 1.0), due, n LIMIT ?2",
            (today.toordinal(), most),
        )

    def due_counts(self, today: date) -> Mapping[int, int]:
        """Reviews due by home deck."""
        return dict(
            self.database.rows(
                "SELECT deck, COUNT(*) FROM card WHERE held = 0 AND due IS NOT NULL "
                "AND due <= ?1 AND buried_on IS NOT ?1 AND repeat_on IS NOT ?1 GROUP BY deck",
                (today.toordinal(),),
            )
        )

    def is_block_due(self, block: int, today: date) -> bool:
        """Whether a review of the block is due."""
        found = self.database.row(
            "SELECT 1 FROM card WHERE block = ?2 AND held = 0 AND due IS NOT NULL AND due <= ?1 "
            "AND buried_on IS NOT ?1 AND repeat_on IS NOT ?1 LIMIT 1",
            (today.toordinal(), block),
        )
        return found is not None

    def new_cards(self, deck: int, today: date) -> Iterator[tuple[int, int, int]]:
        """(card, deck, block) of a deck's new cards, in the order they were added."""
        return self.database.stream(
            "SELECT n, deck, block FROM card WHERE held = 0 AND due IS NULL AND deck = ? "
            "AND buried_on IS NOT ? ORDER BY n",
            (deck, today.toordinal()),
        )

    def new_visitors(self, deck: int, today: date) -> list[tuple[int, int, int]]:
        """The same of new cards whose home is elsewhere."""
        return self.database.rows(
            "SELECT n, card.deck, block FROM card_deck JOIN card ON card.n = card_deck.card "
            "WHERE card_deck.deck = ? AND held = 0 AND due IS NULL AND buried_on IS NOT ?",
            (deck, today.toordinal()),
        )

    def repeats(self, today: date) -> list[tuple[int, int]]:
        """(card, deck) of cards to be repeated today, the longest waiting first."""
        return self.database.rows(
            "SELECT n, deck FROM card WHERE repeat_on = ?1 AND held = 0 "
            "AND buried_on IS NOT ?1 ORDER BY latest",
            (today.toordinal(),),
        )

    def studied_blocks(self, today: date) -> set[int]:
        """The blocks of which a card was answered today."""
        number = today.toordinal()
        if self.database.row("SELECT 1 FROM tally WHERE day = ? LIMIT 1", (number,)) is None:
            return set()
        # The log grows by days, but for what came from elsewhere: read back to the day before.
        found = self.database.rows(
            "SELECT DISTINCT card.block FROM log JOIN card ON card.n = log.card "
            "WHERE log.seq > COALESCE((SELECT seq FROM log WHERE day < ?1 AND merged = 0 "
            "AND (act IS NULL OR kind NOT IN ('review', 'repeat')) ORDER BY seq DESC LIMIT 1), 0) "
            "AND kind IN ('review', 'repeat') AND log.day = ?1 "
            "AND last_review = ?1",  # else it was taken back
            (number,),
        )
        return {block for (block,) in found}

    def done(self, today: date) -> Mapping[int, tuple[int, int]]:
        """(new cards, reviews) done today by deck; repeats are not counted."""
        found = self.database.rows(
            "SELECT deck, SUM(new_0 + new_1 + new_2 + new_3), SUM(young_0 + young_1 + young_2 "
            "+ young_3 + mature_0 + mature_1 + mature_2 + mature_3) FROM tally "
            "WHERE day = ? GROUP BY deck",
            (today.toordinal(),),
        )
        return {deck: (new, reviews) for deck, new, reviews in found}

    def worked(self, today: date) -> list[DeckWork]:
        """What was done today, by deck."""
        rows = self.database.rows(
            "SELECT deck, SUM(new_0 + new_1 + new_2 + new_3 + young_0 + young_1 + young_2 "
            "+ young_3 + mature_0 + mature_1 + mature_2 + mature_3), "
            "SUM(new_0 + young_0 + mature_0 + repeat_0), "
            "SUM(new_0 + new_1 + new_2 + new_3 + young_0 + young_1 + young_2 + young_3 "
            "+ mature_0 + mature_1 + mature_2 + mature_3 + repeat_0 + repeat_1 + repeat_2 "
            "+ repeat_3), SUM(ms) FROM tally WHERE day = ? GROUP BY deck",
            (today.toordinal(),),
        )
        return list(map(DeckWork._make, rows))

    def study_days(self, today: date) -> Iterator[date]:
        """The days with answers, latest first, from today on back."""
        found = self.database.stream(
            "SELECT day FROM tally WHERE day <= ? GROUP BY day "
            "HAVING SUM(new_0 + new_1 + new_2 + new_3 + young_0 + young_1 + young_2 + young_3 "
            "+ mature_0 + mature_1 + mature_2 + mature_3) > 0 ORDER BY day DESC",
            (today.toordinal(),),
        )
        for (day,) in found:
            yield day_at(day)

    def due_on(self, first: date, last: date) -> Mapping[date, int]:
        """How many cards are due on each of the days, where any are."""
        found = self.database.rows(
            "SELECT due, COUNT(*) FROM card WHERE held = 0 AND due IS NOT NULL "
            "AND due BETWEEN ? AND ? GROUP BY due",
            (first.toordinal(), last.toordinal()),
        )
        return {day_at(due): count for due, count in found}

    def sibling_due_days(self, card: int, block: int) -> set[date]:
        """The days on which the other cards of a block are due."""
        found = self.database.rows(
            "SELECT due FROM card WHERE block = ? AND n <> ? AND held = 0 AND due IS NOT NULL",
            (block, card),
        )
        return {day_at(due) for (due,) in found}

    def due_by_day(self, until: date) -> list[tuple[int, int, int]]:
        """(due, deck, cards) of the cards in play due by `until`."""
        return self.database.rows(
            "SELECT due, deck, COUNT(*) FROM card WHERE held = 0 AND due IS NOT NULL "
            "AND due <= ? GROUP BY due, deck",
            (until.toordinal(),),
        )
