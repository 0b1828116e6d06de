"""The file of a library: what may be opened as one, how it is opened, how a new one is made."""

import logging
import os
import sqlite3
from functools import partial
from pathlib import Path

from gruquiz import private_files
from gruquiz.errors import LibraryError
from gruquiz.library.backup_files import folder_of
from gruquiz.library.database import (
    ADVICE,
    FAILED,
    Database,
    Opened,
    error_in_words,
)
from gruquiz.library.file_identity import FileIdentity
from gruquiz.library.holders import register, survey, unregister
from gruquiz.schema import APPLICATION, MIGRATIONS, migrate

_log = logging.getLogger(__name__)

_UNWRITABLE = (
    sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
)  # fmt: skip
"""What SQLite says where it cannot make the files that it writes with."""

PAGE = 512
"""Bytes of the smallest page: no database is shorter."""


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


def refuse_foreign_log(path: Path) -> None:
    """Raise LibraryError while a process has the file open that was at the path before.

    What SQLite keeps beside a library goes by its name alone: the log of the file that was here
    would be taken for the log of the one that is. One that a killed process left is moved away.
    """
    alive, gone = survey(path)
    if not alive and not gone:
        return
    identity = str(FileIdentity.of(path)) if path.exists() else ""
    for holder in alive:
        if holder.identity != identity:
            raise LibraryError(
                f"{holder} still has the file open that was here before; close that first, or go "
                f"on there with the answers it holds. If it has ended, delete {holder.file}",
                path,
            )
    if any(holder.identity not in ("", identity) for holder in gone):
        set_log_aside(path)
    for holder in gone:
        unregister(holder.file)


def set_log_aside(path: Path) -> None:
    """Keep a log that belongs to another file than the library under a name of its own."""
    place = Path(os.path.realpath(path))
    log = place.with_name(place.name + "-wal")
    try:
        if log.exists() and log.stat().st_size:
            kept = log.with_name(f"{log.name}-of-another-file-{os.urandom(3).hex()}")
            log.rename(kept)
            _log.warning("set aside %s: it belongs to a file that was here before", kept)
        for ending in ("-wal", "-shm"):
            place.with_name(place.name + ending).unlink(missing_ok=True)
    except OSError as error:
        raise LibraryError(
            f"what another file left beside it cannot be moved away: {error.strerror}", log
        ) from error


def refuse_if_lost(path: Path) -> None:
    """Raise LibraryError where the library is gone and its backups are not: an empty one in its
    place would look as if nothing had ever been learned."""
    folder = folder_of(path)
    copies = sorted(folder.glob("*.db"), key=lambda copy: copy.stat().st_mtime_ns)
    if copies:
        raise LibraryError(
            f"the library is gone, but there are backups of it; `gruquiz restore {copies[-1]}` "
            f"brings the newest back. To begin anew, move {folder} away",
            path,
        )


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
