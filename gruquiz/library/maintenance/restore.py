"""A backup brought back as the library."""

from datetime import datetime
from pathlib import Path

from gruquiz import private_files
from gruquiz.errors import LibraryError
from gruquiz.library.database_file import open_database
from gruquiz.library.maintenance.backups import STAMP, copy_database, folder_of
from gruquiz.library.maintenance.check import Check


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
            with open_database(trial, create=False) as copy:
                faults = Check.of(copy).faults()
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
            with open_database(trial, create=False) as copy:
                fresh.unlink(missing_ok=True)
                copy_database(copy, str(fresh))
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
