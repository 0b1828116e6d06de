"""An SQLite file that somebody else made: its plain tables, and nothing of it is ever run.

A schema can hold code: views, triggers, virtual tables, computed columns, defaults and checks. So
names are taken from the list of the file's own `CREATE TABLE` statements, an authorizer lets
nothing but these be read, and a progress handler ends what takes too long
(sqlite.org/security.html, "Untrusted SQLite Database Files").
"""

import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from gruquiz.foreign.limits import LIMITS, MEBIBYTE, Deadline, Limits
from gruquiz.foreign.refusals import Refusals
from gruquiz.foreign.values import Field

LONGEST_VALUE = 64 * MEBIBYTE
"""Bytes of one value, of which SQLite holds a few at a time."""
STEPS = 10_000
"""Instructions of SQLite's machine between two looks at the clock: about a millisecond."""
_PLAIN = re.compile(r"\s*CREATE\s+TABLE\b", re.IGNORECASE)
_COMPUTED = (2, 3)
"""How `table_xinfo` marks a generated column, virtual and stored."""
_FUNCTIONS = frozenset({"typeof", "length", "count"})

Collation = Callable[[str, str], int]


@dataclass(frozen=True, slots=True)
class ForeignTable:
    """What is read of a table: its columns, each with what its values must be."""

    name: str
    fields: Mapping[str, Field]
    where: str = ""
    """An SQL condition of ours: which rows are meant at all."""
    order: str = ""

    @property
    def query(self) -> str:
        """SQL for all columns and, last, what is wrong with the first wrong one of them."""
        arms = []
        for column, field in self.fields.items():
            wrong, rule = field.sql(f'"{column}"')
            text = f"{column} {rule}".replace("'", "''")
            arms.append(f"WHEN {wrong} THEN '{text}'")
        columns = ", ".join(f'"{column}"' for column in self.fields)
        query = f'SELECT {columns}, CASE {" ".join(arms)} END FROM main."{self.name}"'
        if self.where:
            query += f" WHERE {self.where}"
        return f"{query} ORDER BY {self.order}" if self.order else query


class ForeignDatabase:
    """Reads the plain tables of a file that is not ours; see `open`."""

    def __init__(self, connection: sqlite3.Connection, limits: Limits, deadline: Deadline) -> None:
        self.sqlite = connection
        self.limits = limits
        self.deadline = deadline
        self.columns: dict[str, frozenset[str]] = {}
        """The tables that can be read, each with its columns; in lower case, since SQLite looks
        for names without regard to it."""
        self.has_programs = False
        """Whether the file has views, triggers, virtual tables or computed columns."""
        self._look_around()
        self.checking = False
        """Whether SQLite's own check may run."""
        connection.set_authorizer(self._authorize)

    @classmethod
    @contextmanager
    def open(
        cls,
        path: Path,
        limits: Limits = LIMITS,
        deadline: Deadline | None = None,
        collations: Mapping[str, Collation] | None = None,
    ) -> Iterator["ForeignDatabase"]:
        """The tables of the file at a path, which is not written to.

        `collations` are those that its columns name. Raises ValueError where the file is damaged
        or no database, and LimitError where it is too much.
        """
        limits.check_bytes("its database has", path.stat().st_size, limits.sqlite_file)
        deadline = deadline or Deadline(limits)
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
        try:
            _guard(connection, deadline)
            for name, collation in (collations or {}).items():
                connection.create_collation(name, collation)
            yield cls(connection, limits, deadline)
        except sqlite3.Error as error:
            if deadline.is_over:
                raise deadline.error() from error
            raise ValueError(str(error)) from error
        finally:
            connection.close()

    def check(self, *tables: str) -> None:
        """Raise ValueError where SQLite finds damage: in the whole file, or in these tables alone
        where the file holds programs too, which a check of the whole would run."""
        scopes = [f'("{table}")' for table in tables] if self.has_programs else ["(1)"]
        self.checking = True
        try:
            for scope in scopes:
                (verdict,) = self.sqlite.execute(f"PRAGMA quick_check{scope}").fetchone()
                if verdict != "ok":
                    raise ValueError(verdict)
        finally:
            self.checking = False

    def rows(self, table: ForeignTable, refusals: Refusals) -> Iterator[tuple[Any, ...]]:
        """The sound rows of a table as its fields have them; the others are counted as refused.

        Raises ValueError where the table or a column is missing.
        """
        self.require(table.name, *table.fields)
        for number, (*row, problem) in enumerate(self.sqlite.execute(table.query)):
            if number >= self.limits.rows:
                raise self.limits.exceeded(
                    f"table {table.name} has more than", number, self.limits.rows, "rows"
                )
            if problem is None:
                yield tuple(row)
            else:
                refusals.add(table.name, problem)

    def require(self, table: str, *columns: str) -> None:
        """Raise ValueError where there is no such plain table or it lacks a column."""
        if table not in self.columns:
            raise ValueError(f"it has no plain table {table}")
        for column in columns:
            if column not in self.columns[table]:
                raise ValueError(f"its table {table} has no stored column {column}")

    def _look_around(self) -> None:
        """Find the plain tables and their stored columns."""
        rows = self.sqlite.execute("SELECT type, name, rootpage, sql FROM sqlite_master")
        for kind, name, root, sql in rows.fetchall():
            if kind == "table" and root and isinstance(sql, str) and _PLAIN.match(sql):
                if '"' not in name:
                    self.columns[name.lower()] = self._stored_columns(name)
            elif kind != "index":
                self.has_programs = True

    def _stored_columns(self, table: str) -> frozenset[str]:
        rows = self.sqlite.execute(f'PRAGMA main.table_xinfo("{table}")').fetchall()
        computed = {name for _, name, _, _, _, _, hidden in rows if hidden in _COMPUTED}
        self.has_programs |= bool(computed)
        return frozenset(row[1].lower() for row in rows if row[1] not in computed)

    def _authorize(self, action: int, *names: str | None) -> int:
        """SQLite's question whether a statement may do something; `names` are what with."""
        first, second, schema, inside = names
        if action == sqlite3.SQLITE_SELECT:
            allowed = inside is None
        elif action == sqlite3.SQLITE_READ:
            allowed = str(first).lower() in self.columns and schema == "main" and inside is None
        elif action == sqlite3.SQLITE_FUNCTION:
            allowed = second in _FUNCTIONS and inside is None
        else:
            allowed = self.checking and action == sqlite3.SQLITE_PRAGMA and first == "quick_check"
        return sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY


def _guard(connection: sqlite3.Connection, deadline: Deadline) -> None:
    """Set all that can be set before the first look at the file."""
    connection.set_progress_handler(lambda: int(deadline.is_over), STEPS)
    connection.text_factory = partial(str, encoding="utf-8", errors="replace")
    for name, value in (
        (sqlite3.SQLITE_LIMIT_LENGTH, LONGEST_VALUE),
        (sqlite3.SQLITE_LIMIT_SQL_LENGTH, MEBIBYTE),
        (sqlite3.SQLITE_LIMIT_COLUMN, 200),
        (sqlite3.SQLITE_LIMIT_EXPR_DEPTH, 100),
        (sqlite3.SQLITE_LIMIT_COMPOUND_SELECT, 10),
        (sqlite3.SQLITE_LIMIT_ATTACHED, 0),
        (sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH, 1),
        (sqlite3.SQLITE_LIMIT_WORKER_THREADS, 0),
    ):
        connection.setlimit(name, value)
    for pragma in (
        "trusted_schema = OFF", "query_only = ON", "cell_size_check = ON", "mmap_size = 0",
        "ignore_check_constraints = ON", "temp_store = MEMORY",
    ):  # fmt: skip
        connection.execute(f"PRAGMA {pragma}")
