"""Copies of the library beside it, few enough to keep and many enough to go back a year."""

import os
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta
from pathlib import Path

from gruquiz import private_files
from gruquiz.errors import LibraryError
from gruquiz.library.backup_files import STAMP, dated, folder_of
from gruquiz.library.database import Database, error_in_words

DAILY, WEEKLY, MONTHLY = 7, 4, 12
"""So many days, weeks and months of which the last copy is kept."""

RECENT = timedelta(hours=1)
"""An import so soon after a copy needs no other."""


class Backups:
    """Makes copies and thins them out."""

    def __init__(self, database: Database) -> None:
        self.database = database

    @property
    def folder(self) -> Path | None:
        """Where the copies lie; None for a library in memory."""
        return folder_of(self.database.path) if isinstance(self.database.path, Path) else None

    def all(self) -> list[Path]:
        """The copies there are, oldest first."""
        folder = self.folder
        return [] if folder is None else [path for _, path in dated(folder)]

    def make(self, now: datetime) -> Path | None:
        """Copy the library now and thin out the old copies; None for one in memory."""
        folder = self.folder
        if folder is None:
            return None
        try:
            private_files.make_folder(folder)
            copy = folder / f"{now.strftime(STAMP)}.db"
            fresh = copy.with_suffix(".new")
            fresh.unlink(missing_ok=True)
            copy_database(self.database, str(fresh))
            fresh.replace(copy)  # a copy is there whole or not at all
            for old in superseded(dated(folder)):
                old.unlink(missing_ok=True)
        except OSError as error:
            raise LibraryError(
                f"the backup cannot be written: {error.strerror}; check the rights of its folder "
                "and the free space",
                folder,
            ) from error
        return copy

    def put_aside(self, now: datetime, why: str) -> Path | None:
        """Copy the library as it is now, faults and all, where thinning out leaves it alone: among
        the day's copies it would take the place of a sound one."""
        folder = self.folder
        if folder is None:
            return None
        copy = folder / f"{why}-{now.strftime(STAMP)}.db"
        try:
            private_files.make_folder(folder)
            copy.unlink(missing_ok=True)
        except OSError as error:
            raise LibraryError(f"the copy cannot be written: {error.strerror}", folder) from error
        copy_database(self.database, str(copy))
        return copy

    def daily(self, now: datetime) -> Path | None:
        """The day's first copy; None where there is one already or nothing to lose."""
        folder = self.folder
        if folder is None or self.database.opened.read_only or self._is_empty():
            return None
        made = dated(folder)
        return None if made and made[-1][0].date() >= now.date() else self.make(now)

    def before_import(self, now: datetime) -> None:
        """A copy before cards are changed, unless there is a recent one or nothing to lose."""
        folder = self.folder
        if folder is None or self.database.opened.read_only or self._is_empty():
            return
        made = dated(folder)
        if not made or abs(now.replace(tzinfo=None) - made[-1][0]) > RECENT:
            self.make(now)

    def _is_empty(self) -> bool:
        return self.database.row("SELECT 1 FROM card LIMIT 1") is None


def copy_database(database: Database, path: str) -> None:
    """A sound, compact copy of the library as it is now. The file must not exist."""
    try:
        private_files.create(Path(path))
        database.connection.execute("VACUUM INTO ?", (path,))
        sync(Path(path))
    except OSError as error:
        raise LibraryError(f"the backup cannot be written: {error.strerror}", path) from error
    except sqlite3.Error as error:
        raise LibraryError(
            f"the backup cannot be written: {error_in_words(error, path).message}", path
        ) from error


def sync(path: Path) -> None:
    """Have a file or folder on disk for good; where the system cannot, it sees to it itself."""
    try:
        handle = os.open(path, os.O_RDONLY)
    except OSError:
        return
    try:
        with suppress(OSError):  # a network's file system: no more can be done
            os.fsync(handle)
    finally:
        os.close(handle)


def superseded(copies: Sequence[tuple[datetime, Path]]) -> list[Path]:
    """The copies that are neither the last of a recent day, nor of a week, nor of a month."""
    kept: set[Path] = set()
    rules: tuple[tuple[int, Callable[[date], object]], ...] = (
        (DAILY, lambda day: day),
        (WEEKLY, lambda day: day.isocalendar()[:2]),
        (MONTHLY, lambda day: (day.year, day.month)),
    )
    for most, period in rules:
        last: dict[object, Path] = {}
        for time, path in copies:
            last[period(time.date())] = path
        kept.update(list(last.values())[-most:])
    return [path for _, path in copies if path not in kept]
