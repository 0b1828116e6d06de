"""Values that no program should have written, such as an infinite interval or the year 9999, which
older versions took from other libraries: found by the rules of `known_tables`, and mended.

The log is only ever added to by whoever uses a library. Mending is the one exception, behind a copy
of the library as it was: an answer keeps its grade and its moment, and the interval that it gave
is worked out anew; what a row noted beside what it does is dropped; a row without a moment, kind
or grade that can be is left out, as a merge refuses it.
"""

from collections.abc import Iterator

from gruquiz.foreign import ForeignTable
from gruquiz.library.database import Database
from gruquiz.library.known_tables import ANSWER, CARD, CONTENT_RULES, log_fields
from gruquiz.library.rows import schedule_text
from gruquiz.library.value_rules import FUNCTIONS
from gruquiz.model import NEW, CardId, card_name

GIVEN = ("interval", "due", "stability", "difficulty", "before")
"""Columns of an answer that a scheduler works out anew."""
MOMENTS = ("time", "day", "hour", "kind", "grade", "after")
RULES = log_fields("main")
WRONG = {column: f"({RULES[column].sql(f'log.{column}')[0]})" for column in (*GIVEN, *MOMENTS)}
PROBLEM = ForeignTable("log", {name: RULES[name] for name in (*MOMENTS, *GIVEN)}).problem
ANY_GIVEN = " OR ".join(WRONG[column] for column in GIVEN)
ANY = " OR ".join(WRONG.values())
TEXT_TIME = CONTENT_RULES["time"].sql("time")[0]
CARD_DAY = CARD["day"].sql("day")[0]
FIRST_TIME, FIRST_DAY = 0, 719_163
"""1 January 1970: of what is mended it is only known that it was long ago."""

MEND_LOG = (
    f"UPDATE log SET before = NULL WHERE {WRONG['before']} AND NOT ({ANSWER})",
    "UPDATE log SET interval = 1, due = day + 1, stability = NULL, difficulty = NULL, "
    f"before = '{schedule_text(NEW)}' WHERE ({ANY_GIVEN}) AND {ANSWER}",
    "UPDATE log SET interval = NULL, due = NULL, stability = NULL, difficulty = NULL "
    f"WHERE ({ANY_GIVEN}) AND NOT ({ANSWER})",
    f"DELETE FROM log WHERE {ANY}",
)
MEND_OTHERS = (
    f"UPDATE content SET time = {FIRST_TIME} WHERE {TEXT_TIME}",
    f"UPDATE card SET day = COALESCE((SELECT MIN(day) FROM log WHERE log.card = n), {FIRST_DAY}) "
    f"WHERE {CARD_DAY}",
)


class ImpossibleValues:
    """Finds them in a library, and mends them."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def faults(self) -> Iterator[str]:
        """A sentence for each row that has one."""
        self._add_functions()
        for seq, problem in self.database.stream(
            f"SELECT seq, {PROBLEM} AS problem FROM log WHERE problem IS NOT NULL"
        ):
            yield f"row {seq} of the log cannot be: {problem}"
        for table, condition, what in (
            ("content JOIN card ON card.n = content.card", TEXT_TIME, "time of its text"),
            ("card", CARD_DAY, "day of its first import"),
        ):
            for (id_,) in self.database.stream(f"SELECT card.id FROM {table} WHERE {condition}"):
                name = card_name(CardId(id_))
                yield f"card {name} cannot be: the {what} is not from 1900 to 2999"

    def mend(self) -> list[int]:
        """Mend them; the cards that rows of the log with such values are about. The caller's
        transaction."""
        self._add_functions()
        cards = [
            card
            for (card,) in self.database.rows(
                f"SELECT DISTINCT card FROM log WHERE card IS NOT NULL AND ({ANY})"
            )
        ]
        guards = self.database.rows(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'log'"
        )
        for name, _ in guards:
            self.database.run(f"DROP TRIGGER {name}")
        for statement in MEND_LOG:
            self.database.run(statement)
        for _, statement in guards:
            self.database.run(statement)
        for statement in MEND_OTHERS:
            self.database.run(statement)
        return cards

    def _add_functions(self) -> None:
        """What the rules call."""
        for name, arguments, function in FUNCTIONS:
            self.database.connection.create_function(name, arguments, function)
