"""One SQLite connection: how it is opened, its transactions, and what its errors mean."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from gruquiz import private_files
from gruquiz.errors import LibraryError
from gruquiz.library.place import discard, draft_of, put, refuse
from gruquiz.schema import migrate

Row = tuple[Any, ...]
"""A row as SQLite gives it; whoever asked knows its columns."""

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


class Store:
    """The file, its statements and transactions. Not to be shared between threads."""

    def __init__(self, connection: sqlite3.Connection, path: Path | str) -> None:
        self.connection = connection
        self.path = path
        self.created = False
        """Whether opening made the file."""
        self._labels: dict[str, int] = {}
        self._deck_numbers: dict[str, int] = {}
        self._deck_names: dict[int, str] = {}

    @classmethod
    def open(cls, path: Path | str, create: bool = True) -> Self:
        """Open a library, made if absent and `create`. Raises LibraryError."""
        path = Path(path)
        fresh = not path.exists()
        if fresh and not create:
            raise LibraryError("there is no library here", path)
        if fresh:
            fresh = cls._make(path)
        else:
            refuse(path)
        store = cls._connected(str(path), path)
        store.created = fresh
        return store

    @classmethod
    def _make(cls, path: Path) -> bool:
        """Make an empty library; False where another process has just done so.

        It is never seen half made, neither by another process nor after a crash.
        """
        draft = draft_of(path)
        try:
            private_files.create(draft)
            cls._connected(str(draft), path).close()
            return put(draft, path)
        except OSError as error:
            raise LibraryError(f"it cannot be made: {error.strerror}", path) from error
        finally:
            discard(draft)

    @classmethod
    def memory(cls) -> Self:
        """A library that lives as long as the object."""
        return cls._connected(":memory:", ":memory:")

    @classmethod
    def _connected(cls, target: str, path: Path | str) -> Self:
        connection: sqlite3.Connection | None = None
        try:
            # Transactions are begun and ended by `transaction` alone.
            connection = sqlite3.connect(
                target, timeout=10, isolation_level=None, cached_statements=256
            )
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA temp_store = MEMORY")
            connection.execute("PRAGMA cache_size = -32000")
            migrate(connection, path)  # first: it refuses what must not be touched
            _keep_log(connection)
        except BaseException as error:
            if connection:
                connection.close()
            if isinstance(error, FAILED):
                raise _told(error, path) from error
            raise
        return cls(connection, path)

    @classmethod
    def on(cls, store: "Store") -> Self:
        """An open library as another kind of store: one connection, one state."""
        other = cls.__new__(cls)
        other.__dict__ = store.__dict__
        return other

    def close(self) -> None:
        self.connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        error = failure[1] if len(failure) > 1 else None
        if isinstance(error, LibraryError) and error.path is None:
            error.path = self.path  # whoever reads a row does not know where it came from
        self.close()

    def run(self, statement: str, values: Values = ()) -> int:
        """Carry out one statement; the number of rows it changed."""
        try:
            return self.connection.execute(statement, values).rowcount
        except FAILED as error:
            raise _told(error, self.path) from error

    def run_many(self, statement: str, values: Iterable[Sequence[Any]]) -> None:
        try:
            self.connection.executemany(statement, values)
        except FAILED as error:
            raise _told(error, self.path) from error

    def rows(self, statement: str, values: Values = ()) -> list[Row]:
        try:
            return self.connection.execute(statement, values).fetchall()
        except FAILED as error:
            raise _told(error, self.path) from error

    def row(self, statement: str, values: Values = ()) -> Row | None:
        """The first row, or None."""
        try:
            found: Row | None = self.connection.execute(statement, values).fetchone()
        except FAILED as error:
            raise _told(error, self.path) from error
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
            for row in self.connection.execute(statement, values):  # noqa: UP028 - as said
                yield row
        except FAILED as error:
            raise _told(error, self.path) from error

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of it or nothing; inside another one, a part of that."""
        if self._within():
            yield
            return
        self.run("BEGIN IMMEDIATE")
        try:
            yield
            self.run("COMMIT")
        except BaseException:
            if self._within():  # a full disk has already rolled it back
                self.connection.execute("ROLLBACK")
            self._labels.clear()  # a number given inside may be gone with it
            self._forget_decks()
            raise

    def _within(self) -> bool:
        return self.connection.in_transaction

    @contextmanager
    def importing(self) -> Iterator[None]:
        """Spare a long import an fsync per note; on disk for good when it ends.

        A crash of the program still loses nothing: only one of the machine can take the last
        notes, which the next import reads again.
        """
        self.run("PRAGMA synchronous = NORMAL")
        try:
            yield
        finally:
            self.run("PRAGMA synchronous = FULL")
            self.row("PRAGMA wal_checkpoint(PASSIVE)")

    def hold(self, kilobytes: int) -> None:
        """Keep no more of the file in memory than this."""
        self.run(f"PRAGMA cache_size = -{kilobytes:d}")

    def data_version(self) -> int:
        """A number that changes when another connection has written."""
        version: int = self.value("PRAGMA data_version")
        return version

    def label(self, text: str) -> int:
        """The number under which the log keeps a scheduler's or device's name."""
        known = self._labels.get(text)
        if known is not None:
            return known
        self.run("INSERT OR IGNORE INTO label (text) VALUES (?)", (text,))
        number: int = self.value("SELECT n FROM label WHERE text = ?", (text,))
        self._labels[text] = number
        return number

    def _forget_decks(self) -> None:
        self._deck_numbers.clear()
        self._deck_names.clear()


def _keep_log(connection: sqlite3.Connection) -> None:
    """Have changes written ahead to a log: said once, the file keeps it."""
    (mode,) = connection.execute("PRAGMA journal_mode").fetchone()
    if mode == "delete":
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_READONLY:
                raise  # what may only be read, as a copy that was put away, is shown as it is


def _told(error: Exception, path: Path | str) -> LibraryError:
    """SQLite's error as the learner is told it: what, where, what to do."""
    code = sqlite3.SQLITE_CORRUPT
    if not isinstance(error, UnicodeDecodeError):
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    advice = ADVICE.get(code)
    return LibraryError(f"{error}: {advice}" if advice else f"SQLite says: {error}", path)
