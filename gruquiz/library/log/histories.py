"""The answers of each card since it was new, as what is fitted to a learner needs them."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from gruquiz.library.database import Database
from gruquiz.library.log.replay import NOT_UNDONE
from gruquiz.library.rows import SCHEDULE, schedule_of, schedule_text
from gruquiz.model import NEW, Schedule

RESET = "log.kind = 'manual' AND log.after = ?1"
"""A condition on the rows that made a card new again; ?1 is a new card's schedule."""


class LoggedAnswer(NamedTuple):
    """An answer, a repeat of the same day included."""

    card: int
    """Its number in this file."""
    time: int
    """Milliseconds, UTC."""
    day: int
    """The study day as the learner's clock had it, `date.toordinal()`."""
    grade: int
    elapsed_ms: int


class Histories:
    """Reads what every card was answered, oldest first."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def answers(self, decks: Sequence[int] | None = None) -> Iterator[LoggedAnswer]:
        """The answers to cards of these decks, or of all, card by card.

        Left out is what says nothing of how a card is remembered: undone answers, those before
        the card was last made new again, and cards whose history began elsewhere (their first
        answer here was given to a card that had a schedule already).
        """
        rows = self.database.stream(
            "SELECT log.card, log.time, log.day, log.grade, COALESCE(log.elapsed, 0), "
            f"{RESET}, log.before IS ?1 FROM log JOIN card ON card.n = log.card "
            f"WHERE (log.kind IN ('review', 'repeat') OR {RESET}) {_home(decks)} "
            f"AND {NOT_UNDONE.replace('act, id', 'log.act, log.id')} "
            "ORDER BY log.card, log.time, log.id",
            (schedule_text(NEW),),
        )
        for _, mine in groupby(rows, key=itemgetter(0)):
            yield from _since_new(list(mine))

    def schedules(self, decks: Sequence[int] | None = None) -> Iterator[tuple[int, Schedule]]:
        """Number and schedule of every card in play of these decks, or of all."""
        rows = self.database.stream(
            f"SELECT {SCHEDULE}, n FROM card WHERE held = 0 {_home(decks)} ORDER BY n"
        )
        for row in rows:
            yield row[9], schedule_of(row)


def _home(decks: Sequence[int] | None) -> str:
    """A condition on the cards' home decks, whose numbers are this file's own."""
    return "" if decks is None else f"AND card.deck IN ({','.join(map(str, decks))})"


def _since_new(rows: Sequence[tuple[int, ...]]) -> Iterator[LoggedAnswer]:
    """A card's answers since it was last new; none where it came with a history of its own."""
    begin = max((place + 1 for place, row in enumerate(rows) if row[5]), default=0)
    answers = rows[begin:]
    if answers and answers[0][6]:
        yield from (LoggedAnswer(*row[:5]) for row in answers)
