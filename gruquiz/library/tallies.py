"""Answers counted by day, deck and hour, and sums for the statistics."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from gruquiz.library.database import Database, Row
from gruquiz.library.rows import HIDDEN, Held, day_at, schedule_from
from gruquiz.model import Grade, LogKind, Schedule
from gruquiz.schema import TALLIES, TALLY_COLUMNS

SUMS = ", ".join(f"SUM({column})" for column in TALLY_COLUMNS)
FIRST = f"SUM({' + '.join(name for name in TALLY_COLUMNS if not name.startswith('repeat'))})"
REPEATED = f"SUM({' + '.join(name for name in TALLY_COLUMNS if name.startswith('repeat'))})"
FAILED = f"SUM({' + '.join(f'{was}_0' for was in TALLIES if was != 'repeat')})"
"""Of the first answers. SQLite works an equal sum out once, however often it is named."""

MATURE = 21
"""Days of interval from which a card counts as mature."""

ADD = tuple(
    f"INSERT INTO tally (day, deck, hour, ms, {column}) VALUES (?, ?, ?, ?, ?) "
    f"ON CONFLICT DO UPDATE SET ms = ms + excluded.ms, {column} = {column} + excluded.{column}"
    for column in TALLY_COLUMNS
)
ANSWERS = (
    "SELECT log.day, card.deck, log.hour, elapsed, grade, kind, before FROM log "
    "JOIN card ON card.n = log.card WHERE {} AND kind IN ('review', 'repeat') "
    "AND NOT EXISTS (SELECT 1 FROM log AS taken "
    "WHERE taken.target = COALESCE(log.act, log.id))"
)
"""Answers that were not undone."""
ANSWERS_OF_CARD = ANSWERS.format("log.card = ?")
ANSWERS_OF_ACT = ANSWERS.format("log.act = ?")
ANSWERS_OF_ROW_OR_ACT = ANSWERS.format("(log.seq = ? OR log.act = ?)")

IN_PLAY, BURIED, TO_REPEAT = range(3)
"""The states that `learned` gives."""

_CODE = (
    "(CAST(interval + 0.5 AS INTEGER) * 4 "
    f"+ CASE WHEN buried_on IS :today THEN {BURIED} WHEN repeat_on IS :today THEN {TO_REPEAT} "
    f"ELSE {IN_PLAY} END) * 1000000 + ease"
)
"""Interval, state and ease of a card as one number."""


def _within(decks: Sequence[int] | None, column: str = "deck") -> str:
    """A condition on decks; their numbers are this file's own integers."""
    return "1" if decks is None else f"{column} IN ({','.join(map(str, decks))})"


def _on_days(days: Sequence[int] | None) -> str:
    """A condition on the days of the log; they are this file's own integers."""
    return "1" if days is None else f"log.day IN ({','.join(map(str, days))})"


def tally_column(before: Schedule, day: date, grade: int, kind: str) -> int:
    """Which of `TALLY_COLUMNS` counts an answer."""
    if kind == LogKind.REPEAT or before.last_review == day:
        was = 3
    elif before.is_new:
        was = 0
    else:
        was = 1 if before.interval < MATURE else 2
    return was * 4 + max(grade - Grade.AGAIN, 0)


class DayTally(NamedTuple):
    """The answers of a day."""

    day: int
    answers: int
    first: int
    """Each card's first answer of the day."""
    passed: int
    """Of the first ones."""
    ms: int


class Memory(NamedTuple):
    """What FSRS keeps of a card."""

    stability: float
    difficulty: float
    last_review: int | None


class Tallies:
    """Keeps the tallies and answers from them."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def add(self, day: int, deck: int, hour: int, ms: int, column: int) -> None:
        """Count one answer."""
        self.database.run(ADD[column], (day, deck, hour, ms, 1))

    def count_card(self, number: int, sign: int) -> None:
        """Count a card's answers in its deck (`sign` 1) or out of it (−1)."""
        self._count(ANSWERS_OF_CARD, (number,), sign)

    def count_act(self, act: int, sign: int) -> None:
        """Count the answers of an act in (`sign` 1) or out (−1)."""
        self._count(ANSWERS_OF_ACT, (act,), sign)

    def count_row_or_act(self, seq: int, act: int, sign: int) -> None:
        """The same of an act that may be a single row, which then names no act."""
        self._count(ANSWERS_OF_ROW_OR_ACT, (seq, act), sign)

    def _count(self, answers: str, values: tuple[int, ...], sign: int) -> None:
        for day, deck, hour, elapsed, grade, kind, before in self.database.rows(answers, values):
            column = tally_column(schedule_from(before), day_at(day), grade, kind)
            self.database.run(ADD[column], (day, deck, hour, sign * (elapsed or 0), sign))

    def from_log(self, days: Sequence[int] | None = None) -> dict[tuple[int, int, int], list[int]]:
        """The tallies of all or some days as the log gives them: ms and the columns, by
        (day, deck, hour)."""
        tallies: dict[tuple[int, int, int], list[int]] = {}
        for day, deck, hour, elapsed, grade, kind, before in self.database.stream(
            "SELECT log.day, card.deck, hour, elapsed, grade, kind, before FROM log "
            "JOIN card ON card.n = log.card "
            f"WHERE kind IN ('review', 'repeat') AND {_on_days(days)} "
            "AND COALESCE(log.act, log.id) NOT IN (SELECT target FROM log WHERE target IS NOT NULL)"
        ):
            counts = tallies.setdefault((day, deck, hour), [0] * (1 + len(TALLY_COLUMNS)))
            counts[0] += elapsed or 0
            column = tally_column(schedule_from(before), day_at(day), grade, kind)
            counts[1 + column] += 1
        return tallies

    def kept(self) -> Iterator[tuple[tuple[int, int, int], list[int]]]:
        """The same as the file keeps them."""
        for day, deck, hour, *counts in self.database.rows(
            f"SELECT day, deck, hour, ms, {', '.join(TALLY_COLUMNS)} FROM tally"
        ):
            yield (day, deck, hour), counts

    def recount(self, days: Sequence[int] | None = None) -> None:
        """Count all days, or some, anew from the log."""
        with self.database.transaction():
            self.database.run(f"DELETE FROM tally AS log WHERE {_on_days(days)}")
            marks = ",".join("?" * (4 + len(TALLY_COLUMNS)))
            self.database.run_many(
                f"INSERT INTO tally (day, deck, hour, ms, {', '.join(TALLY_COLUMNS)}) "
                f"VALUES ({marks})",
                [(*key, *counts) for key, counts in self.from_log(days).items()],
            )

    def answers_by_day(
        self, since: date, until: date, decks: Sequence[int] | None
    ) -> list[DayTally]:
        """The days with answers."""
        rows = self.database.rows(
            f"SELECT day, {FIRST} + {REPEATED}, {FIRST}, {FIRST} - {FAILED}, SUM(ms) FROM tally "
            f"WHERE day BETWEEN ? AND ? AND {_within(decks)} "
            f"GROUP BY day HAVING {FIRST} + {REPEATED} > 0",
            (since.toordinal(), until.toordinal()),
        )
        return list(map(DayTally._make, rows))

    def answers_by_hour(self, since: date, until: date, decks: Sequence[int] | None) -> list[Row]:
        """(hour, and the sums of `TALLY_COLUMNS`), hours with answers only."""
        return self.database.rows(
            f"SELECT hour, {SUMS} FROM tally WHERE day BETWEEN ? AND ? AND {_within(decks)} "
            f"GROUP BY hour HAVING {FIRST} + {REPEATED} > 0",
            (since.toordinal(), until.toordinal()),
        )

    def learned(self, today: date, decks: Sequence[int] | None) -> list[tuple[int, int, int, int]]:
        """(interval in whole days, ease, state, cards) of the cards in play that are not new.

        The cards of a due day are one text, as their index has them: to sort all cards, or to
        fetch a row of each, takes twice as long.
        """
        texts = self.database.rows(
            f"SELECT GROUP_CONCAT({_CODE}) FROM card "
            f"WHERE held = 0 AND due IS NOT NULL AND {_within(decks)} GROUP BY due",
            {"today": today.toordinal()},
        )
        counted = Counter[str]()
        for (text,) in texts:
            counted.update(text.split(","))
        found = []
        for code, cards in counted.items():
            state, ease = divmod(int(code), 1_000_000)
            found.append((state // 4, ease, state % 4, cards))
        return found

    def not_learned(self, today: date, decks: Sequence[int] | None) -> list[tuple[str, int]]:
        """(state, cards) of new, missing and suspended cards."""
        return self.database.rows(
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

    def memories(self, decks: Sequence[int] | None) -> list[Memory]:
        """Of the cards that FSRS schedules."""
        rows = self.database.rows(
            "SELECT stability, difficulty, last_review FROM card INDEXED BY card_memory "
            f"WHERE stability IS NOT NULL AND held = 0 AND due IS NOT NULL AND {_within(decks)}"
        )
        return list(map(Memory._make, rows))

    def added_by_day(
        self, since: date, until: date, decks: Sequence[int] | None
    ) -> list[tuple[int, int]]:
        """(day, cards added)."""
        if decks is None:  # counted along an index, runs of equal entries at a time
            return self.database.rows(
                "SELECT day, SUM(cards) FROM (SELECT held, day, COUNT(*) AS cards FROM card "
                "INDEXED BY card_note GROUP BY note, held, day) "
                "WHERE day BETWEEN ? AND ? AND held & ? = 0 GROUP BY day",
                (since.toordinal(), until.toordinal(), int(HIDDEN)),
            )
        return self.database.rows(
            "SELECT day, COUNT(*) FROM card WHERE day BETWEEN ? AND ? AND held & ? = 0 "
            f"AND {_within(decks)} GROUP BY day",
            (since.toordinal(), until.toordinal(), int(HIDDEN)),
        )

    def first_day(self) -> date | None:
        """The day of the first answer."""
        first = self.database.value("SELECT MIN(day) FROM tally")
        return None if first is None else day_at(first)

    def schedules(self, decks: Sequence[int] | None) -> list[tuple[int | None, float, int, int]]:
        """(due, interval, ease, reps) of every card in play; due is None for new ones."""
        return self.database.rows(
            f"SELECT due, interval, ease, reps FROM card WHERE held = 0 AND {_within(decks)}"
        )
