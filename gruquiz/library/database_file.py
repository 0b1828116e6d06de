"""The file of a library: what may be opened as one, how it is opened, how a new one is made."""

import os
import sqlite3
from pathlib import Path

from gruquiz import private_files
from gruquiz.errors import LibraryError
from gruquiz.library.database import FAILED, Database, error_in_words
from gruquiz.schema import APPLICATION, migrate

PAGE = 512
"""Bytes of the smallest page: no database is shorter."""


def open_database(path: Path, create: bool = True) -> Database:
    """A library's file, opened; made if absent and `create`. Raises LibraryError."""
    fresh = not path.exists()
    if fresh and not create:
        raise LibraryError("there is no library here", path)
    if fresh:
        fresh = _make(path)
    else:
        refuse(path)
    return connect(str(path), path, created=fresh)


def open_in_memory() -> Database:
    """A library that lives as long as the object."""
    return connect(":memory:", ":memory:")


def connect(target: str, path: Path | str, *, created: bool = False) -> Database:
    """A connection to a database, its tables brought up to date; `path` is what errors name."""
    connection: sqlite3.Connection | None = None
    try:
        # Transactions are begun and ended by `Database.transaction` alone.
        connection = sqlite3.connect(
            target, timeout=10, isolation_level=None, cached_statements=256
        )
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute("PRAGMA cache_size = -32000")
        migrate(connection, path)  # first: it refuses what must not be touched
        _use_write_ahead_log(connection)
    except BaseException as error:
        if connection:
            connection.close()
        if isinstance(error, FAILED):
            raise error_in_words(error, path) from error
        raise
    return Database(connection, path, created=created)


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


def refuse(path: Path) -> None:
    """Raise LibraryError where a file that is there is no library, before SQLite touches it.

    SQLite takes an empty or very short file for a new database, and would make a library of it.
    """
    if path.is_dir():
        raise LibraryError(
            f"this is a folder; a library is a file, as {path.name}/library.db", path
        )
    if not path.is_file():
        raise LibraryError("this is no ordinary file; choose another", path)
    if path.stat().st_size == 0:
        raise LibraryError(
            "this file is empty: whatever it held is gone. `gruquiz restore` brings back a "
            "backup; to begin a new library, delete the file or name another",
            path,
        )
    if not os.access(path, os.R_OK):
        raise LibraryError("it cannot be read; check the rights of the file", path)
    application = _application(path) if path.stat().st_size >= PAGE else None
    if application is None:
        raise LibraryError(
            "this is not a gruquiz library; choose another file, or bring back a backup with "
            "`gruquiz restore`",
            path,
        )
    if application != APPLICATION and not _is_library_by_its_log(path):
        raise LibraryError("this is a database of another program; choose another file", path)


def _application(path: Path) -> int | None:
    """The application id in the file's header, its log left out; None where it is no database.

    SQLite reads it. Were the file opened and closed by ourselves, the system would take away the
    locks of every connection that this process has to it, and the next program to close the
    library would remove the log that ours is still writing to (sqlite.org/howtocorrupt.html, 2.2).
    """
    try:
        connection = sqlite3.connect(
            f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, isolation_level=None
        )
        try:
            (application,) = connection.execute("PRAGMA application_id").fetchone()
        finally:
            connection.close()
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_NOTADB:
            return None
        return APPLICATION  # damaged: opening it gives the error
    return int(application)


def _is_library_by_its_log(path: Path) -> bool:
    """Whether SQLite's write-ahead log makes the file a library: its header may be there still."""
    if not path.with_name(path.name + "-wal").exists():
        return False
    try:
        # Read-only, so that closing does not write another program's log into its file.
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
        try:
            (application,) = connection.execute("PRAGMA application_id").fetchone()
        finally:
            connection.close()
    except sqlite3.Error:
        return True  # damaged or locked: opening it gives the error
    return bool(application == APPLICATION)


def draft_of(path: Path) -> Path:
    """Where a new library is made, to be moved to its place when it is whole.

    Raises LibraryError where there is no folder for it: a name mistyped should not make folders.
    """
    place = Path(os.path.realpath(path))
    if not place.parent.is_dir():
        raise LibraryError(
            f"there is no folder {place.parent}; make it first, or name another file", path
        )
    return place.with_name(f".{place.name}.{os.urandom(4).hex()}.new")


def put(draft: Path, path: Path) -> bool:
    """Move a whole new library to its place; False where another process was quicker."""
    place = Path(os.path.realpath(path))
    try:
        os.link(draft, place)
    except FileExistsError:
        return False
    except OSError:  # a file system without hard links
        if place.exists():
            return False
        draft.rename(place)
    return True


def discard(draft: Path) -> None:
    """Remove a draft and what SQLite keeps beside it."""
    for ending in ("", "-wal", "-shm", "-journal"):
        draft.with_name(draft.name + ending).unlink(missing_ok=True)
