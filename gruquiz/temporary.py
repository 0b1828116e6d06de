"""Folders for what is needed for a moment; those of a process that was killed are cleared later."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from stat import S_ISDIR
from threading import Timer
from time import time

KEPT_SECONDS = 86_400.0
"""The age from which a folder is nobody's: no command works on a file for a day."""
_OURS = re.compile(r"gruquiz-(?:anki|merge|restore|sync)-[a-z0-9_]{8}")


@contextmanager
def temporary_folder(purpose: str) -> Iterator[Path]:
    """A folder of this user alone that is gone afterwards; `purpose` is part of its name."""
    from tempfile import TemporaryDirectory, gettempdir  # costs a tenth of a start

    clear_abandoned(Path(gettempdir()))
    with TemporaryDirectory(prefix=f"gruquiz-{purpose}-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def clear_later(seconds: float) -> Timer:
    """Clear what was abandoned some time after the start, by a thread that keeps nobody waiting."""
    timer = Timer(seconds, _clear_default)
    timer.daemon = True
    timer.start()
    return timer


def _clear_default() -> None:
    from tempfile import gettempdir  # as above

    clear_abandoned(Path(gettempdir()))


def clear_abandoned(place: Path) -> list[Path]:
    """Remove our own old folders from where temporary ones are; which they were.

    A folder goes if it has our form of name, belongs to this user, is no link, and neither it nor
    anything directly in it was changed for a day by the file system's own clock.
    """
    found: list[Path] = []
    with suppress(OSError), os.scandir(place) as entries:
        found = [Path(entry.path) for entry in entries if _OURS.fullmatch(entry.name)]
    before = time() - KEPT_SECONDS
    old = [path for path in found if _is_abandoned(path, before)]
    if old:
        import shutil  # as above

        for path in old:
            shutil.rmtree(path, ignore_errors=True)
    return old


def _is_abandoned(path: Path, before: float) -> bool:
    try:
        known = path.lstat()
        if not S_ISDIR(known.st_mode) or (hasattr(os, "getuid") and known.st_uid != os.getuid()):
            return False
        return all(one.lstat().st_mtime < before for one in (path, *path.iterdir()))
    except OSError:
        return False
