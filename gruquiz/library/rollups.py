"""Sums for the statistics: of answers from the daily tallies, of cards from their cache."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from gruquiz.library.connection import Row, Store
from gruquiz.library.rows import HIDDEN, Held, day_at
from gruquiz.schema import TALLIES, TALLY_COLUMNS

SUMS = ", ".join(f"SUM({column})" for column in TALLY_COLUMNS)
FIRST = f"SUM({' + '.join(name for name in TALLY_COLUMNS if not name.startswith('repeat'))})"
REPEATED = f"SUM({' + '.join(name for name in TALLY_COLUMNS if name.startswith('repeat'))})"
FAILED = f"SUM({' + '.join(f'{was}_0' for was in TALLIES if was != 'repeat')})"
"""Of the first answers. SQLite works an equal sum out once, however often it is named."""

IN_PLAY, BURIED, TO_REPEAT = range(3)
"""What `learned` says of cards."""

_CODE = (
    "(CAST(interval + 0.5 AS INTEGER) * 4 "
    f"+ CASE WHEN buried_on IS :today THEN {BURIED} WHEN repeat_on IS :today THEN {TO_REPEAT} "
    f"ELSE {IN_PLAY} END) * 1000000 + ease"
)
"""Interval, standing and ease of a card as one number."""


def _within(decks: Sequence[int] | None, column: str = "deck") -> str:
    """A condition on decks; their numbers are this file's own integers."""
    return "1" if decks is None else f"{column} IN ({','.join(map(str, decks))})"


class Rollups(Store):
    """Small answers from big tables."""

    def answers_by_day(self, since: date, until: date, decks: Sequence[int] | None) -> list[Row]:
        """(day, answers, first answers of the day, of these passed, ms), days with answers only."""
        return self.rows(
            f"SELECT day, {FIRST} + {REPEATED}, {FIRST}, {FIRST} - {FAILED}, SUM(ms) FROM tally "
            f"WHERE day BETWEEN ? AND ? AND {_within(decks)} "
            f"GROUP BY day HAVING {FIRST} + {REPEATED} > 0",
            (since.toordinal(), until.toordinal()),
        )

    def answers_by_hour(self, since: date, until: date, decks: Sequence[int] | None) -> list[Row]:
        """(hour, and the sums of `TALLY_COLUMNS`), hours with answers only."""
        return self.rows(
            f"SELECT hour, {SUMS} FROM tally WHERE day BETWEEN ? AND ? AND {_within(decks)} "
            f"GROUP BY hour HAVING {FIRST} + {REPEATED} > 0",
            (since.toordinal(), until.toordinal()),
        )

    def learned(self, today: date, decks: Sequence[int] | None) -> list[tuple[int, int, int, int]]:
        """(interval in whole days, ease, standing, cards) of the cards in play that are not new.

        The cards of a due day are one text, as their index has them: to sort all cards, or to
        fetch a row of each, takes twice as long.
        """
        texts = self.rows(
            f"SELECT GROUP_CONCAT({_CODE}) FROM card "
            f"WHERE held = 0 AND due IS NOT NULL AND {_within(decks)} GROUP BY due",
            {"today": today.toordinal()},
        )
        counted = Counter[str]()
        for (text,) in texts:
            counted.update(text.split(","))
        found = []
        for code, cards in counted.items():
            standing, ease = divmod(int(code), 1_000_000)
            found.append((standing // 4, ease, standing % 4, cards))
        return found

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
        return None if first is None else day_at(first)

    def schedules(self, decks: Sequence[int] | None) -> list[Row]:
        """(due, interval, ease, reps) of every card in play, due NULL for new ones."""
        return self.rows(
            f"SELECT due, interval, ease, reps FROM card WHERE held = 0 AND {_within(decks)}"
        )
