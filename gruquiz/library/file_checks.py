"""What may be opened as a library: looked at before SQLite touches it."""

import logging
import os
import sqlite3
from pathlib import Path

from gruquiz.errors import LibraryError
from gruquiz.library.backup_files import folder_of
from gruquiz.library.file_identity import FileIdentity
from gruquiz.library.holders import survey, unregister
from gruquiz.schema import APPLICATION

_log = logging.getLogger(__name__)

PAGE = 512
"""Bytes of the smallest page: no database is shorter."""


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
