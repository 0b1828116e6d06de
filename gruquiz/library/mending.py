"""Everything that follows from something else, made anew from it."""

from collections.abc import Sequence

from gruquiz.library.safety import Safety, on_days
from gruquiz.library.words import EMPTY_WORDS, INSERT_WORDS_SINCE
from gruquiz.schema import TALLY_COLUMNS


class Mending(Safety):
    """Sets right what needs no copy to be set right from."""

    def mend(self) -> None:
        """Make the indexes what the tables say, the words what the texts say, schedules and
        statistics what the log says.

        The log itself, texts and notes are not touched: where they are damaged only a backup
        helps. Raises LibraryError where the file cannot be read so far.
        """
        with self.transaction():
            self.run("REINDEX")
            self.run(EMPTY_WORDS)
            self.run(INSERT_WORDS_SINCE, (0,))
            self.renew_many([number for number, *_ in self.stale_cards()])
            self.retally()

    def retally(self, days: Sequence[int] | None = None) -> None:
        """Count the statistics anew from the log, of all days or some."""
        with self.transaction():
            self.run(f"DELETE FROM tally AS log WHERE {on_days(days)}")
            marks = ",".join("?" * (4 + len(TALLY_COLUMNS)))
            self.run_many(
                f"INSERT INTO tally (day, deck, hour, ms, {', '.join(TALLY_COLUMNS)}) "
                f"VALUES ({marks})",
                [(*key, *counts) for key, counts in self.tallies(days).items()],
            )
