"""The file of a library: how it is opened, and how a new one is made."""

import sqlite3
from functools import partial
from pathlib import Path

from gruquiz import private_files
from gruquiz.errors import LibraryError
from gruquiz.library.database import (
    ADVICE,
    FAILED,
    Database,
    Opened,
    error_in_words,
)
from gruquiz.library.draft import discard, draft_of, put
from gruquiz.library.file_checks import refuse, refuse_foreign_log, refuse_if_lost
from gruquiz.library.file_identity import FileIdentity
from gruquiz.library.holders import register, unregister
from gruquiz.schema import MIGRATIONS, migrate

_UNWRITABLE = (
    sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
)  # fmt: skip
"""What SQLite says where it cannot make the files that it writes with."""


def open_database(path: Path, create: bool = True) -> Database:
    """A library's file, opened; made if absent and `create`. Raises LibraryError.

    Where nothing can be written (a full disk, a folder without the right to) it is opened for
    reading.
    """
    refuse_foreign_log(path)
    fresh = not path.exists()
    if fresh:
        refuse_if_lost(path)
    if fresh and not create:
        raise LibraryError("there is no library here", path)
    if fresh:
        fresh = _make(path)
    else:
        refuse(path)
    return Database(opened(path), path, created=fresh)


def opened(path: Path) -> Opened:
    """A connection to the file that a path names. Raises LibraryError."""
    try:
        identity = FileIdentity.of(path)
    except OSError as error:
        raise LibraryError(f"it cannot be opened: {error.strerror}", path) from error
    holder = register(path, identity)  # first: whoever wants the file for himself looks for it
    try:
        try:
            connection, read_only = _connection(str(path)), ""
        except FAILED as error:
            for_reading = _for_reading(path, error)
            if for_reading is None:
                raise
            connection, read_only = for_reading, _why_read_only(error)
        return Opened(
            connection,
            before_commit=partial(identity.require_at, str(path)),
            on_close=partial(unregister, holder),
            is_shared=True,
            read_only=read_only,
        )
    except BaseException as error:
        unregister(holder)
        if isinstance(error, (*FAILED, OSError)):
            raise error_in_words(error, path) from error
        if isinstance(error, LibraryError) and error.path is None:
            error.path = path
        raise


def open_in_memory() -> Database:
    """A library that lives as long as the object."""
    return connect(":memory:", ":memory:")


def connect(target: str, path: Path | str) -> Database:
    """A database that nobody else opens; `path` is what errors name. Raises LibraryError."""
    try:
        return Database(Opened(_connection(target, path)), path)
    except FAILED as error:
        raise error_in_words(error, path) from error


def _connection(target: str, path: Path | str | None = None) -> sqlite3.Connection:
    """A connection with the tables brought up to date."""
    # Transactions are begun and ended by `Database.transaction` alone.
    connection = sqlite3.connect(target, timeout=10, isolation_level=None, cached_statements=256)
    try:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute("PRAGMA cache_size = -32000")
        migrate(connection, target if path is None else path)  # first: it refuses what is not ours
        _use_write_ahead_log(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _for_reading(path: Path, error: Exception) -> sqlite3.Connection | None:
    """A connection that only reads, where `error` says that no other can be had; else None.

    In a write-ahead log SQLite reads only with a file of its own beside the library. Without a log
    there is nothing that could be missed by reading the library as a file that never changes.
    """
    if getattr(error, "sqlite_errorcode", 0) & 0xFF not in _UNWRITABLE:
        return None
    log = path.with_name(path.name + "-wal")
    has_log = log.exists() and log.stat().st_size > 0
    mode = "mode=ro" if has_log else "mode=ro&immutable=1"
    connection: sqlite3.Connection | None = None
    try:
        connection = sqlite3.connect(
            f"{path.resolve().as_uri()}?{mode}", uri=True, isolation_level=None
        )
        connection.execute("PRAGMA query_only = ON")
        (version,) = connection.execute("PRAGMA user_version").fetchone()
    except sqlite3.Error:
        version = None
    if version == len(MIGRATIONS) and connection is not None:
        return connection
    if connection is not None:
        connection.close()
    return None  # of an older version, or its log cannot be read: the first error says why


def _why_read_only(error: Exception) -> str:
    """What a learner reads who wants to change something nevertheless."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR):
        return f"the disk is full, so it can only be read: {ADVICE[sqlite3.SQLITE_FULL]}"
    return f"it can only be read: {ADVICE[sqlite3.SQLITE_READONLY]}"


def _use_write_ahead_log(connection: sqlite3.Connection) -> None:
    """Switch to a write-ahead log; the file remembers it."""
    (mode,) = connection.execute("PRAGMA journal_mode").fetchone()
    if mode == "delete":
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_READONLY:
                raise  # a file that may only be read, such as an archived copy, is shown as it is


def _make(path: Path) -> bool:
    """Make an empty library; False where another process has just done so.

    Neither another process nor a crash ever leaves a half-made one to be seen.
    """
    draft = draft_of(path)
    try:
        private_files.create(draft)
        connect(str(draft), path).close()
        return put(draft, path)
    except OSError as error:
        raise LibraryError(f"it cannot be made: {error.strerror}", path) from error
    finally:
        discard(draft)
