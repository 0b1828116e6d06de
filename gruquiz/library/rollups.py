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
            f"SELECT day, SUM({ALL}), SUM({FIRST}), SUM({PASSED}), SUM(ms) FROM tally "  # noqa: S608 - own columns, own numbers
            f"WHERE day BETWEEN ? AND ? AND {_within(decks)} GROUP BY day HAVING SUM({ALL}) > 0",
            (since.toordinal(), until.toordinal()),
        )

    def answers_by_hour(self, since: date, until: date, decks: Sequence[int] | None) -> list[Row]:
        """(hour, first answers, of these passed)."""
        return self.rows(
            f"SELECT hour, SUM({FIRST}), SUM({PASSED}) FROM tally "  # noqa: S608 - own columns, own numbers
            f"WHERE day BETWEEN ? AND ? AND {_within(decks)} GROUP BY hour HAVING SUM({ALL}) > 0",
            (since.toordinal(), until.toordinal()),
        )

    def answers_by_button(self, since: date, until: date, decks: Sequence[int] | None) -> Row:
        """The sums of `TALLY_COLUMNS`; None where there is nothing."""
        return self.the_row(
            f"SELECT {SUMS} FROM tally WHERE day BETWEEN ? AND ? AND {_within(decks)}",  # noqa: S608 - own columns, own numbers
            (since.toordinal(), until.toordinal()),
        )

    def intervals(self, decks: Sequence[int] | None) -> list[Row]:
        """(interval in whole days, cards) of the cards in play that are not new."""
        return self.rows(
            "SELECT CAST(ROUND(interval) AS INTEGER) AS days, COUNT(*) FROM card "  # noqa: S608 - own numbers
            f"WHERE held = 0 AND due IS NOT NULL AND {_within(decks)} GROUP BY days ORDER BY days"
        )

    def eases(self, decks: Sequence[int] | None) -> list[Row]:
        """(ease in hundredths, cards)."""
        return self.rows(
            "SELECT ease, COUNT(*) FROM card WHERE held = 0 AND due IS NOT NULL "  # noqa: S608 - own numbers
            f"AND {_within(decks)} GROUP BY ease ORDER BY ease"
        )

    def memories(self, decks: Sequence[int] | None) -> list[Row]:
        """(stability, difficulty, last review) of the cards that FSRS schedules."""
        return self.rows(
            "SELECT stability, difficulty, last_review FROM card WHERE held = 0 "  # noqa: S608 - own numbers
            f"AND due IS NOT NULL AND stability IS NOT NULL AND {_within(decks)}"
        )

    def standings(self, today: date, decks: Sequence[int] | None, mature: int) -> list[Row]:
        """(state, cards), the states as a learner sees them and reviews split by age."""
        return self.rows(
            "SELECT CASE WHEN held & :missing THEN 'missing' "  # noqa: S608 - own numbers
            "WHEN held & :suspended THEN 'suspended' WHEN buried_on IS :today THEN 'buried' "
            "WHEN due IS NULL THEN 'new' WHEN repeat_on IS :today THEN 'relearning' "
            "WHEN interval < :mature THEN 'young' ELSE 'mature' END AS state, COUNT(*) "
            f"FROM card WHERE held & :hidden = 0 AND {_within(decks)} GROUP BY state",
            {
                "missing": int(Held.MISSING),
                "suspended": int(Held.SUSPENDED),
                "hidden": int(HIDDEN),
                "today": today.toordinal(),
                "mature": mature,
            },
        )

    def added_by_day(self, since: date, until: date, decks: Sequence[int] | None) -> list[Row]:
        """(day, cards added)."""
        return self.rows(
            "SELECT day, COUNT(*) FROM card WHERE day BETWEEN ? AND ? AND held & ? = 0 "  # noqa: S608 - own numbers
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
            f"SELECT due, interval, ease, reps FROM card WHERE held = 0 AND {_within(decks)}"  # noqa: S608 - own numbers
        )
