"""Is the library sound; and everything that follows from something else, made anew from it."""

from collections.abc import Iterator
from typing import NamedTuple

from gruquiz.errors import LibraryError
from gruquiz.library.database import Database, Row
from gruquiz.library.decks import Decks
from gruquiz.library.log.replay import STATE, CardState, CardStates, kept_state
from gruquiz.library.maintenance.impossible_values import ImpossibleValues
from gruquiz.library.rows import day_at
from gruquiz.library.search.word_index import WordIndex
from gruquiz.library.tallies import Tallies
from gruquiz.model import CardId, card_name
from gruquiz.schema import TALLY_COLUMNS

INDEX = ("missing from index", "entries in index", "non-unique entry in index")
"""How SQLite reports an index that is not what its table says."""
REPORTED = 20
"""So many faults of a kind are named; of a damaged file there may be a million."""


class Fault(NamedTuple):
    """Something that is not as it must be."""

    text: str
    mendable: bool
    """Whether it follows from something else that is sound, so that `mend` sets it right."""

    def __str__(self) -> str:
        return self.text


class Check:
    """Checks everything that can be derived against what it is derived from, and mends it."""

    def __init__(
        self,
        database: Database,
        decks: Decks,
        states: CardStates,
        tallies: Tallies,
        words: WordIndex,
    ) -> None:
        self.database = database
        self.decks = decks
        self.states = states
        self.tallies = tallies
        self.words = words
        self.impossible = ImpossibleValues(database)

    @classmethod
    def of(cls, database: Database) -> "Check":
        """A check of an open file."""
        return cls(
            database, Decks(database), CardStates(database), Tallies(database), WordIndex(database)
        )

    def faults(self) -> list[Fault]:
        """Every fault found; empty where the library is sound.

        All is read from the library of one moment, so that a grade which is given meanwhile is no
        fault.
        """
        with self.database.reading():
            faults = self._damage()
            if not faults:
                faults += _first(self.impossible.faults())
            if not faults:  # on a damaged file the rest would only repeat it
                faults += _first(
                    f"card {card_name(id_)} is kept as {kept}, but its log says {expected}"
                    for _, id_, kept, expected in self._stale_cards()
                )
                faults += _first(self._stale_tallies())
                faults += _first(self._cards_without_text(), mendable=False)
        # SQLite puts this question as a write, which no reader of one moment may make.
        if all(fault.mendable for fault in faults) and self.words.is_damaged():
            faults.append(
                Fault("the index of words is damaged: searches miss cards, or fail", mendable=True)
            )
        return faults

    def _damage(self) -> list[Fault]:
        """What SQLite itself finds in the file."""
        found = [str(row[0]) for row in self.database.rows("PRAGMA integrity_check(20)")]
        faults = [
            Fault(text, any(sign in text for sign in INDEX)) for text in found if text != "ok"
        ]
        return faults + [
            Fault(f"row {row[1]} of {row[0]} points to a row of {row[2]} that is not there", False)
            for row in self.database.rows("PRAGMA foreign_key_check")[:REPORTED]
        ]

    def mend(self) -> None:
        """Make the indexes what the tables say, the words what the texts say, schedules and
        statistics what the log says.

        What the log says is not touched but for values that cannot be (`ImpossibleValues`), nor
        texts and notes: where they are damaged only a backup helps. Raises LibraryError where the
        file cannot be read so far.
        """
        with self.database.transaction():
            self.database.run("REINDEX")
            self.words.rebuild()
            changed = self.impossible.mend()
            self.states.refresh_many({*changed, *(number for number, *_ in self._stale_cards())})
            self.tallies.recount()

    def _stale_cards(self) -> Iterator[tuple[int, CardId, CardState | str, CardState]]:
        """Cards whose kept state is not what the log says: number, id, what is kept, or that it
        cannot be read, and what the log says."""
        logged = self.states.all()
        card, state = next(logged, (None, CardState()))
        for row in self.database.stream(f"SELECT {STATE}, n, id FROM card ORDER BY n"):
            expected, kept = CardState(), _kept_or_fault(row)
            if row[12] == card:
                expected = state
                card, state = next(logged, (None, CardState()))
            if kept != expected:
                yield row[12], CardId(row[13]), kept, expected

    def _stale_tallies(self) -> Iterator[str]:
        expected = self.tallies.from_log()
        for key, counts in self.tallies.kept():
            wanted = expected.pop(key, [0] * (1 + len(TALLY_COLUMNS)))
            if counts != wanted:
                day, deck, hour = key
                yield (
                    f"the statistics of {day_at(day)}, {hour} h, deck "
                    f"{self.decks.name(deck)} are not what the log gives"
                )
        for day, deck, _ in expected:
            yield f"the statistics of {day_at(day)}, deck {self.decks.name(deck)} are not there"

    def _cards_without_text(self) -> Iterator[str]:
        for (id_,) in self.database.stream(
            "SELECT id FROM card WHERE n NOT IN (SELECT card FROM content)"
        ):
            yield f"card {card_name(id_)} has no text"


def _first(texts: Iterator[str], *, mendable: bool = True) -> list[Fault]:
    found = [Fault(text, mendable) for _, text in zip(range(REPORTED + 1), texts, strict=False)]
    more = Fault("and more", mendable)
    return [*found[:REPORTED], more] if len(found) > REPORTED else found


def _kept_or_fault(row: Row) -> CardState | str:
    try:
        return kept_state(row)
    except LibraryError:
        return f"{list(row[:12])}, of which some cannot be"
