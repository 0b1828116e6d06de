"""Files and folders that only their owner may look into, whatever the umask.

They are what the program makes for the learner alone: library, backups, settings, the device's
name, logs. What others are meant to read (exports, a folder that machines share, notes) is not.
"""

import os
import stat
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

FILE = 0o600
FOLDER = 0o700
OTHERS = 0o077
"""What group and others may do."""


def make_folder(path: Path, *, parents: bool = False) -> None:
    """Make a folder for its owner alone, and with `parents` those above it that are missing.

    One that is there is left as it is. Raises OSError.
    """
    if path.is_dir():
        return
    if parents and path.parent != path:
        make_folder(path.parent, parents=True)
    with suppress(FileExistsError):  # another process was quicker
        path.mkdir(FOLDER)


def create(path: Path) -> None:
    """Make an empty file for its owner alone: SQLite, or whoever else fills it, keeps the mode.

    Raises FileExistsError where there is one: a library that is open must not be opened and closed
    beside SQLite, which would lose its locks. Raises OSError.
    """
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, FILE))


def write(path: Path, text: str) -> None:
    """Write a file whole or not at all; one that is there keeps its mode. Raises OSError."""
    fresh = path.with_name(f".{path.name}.{os.urandom(4).hex()}.new")
    try:
        create(fresh)
        fresh.write_text(text, encoding="utf-8")
        if path.exists():
            with suppress(OSError):  # a file system without rights
                fresh.chmod(stat.S_IMODE(path.stat().st_mode))
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)


def is_open_to_others(path: Path) -> bool:
    """Whether anyone but the owner may do anything with what is at the path itself."""
    try:
        status = path.lstat()
    except OSError:
        return False
    return not stat.S_ISLNK(status.st_mode) and bool(status.st_mode & OTHERS)


def tighten(paths: Iterable[Path]) -> list[Path]:
    """Take the rights of others away where they have any; the paths of which that was done.

    Links are left alone: what they lead to was put elsewhere on purpose. So is what belongs to
    somebody else, and what a file system without rights holds.
    """
    tightened: list[Path] = []
    for path in paths if os.name == "posix" else ():
        if not is_open_to_others(path):
            continue
        with suppress(OSError):
            path.chmod(stat.S_IMODE(path.lstat().st_mode) & ~OTHERS)
            if not is_open_to_others(path):
                tightened.append(path)
    return tightened
