"""A backup brought back as the library.

At no moment is there no library at the path, and at none an old one with a log that is not its
own: the new file is whole and on disk before it takes the place of the old in one rename.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from gruquiz import private_files
from gruquiz.errors import LibraryError
from gruquiz.library.backup_files import STAMP, folder_of
from gruquiz.library.database import error_in_words
from gruquiz.library.database_file import open_database
from gruquiz.library.holders import holders
from gruquiz.library.maintenance.backups import copy_database, sync
from gruquiz.library.maintenance.check import Check
from gruquiz.temporary import temporary_folder

BESIDE = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a file that is in use, or was when its program was killed."""


def restore(path: Path, backup: Path, now: datetime) -> Path | None:
    """Bring a copy back as the library at `path`; where the library as it was now lies.

    The copy is checked first. Raises LibraryError, and changes nothing, where it is not sound, or
    while any program has the library open.
    """

    if not path.parent.is_dir():
        raise LibraryError(
            f"there is no folder {path.parent}; make it first, or name another file", path
        )
    refuse_while_open(path)
    place = Path(os.path.realpath(path))
    fresh = place.with_name(f".{place.name}.restored")
    try:
        with temporary_folder("restore") as folder:
            _write_fresh(backup, folder / "trial.db", fresh)
        if not place.exists():
            fresh.rename(place)
            sync(place.parent)
            return None
        with _held_alone(place):
            aside = _set_aside(place, folder_of(path), now)
            fresh.replace(place)
            sync(place.parent)
    except OSError as error:
        raise LibraryError(f"it cannot be brought back: {error.strerror}", path) from error
    finally:
        fresh.unlink(missing_ok=True)
    return aside


def refuse_while_open(path: Path) -> None:
    """Raise LibraryError while another process has the library open, and say which."""
    found = holders(path)
    if found:
        raise LibraryError(
            f"it is open in {', '.join(map(str, found))}: close that first, so that no answer is "
            "given to a library that is about to be replaced. If nothing has it open any more, "
            f"delete {found[0].file}",
            path,
        )


def _write_fresh(backup: Path, trial: Path, fresh: Path) -> None:
    """A sound, compact copy of a backup, on disk for good. Raises LibraryError if it is none."""
    import shutil  # as above

    try:
        shutil.copyfile(backup, trial)
    except OSError as error:
        raise LibraryError(f"the backup cannot be read: {error.strerror}", backup) from error
    try:
        with open_database(trial, create=False) as copy:
            faults = Check.of(copy).faults()
            if not faults:
                fresh.unlink(missing_ok=True)  # of a restore that was killed
                copy_database(copy, str(fresh))
    except LibraryError as error:
        raise LibraryError(error.message, backup) from error
    if faults:
        raise LibraryError(f"the backup is not sound: {faults[0]}", backup)


@contextmanager
def _held_alone(path: Path) -> Iterator[None]:
    """Nobody else reads or writes the library within, and nothing lies beside it.

    A log that is left beside the old file would be taken for the new one's, and win over it. One
    that SQLite cannot work into a damaged file is moved among the backups with it.
    """
    connection = sqlite3.connect(path, timeout=2, isolation_level=None)
    try:
        try:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.execute("PRAGMA journal_mode = DELETE")  # needs to be alone; no log is left
            connection.execute("BEGIN EXCLUSIVE")
            (mode,) = connection.execute("PRAGMA journal_mode").fetchone()  # nobody was quicker
        except sqlite3.Error as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF in (
                sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED,
            ):  # fmt: skip
                raise error_in_words(error, path) from error
            yield  # damaged: nobody can have it open and write to it
            return
        if mode != "delete" or any(path.with_name(path.name + one).exists() for one in BESIDE[:2]):
            raise LibraryError("another program is writing to it; try again in a moment", path)
        yield
    finally:
        with suppress(sqlite3.Error):
            connection.close()


def _set_aside(path: Path, folder: Path, now: datetime) -> Path:
    """Keep the library that is there, damaged or not, among its backups."""
    aside = folder / f"replaced-{now.strftime(STAMP)}.db"
    private_files.make_folder(folder)
    for ending in ("", *BESIDE):
        part, kept = (one.with_name(one.name + ending) for one in (path, aside))
        if part.exists():
            kept.unlink(missing_ok=True)
            _keep(part, kept)
    sync(folder)
    for ending in BESIDE:
        path.with_name(path.name + ending).unlink(missing_ok=True)
    return aside


def _keep(part: Path, kept: Path) -> None:
    """A second name for a file, which stays when the first goes; a copy where there are no links.

    To copy it, it must be opened and closed by ourselves, which gives up the locks on it.
    """
    try:
        os.link(part, kept)
    except OSError:
        import shutil  # as above

        private_files.create(kept)
        shutil.copyfile(part, kept)
