"""Copies of the library beside it, few enough to keep and many enough to go back a year."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

from gruquiz import private_files
from gruquiz.errors import LibraryError
from gruquiz.library.mending import Mending
from gruquiz.library.safety import Safety

DAILY, WEEKLY, MONTHLY = 7, 4, 12
"""So many days, weeks and months of which the last copy is kept."""

STAMP = "%Y-%m-%dT%H%M%S"
RECENT = timedelta(hours=1)
"""An import so soon after a copy needs no other."""


class Backups(Mending):
    """Copies made, thinned out and brought back."""

    @property
    def backup_folder(self) -> Path | None:
        """Where the copies lie; None for a library in memory."""
        return folder_of(self.path) if isinstance(self.path, Path) else None

    def backups(self) -> list[Path]:
        """The copies there are, oldest first."""
        folder = self.backup_folder
        return [] if folder is None else [path for _, path in dated(folder)]

    def back_up(self, now: datetime) -> Path | None:
        """Copy the library now and thin out the old copies; None for one in memory."""
        folder = self.backup_folder
        if folder is None:
            return None
        try:
            private_files.make_folder(folder)
            copy = folder / f"{now.strftime(STAMP)}.db"
            fresh = copy.with_suffix(".new")
            fresh.unlink(missing_ok=True)
            self.copy_to(str(fresh))
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
        folder = self.backup_folder
        if folder is None:
            return None
        copy = folder / f"{why}-{now.strftime(STAMP)}.db"
        try:
            private_files.make_folder(folder)
            copy.unlink(missing_ok=True)
        except OSError as error:
            raise LibraryError(f"the copy cannot be written: {error.strerror}", folder) from error
        self.copy_to(str(copy))
        return copy

    def daily_backup(self, now: datetime) -> Path | None:
        """The day's first copy; None where there is one already or nothing to lose."""
        folder = self.backup_folder
        if folder is None or self.row("SELECT 1 FROM card LIMIT 1") is None:
            return None
        made = dated(folder)
        return None if made and made[-1][0].date() >= now.date() else self.back_up(now)

    def before_import(self, now: datetime) -> None:
        """A copy before cards are changed, unless there is a recent one or nothing to lose."""
        folder = self.backup_folder
        if folder is None or self.row("SELECT 1 FROM card LIMIT 1") is None:
            return
        made = dated(folder)
        if not made or abs(now.replace(tzinfo=None) - made[-1][0]) > RECENT:
            self.back_up(now)


def folder_of(library: Path) -> Path:
    """Where the copies of a library lie."""
    return library.with_name(f"{library.stem}-backups")


def dated(folder: Path) -> list[tuple[datetime, Path]]:
    """The copies in a folder with their times by the learner's clock, oldest first."""
    found = []
    for path in folder.glob("*.db"):
        try:
            found.append((datetime.strptime(path.stem, STAMP), path))  # noqa: DTZ007 - as named
        except ValueError:
            continue  # set aside by hand or by a migration: not ours to thin out
    return sorted(found)


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


def restore(path: Path, backup: Path, now: datetime) -> Path | None:
    """Bring a copy back as the library at `path`; where the library as it was now lies.

    The copy is checked first. Raises LibraryError, and changes nothing, where it is not sound.
    """
    import shutil  # with what it brings, a tenth of a start
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="gruquiz-restore-") as folder:
        trial = Path(folder) / "trial.db"
        try:
            shutil.copyfile(backup, trial)
        except OSError as error:
            raise LibraryError(f"the backup cannot be read: {error.strerror}", backup) from error
        try:
            with Safety.open(trial, create=False) as copy:
                faults = copy.check()
        except LibraryError as error:
            raise LibraryError(error.message, backup) from error
        if faults:
            raise LibraryError(f"the backup is not sound: {faults[0]}", backup)
        if not path.parent.is_dir():
            raise LibraryError(
                f"there is no folder {path.parent}; make it first, or name another file", path
            )
        aside = _set_aside(path, now)
        try:
            fresh = path.with_name(path.name + ".new")
            with Safety.open(trial, create=False) as copy:
                fresh.unlink(missing_ok=True)
                copy.copy_to(str(fresh))
            fresh.replace(path)
        except OSError as error:
            raise LibraryError(f"it cannot be brought back: {error.strerror}", path) from error
    return aside


def _set_aside(path: Path, now: datetime) -> Path | None:
    """Move the library that is there, damaged or not, among its backups."""
    if not path.exists():
        return None
    import shutil  # as above

    folder = folder_of(path)
    aside = folder / f"replaced-{now.strftime(STAMP)}.db"
    try:
        private_files.make_folder(folder)
        for ending in ("-wal", "-shm"):
            part = path.with_name(path.name + ending)
            if part.exists():
                kept = aside.with_name(aside.name + ending)
                private_files.create(kept)
                shutil.copyfile(part, kept)
        private_files.create(aside)
        shutil.copyfile(path, aside)
        for ending in ("-wal", "-shm", ""):
            path.with_name(path.name + ending).unlink(missing_ok=True)
    except OSError as error:
        raise LibraryError(f"it cannot be set aside: {error.strerror}", path) from error
    return aside
