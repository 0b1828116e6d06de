"""Sums for the statistics: of answers from the daily tallies, of cards from their cache."""

from collections.abc import Sequence
from datetime import date

from gruquiz.library.connection import Row, Store
from gruquiz.library.rows import HIDDEN, Held
from gruquiz.schema import TALLY_COLUMNS

SUMS = ", ".join(f"SUM({column})" for column in TALLY_COLUMNS)
ALL = " + ".join(TALLY_COLUMNS)
FIRST = " + ".join(column for column in TALLY_COLUMNS if not column.startswith("repeat"))
PASSED = " + ".join(
    column for column in TALLY_COLUMNS if not column.startswith("repeat") and column[-1] != "0"
)


def _within(decks: Sequence[int] | None, column: str = "deck") -> str:
    """A condition on decks; their numbers are this file's own integers."""
    return "1" if decks is None else f"{column} IN ({','.join(map(str, decks))})"


class Rollups(Store):
    """Small answers from big tables."""

    def answers_by_day(self, since: date, until: date, decks: Sequence[int] | None) -> list[Row]:
        """(day, answers, first answers of the day, of these passed, ms), days with answers only."""
        return self.rows(
            f"SELECT day, SUM({ALL}), SUM({FIRST}), SUM({PASSED}), SUM(ms) FROM tally "
            f"WHERE day BETWEEN ? AND ? AND {_within(decks)} GROUP BY day HAVING SUM({ALL}) > 0",
            (since.toordinal(), until.toordinal()),
        )

    def answers_by_hour(self, since: date, until: date, decks: Sequence[int] | None) -> list[Row]:
        """(hour, first answers, of these passed)."""
        return self.rows(
            f"SELECT hour, SUM({FIRST}), SUM({PASSED}) FROM tally "
            f"WHERE day BETWEEN ? AND ? AND {_within(decks)} GROUP BY hour HAVING SUM({ALL}) > 0",
            (since.toordinal(), until.toordinal()),
        )

    def answers_by_button(self, since: date, until: date, decks: Sequence[int] | None) -> Row:
        """The sums of `TALLY_COLUMNS`; None where there is nothing."""
        return self.the_row(
            f"SELECT {SUMS} FROM tally WHERE day BETWEEN ? AND ? AND {_within(decks)}",
            (since.toordinal(), until.toordinal()),
        )

    def learned(self, decks: Sequence[int] | None) -> list[tuple[int, int, int]]:
        """(interval in whole days, ease, cards) of the cards in play that are not new."""
        rows = self.rows(  # one number to group by: sorting rows of several takes twice as long
            "SELECT CAST(ROUND(interval) AS INTEGER) * 1000000 + ease AS both, COUNT(*) "
            f"FROM card WHERE held = 0 AND due IS NOT NULL AND {_within(decks)} GROUP BY both"
        )
        return [(*divmod(both, 1_000_000), cards) for both, cards in rows]

    def set_aside_today(self, today: date, decks: Sequence[int] | None) -> list[Row]:
        """(interval, whether buried; else to be repeated) of such of these cards."""
        return self.rows(
            "SELECT interval, buried_on IS ?1 FROM card WHERE held = 0 AND due IS NOT NULL "
            f"AND (buried_on = ?1 OR repeat_on = ?1) AND {_within(decks)}",
            (today.toordinal(),),
        )

    def not_learned(self, today: date, decks: Sequence[int] | None) -> list[Row]:
        """(state, cards) of new, missing and suspended cards."""
        return self.rows(
            "SELECT CASE WHEN buried_on IS :today THEN 'buried' ELSE 'new' END AS state, "
            f"COUNT(*) FROM card WHERE held = 0 AND due IS NULL AND {_within(decks)} "
            "GROUP BY state UNION ALL "
            "SELECT CASE WHEN held & :missing THEN 'missing' WHEN held & :suspended "
            "THEN 'suspended' ELSE 'new' END AS state, COUNT(*) FROM card "
            f"WHERE held <> 0 AND held & :hidden = 0 AND {_within(decks)} GROUP BY state",
            {
                "missing": int(Held.MISSING),
                "suspended": int(Held.SUSPENDED),
                "hidden": int(HIDDEN),
                "today": today.toordinal(),
            },
        )

    def memories(self, decks: Sequence[int] | None) -> list[Row]:
        """(stability, difficulty, last review) of the cards that FSRS schedules."""
        return self.rows(
            "SELECT stability, difficulty, last_review FROM card INDEXED BY card_memory "
            f"WHERE stability IS NOT NULL AND held = 0 AND due IS NOT NULL AND {_within(decks)}"
        )

    def added_by_day(self, since: date, until: date, decks: Sequence[int] | None) -> list[Row]:
        """(day, cards added)."""
        if decks is None:  # counted along an index, runs of equal entries at a time
            return self.rows(
                "SELECT day, SUM(cards) FROM (SELECT held, day, COUNT(*) AS cards FROM card "
                "INDEXED BY card_note GROUP BY note, held, day) "
                "WHERE day BETWEEN ? AND ? AND held & ? = 0 GROUP BY day",
                (since.toordinal(), until.toordinal(), int(HIDDEN)),
            )
        return self.rows(
            "SELECT day, COUNT(*) FROM card WHERE day BETWEEN ? AND ? AND held & ? = 0 "
            f"AND {_within(decks)} GROUP BY day",
            (since.toordinal(), until.toordinal(), int(HIDDEN)),
        )

    def first_day(self) -> date | None:
        """The day of the first answer."""
        first = self.value("SELECT MIN(day) FROM tally")
        return None if first is None else date.fromordinal(first)

    def schedules(self, decks: Sequence[int] | None) -> list[Row]:
        """(due, interval, ease, reps) of every card in play, due NULL for new ones."""
        return self.rows(
            f"SELECT due, interval, ease, reps FROM card WHERE held = 0 AND {_within(decks)}"
        )
