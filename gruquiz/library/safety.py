"""Is the library sound, and is there a copy of it."""

import sqlite3
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from gruquiz import private_files
from gruquiz.errors import LibraryError
from gruquiz.library.answers import tally_column
from gruquiz.library.cards import Cards
from gruquiz.library.connection import Row
from gruquiz.library.folding import FOLDED, LOGGED, Standing, fold
from gruquiz.library.rows import (
    SCHEDULE,
    Held,
    day_at,
    day_of,
    schedule_from,
    schedule_of,
)
from gruquiz.library.words import TRY_WORDS
from gruquiz.model import CardId, card_name
from gruquiz.schema import TALLY_COLUMNS

REPORTED = 20
"""So many faults of a kind are named; of a damaged file there may be a million."""


class Safety(Cards):
    """Checks everything that can be derived against what it is derived from."""

    def check(self) -> list[str]:
        """Every fault found, in words; empty where the library is sound."""
        faults = [str(row[0]) for row in self.rows("PRAGMA integrity_check(20)") if row[0] != "ok"]
        faults += [
            f"row {row[1]} of {row[0]} points to a row of {row[2]} that is not there"
            for row in self.rows("PRAGMA foreign_key_check")[:REPORTED]
        ]
        if not faults:  # on a damaged file the rest would only repeat it
            faults += self._first(
                f"card {card_name(id_)} stands at {cached}, but its log says {expected}"
                for _, id_, cached, expected in self.stale_cards()
            )
            faults += self._first(self._stale_tallies())
            faults += self._first(self._loose_rows())
            faults += self._torn_words()
        return faults

    @staticmethod
    def _first(faults: Iterator[str]) -> list[str]:
        found = [fault for _, fault in zip(range(REPORTED + 1), faults, strict=False)]
        return [*found[:REPORTED], "and more"] if len(found) > REPORTED else found

    def replay(self) -> Iterator[tuple[int, Standing]]:
        """Every card that has rows in the log, by number, with what they add up to."""
        rows = self.stream(
            f"SELECT card, {FOLDED} FROM log WHERE card IS NOT NULL "
            "AND kind <> 'undo' AND COALESCE(act, id) NOT IN "
            "(SELECT target FROM log WHERE target IS NOT NULL) ORDER BY card, time, id"
        )
        for card, mine in groupby(rows, key=lambda row: row[0]):
            yield int(card), fold(row[1:] for row in mine)

    def stale_cards(self) -> Iterator[tuple[int, CardId, Standing | str, Standing]]:
        """Cards whose cache is not what the log says: number, id, what the cache says, or that it
        cannot be read, and what the log says."""
        logged = self.replay()
        card, standing = next(logged, (None, Standing()))
        for row in self.stream(
            f"SELECT {SCHEDULE}, held, buried_on, flag, n, id FROM card ORDER BY n"
        ):
            expected, cached = Standing(), _cached(row)
            if row[12] == card:
                expected = standing
                card, standing = next(logged, (None, Standing()))
            if cached != expected:
                yield row[12], CardId(row[13]), cached, expected

    def tallies(self, days: Sequence[int] | None = None) -> dict[tuple[int, int, int], list[int]]:
        """The tallies of all or some days as the log gives them: ms and the columns, by
        (day, deck, hour)."""
        tallies: dict[tuple[int, int, int], list[int]] = {}
        for day, deck, hour, elapsed, grade, kind, before in self.stream(
            "SELECT log.day, card.deck, hour, elapsed, grade, kind, before FROM log "
            "JOIN card ON card.n = log.card "
            f"WHERE kind IN ('review', 'repeat') AND {on_days(days)} "
            "AND COALESCE(log.act, log.id) NOT IN (SELECT target FROM log WHERE target IS NOT NULL)"
        ):
            counts = tallies.setdefault((day, deck, hour), [0] * (1 + len(TALLY_COLUMNS)))
            counts[0] += elapsed or 0
            column = tally_column(schedule_from(before), day_at(day), grade, kind)
            counts[1 + column] += 1
        return tallies

    def _stale_tallies(self) -> Iterator[str]:
        expected = self.tallies()
        for day, deck, hour, *counts in self.rows(
            f"SELECT day, deck, hour, ms, {', '.join(TALLY_COLUMNS)} FROM tally"
        ):
            wanted = expected.pop((day, deck, hour), [0] * (1 + len(TALLY_COLUMNS)))
            if counts != wanted:
                yield (
                    f"the statistics of {day_at(day)}, {hour} h, deck "
                    f"{self.deck_name(deck)} are not what the log gives"
                )
        for day, deck, _ in expected:
            yield (f"the statistics of {day_at(day)}, deck {self.deck_name(deck)} are not there")

    def _loose_rows(self) -> Iterator[str]:
        for (id_,) in self.stream("SELECT id FROM card WHERE n NOT IN (SELECT card FROM content)"):
            yield f"card {card_name(id_)} has no text"

    def _torn_words(self) -> list[str]:
        """Whether the index of words hangs together; not of a file that may only be read, since
        SQLite puts the question as a write."""
        try:
            self.run(TRY_WORDS)
        except LibraryError as error:
            code = getattr(error.__cause__, "sqlite_errorcode", 0) & 0xFF
            if code == sqlite3.SQLITE_CORRUPT:
                return ["the index of words is damaged: searches miss cards, or fail"]
            if code != sqlite3.SQLITE_READONLY:
                raise
        return []

    def copy_to(self, path: str) -> None:
        """A sound copy of the library as it stands, compact. The file must not exist."""
        try:
            private_files.create(Path(path))
            self.connection.execute("VACUUM INTO ?", (path,))
        except (OSError, sqlite3.Error) as error:
            raise LibraryError(f"the backup cannot be written: {error}", path) from error


def _cached(row: Row) -> Standing | str:
    try:
        return Standing(schedule_of(row), Held(row[9]) & LOGGED, day_of(row[10]), row[11])
    except LibraryError:
        return f"{list(row[:12])}, of which some cannot be"


def on_days(days: Sequence[int] | None) -> str:
    """A condition on the days of the log; they are this file's own integers."""
    return "1" if days is None else f"log.day IN ({','.join(map(str, days))})"
