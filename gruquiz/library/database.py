"""One SQLite connection: its statements, its transactions, and what its errors mean."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple, Self

from gruquiz.errors import LibraryError, LibraryMovedError

Row = tuple[Any, ...]
"""A row as SQLite gives it; it leaves this package under names only."""

Values = Sequence[Any] | Mapping[str, Any]
"""What a statement binds, by place or by name."""

ADVICE = {
    sqlite3.SQLITE_BUSY: "another program is writing to it; try again in a moment",
    sqlite3.SQLITE_LOCKED: "another program is writing to it; try again in a moment",
    sqlite3.SQLITE_READONLY: "it may only be read; give yourself the right to write to the file "
    "and its folder",
    sqlite3.SQLITE_PERM: "access is refused; check the rights of the file and its folder",
    sqlite3.SQLITE_CANTOPEN: "it cannot be opened; check that the folder exists and may be "
    "written to",
    sqlite3.SQLITE_FULL: "the disk is full; free some space and try again. Everything answered "
    "before is kept",
    sqlite3.SQLITE_IOERR: "the disk reports an error; check it and its free space, then try "
    "again. Everything answered before is kept",
    sqlite3.SQLITE_CORRUPT: "the file is damaged; `gruquiz check` says more, `gruquiz restore` "
    "brings back a backup",
    sqlite3.SQLITE_NOTADB: "this is not a gruquiz library; choose another file, or bring back a "
    "backup with `gruquiz restore`",
    sqlite3.SQLITE_TOOBIG: "a text is too big to be kept",
}
"""What to do, by SQLite's primary result code."""

FAILED = (sqlite3.Error, UnicodeDecodeError)
"""What a statement raises; the second where SQLite's message quotes damaged bytes."""


_CHANGES = frozenset(("INSERT", "UPDATE", "DELETE", "REPLAC"))
"""How a statement begins that changes rows."""


class ChangeCounter(NamedTuple):
    """Two numbers, of which one differs as soon as anybody has written to the file."""

    others: int
    """Changes when another connection has written."""
    own: int
    """Rows that this connection has changed."""


class Opened(NamedTuple):
    """A connection as it was opened."""

    connection: sqlite3.Connection
    before_commit: Callable[[], None] | None = None
    """Raises LibraryMovedError where the path names the file no longer."""
    on_close: Callable[[], None] | None = None
    is_shared: bool = False
    """Whether others may open the file: not one in memory, nor a private copy."""
    read_only: str = ""
    """Why nothing can be written, where that was so; what is there can be read nevertheless."""


class Database:
    """The connection to a library's file. Not to be shared between threads.

    The gap that remains: a file that is moved away between the look at its path and the end of
    the commit, some microseconds, takes that one commit with it.
    """

    def __init__(self, opened: Opened, path: Path | str, *, created: bool = False) -> None:
        self.connection = opened.connection
        self.opened = opened
        self.path = path
        self.created = created
        """Whether opening made the file."""
        self._rollback_hooks: list[Callable[[], None]] = []

    def close(self) -> None:
        """Close the file; the last connection leaves all in it and nothing beside it."""
        try:
            if self.opened.is_shared and not self.opened.read_only:
                if self.opened.before_commit is not None:
                    self.opened.before_commit()
                self.connection.execute("PRAGMA busy_timeout = 0")
                self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except (sqlite3.Error, LibraryMovedError):
            pass  # it is open elsewhere, damaged, or has no place any more: the log stays as it is
        finally:
            self.connection.close()
            if self.opened.on_close is not None:
                self.opened.on_close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        error = failure[1] if len(failure) > 1 else None
        if isinstance(error, LibraryError) and error.path is None:
            error.path = self.path  # rows do not know their file
        self.close()

    def run(self, statement: str, values: Values = ()) -> int:
        """Carry out one statement; the number of rows it changed."""
        # A change outside a transaction is made one; said here, since a call costs as much again.
        if not self.connection.in_transaction and statement[:6].upper() in _CHANGES:
            with self.transaction():
                return self.run(statement, values)
        try:
            return self.connection.execute(statement, values).rowcount
        except FAILED as error:
            raise self._in_words(error) from error

    def run_many(self, statement: str, values: Iterable[Sequence[Any]]) -> None:
        """Carry out one statement for each set of values."""
        if not self.connection.in_transaction and statement[:6].upper() in _CHANGES:
            with self.transaction():
                self.run_many(statement, values)
            return
        try:
            self.connection.executemany(statement, values)
        except FAILED as error:
            raise self._in_words(error) from error

    def rows(self, statement: str, values: Values = ()) -> list[Row]:
        """Every row of a query."""
        try:
            return self.connection.execute(statement, values).fetchall()
        except FAILED as error:
            raise self._in_words(error) from error

    def row(self, statement: str, values: Values = ()) -> Row | None:
        """The first row, or None."""
        try:
            found: Row | None = self.connection.execute(statement, values).fetchone()
        except FAILED as error:
            raise self._in_words(error) from error
        return found

    def the_row(self, statement: str, values: Values = ()) -> Row:
        """The first row of a query that always gives one."""
        row = self.row(statement, values)
        if row is None:
            raise LibraryError("the file is damaged: a row that must be there is not", self.path)
        return row

    def value(self, statement: str, values: Values = ()) -> Any:
        """The first value of that row."""
        return self.the_row(statement, values)[0]

    def stream(self, statement: str, values: Values = ()) -> Iterator[Row]:
        """Row by row, for what may be too long to hold or is given up early."""
        try:
            # Not `yield from`: it would close the cursor too, perhaps after the connection.
            for row in self.connection.execute(statement, values):  # noqa: UP028 - see above
                yield row
        except FAILED as error:
            raise self._in_words(error) from error

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of it or nothing; inside another one, a part of that.

        Raises LibraryMovedError, and changes nothing, where the path names this file no longer.
        """
        if self.is_in_transaction():
            yield
            return
        self.run("BEGIN IMMEDIATE")
        try:
            yield
            if self.opened.before_commit is not None:
                self.opened.before_commit()
            self.run("COMMIT")
        except BaseException:
            if self.is_in_transaction():  # a full disk has already rolled it back
                self.connection.execute("ROLLBACK")
            self._forget()
            raise

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Read all within from the library of one moment, whatever others write meanwhile."""
        if self.is_in_transaction():
            yield
            return
        self.run("BEGIN")
        try:
            yield
        finally:
            if self.is_in_transaction():
                self.connection.execute("ROLLBACK")

    def _in_words(self, error: Exception) -> LibraryError:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if self.opened.read_only and code == sqlite3.SQLITE_READONLY:
            return LibraryError(self.opened.read_only, self.path)
        return error_in_words(error, self.path)

    def _forget(self) -> None:
        for forget in self._rollback_hooks:
            forget()

    def on_rollback(self, forget: Callable[[], None]) -> None:
        """Call `forget` after each rollback, which may undo what was remembered of the file."""
        self._rollback_hooks.append(forget)

    def is_in_transaction(self) -> bool:
        return self.connection.in_transaction

    @contextmanager
    def relaxed_durability(self) -> Iterator[None]:
        """Spare a long import an fsync per note; everything is on disk when it ends.

        A crash of the program still loses nothing: only one of the machine can take the last
        notes, which the next import reads again.
        """
        self.run("PRAGMA synchronous = NORMAL")
        try:
            yield
        finally:
            self.run("PRAGMA synchronous = FULL")
            self.row("PRAGMA wal_checkpoint(PASSIVE)")

    def limit_cache(self, kilobytes: int) -> None:
        """Keep no more of the file in memory than this."""
        self.run(f"PRAGMA cache_size = -{kilobytes:d}")

    def data_version(self) -> int:
        """A number that changes when another connection has written."""
        version: int = self.value("PRAGMA data_version")
        return version

    @property
    def own_changes(self) -> int:
        """How many rows this connection has changed."""
        return self.connection.total_changes

    def change_counter(self) -> ChangeCounter:
        """Equal to an earlier one exactly while nobody has written in between."""
        return ChangeCounter(self.data_version(), self.own_changes)


class NumberedNames:
    """A table of distinct texts with numbers of this file's own, remembered once asked for."""

    def __init__(self, database: Database, table: str, column: str) -> None:
        self.database = database
        self._insert = f"INSERT OR IGNORE INTO {table} ({column}) VALUES (?)"
        self._select_number = f"SELECT n FROM {table} WHERE {column} = ?"
        self._select_name = f"SELECT {column} FROM {table} WHERE n = ?"
        self._numbers: dict[str, int] = {}
        self._names: dict[int, str] = {}
        database.on_rollback(self._forget)

    def number(self, name: str) -> int:
        """The number of a name, made if it has none."""
        known = self._numbers.get(name)
        if known is not None:
            return known
        self.database.run(self._insert, (name,))
        number: int = self.database.value(self._select_number, (name,))
        self._numbers[name] = number
        return number

    def name(self, number: int) -> str:
        """The name that has a number."""
        known = self._names.get(number)
        if known is None:
            known = self._names[number] = str(self.database.value(self._select_name, (number,)))
        return known

    def _forget(self) -> None:
        self._numbers.clear()
        self._names.clear()


def error_in_words(error: Exception, path: Path | str) -> LibraryError:
    """SQLite's error as the learner reads it: what is wrong, where, what to do."""
    code = sqlite3.SQLITE_CORRUPT
    if not isinstance(error, UnicodeDecodeError):
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    advice = ADVICE.get(code)
    return LibraryError(f"{error}: {advice}" if advice else f"SQLite says: {error}", path)
