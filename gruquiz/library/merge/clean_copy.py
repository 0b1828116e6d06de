"""Another library's sound rows as a library of our own making, which alone is ever attached.

Nothing of the other file runs: its plain tables are read by `gruquiz.foreign`, and each value must
be what a library can hold. What is not is counted, and the rest comes.
"""

import json
import os
import re
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from gruquiz.errors import LibraryError
from gruquiz.foreign import LIMITS, ForeignDatabase, ForeignTable, Refusals
from gruquiz.library.database import Database
from gruquiz.library.database_file import connect
from gruquiz.library.file_checks import refuse
from gruquiz.library.known_tables import (
    COLUMNS_SINCE,
    LENT,
    PAST,
    PASTS,
    TABLES_SINCE,
    cards_of_log,
    other_log,
    other_tables,
)
from gruquiz.library.merge.text_history import HISTORY_UNTIL, TextHistory
from gruquiz.library.notes.texts import EXCERPT
from gruquiz.library.rows import Held
from gruquiz.library.value_rules import FUNCTIONS
from gruquiz.schema import APPLICATION, MIGRATIONS

LOW = 0xFFFFFFFF
"""Bits of ids that are summed: of whole ones the sum would not fit."""
CHECKSUMS = (
    "SELECT COUNT(*), SUM(id & ?1), SUM(origin), SUM(held & ?2) FROM main.card",
    "SELECT COUNT(*), SUM(key & ?1), SUM(time), SUM(within & ?1) FROM main.reading",
    "SELECT COUNT(*), SUM(time), SUM(line * 65537 + end_line), SUM(sibling), "
    "SUM(LENGTH(variant)), SUM(LENGTH(entry)), SUM(LENGTH(also)), SUM(LENGTH(anchor)), "
    "SUM(LENGTH(front)), SUM(LENGTH(back)) FROM main.content",
)
"""Sums that change whenever their cards, their history of texts or their texts do."""
LOGGED_UNTIL = "SELECT ?1, COUNT(*), COALESCE(SUM(id & ?2), 0) FROM main.log WHERE seq <= ?1"
LAST_LOGGED = "SELECT COALESCE(MAX(seq), 0) FROM main.log"

GIVEN = {
    "source": {"suggest": "''", "one_way": "0"},
    "note": {"digest": "x''", "size": "0", "mtime_ns": "0", "deck": "''"},
    "card": {"block": "n"},
}
"""Columns that no merge reads, but that must not be empty."""
NOT_KNOWN = dict.fromkeys(("note", "deck", "block", "held", "act", "day"), "0")
"""The columns of a card of which only the id is asked."""
MARK = re.compile(r"\?\d")
SEEN = re.compile(r"[0-9]{1,18}( [0-9]{1,18})?")
BIRTH = re.compile(r"[0-9a-f]{8}")
LATER = ("reading_card", "card_note", "log_card")
"""Indexes that are made once the tables are full."""
TRIGGERS = ("content", "card", "note")
"""Tables whose triggers note of which cards the history is to be completed."""


class Remembered(NamedTuple):
    """What is kept of a device's file once it was joined, to read only what is new in the next."""

    standing: list[list[Any]] | None = None
    """`CHECKSUMS` of its cards and texts."""
    log: list[int] | None = None
    """A place of its log, and a checksum of the rows up to it."""

    @classmethod
    def read(cls, text: str | None) -> "Remembered":
        kept = json.loads(text or "{}")
        return cls(kept.get("standing"), kept.get("log"))

    def text(self) -> str:
        return json.dumps({"standing": self.standing, "log": self.log})


class CleanCopy:
    """Makes the copy of one file."""

    def __init__(self, database: Database, other: Path, refusals: Refusals) -> None:
        self.database = database
        self.other = other
        self.refusals = refusals
        self.limits = LIMITS
        self.excerpt = False
        """Whether a device wrote it for others: with its history, without all that is its own."""
        self.found = Remembered()
        """What to remember of the file."""
        self.has_cards = True
        """Whether cards and texts were read too: they are not where they are known already."""

    def write(self, source: Path, target: Path, known: Remembered, *, whole: bool) -> None:
        """Copy the sound rows of `source`, a private copy, to a new file.

        Raises LibraryError, which names the file at fault.
        """
        try:
            refuse(source)
            with ForeignDatabase.open(source, self.limits) as theirs:
                self._check(theirs, whole)
                facts, since = self._facts(theirs), self._compare(theirs, known)
                self._make(target)
                with theirs.copying_to(target):
                    self._copy(theirs, since)
            if self.has_cards:
                self._complete(target, facts)
        except LibraryError as error:
            raise LibraryError(error.message, self.other) from error
        except (ValueError, OSError) as error:
            raise LibraryError(f"it cannot be read: {_in_words(error)}", self.other) from error

    def _check(self, theirs: ForeignDatabase, whole: bool) -> None:
        """Raise LibraryError where the file is of a newer program, ValueError where it is damaged
        or no library."""
        if theirs.version > len(MIGRATIONS):
            raise LibraryError(
                f"this library was written by a newer gruquiz (version {theirs.version}, this one "
                f"knows {len(MIGRATIONS)}); install the newer program to open it. Nothing was "
                "changed"
            )
        for name, arguments, function in FUNCTIONS:
            theirs.add_function(name, arguments, function)
        for judged in (LENT, PAST):
            theirs.add_function(judged.name, 1, judged.function)
        self.excerpt = self._fact(theirs, EXCERPT) is not None
        tables = [
            table
            for table in (*other_tables(excerpt=self.excerpt), other_log(0))
            if table.name in theirs.columns or table.name not in TABLES_SINCE
        ]
        for table in tables:  # first: SQLite's check would work out columns that are computed
            theirs.require(table.name, *_of_version(table, theirs).fields)
        if not whole:
            theirs.check(*(table.name for table in tables))

    def _make(self, target: Path) -> None:
        """An empty library with the tables that ours has, without indexes and words."""
        statements = self.database.rows(
            "SELECT sql FROM main.sqlite_master WHERE type = 'table' AND rootpage > 0 "
            "AND name NOT LIKE 'words%' AND name NOT LIKE 'sqlite%'"
        )
        with closing(sqlite3.connect(target)) as connection:
            for (statement,) in statements:
                connection.execute(statement)
            connection.execute(f"PRAGMA application_id = {APPLICATION}")
            connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")

    def _compare(self, theirs: ForeignDatabase, known: Remembered) -> int:
        """See what is in the file; the place of its log up to which it was read before."""
        try:
            (last,) = theirs.values(LAST_LOGGED)
            standing = [
                theirs.values(query, (LOW, int(Held.JOINED))[: len(set(MARK.findall(query)))])
                for query in CHECKSUMS
            ]
            self.found = Remembered(standing, theirs.values(LOGGED_UNTIL, (last, LOW)))
            self.has_cards = not self.excerpt or known.standing != standing
            if known.log is None or not self.excerpt:
                return 0
            same = theirs.values(LOGGED_UNTIL, (known.log[0], LOW)) == known.log
            return known.log[0] if same else 0
        except (sqlite3.Error, TypeError):
            return 0  # of an older version, or with values that have no sum: it is read whole

    def _copy(self, theirs: ForeignDatabase, since: int) -> None:
        """All that is not known yet."""
        tables = other_tables(excerpt=self.excerpt)
        if not self.has_cards:
            theirs.copy(tables[0], self.refusals)
            theirs.copy(cards_of_log(since), self.refusals, NOT_KNOWN)
            theirs.copy(other_log(since), self.refusals)
            return
        for table in (*tables, other_log(since), *(() if self.excerpt else PASTS)):
            if table.name in theirs.columns or table.name not in TABLES_SINCE:
                found = _of_version(table, theirs)
                theirs.copy(found, self.refusals, GIVEN.get(table.name))

    def _facts(self, theirs: ForeignDatabase) -> dict[str, str]:
        """Those of its facts that count here."""
        birth, seen = self._fact(theirs, "birth"), self._fact(theirs, HISTORY_UNTIL)
        known = birth is not None and BIRTH.fullmatch(birth)
        facts = {"birth": birth if birth and known else os.urandom(4).hex()}
        if seen is not None and SEEN.fullmatch(seen):
            facts[HISTORY_UNTIL] = seen
        if self.excerpt:
            facts[EXCERPT] = "yes"
        return facts

    @staticmethod
    def _fact(theirs: ForeignDatabase, key: str) -> str | None:
        theirs.require("meta", "key", "value")
        (value,) = theirs.values("SELECT MAX(value) FROM main.meta WHERE key = ?", (key,))
        return value if isinstance(value, str) else None

    def _complete(self, target: Path, facts: dict[str, str]) -> None:
        """Give the copy its facts, indexes and triggers, and the history of its texts."""
        places = ", ".join("?" * len(LATER))
        tables = ", ".join(f"'{table}'" for table in TRIGGERS)
        later = self.database.rows(
            f"SELECT sql FROM main.sqlite_master WHERE name IN ({places}) "
            f"OR (type = 'trigger' AND tbl_name IN ({tables}))",
            LATER,
        )
        with connect(str(target), self.other) as copy:
            copy.run("PRAGMA synchronous = OFF")  # nobody else will ever open it
            with copy.transaction():
                for (statement,) in later:
                    copy.run(statement)
                copy.run_many("INSERT INTO meta (key, value) VALUES (?, ?)", facts.items())
                copy.run(
                    "INSERT OR IGNORE INTO unproven (card) SELECT n FROM card WHERE origin IS NULL"
                )
            TextHistory.of(copy).update()


def _of_version(table: ForeignTable, theirs: ForeignDatabase) -> ForeignTable:
    """The table without the columns that it may lack, where it does."""
    known = theirs.columns.get(table.name, frozenset())
    lacking = {name for name in COLUMNS_SINCE.get(table.name, ()) if name not in known}
    if not lacking:
        return table
    return replace(
        table, fields={name: rule for name, rule in table.fields.items() if name not in lacking}
    )


def _in_words(error: ValueError | OSError) -> str:
    if isinstance(error, OSError):
        return str(error.strerror)
    if "too big" in str(error):
        return "it holds a text of more than 64 MiB, as no program wrote it"
    return str(error)
