"""An SQLite file that somebody else made: its plain tables, and nothing of it is ever run.

A schema can hold code: views, triggers, virtual tables, computed columns, defaults and checks. So
names are taken from the list of the file's own `CREATE TABLE` statements, an authorizer lets
nothing but these be read, and a progress handler ends what takes too long
(sqlite.org/security.html, "Untrusted SQLite Database Files").
"""

import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from gruquiz.foreign.limits import LIMITS, MEBIBYTE, Deadline, Limits
from gruquiz.foreign.refusals import Refusals
from gruquiz.foreign.values import Rule

LONGEST_VALUE = 64 * MEBIBYTE
"""Bytes of one value, of which SQLite holds a few at a time."""
STEPS = 10_000
"""Instructions of SQLite's machine between two looks at the clock: about a millisecond."""
_PLAIN = re.compile(r"\s*CREATE\s+TABLE\b", re.IGNORECASE)
_COMPUTED = (2, 3)
"""How `table_xinfo` marks a generated column, virtual and stored."""
_FUNCTIONS = frozenset({"typeof", "length", "count", "sum", "max", "coalesce"})

TARGET = "target"
"""The schema of the file that rows are copied into."""

Collation = Callable[[str, str], int]


@dataclass(frozen=True, slots=True)
class ForeignTable:
    """What is read of a table: its columns, each with what its values must be."""

    name: str
    fields: Mapping[str, Rule]
    where: str = ""
    """An SQL condition of ours: which rows are meant at all."""
    order: str = ""

    @property
    def problem(self) -> str:
        """SQL for what is wrong with the first wrong column of a row, NULL where none is."""
        arms = []
        for column, rule in self.fields.items():
            wrong, words = rule.sql(f'"{column}"')
            text = f"{column} {words}".replace("'", "''")
            arms.append(f"WHEN {wrong} THEN '{text}'")
        return f"CASE {' '.join(arms)} END"

    @property
    def rows(self) -> str:
        """SQL for the rows that are meant: what follows FROM."""
        return f'main."{self.name}"' + (f" WHERE {self.where}" if self.where else "")

    @property
    def query(self) -> str:
        """SQL for all columns and, last, what is wrong with the first wrong one of them."""
        columns = ", ".join(f'"{column}"' for column in self.fields)
        query = f"SELECT {columns}, {self.problem} FROM {self.rows}"
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
        self.functions: frozenset[str] = frozenset()
        """Functions of ours that rules may call."""
        self.target = False
        """Whether rows may be written, to another file than this one."""
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

    @property
    def version(self) -> int:
        """The number that the file's program keeps in its header."""
        (version,) = self.sqlite.execute("PRAGMA user_version").fetchone()
        return int(version)

    def values(self, query: str, values: Sequence[object] = ()) -> list[Any]:
        """The first row of a query of ours on the tables that can be read."""
        return list(self.sqlite.execute(query, values).fetchone())

    def add_function(self, name: str, arguments: int, function: Callable[..., bool]) -> None:
        """Let the rules of tables call a function of ours. What the file itself holds cannot."""
        self.sqlite.create_function(name, arguments, function, deterministic=True)
        self.functions |= {name}

    @contextmanager
    def copying_to(self, path: Path) -> Iterator[None]:
        """Let `copy` write to a file of ours, which nobody else has open; on disk at the end."""
        self.sqlite.set_authorizer(None)
        self.sqlite.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 1)
        self.sqlite.isolation_level = None
        for statement in (
            "PRAGMA query_only = OFF", f"ATTACH ? AS {TARGET}",
            f"PRAGMA {TARGET}.journal_mode = OFF", f"PRAGMA {TARGET}.synchronous = OFF", "BEGIN",
        ):  # fmt: skip
            self.sqlite.execute(statement, (str(path),) if "?" in statement else ())
        self.target = True
        self.sqlite.set_authorizer(self._authorize)
        try:
            yield
            self.sqlite.execute("COMMIT")
        finally:
            self.target = False

    def copy(
        self, table: ForeignTable, refusals: Refusals, given: Mapping[str, str] | None = None
    ) -> None:
        """Copy the sound rows of a table into our table of its name; the others are counted.

        `given` are SQL values of ours for further columns. Raises ValueError where the table or a
        column is missing, and LimitError where it has too many rows.
        """
        self.require(table.name, *table.fields)
        (count,) = self.values(f"SELECT COUNT(*) FROM {table.rows}")
        if count > self.limits.rows:
            what = f"table {table.name} has"
            raise self.limits.exceeded(what, count, self.limits.rows, "rows")
        given = given or {}
        columns = ", ".join(f'"{column}"' for column in (*table.fields, *given))
        values = ", ".join((*(f'"{column}"' for column in table.fields), *given.values()))
        sound = f"{'AND' if table.where else 'WHERE'} {table.problem} IS NULL"
        taken = self.sqlite.execute(
            f'INSERT OR IGNORE INTO {TARGET}."{table.name}" ({columns}) '
            f"SELECT {values} FROM {table.rows} {sound}"
        ).rowcount
        if taken == count:
            return
        for problem, rows in self.sqlite.execute(
            f"SELECT {table.problem}, COUNT(*) FROM {table.rows} GROUP BY 1"
        ).fetchall():
            if problem is not None:
                refusals.add(table.name, problem, rows)
            elif rows > taken:
                refusals.add(table.name, "is there twice", rows - taken)

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
        if inside is not None:
            allowed = False
        elif action == sqlite3.SQLITE_SELECT:
            allowed = True
        elif action == sqlite3.SQLITE_READ:
            known = str(first).lower() in self.columns and schema == "main"
            allowed = known or (self.target and schema == TARGET)
        elif action == sqlite3.SQLITE_FUNCTION:
            allowed = second in _FUNCTIONS or second in self.functions
        elif action == sqlite3.SQLITE_PRAGMA:
            checking = self.checking and first == "quick_check"
            allowed = checking or (first == "user_version" and second is None)
        elif action == sqlite3.SQLITE_INSERT:
            allowed = self.target and schema == TARGET
        else:
            allowed = self.target and action == sqlite3.SQLITE_TRANSACTION
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
